import Testing

@testable import JSON

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Texts that end exactly `JSONParser.padding` bytes before memory that must not be read.
@Suite("JSONParser padding")
struct JSONPaddingTests {
  private let texts: [String] = [
    "", " ", "1", "-", "123456789", "1.5e10", "1e400", "true", "tru", "nul", "\"", "\"a", "\"\\",
    "\"\\u", "\"\\ud800", "\"\\ud800\\u", "\"\\ud83d\\ude00\"", "[", "[1", "[[[[", "{", "{\"a\"",
    "{\"a\":",
    "{\"a\":1", "[1,2]", "{\"a\": \"\(String(repeating: "é", count: 100))\"}", "[\"a\",",
    String(repeating: "[", count: 200), "\"\(String(repeating: "\\\\", count: 100))",
    String(repeating: " ", count: 200), String(repeating: "1", count: 200),
  ]

  @Test(arguments: [UInt8(ascii: "]"), UInt8(ascii: "1"), UInt8(ascii: "\""), 0, 0xFF])
  func readsNoFurtherThanThePadding(filler: UInt8) throws {
    let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    let region = try unsafe #require(
      mmap(nil, 2 * pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    )
    defer { unsafe munmap(region, 2 * pageSize) }
    #expect(unsafe mprotect(region + pageSize, pageSize, PROT_NONE) == 0)
    unsafe region.initializeMemory(as: UInt8.self, repeating: filler, count: pageSize)
    let end = unsafe region + (pageSize - JSONParser.padding)
    let parser = JSONParser()
    for text in texts {
      let bytes = Array(text.utf8)
      for count in 0...bytes.count {
        // Safe: `count` bytes and the padding lie within the first page.
        let start = unsafe end - count
        let target = unsafe start.assumingMemoryBound(to: UInt8.self)
        for offset in 0..<count { unsafe target[offset] = bytes[offset] }
        let atEdge = unsafe value(UnsafeRawBufferPointer(start: start, count: count), parser)
        let elsewhere = try? JSONParser().parse(copying: Array(bytes[..<count])).value
        #expect(atEdge == elsewhere)
      }
    }
  }

  private func value(_ text: UnsafeRawBufferPointer, _ parser: JSONParser) -> JSONValue? {
    try? unsafe parser.parse(text).value
  }
}
