import Testing

@testable import JSON

@Suite("JSONParser")
struct JSONParserTests {
  private let parser = JSONParser()

  @Test func readsARecord() throws {
    let text = #"{"prompt": "a\nb", "completion": "é", "n": [1, -2.5]}"#
    let node = try parser.parse(copying: text)
    #expect(node.kind == .object)
    #expect(node.count == 3)
    #expect(node["prompt"]?.string == "a\nb")
    #expect(node["completion"]?.string == "é")
    #expect(node["n"]?.elements.map(\.double) == [1, -2.5])
    #expect(node["missing"] == nil)
    #expect(node.members.map(\.key) == ["prompt", "completion", "n"])
  }

  @Test func readsOneTextAfterAnother() throws {
    for text in ["1", "[1,", "1e400", "{}", "\"a\"", "", "[2e400]", "null"] {
      let value = try? parser.parse(copying: text).value
      let other = try? JSONParser().parse(copying: text).value
      #expect(value == other, "\(text)")
    }
  }

  @Test(arguments: [
    (#""\u0041\/\b\f\n\r\t\"\\""#, "A/\u{8}\u{C}\n\r\t\"\\"),
    (#""\u0000""#, "\u{0}"), (#""a\u0000b""#, "a\u{0}b"),
    (#""\uFEFF\ufeff""#, "\u{FEFF}\u{FEFF}"), ("\"\u{FEFF}x\u{FEFF}\"", "\u{FEFF}x\u{FEFF}"),
    (#""\ud83d\ude00\uD83D\uDE00""#, "😀😀"),
    ("\"\u{7F}\u{80}\u{10FFFF}\"", "\u{7F}\u{80}\u{10FFFF}"),
    (#""\ud800\udc00\udbff\udfff""#, "\u{10000}\u{10FFFF}"),
    (#""\uffff\uFFFE""#, "\u{FFFF}\u{FFFE}"),
    (#""""#, ""), ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"),
  ])
  func unescapesStrings(_ text: String, _ expected: String) throws {
    for parse in [JSONParser.viaSimdjson, JSONParser.viaSyntax] {
      let string = try parse(parser)(text)?.string
      #expect(string.map { Array($0.utf8) } == Array(expected.utf8))
    }
  }

  @Test(arguments: [
    ("0", JSONNumber.integer(0)), ("-0", .integer(0)), ("-0.0", .double(-0.0)),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .unsigned(1 << 63)), ("18446744073709551615", .unsigned(.max)),
    ("18446744073709551616", .big("18446744073709551616")),
    ("-9223372036854775809", .big("-9223372036854775809")),
    ("1e5", .double(100_000)), ("1E+2", .double(100)), ("1.5e-1", .double(0.15)),
    ("1e400", .big("1e400")), ("-1.0E+999999999999999999999", .big("-1.0E+999999999999999999999")),
    ("1e-400", .double(0)), ("-1e-99999999999999999999", .double(-0.0)),
    ("0e99999999999", .double(0)),
    ("5e-324", .double(.leastNonzeroMagnitude)),
    ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
    ("1.7976931348623159e308", .big("1.7976931348623159e308")),
    ("0.1000000000000000055511151231257827021181583404541015625", .double(0.1)),
  ])
  func readsNumbersOfAnySize(_ text: String, _ expected: JSONNumber) throws {
    for text in [text, "[\(text)]", " \(text) "] {
      let node = try parser.parse(copying: text)
      let number = try #require(node.number ?? node.elements.first { _ in true }?.number)
      #expect(number == expected)
      #expect(number.double?.sign == expected.double?.sign)
    }
  }

  @Test func readsNumbersOfManyDigits() throws {
    let digits = String(repeating: "1234567890", count: 200_000)
    let values = try parser.parse(copying: "[\(digits), 0.\(digits), \(digits)e-1999999]").value
    #expect(values.array?.first == .number(.big(digits)))
    #expect(values.array?[1].double == 0.123456789012345678)
    #expect(values.array?[2].double == 1.2345678901234568)
  }

  @Test func keepsNodesOfAFallbackAlive() throws {
    let node = try JSONParser().parse(copying: "[1e400, \"a\"]")
    #expect(node.elements.map(\.number) == [.big("1e400"), nil])
  }

  @Test func takesALineOf64Megabytes() throws {
    var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 20)
    let start = Array("{\"prompt\": \"".utf8)
    for (offset, byte) in start.enumerated() { bytes[offset] = byte }
    bytes += Array("\"}".utf8)
    let node = try parser.parse(copying: bytes)
    let count = unsafe node["prompt"]?.utf8?.count
    #expect(count == 64 << 20 - start.count)
  }

  @Test func growsByDoublingAndGivesBack() throws {
    var capacities: Set<Int> = []
    for size in stride(from: 0, to: 1 << 20, by: 1 << 12) {
      _ = try parser.parse(copying: "\"\(String(repeating: "x", count: size))\"")
      capacities.insert(parser.capacity)
    }
    #expect(capacities.count < 8)
    _ = try parser.parse(copying: "\"\(String(repeating: "x", count: 32 << 20))\"")
    #expect(parser.capacity > 32 << 20)
    for _ in 0..<1000 { _ = try parser.parse(copying: "1") }
    #expect(parser.capacity <= 1 << 20)
  }

  @Test func parsesOnManyThreadsAtOnce() async throws {
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          let parser = JSONParser()
          return try (0..<500).reduce(0) { sum, number in
            let node = try parser.parse(
              copying: "[\(String(repeating: "1,", count: task))\(number)]"
            )
            return sum + node.count
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts.sorted() == (1...8).map { $0 * 500 })
  }
}

extension JSONParser {
  /// The node of a text that simdjson takes.
  func viaSimdjson(_ text: String) throws -> JSONNode? {
    try unsafe Array(text.utf8).withPadding { try unsafe parseWithSimdjson($0) }
  }

  /// The node of a text by the strict scanner.
  func viaSyntax(_ text: String) throws -> JSONNode? {
    try unsafe Array(text.utf8).withPadding { try unsafe parseWithSyntax($0) }
  }
}
