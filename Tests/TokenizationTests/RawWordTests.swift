import Foundation
import JSON
import TestSupport
import Testing

@testable import Tokenization

/// A text whose words are remembered before they are normalized has the tokens that normalizing the
/// whole text gives it, which is what encoding with offsets does.
@Suite struct RawWordTests {
  private static let split = #"{"type": "WhitespaceSplit"}"#

  @Test(
    arguments: [
      (
        #"{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}"#,
        true
      ),
      (#"{"type": "NFC"}"#, true),
      (#"{"type": "Sequence", "normalizers": [{"type": "NFKD"}, {"type": "Lowercase"}]}"#, true),
      (#"{"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}"#, true),
      (#"{"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}"#, false),
      (#"{"type": "Replace", "pattern": {"String": "``"}, "content": "\""}"#, true),
      (#"{"type": "Replace", "pattern": {"String": " "}, "content": "▁"}"#, false),
      (#"{"type": "Replace", "pattern": {"Regex": "[0-9]+"}, "content": "0"}"#, true),
      (#"{"type": "Replace", "pattern": {"Regex": "\\bthe"}, "content": "0"}"#, false),
      (#"{"type": "Replace", "pattern": {"Regex": "a\\W"}, "content": "0"}"#, false),
      (#"{"type": "Prepend", "prepend": "▁"}"#, false),
      ("null", false),
    ]
  )
  func partsTextsWhereNormalizersDo(normalizer: String, isParted: Bool) throws {
    let tokenizer = try Tokenizer(
      json: Self.file(Self.models[0], normalizer, Self.split)
    )
    let cuts = try #require(RawCuts(tokenizer.preTokenizer))
    #expect((RawWords(tokenizer, cuts) != nil) == isParted)
  }

  @Test(
    arguments: [
      (split, true), (#"{"type": "BertPreTokenizer"}"#, true), (#"{"type": "Whitespace"}"#, true),
      (
        #"{"type": "Split", "pattern": {"Regex": "\\p{L}+|\\p{N}"}, "behavior": "Removed", "invert": true}"#,
        true
      ),
      (
        #"{"type": "Split", "pattern": {"Regex": "\\p{L}+|\\s"}, "behavior": "Removed", "invert": true}"#,
        false
      ),
      (
        #"{"type": "Split", "pattern": {"Regex": "\\p{L}+(?=x)"}, "behavior": "Removed", "invert": true}"#,
        false
      ),
      (
        #"{"type": "Split", "pattern": {"Regex": "\\p{L}*"}, "behavior": "Removed", "invert": true}"#,
        false
      ),
      (
        #"{"type": "Split", "pattern": {"Regex": "\\p{L}+"}, "behavior": "Isolated", "invert": false}"#,
        false
      ),
      (SmallTokenizers.plainByteLevel, false),
    ]
  )
  func partsTextsWherePreTokenizersDropSpace(preTokenizer: String, isParted: Bool) throws {
    let tokenizer = try Tokenizer(
      json: Self.file(Self.models[0], #"{"type": "Lowercase"}"#, preTokenizer)
    )
    let cuts = try #require(RawCuts(tokenizer.preTokenizer))
    #expect((RawWords(tokenizer, cuts) != nil) == isParted)
  }

  /// Pairs that no match has side by side part words.
  @Test func expressionsTellWhatTheyJoin() throws {
    let pattern = try SplitPattern(
      .regularExpression(#"<end>|'s|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#),
      path: "$"
    )
    let joins = try #require(pattern.asciiJoins)
    for pair in ["ab", "!?", "<e", "'s", "'!", "d>"] {
      let bytes = Array(pair.utf8)
      #expect(joins.contains(bytes[0], bytes[1]), "\(pair)")
    }
    for pair in ["a1", "12", "a,", ",a", "'t", "s'", "e1", ">a"] {
      let bytes = Array(pair.utf8)
      #expect(!joins.contains(bytes[0], bytes[1]), "\(pair)")
    }
  }

  @Test func addedTokensWithSpaceKeepTextsWhole() throws {
    for (token, isParted) in [("<a>", true), ("<a b>", false)] {
      let tokenizer = try Tokenizer(
        json: SmallTokenizers.file(
          model: Self.models[0],
          addedTokens: [SmallTokenizers.added(token, "normalized")],
          normalizer: #"{"type": "Lowercase"}"#,
          preTokenizer: Self.split
        )
      )
      let cuts = try #require(RawCuts(tokenizer.preTokenizer))
      #expect((RawWords(tokenizer, cuts) != nil) == isParted)
    }
  }

  @Test(arguments: 0..<FuzzCount.cases(usual: 60))
  func wordsHaveTheTokensOfTheText(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var normalizers = Self.normalizers.shuffled(using: &generator)
      .prefix(Int.random(in: 1...3, using: &generator))
    if Bool.random(using: &generator) { normalizers.insert(try Self.precompiled(), at: 0) }
    let normalizer =
      #"{"type": "Sequence", "normalizers": [\#(normalizers.joined(separator: ", "))]}"#
    let preTokenizer = Self.preTokenizers.randomElement(using: &generator) ?? ""
    let model = Self.models.randomElement(using: &generator) ?? ""
    let looksBeside = Int.random(in: 0..<4, using: &generator) == 0
    let encoder = try Tokenizer(
      json: Self.file(model, normalizer, preTokenizer, looksBeside: looksBeside)
    ).makeEncoder()
    var texts = RandomTexts(seed: UInt64(seed))
    for _ in 0..<80 {
      var text = texts.next()
      for _ in 0..<Int.random(in: 0...8, using: &generator) {
        text += Self.stretches.randomElement(using: &generator) ?? ""
      }
      if Int.random(in: 0..<8, using: &generator) == 0 {
        text += String(repeating: "Hé,", count: Int.random(in: 1...90, using: &generator))
      }
      encoder.expectQuickIDs(of: text, "\(normalizer) \(preTokenizer)")
    }
  }

  private static let normalizers = [
    #"{"type": "NFC"}"#, #"{"type": "NFKC"}"#, #"{"type": "NFD"}"#, #"{"type": "NFKD"}"#,
    #"{"type": "Lowercase"}"#, #"{"type": "StripAccents"}"#, #"{"type": "Nmt"}"#,
    #"{"type": "Strip", "strip_left": true, "strip_right": true}"#,
    #"{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}"#,
    #"{"type": "BertNormalizer", "clean_text": false, "handle_chinese_chars": true, "strip_accents": true, "lowercase": false}"#,
    #"{"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}"#,
    #"{"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}"#,
    #"{"type": "Replace", "pattern": {"Regex": "[0-9]+"}, "content": "h e"}"#,
    #"{"type": "Replace", "pattern": {"String": "ll"}, "content": "L"}"#,
    #"{"type": "Replace", "pattern": {"String": "e"}, "content": " "}"#,
  ]

  private static let preTokenizers = [
    split, #"{"type": "BertPreTokenizer"}"#, #"{"type": "Whitespace"}"#,
    #"""
    {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
     {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}]}
    """#,
    #"""
    {"type": "Sequence", "pretokenizers": [{"type": "Split", "behavior": "Removed", "invert": true,
     "pattern": {"Regex": "<end>|'s|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"}},
     {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true}]}
    """#,
  ]

  private static let stretches = [
    "Hello", " ", "  ", "\t", "\r\n", "\n", "he's ", " 12", "\u{301}", " \u{301}", "\u{600}",
    "\u{600} ",
    "\u{A0}", "\u{3000}", " \u{200D}x", "<END>", "<end>", "日本", "words", "É", "e\u{301} ", "\u{0B}",
    "\u{0}",
    "\u{AC00}", " \u{11A8}", "``", "l l", "word", "a<\u{338}", "<\u{338}b", "self.word[0],",
    "<end>x", "12ab", "it's,",
  ]

  private static let models = [
    SmallTokenizers.byteModel,
    SmallTokenizers.markedModel,
    SmallTokenizers.wordPiece(
      ["[UNK]", "he", "##l", "##lo", "1", "##2", "a", "##a", "h", "é", "hello", ",", "'", "s"],
      longestWord: 30
    ),
    SmallTokenizers.unigram(
      [("<unk>", "0"), ("▁", "-2"), ("▁he", "-3.5"), ("he", "-1"), ("e", "-2"), ("l", "-3")],
      #""unk_id": 0, "byte_fallback": false"#
    ),
  ]

  private static func file(
    _ model: String,
    _ normalizer: String,
    _ preTokenizer: String,
    looksBeside: Bool = false
  ) -> [UInt8] {
    SmallTokenizers.file(
      model: model,
      addedTokens: [
        SmallTokenizers.added("<end>", "normalized"),
        looksBeside
          ? SmallTokenizers.added("word", "normalized", "single_word")
          : SmallTokenizers.added("word", "normalized", "lstrip"),
      ],
      normalizer: normalizer,
      preTokenizer: preTokenizer
    )
  }

  /// The character map of the goldens.
  private static func precompiled() throws -> String {
    let file = PackageRoot.url("Tests/TokenizationTests/Resources/text-normalize.json")
    let root = try JSONParser().parse(copying: [UInt8](Data(contentsOf: file)))
    let node = try #require(root["cases"]).elements
      .first { $0["normalizer"]?["type"]?.string == "Precompiled" }
    return JSONSerializer().string(try #require(node?["normalizer"]).value)
  }
}
