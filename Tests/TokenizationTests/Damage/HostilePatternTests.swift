import Testing

@testable import Tokenization

/// Patterns and maps that ask too much are refused or do no harm.
@Suite("Hostile patterns and maps")
struct HostilePatternTests {
  private static func error(of pattern: String) -> String? {
    do throws(TokenizerError) {
      _ = try SplitPattern(.regularExpression(pattern), path: "$.x.Regex")
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static func refusal(_ construct: String) -> String {
    "$.x.Regex: regular expression: found \(construct), expected what can be translated faithfully"
  }

  @Test(arguments: ["*", "+?", "{1}", "?"])
  func manyRepetitionsOfOneThingAreRefused(repetition: String) {
    let pattern = "a" + String(repeating: repetition, count: 60_000 / repetition.utf8.count)
    let error = Self.error(of: pattern)
    #expect(error?.contains("found more than 10 repetitions of one thing at char") == true)
  }

  @Test func longPatternsAreRefused() {
    #expect(
      Self.error(of: String(repeating: "a", count: 1_000_000))
        == Self.refusal("more than 65536 characters at character 0")
    )
  }

  @Test(arguments: ["\\w", "\\p{L}", "[\\p{Lu}\\p{Ll}]", "[^\\p{L}]"])
  func manyLargeClassesAreRefused(pattern: String) {
    let error = Self.error(of: String(repeating: pattern, count: 15_000 / pattern.utf8.count))
    #expect(error == Self.refusal("more and larger classes than fit at character 0"))
  }

  @Test func manyClassesInBothCasesTakeNoLongTime() {
    let start = ContinuousClock.now
    _ = Self.error(of: "(?i)" + String(repeating: "[a]", count: 1_000))
    #expect(start.duration(to: .now) < .seconds(10))
  }

  /// Half a character from a damaged map would not be UTF-8, on which all that follows relies.
  @Test(arguments: [(UInt32(3), "ñ"), (4, "é"), (5, ""), (6, ""), (7, "é"), (1, "y")])
  func mapsDoNotReplaceByHalfACharacter(place: UInt32, expected: String) throws {
    let json = """
      {"type": "Precompiled",
       "precompiled_charsmap": "\(RichTokenizers.characterMap(placeOfSecond: place))"}
      """
    let tokenizer = try Tokenizer(
      json: SmallTokenizers.file(
        model: SmallTokenizers.bpe(
          ["<u>", "x", "y", "z", "ñ", "é"],
          merges: [],
          #""unk_token": "<u>""#
        ),
        normalizer: json
      )
    )
    for tracksAlignments in [false, true] {
      var text = NormalizedText(Array("Aéz".utf8), trackingAlignments: tracksAlignments)
      try tokenizer.normalizer?.apply(to: &text, using: PatternMatchers())
      #expect(text.bytes == Array("xy\(expected)z".utf8))
    }
  }

  /// Forty doublings of one letter would be a terabyte.
  @Test(arguments: [false, true])
  func textsThatAFileMakesGrowAreRefused(addsToken: Bool) throws {
    let step = #"{"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}"#
    let file = SmallTokenizers.file(
      model: SmallTokenizers.bpe(["a"], merges: []),
      addedTokens: addsToken ? [SmallTokenizers.added("ba", "normalized")] : [],
      normalizer: #"{"type": "Sequence", "normalizers": ["#
        + Array(repeating: step, count: 40).joined(separator: ", ") + "]}"
    )
    let error = #expect(throws: TokenizerError.self) {
      try Tokenizer(json: file).makeEncoder().encode("a", addingSpecialTokens: false)
    }
    #expect(
      error.map { "\($0)" }
        == "Replace at $.normalizer makes a text grow beyond 33554432 bytes"
    )
  }
}
