import TestSupport
import Testing

@testable import Tokenization

/// Small tokenizers: ids, offsets and texts as the reference gives them, errors as we word them.
@Suite struct TokenizerTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var ids: [Int32]
    var offsets: [Range<Int>]
    var decoded: String

    init(
      _ name: String,
      _ text: String,
      _ ids: [Int32],
      _ offsets: [Range<Int>],
      _ decoded: String
    ) {
      self.name = name
      self.text = text
      self.ids = ids
      self.offsets = offsets
      self.decoded = decoded
    }

    var testDescription: String { "\(name): \(text.debugDescription)" }
  }

  /// What `tokenizers` 0.23.3 gives for the files of `SmallTokenizers`.
  static let examples = [
    Example("bytes", "hello world", [259, 264], [0..<5, 6..<11], "hello world"),
    Example("bytes", "", [], [], ""),
    Example(
      "bytes",
      "hello<end> world",
      [259, 269, 264],
      [0..<5, 5..<10, 11..<16],
      "hello world"
    ),
    Example(
      "bytes",
      "\u{E9}  the",
      [266, 32, 268, 256],
      [0..<1, 2..<2, 3..<4, 4..<6],
      "\u{E9}  the"
    ),
    Example("bytes", "\u{65E5}", [230, 151, 165], [0..<1, 0..<1, 0..<1], "\u{65E5}"),
    Example(
      "bytes, prefix space",
      "hello world",
      [32, 259, 264],
      [0..<0, 0..<5, 6..<11],
      " hello world"
    ),
    Example(
      "bytes, prefix space",
      "<end>hello",
      [269, 32, 259],
      [0..<5, 6..<6, 5..<10],
      " hello"
    ),
    Example(
      "bytes, all kinds of added tokens",
      "a <left>b",
      [97, 270, 98],
      [0..<1, 2..<8, 8..<9],
      "ab"
    ),
    Example(
      "bytes, all kinds of added tokens",
      "a<right>  b",
      [97, 271, 98],
      [0..<1, 1..<8, 10..<11],
      "a<right>b"
    ),
    Example("bytes, all kinds of added tokens", " <both> ", [272], [1..<7], "<both>"),
    Example(
      "bytes, all kinds of added tokens",
      "word words",
      [273, 262, 100, 115],
      [0..<4, 5..<8, 8..<9, 9..<10],
      "word words"
    ),
    Example(
      "bytes, all kinds of added tokens",
      "\u{C9} HELLO hello",
      [201, 32, 274, 32, 259],
      [0..<1, 2..<2, 2..<7, 8..<8, 8..<13],
      "\u{FFFD}  "
    ),
    Example(
      "bytes, all kinds of added tokens",
      "<e<end>",
      [276, 269],
      [0..<2, 2..<7],
      "<e"
    ),
    Example(
      "bytes missing, unknown token",
      "hello",
      [256, 63],
      [0..<4, 4..<5],
      "hell?"
    ),
    Example("bytes missing, unknown token", "oo", [63, 63], [0..<1, 1..<2], "??"),
    Example("bytes missing, dropped", "hewllo", [257], [0..<5], "hello"),
    Example("bytes missing, dropped", "w\u{E9}", [193, 167], [0..<2, 1..<2], "\u{E9}"),
    Example(
      "characters with prefix and suffix",
      "the and 12er ther",
      [106, 108, 0, 109, 105, 109],
      [0..<3, 4..<7, 8..<10, 10..<12, 13..<15, 15..<17],
      "the and <unk>##er th##er"
    ),
    Example(
      "characters, byte fallback with gaps",
      "\u{E9}<s> the",
      [1, 195, 173, 252, 249],
      [0..<1, 0..<1, 0..<1, 1..<4, 4..<8],
      "\u{2581}\u{E9}\u{2581}the"
    ),
    Example(
      "characters, byte fallback with gaps",
      "\t\u{65E5}",
      [225, 157, 169],
      [1..<2, 1..<2, 1..<2],
      "\u{65E5}"
    ),
    Example(
      "words without the unknown token",
      "the [X]and",
      [7, 3, 3],
      [0..<3, 4..<7, 7..<10],
      "the"
    ),
  ]

  @Test(arguments: examples)
  func encodesAndDecodesAsTheReference(example: Example) throws {
    let tokenizer = try Tokenizer(json: SmallTokenizers.all[example.name] ?? [])
    let encoder = tokenizer.makeEncoder()
    let encoding = try encoder.encode(example.text, addingSpecialTokens: false)
    #expect(encoding.ids == example.ids)
    #expect(encoding.offsets == example.offsets)
    // Twice: the second time the words are in the cache.
    for _ in 0..<2 {
      #expect(try ids(of: example.text, encoder) == example.ids)
    }
    let decoded = try tokenizer.decode(example.ids, skippingSpecialTokens: true)
    #expect(Array(decoded.utf8) == Array(example.decoded.utf8))
  }

  @Test func throwsWhereTheUnknownTokenIsMissing() throws {
    let json = SmallTokenizers.all["words without the unknown token"] ?? []
    let encoder = try Tokenizer(json: json).makeEncoder()
    #expect {
      try encoder.encode("nope", addingSpecialTokens: false)
    } throws: { error in
      "\(error)" == "$.model.unk_token: found \"[UNK]\", expected a token of the vocabulary"
    }
  }

  @Test func addedTokensKeepTheModelsIDsOrTakeTheNextFreeOnes() throws {
    let json = SmallTokenizers.all["bytes, all kinds of added tokens"] ?? []
    var tokenizer = try Tokenizer(json: json)
    #expect(tokenizer.id(of: "hello") == 259)
    #expect(tokenizer.id(of: "<end>") == 269)
    #expect(tokenizer.vocabularySize == 279)
    tokenizer.addSpecialTokens(["<new>", "the end", "<end>"])
    #expect(tokenizer.id(of: "<new>") == 279)
    #expect(tokenizer.id(of: "the end") == 280)
    #expect(tokenizer.token(for: 280) == "the end")
    #expect(tokenizer.token(for: 281) == nil)
    #expect(tokenizer.token(for: -1) == nil)
    #expect(tokenizer.vocabularySize == 281)
    #expect(try ids(of: "a<new>the end", tokenizer.makeEncoder()) == [97, 279, 280])
  }

  @Test func encodesSpecialTokensAsTextWhereAsked() throws {
    let encoder = try Tokenizer(json: SmallTokenizers.all["bytes"] ?? []).makeEncoder()
    let encoding = try encoder.encode(
      "<end>",
      addingSpecialTokens: false,
      recognizing: .exceptSpecial
    )
    #expect(encoding.ids == Array("<end>".utf8).map(Int32.init))
  }

  /// Words that are far longer than any buffer: the same tokens as in small portions.
  @Test(arguments: ["-", " ", "l", "\u{E9}", "\u{65E5}"])
  func encodesVeryLongWords(letter: String) throws {
    let encoder = try Tokenizer(json: SmallTokenizers.all["bytes"] ?? []).makeEncoder()
    let text = String(repeating: letter, count: 50_000)
    let found = try ids(of: text, encoder)
    let pair = try ids(of: letter + letter, encoder)
    #expect(found == Array(repeatElement(pair, count: 25_000).joined()))
    #expect(try encoder.encode(text, addingSpecialTokens: false).ids == found)
  }

  private func ids(of text: String, _ encoder: TokenEncoder) throws -> [Int32] {
    var text = text
    var ids: [Int32] = []
    try text.withUTF8 { bytes in
      unsafe try encoder.encode(bytes, addingSpecialTokens: false, appendingTo: &ids)
    }
    return ids
  }
}
