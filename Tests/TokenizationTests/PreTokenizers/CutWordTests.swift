import TestSupport
import Testing

@testable import Tokenization

/// A text that is cut as it stands, and whose words are remembered, has the tokens that all steps in
/// turn give it, which is what encoding with offsets does.
@Suite struct CutWordTests {
  @Test func takesTheStepsApart() throws {
    let falcon = """
      {"type": "Sequence", "pretokenizers": [
        {"type": "Punctuation", "behavior": "Contiguous"}, \(SmallTokenizers.plainByteLevel),
        {"type": "Digits", "individual_digits": false},
        {"type": "Split", "pattern": {"Regex": "[0-9][0-9][0-9]"}, "behavior": "Isolated",
         "invert": false}]}
      """
    let cuts = try #require(RawCuts(try Self.preTokenizer(falcon)))
    #expect(cuts.cuts.count == 2)
    #expect(cuts.mapsToBytes)
    #expect(cuts.rest.count == 2)
    let matchers = PatternMatchers()
    func leavesWhole(_ word: String) -> Bool {
      let bytes = Array(word.utf8)
      return unsafe bytes.withUnsafeBufferPointer { unsafe cuts.leavesWhole($0, using: matchers) }
    }
    #expect(leavesWhole(" word"))
    #expect(!leavesWhole(" 12"))
    // The byte-level character of the byte 0xB2 is a number, the one of 0xA9 is not.
    #expect(!leavesWhole("\u{F2}"))
    #expect(leavesWhole("\u{E9}"))
  }

  @Test(arguments: [
    SmallTokenizers.spacedByteLevel, SmallTokenizers.plainByteLevel,
    #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true}"#,
    #"""
    {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
     {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true}]}
    """#,
  ])
  func cutsOnlyWhereThatIsAllTheFirstStepsDo(json: String) throws {
    let cuts = RawCuts(try Self.preTokenizer(json))
    #expect(cuts?.cuts.count == (json == SmallTokenizers.plainByteLevel ? 1 : nil))
  }

  /// Steps that write make a piece of 256 bytes and more of a word that the caches still take.
  @Test func wordsMayGrowBeyondTheLongest() throws {
    let digits = #"{"type": "Digits", "individual_digits": true}"#
    for (steps, letter) in [
      ([digits, SmallTokenizers.spacedByteLevel], "l"),
      ([digits, SmallTokenizers.plainByteLevel, SmallTokenizers.plainByteLevel], "é"),
    ] {
      for model in Self.models.prefix(2) {
        let json = SmallTokenizers.file(
          model: model,
          preTokenizer:
            #"{"type": "Sequence", "pretokenizers": [\#(steps.joined(separator: ", "))]}"#
        )
        let encoder = try Tokenizer(json: json).makeEncoder()
        for count in 250...256 {
          let word = String(repeating: letter, count: count / letter.utf8.count)
          let text = "hello 1\(word)2 the"
          let expected = try encoder.encode(text, addingSpecialTokens: false).ids
          for _ in 0..<2 { #expect(try encoder.quickIDs(of: text) == expected, "\(count)") }
        }
      }
    }
  }

  @Test(arguments: 0..<FuzzCount.cases(usual: 60))
  func wordsHaveTheTokensOfAllSteps(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let count = Int.random(in: 1...4, using: &generator)
    let steps = (0..<count).map { _ in Self.steps.randomElement(using: &generator) ?? "" }
    let model = Self.models.randomElement(using: &generator) ?? ""
    let json = SmallTokenizers.file(
      model: model,
      normalizer: Bool.random(using: &generator) ? "null" : #"{"type": "Lowercase"}"#,
      preTokenizer:
        #"{"type": "Sequence", "pretokenizers": [\#(steps.joined(separator: ", "))]}"#
    )
    let encoder = try Tokenizer(json: json).makeEncoder()
    var texts = RandomTexts(seed: UInt64(seed))
    for _ in 0..<60 {
      var text = texts.next()
      if Int.random(in: 0..<8, using: &generator) == 0 {
        text += String(repeating: "a1, ", count: Int.random(in: 1...90, using: &generator))
        text += String(repeating: "hé7", count: Int.random(in: 1...200, using: &generator))
      }
      encoder.expectQuickIDs(of: text, "\(steps)")
    }
  }

  private static let steps = [
    SmallTokenizers.plainByteLevel, SmallTokenizers.spacedByteLevel,
    SmallTokenizers.byteLevel(
      #""add_prefix_space": false, "trim_offsets": true, "use_regex": false"#
    ),
    #"{"type": "Digits", "individual_digits": false}"#,
    #"{"type": "Digits", "individual_digits": true}"#,
    #"{"type": "Punctuation", "behavior": "Contiguous"}"#,
    #"{"type": "Punctuation", "behavior": "MergedWithNext"}"#,
    #"{"type": "Punctuation", "behavior": "Removed"}"#,
    #"{"type": "Whitespace"}"#, #"{"type": "WhitespaceSplit"}"#, #"{"type": "BertPreTokenizer"}"#,
    #"{"type": "CharDelimiterSplit", "delimiter": "e"}"#, #"{"type": "UnicodeScripts"}"#,
    #"{"type": "FixedLength", "length": 3}"#,
    #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}"#,
    #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": true}"#,
    split(#"{"Regex": "[0-9][0-9][0-9]"}"#, "Isolated"),
    split(#"{"Regex": "\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+"}"#, "Removed", isInverted: true),
    split(#"{"Regex": "\\s+"}"#, "MergedWithNext"), split(#"{"Regex": "x*"}"#, "Isolated"),
    split(#"{"Regex": "\\p{Lu}"}"#, "Contiguous", isInverted: true),
    split(#"{"String": " "}"#, "MergedWithPrevious"), split(#"{"String": "h"}"#, "Removed"),
    split("{\"Regex\": \(SmallTokenizers.quoted(KnownPattern.qwen2))}", "Isolated"),
    split("{\"Regex\": \(SmallTokenizers.quoted(KnownPattern.gpt2))}", "Removed"),
  ]

  private static func split(
    _ pattern: String,
    _ behavior: String,
    isInverted: Bool = false
  ) -> String {
    #"{"type": "Split", "pattern": \#(pattern), "behavior": "\#(behavior)", "invert": \#(isInverted)}"#
  }

  private static let models = [
    SmallTokenizers.byteModel,
    SmallTokenizers.bpe(
      SmallTokenizers.byteTokens,
      merges: SmallTokenizers.byteMerges,
      #""ignore_merges": true"#
    ),
    SmallTokenizers.markedModel,
    SmallTokenizers.wordPiece(
      ["[UNK]", "he", "##l", "##lo", "1", "##2", "a", "##a", "h", "Ġ", "##Ġ", "é", "▁a"],
      longestWord: 30
    ),
  ]

  private static func preTokenizer(_ json: String) throws -> PreTokenizer? {
    let file = SmallTokenizers.file(model: models[0], preTokenizer: json)
    return try Tokenizer(json: file).preTokenizer
  }
}
