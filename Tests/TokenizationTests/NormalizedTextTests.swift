import Testing

@testable import Tokenization

@Suite struct NormalizedTextTests {
  @Test func composingKeepsTheRangeOfTheFirstCharacter() {
    var text = NormalizedText(Array("e\u{301}".utf8), trackingAlignments: true)
    NormalizationForm.nfc.apply(to: &text)
    text.prepend(Array("▁".utf8))
    #expect(text.bytes == Array("▁\u{E9}".utf8))
    #expect(text.alignments == Array(repeating: 0..<1, count: 5))
  }

  @Test func decomposingSharesTheRange() {
    var text = NormalizedText(Array("\u{E9}l".utf8), trackingAlignments: true)
    NormalizationForm.nfd.apply(to: &text)
    #expect(text.bytes == Array("e\u{301}l".utf8))
    #expect(text.alignments == [0..<2, 0..<2, 0..<2, 2..<3])
  }

  @Test func removedCharactersLeaveAGap() {
    var text = NormalizedText(Array("\u{E9}n\u{E9}".utf8), trackingAlignments: true)
    text.filter { $0 != 0x6E }
    #expect(text.alignments == [0..<2, 0..<2, 3..<5, 3..<5])
  }

  @Test func aReplacementTakesTheRangeOfTheLastByte() {
    var text = NormalizedText(Array("a  b".utf8), originalStart: 10, trackingAlignments: true)
    text.replace([1..<3], with: Array("-".utf8))
    #expect(text.bytes == Array("a-b".utf8))
    #expect(text.alignments == [10..<11, 12..<13, 13..<14])
    #expect(text.originalRange(of: 1..<3) == 12..<14)
  }

  @Test func storesNothingUntilSomethingMoves() {
    var text = NormalizedText(Array("\u{E9}a".utf8), trackingAlignments: true)
    NormalizationForm.nfc.apply(to: &text)
    #expect(text.alignments == nil)
    #expect(text.originalRange(of: 1..<2) == 0..<2)
    #expect(text.originalRange(of: 2..<3) == 2..<3)
  }

  @Test func tracksOnlyIfAsked() {
    var text = NormalizedText(Array("e\u{301}".utf8), trackingAlignments: false)
    NormalizationForm.nfc.apply(to: &text)
    #expect(text.bytes == Array("\u{E9}".utf8))
    #expect(text.alignments == nil)
  }

  @Test func refusesToTransformBehindAnUnplacedStart() throws {
    var text = NormalizedText(Array("abc".utf8), trackingAlignments: true)
    text.replace([0..<0], with: Array("x".utf8))
    #expect(text.bytes == Array("xabc".utf8))
    #expect(text.alignments == [0..<0, 0..<1, 1..<2, 2..<3])
    let error = #expect(throws: TokenizerError.self) {
      try Normalizer.lowercase.apply(to: &text, using: PatternMatchers())
    }
    #expect(
      error?.description
        == "Lowercase at $.normalizer follows an insertion before the first character"
    )
  }
}

@Suite struct CodePointIndexTests {
  @Test(arguments: [
    (0..<1, 0..<1), (1..<3, 1..<2), (2..<3, 1..<2), (1..<7, 1..<3), (3..<7, 2..<3), (0..<0, 0..<0),
    // At and past the end there is no character to count.
    (7..<7, 7..<7),
  ])
  func countsCharacters(bytes: Range<Int>, codePoints: Range<Int>) {
    #expect(CodePointIndex(Array("a\u{E9}👍".utf8)).codePoints(of: bytes) == codePoints)
  }

  @Test func leavesASCIIAsItIs() {
    #expect(CodePointIndex(Array("abc".utf8)).codePoints(of: 1..<3) == 1..<3)
  }
}
