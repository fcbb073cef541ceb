import TestSupport
import Testing

@testable import Tokenization

/// Long raw words are cut between characters that neither the normalizer nor the pre-tokenizer nor the
/// model joins; that must give the tokens of the text normalized as a whole, which is what encoding
/// with offsets makes.
@Suite struct RawPartTests {
  private static let normalizer =
    #"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Replace", "pattern": "#
    + #"{"Regex": "\\s+"}, "content": " "}, {"type": "Lowercase"}]}"#

  private static func split(_ expression: String) -> String {
    #"{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "\#(expression)"}, "#
      + #""behavior": "Removed", "invert": true}, \#(SmallTokenizers.plainByteLevel)]}"#
  }

  private static let letters = split(#"<end>|'s|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"#)

  @Test(
    arguments: [
      // 明日 is a token; は is joined to nothing.
      (
        "明日は雨、１２。", ["明日", "は", "雨", "、", "１", "２", "。"],
        [true, true, false, false, false, false, false]
      ),
      // A mark may change the character before it, and a capital becomes another character: what
      // may not stay as it is stands in no part that ends inside of a word.
      ("は\u{3099}はは", ["は\u{3099}はは"], [false]),
      ("はははЖは。は", ["は", "ははЖは", "。", "は"], [true, false, false, false]),
      // Jamo are composed with what is before them.
      ("雨가\u{11A8}雨", ["雨가\u{11A8}雨"], [false]),
      ("雨\u{1112}\u{1161}", ["雨\u{1112}\u{1161}"], [false]),
      ("１a雨", ["１", "a", "雨"], [false, true, false]),
      ("雨\u{3000}雨", ["雨\u{3000}雨"], [false]),
      ("雨𠀀雨😀雨", ["雨𠀀雨", "😀", "雨"], [false, false, false]),
    ] as [(String, [String], [Bool])]
  )
  func cutsWhereNothingJoins(word: String, parts expected: [String], ends: [Bool]) throws {
    let bytes = ByteCharacters.scalars.compactMap { Unicode.Scalar($0).map { String($0) } }
    let tomorrow = Array("明日".utf8).map { bytes[Int($0)] }
    let merges = ["\(tomorrow[0..<3].joined()) \(tomorrow[3..<6].joined())"]
    let tokenizer = try Self.tokenizer(
      bytes + [tomorrow[0..<3].joined(), tomorrow[3..<6].joined(), tomorrow.joined()],
      merges,
      suffix: "",
      Self.normalizer,
      Self.letters
    )
    let cuts = try #require(RawCuts(tokenizer.preTokenizer))
    let rawWords = try #require(RawWords(tokenizer, cuts))
    let parts = try #require(RawParts(tokenizer, cuts, rawWords))
    var found: [String] = []
    var areInside: [Bool] = []
    let text = Array(word.utf8)
    unsafe text.withUnsafeBufferPointer { text in
      var start = 0
      while start < text.count {
        var isInside = false
        let end = unsafe parts.endOfPart(in: text, from: start, isInside: &isInside)
        unsafe found.append(String(decoding: text[start..<end], as: UTF8.self))
        areInside.append(isInside)
        start = end
      }
    }
    #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    #expect(areInside == ends)
  }

  @Test(arguments: 0..<FuzzCount.cases(usual: 16))
  func partsHaveTheTokensOfTheText(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let normalizers = Self.normalizers.shuffled(using: &generator)
      .prefix(Int.random(in: 1...3, using: &generator))
    let normalizer =
      #"{"type": "Sequence", "normalizers": [\#(normalizers.joined(separator: ", "))]}"#
    let preTokenizer = Self.preTokenizers.randomElement(using: &generator) ?? Self.letters
    let suffix = Bool.random(using: &generator) ? "</w>" : ""
    let vocabulary = RandomVocabulary(suffix: suffix, mergesUpTo: 200, using: &generator) {
      Self.run(of: 3, using: &$0)
    }
    let encoder = try Self.tokenizer(
      vocabulary.tokens,
      vocabulary.merges,
      suffix: suffix,
      normalizer,
      preTokenizer
    ).makeEncoder()
    var texts = RandomTexts(seed: UInt64(seed))
    for _ in 0..<60 {
      var text = ""
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let count = Int.random(in: 1...Int.random(in: 1...40, using: &generator), using: &generator)
        text += Self.run(of: count, using: &generator)
        if Int.random(in: 0..<4, using: &generator) == 0 { text += texts.next() }
        if Int.random(in: 0..<4, using: &generator) == 0 { text += " " }
      }
      encoder.expectQuickIDs(of: text, "\(normalizer) \(preTokenizer)")
    }
  }

