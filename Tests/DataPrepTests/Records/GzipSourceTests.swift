import Foundation
import TestSupport
import Testing

@testable import DataPrep

@Suite struct GzipSourceTests {
  // printf 'one\ntwo\n' | gzip -n
  private static let twoLines: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xCB, 0xCF, 0x4B, 0xE5, 0x2A, 0x29,
    0xCF, 0xE7, 0x02, 0x00, 0xE6, 0x0B, 0xBA, 0x12, 0x08, 0x00, 0x00, 0x00,
  ]

  private func text(of bytes: [UInt8]) throws -> String {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "a.jsonl.gz")
      try Data(bytes).write(to: path)
      let reader = LineReader(
        inputs: try InputSet(paths: [path.path]),
        maximumRecordByteCount: 1000,
        keepsOversized: false
      )
      var text: [UInt8] = []
      while let chunk = try reader.next() { text += chunk.bytes[chunk.lines] }
      return String(decoding: text, as: UTF8.self)
    }
  }

  @Test func inflates() throws {
    #expect(try text(of: Self.twoLines) == "one\ntwo\n")
  }

  @Test func joinsMembersAndPassesOverPadding() throws {
    let bytes = Self.twoLines + Self.twoLines + [0, 0, 0]
    #expect(try text(of: bytes) == "one\ntwo\none\ntwo\n")
  }

  @Test(arguments: 1..<28)
  func refusesATruncatedFile(length: Int) throws {
    guard length >= 2 else { return }
    #expect(throws: DataPrepError.self) { try text(of: Array(Self.twoLines.prefix(length))) }
  }

  @Test func refusesADamagedFile() throws {
    var bytes = Self.twoLines
    bytes[12] ^= 0xFF
    #expect(throws: DataPrepError.self) { try text(of: bytes) }
  }
}
