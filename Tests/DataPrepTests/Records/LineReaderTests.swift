import Foundation
import TestSupport
import Testing

@testable import DataPrep

@Suite struct LineReaderTests {
  /// All lines of all chunks, and how many were over the limit.
  private func lines(
    of contents: [String: [UInt8]],
    limit: Int = 1 << 20,
    keepsOversized: Bool = false
  ) throws -> (text: [UInt8], oversized: [Int], marks: Int) {
    try TemporaryFolder.with { folder in
      for (name, bytes) in contents {
        try Data(bytes).write(to: folder.appending(path: name))
      }
      let inputs = try InputSet(paths: [folder.path])
      let reader = LineReader(
        inputs: inputs,
        maximumRecordByteCount: limit,
        keepsOversized: keepsOversized
      )
      var text: [UInt8] = []
      var oversized: [Int] = []
      var marks = 0
      while let chunk = try reader.next() {
        text += chunk.bytes[chunk.lines]
        marks += chunk.hasByteOrderMark ? 1 : 0
        if let line = chunk.oversized { oversized.append(line.byteCount) }
        #expect(chunk.oversized != nil || chunk.bytes.count >= chunk.lines.upperBound + 64)
      }
      return (text, oversized, marks)
    }
  }

  @Test func givesEveryByteOfEveryFileInOrder() throws {
    var first: [UInt8] = []
    for number in 0..<200_000 { first += Array("line \(number)\n".utf8) }
    let second = Array("no line end".utf8)
    let result = try lines(of: ["a.jsonl": first, "b.jsonl": second, "c.jsonl": []])
    #expect(result.text == first + second)
    #expect(result.oversized == [])
  }

  @Test func growsForALongLine() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20) + [UInt8(ascii: "\n")]
    let result = try lines(of: ["a.jsonl": long + Array("y\n".utf8)], limit: 6 << 20)
    #expect(result.text == long + Array("y\n".utf8))
  }

  @Test func passesOverALineOverTheLimit() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20)
    let content = Array("a\n".utf8) + long + Array("\nb\n".utf8)
    let result = try lines(of: ["a.jsonl": content], limit: 1 << 20, keepsOversized: true)
    #expect(result.text == Array("a\nb\n".utf8))
    #expect(result.oversized == [5 << 20])
  }

  /// The line ends before, at and behind the ends of the pieces that are read; one that ends in the
  /// piece in which the limit is passed may be given out, and is refused where records are counted.
  @Test(arguments: ["\n", "\r", "\r\n"])
  func passesOverALineOfTextUpToItsOwnEnd(lineEnd: String) throws {
    let start = Array("a\(lineEnd)".utf8)
    let rest = Array((0..<1000).map { "line \($0)\(lineEnd)" }.joined().utf8)
    let limit = 1 << 20
    let piece = LineReader.usualChunkByteCount
    for count in [limit + piece, limit + 2 * piece].flatMap({ $0 - 2...$0 + 3 }) {
      let long = [UInt8](repeating: UInt8(ascii: "x"), count: count) + Array(lineEnd.utf8)
      let result = try lines(of: ["a.txt": start + long + rest], limit: limit)
      let isGivenOut = result.oversized.isEmpty && count < limit + 2 * piece - 2
      // Not compared by the test's own macro, which looks for the smallest difference.
      let isRight = result.text == start + (isGivenOut ? long : []) + rest
      #expect(isRight, "\(count)")
      #expect(isGivenOut || result.oversized == [count])
    }
    let alone = [UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20) + Array(lineEnd.utf8)
    let result = try lines(of: ["a.txt": alone], limit: limit)
    #expect(result.text.count == 0)
    #expect(result.oversized == [3 << 20])
  }

  @Test func addsUpSizesThatNoDiskHas() throws {
    let file = InputSet.File(path: "a.jsonl.gz", lineKind: .json, byteCount: Int.max - 1)
    let inputs = InputSet(files: [file, file, file])
    #expect(inputs.totalByteCount == Int.max)
    #expect {
      try FreeSpace.check(for: inputs, in: "/")
    } throws: { error in
      (error as? DataPrepError)?.code == .notEnoughSpace
    }
  }

  @Test func leavesAByteOrderMarkOutOfJSONAndInText() throws {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let json = try lines(of: ["a.jsonl": mark + Array("{}\n".utf8)])
    #expect(json.text == Array("{}\n".utf8))
    #expect(json.marks == 1)
    let text = try lines(of: ["a.txt": mark + Array("a\n".utf8)])
    #expect(text.text == mark + Array("a\n".utf8))
  }

  @Test func namesWhatIsMissing() {
    #expect(throws: DataPrepError(.inputNotFound, "/no/such/file.jsonl")) {
      try InputSet(paths: ["/no/such/file.jsonl"])
    }
  }
}
