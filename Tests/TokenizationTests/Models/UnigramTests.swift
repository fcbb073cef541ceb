import JSON
import Testing

@testable import Tokenization

/// The best path as the reference has it: scores, ties, unknown characters, byte fallback.
@Suite struct UnigramTests {
  private static let pieces = [("<unk>", "0"), ("a", "-1"), ("b", "-2"), ("ab", "-3")]
  private static let bytes =
    [("<unk>", "0"), ("a", "-1")]
    + (0..<256).map { byte in
      let digits = Array("0123456789ABCDEF")
      return ("<0x\(digits[byte >> 4])\(digits[byte & 15])>", "-5")
    }

  /// What `tokenizers` 0.23.3 gives.
  @Test(arguments: [
    ("ab", [3], [2]), ("aXYb", [1, 0, 2], [1, 2, 1]), ("<unk>", [0], [5]), ("X", [0], [1]),
    ("", [], []), ("<unk>X", [0], [6]),
  ])
  func prefersTheLongerOfEqualPaths(text: String, ids: [Int32], lengths: [Int32]) throws {
    #expect(try Self.tokens(of: text, Self.pieces, #""unk_id": 0"#) == [ids, lengths])
  }

  @Test func takesTheLastOfRepeatedPieces() throws {
    let pieces = [("<unk>", "0"), ("a", "-1"), ("b", "-2"), ("a", "-7"), ("ab", "-3")]
    #expect(try Self.tokens(of: "a", pieces, #""unk_id": 0"#) == [[3], [1]])
    #expect(try Self.tokens(of: "ab", pieces, #""unk_id": 0"#) == [[4], [2]])
    let file = SmallTokenizers.file(model: SmallTokenizers.unigram(pieces, #""unk_id": 0"#))
    let tokenizer = try Tokenizer(json: file)
    #expect(tokenizer.token(for: 1) == "a")
    #expect(tokenizer.token(for: 3) == "a")
    #expect(tokenizer.id(of: "a") == 3)
  }

  @Test func looksUpWhatIsUnknownTogether() throws {
    let pieces = [("<unk>", "30"), ("XY", "25"), ("a", "100"), ("b", "26")]
    #expect(try Self.tokens(of: "aXYa", pieces, #""unk_id": 0"#) == [[2, 1, 2], [1, 2, 1]])
    #expect(try Self.tokens(of: "XYX", pieces, #""unk_id": 0"#) == [[0], [3]])
  }

  @Test func fallsBackToBytesThatShareTheirText() throws {
    let fields = #""unk_id": 0, "byte_fallback": true"#
    #expect(
      try Self.tokens(of: "a\u{E9}Xa", Self.bytes, fields)
        == [[1, 197, 171, 90, 1], [1, -3, -3, 3, 1]]
    )
    #expect(
      try Self.tokens(of: "a\u{E9}a", Self.bytes, #""unk_id": 0"#) == [[1, 0, 1], [1, 2, 1]]
    )
    let file = SmallTokenizers.file(model: SmallTokenizers.unigram(Self.bytes, fields))
    let encoding = try Tokenizer(json: file).makeEncoder()
      .encode("a\u{E9}Xa", addingSpecialTokens: false)
    #expect(encoding.offsets == [0..<1, 1..<3, 1..<3, 1..<3, 3..<4])
  }

  @Test func throwsWhereNothingStandsForTheUnknown() throws {
    #expect(try Self.tokens(of: "ab", Self.pieces, #""unk_id": null"#) == [[3], [2]])
    #expect(throws: TokenizerError.unknownIDMissing) {
      try Self.tokens(of: "abX", Self.pieces, #""unk_id": null"#)
    }
    #expect(throws: TokenizerError.unknownIDMissing) {
      try Self.tokens(of: "a", [], #""unk_id": null"#)
    }
    #expect(
      TokenizerError.unknownIDMissing.description
        == "$.model.unk_id: found null, expected an id for characters that are in no token"
    )
  }

  /// Every text of a letter ends with all tokens, and each place could begin a longer one.
  @Test func readsAnUnpleasantPieceOnce() throws {
    let nested = (1...100).map { (String(repeating: "a", count: $0), "-\($0)") }
    let long = (String(repeating: "a", count: 20_000) + "b", "-1")
    let text = String(repeating: "a", count: 100_000)
    let tokens = try Self.tokens(of: text, nested + [long], #""unk_id": null"#)
    #expect(tokens[0].allSatisfy { $0 == 99 })
    #expect(tokens[0].count == 1000)
  }

  @Test(arguments: [
    ("-13.529199600219727", -13.529199600219728), ("-7.4715776443481445", -7.471577644348144),
    ("-7.7206902503967285", -7.720690250396728), ("0.30000000000000004", 0.30000000000000004),
    ("123456789012345678901234567890", 1.2345678901234568e+29), ("1e-400", 0), ("1", 1),
    ("-9223372036854775809", -9.223372036854776e+18), ("5e-324", 0x1p-1074), ("1E5", 1e5),
    ("18446744073709551615", 1.8446744073709552e+19), ("2.2250738585072014e-308", 0x1p-1022),
  ])
  func readsScoresAsTheReferenceDoes(text: String, score: Double) throws {
    let parser = JSONParser()
    let number = try #require(
      try parser.parse(copying: Array("[\(text)]".utf8)).elements
        .first { _ in true }?.number
    )
    #expect(ReferenceNumber.double(number)?.bitPattern == score.bitPattern)
  }

  private static func tokens(
    of text: String,
    _ pieces: [(String, String)],
    _ fields: String
  ) throws -> [[Int32]] {
    let parser = JSONParser()
    let file = Array(SmallTokenizers.unigram(pieces, fields).utf8)
    let model = try UnigramFile.read(parser.parse(copying: file), path: "$.model")
    let merger = WordMerger()
    var text = text
    _ = try text.withUTF8 { unsafe try model.tokenize($0, with: merger, UnigramLattice()) }
    return [
      (0..<merger.count).map { unsafe merger.ids[$0] },
      (0..<merger.count).map { unsafe merger.lengths[$0] },
    ]
  }
}
