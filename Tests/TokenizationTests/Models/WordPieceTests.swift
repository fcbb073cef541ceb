import Testing

@testable import Tokenization

/// Longest match first, as the reference has it, and in linear time.
@Suite struct WordPieceTests {
  @Test(arguments: [
    ("ab", [3], [2]), ("abb", [3, 2], [2, 1]), ("abbbb", [3, 2, 2, 2], [2, 1, 1, 1]),
    ("abbbbb", [0], [6]), ("##b", [2], [3]), ("c", [0], [1]), ("abc", [0], [3]), ("", [], []),
    ("\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}", [0], [10]), ("a##", [0], [3]),
  ])
  func findsTheLongestTokens(word: String, ids: [Int32], lengths: [Int32]) throws {
    let model = Self.model(["[UNK]", "a", "##b", "ab", "##bc", "##"], longestWord: 5)
    #expect(try Self.tokens(of: word, model) == [ids, lengths])
  }

  @Test func countsCodePointsOfTheLongestWord() throws {
    let model = Self.model(["[UNK]", "\u{1F600}", "##\u{1F600}"], longestWord: 3)
    let face = "\u{1F600}"
    #expect(try Self.tokens(of: face + face + face, model) == [[1, 2, 2], [4, 4, 4]])
    #expect(try Self.tokens(of: face + face + face + face, model) == [[0], [16]])
  }

  @Test func needsTheUnknownTokenForUnknownWordsOnly() throws {
    let model = Self.model(["a", "##b"])
    #expect(try Self.tokens(of: "abb", model) == [[0, 1, 1], [1, 1, 1]])
    #expect(throws: TokenizerError.unknownTokenMissing("[UNK]")) {
      try Self.tokens(of: "ba", model)
    }
  }

  /// Each place could begin a very long token, of which only the last byte is missing.
  @Test func readsAnUnpleasantWordOnce() throws {
    let long = String(repeating: "a", count: 20_000)
    let model = Self.model(["[UNK]", "a", "##a", long + "b", "##" + long + "b"], longestWord: .max)
    let word = String(repeating: "a", count: 200_000)
    let tokens = try Self.tokens(of: word, model)
    #expect(tokens[0] == [1] + [Int32](repeating: 2, count: 199_999))
    #expect(try Self.tokens(of: word + "b", model)[0].count == 180_001)
    #expect(try Self.tokens(of: word + "c", model) == [[0], [200_001]])
  }

  private static func model(_ tokens: [String], longestWord: Int = 100) -> WordPieceModel {
    var builder = VocabularyBuilder(capacity: tokens.count)
    for (id, token) in tokens.enumerated() { builder.append(Array(token.utf8), id: Int32(id)) }
    return WordPieceModel(
      vocabulary: Vocabulary(builder),
      unknownToken: "[UNK]",
      prefix: Array("##".utf8),
      longestWord: longestWord
    )
  }

  private static func tokens(of word: String, _ model: WordPieceModel) throws -> [[Int32]] {
    let merger = WordMerger()
    var word = word
    try word.withUTF8 { unsafe try model.tokenize($0, with: merger) }
    return [
      (0..<merger.count).map { unsafe merger.ids[$0] },
      (0..<merger.count).map { unsafe merger.lengths[$0] },
    ]
  }
}