  /// Characters of one kind, which may have to do with each other.
  private static func run(of count: Int, using generator: inout SeededGenerator) -> String {
    let kind = kinds.randomElement(using: &generator) ?? []
    var run = String.UnicodeScalarView()
    for _ in 0..<count { run.append(kind.randomElement(using: &generator) ?? "a") }
    return String(run)
  }

  private static let kinds: [[Unicode.Scalar]] = [
    Array("中文字的是日本語明日雨".unicodeScalars), Array("のはかきハヒフ\u{3099}\u{309A}ー、。！".unicodeScalars),
    Array("한국어가각\u{1100}\u{1112}\u{1161}\u{1175}\u{11A8}\u{11C2}\u{11A7}".unicodeScalars),
    Array("ΑΣσςΐ\u{301}\u{308}ϓ".unicodeScalars),
    Array("aAiIİıeé\u{307}\u{327}\u{301}ßẞſKÅ".unicodeScalars),
    Array(
      "कक़\u{93C}ড়\u{9BC}\u{9C7}\u{9BE}ஔ\u{BD7}\u{1025}\u{102E}\u{F71}\u{F72}\u{F73}ก".unicodeScalars
    ),
    Array("\u{200D}\u{200C}\u{FE0F}👨👩😀🏽𠀀\u{2F800}\u{1FFFF}\u{20000}".unicodeScalars),
    Array(
      "\u{E000}\u{FFFD}\u{FFFE}\u{D7FF}\u{378}\u{F900}\u{0}\u{0B}\u{85}\u{3000}\u{A0}"
        .unicodeScalars
    ),
    Array("１２12½²٣<end>'s're,.".unicodeScalars), Array("دعשלнаНАйѐ\u{306}\u{300}".unicodeScalars),
  ]

  private static let normalizers = [
    #"{"type": "NFC"}"#, #"{"type": "NFKC"}"#, #"{"type": "NFD"}"#, #"{"type": "NFKD"}"#,
    #"{"type": "Lowercase"}"#, #"{"type": "StripAccents"}"#, #"{"type": "Nmt"}"#,
    #"{"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}"#,
    #"{"type": "Replace", "pattern": {"String": "は"}, "content": "\u0301"}"#,
    #"{"type": "Replace", "pattern": {"String": "本語"}, "content": "a b"}"#,
    #"{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": false, "strip_accents": null, "lowercase": true}"#,
  ]

  private static let preTokenizers = [
    letters, letters, split(#"\\p{L}+|\\p{N}+"#), split(#"[^\\s]+"#),
    split(#"\\p{Han}+|[\\p{L}]+|\\p{N}+"#),
    split(#"の?\\p{L}+|."#),
    #"{"type": "Sequence", "pretokenizers": [{"type": "Whitespace"}, \#(SmallTokenizers.plainByteLevel)]}"#,
    #"{"type": "Sequence", "pretokenizers": [{"type": "BertPreTokenizer"}, \#(SmallTokenizers.plainByteLevel)]}"#,
    #"""
    {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
     {"type": "Digits", "individual_digits": true},
     {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}
    """#,
  ]

  private static func tokenizer(
    _ tokens: [String],
    _ merges: [String],
    suffix: String,
    _ normalizer: String,
    _ preTokenizer: String
  ) throws -> Tokenizer {
    try Tokenizer(
      json: SmallTokenizers.file(
        model: SmallTokenizers.bpe(
          tokens,
          merges: merges,
          suffix.isEmpty ? "" : #""end_of_word_suffix": "\#(suffix)""#
        ),
        addedTokens: [SmallTokenizers.added("<end>", "normalized")],
        normalizer: normalizer,
        preTokenizer: preTokenizer
      )
    )
  }
}
