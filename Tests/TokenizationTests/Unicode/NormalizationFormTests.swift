import TestSupport
import Testing

@testable import Tokenization

@Suite struct NormalizationFormTests {
  private func normalized(_ text: String, _ form: NormalizationForm) -> [UInt8] {
    var text = NormalizedText(Array(text.utf8), trackingAlignments: false)
    form.apply(to: &text)
    return text.bytes
  }

  @Test(arguments: [
    ("Caf\u{E9}", "Caf\u{E9}", "Cafe\u{301}", "Caf\u{E9}", "Cafe\u{301}"),
    ("\u{FB01}", "\u{FB01}", "\u{FB01}", "fi", "fi"),
    ("\u{1E9B}\u{323}", "\u{1E9B}\u{323}", "\u{17F}\u{323}\u{307}", "\u{1E69}", "s\u{323}\u{307}"),
    ("\u{D4DB}", "\u{D4DB}", "\u{1111}\u{1171}\u{11B6}", "\u{D4DB}", "\u{1111}\u{1171}\u{11B6}"),
    ("\u{212B}", "\u{C5}", "A\u{30A}", "\u{C5}", "A\u{30A}"),
    // Composition exclusion: decomposes and stays so.
    ("\u{958}", "\u{915}\u{93C}", "\u{915}\u{93C}", "\u{915}\u{93C}", "\u{915}\u{93C}"),
    // Newer than the reference's tables, so not even decomposed.
    ("\u{11938}", "\u{11938}", "\u{11938}", "\u{11938}", "\u{11938}"),
  ])
  func knowsTheForms(text: String, nfc: String, nfd: String, nfkc: String, nfkd: String) {
    #expect(normalized(text, .nfc) == Array(nfc.utf8))
    #expect(normalized(text, .nfd) == Array(nfd.utf8))
    #expect(normalized(text, .nfkc) == Array(nfkc.utf8))
    #expect(normalized(text, .nfkd) == Array(nfkd.utf8))
  }

  @Test(arguments: [NormalizationForm.nfc, .nfd, .nfkc, .nfkd])
  func isIdempotent(form: NormalizationForm) {
    var texts = RandomTexts(seed: 3)
    for _ in 0..<FuzzCount.cases(usual: 500) {
      let once = normalized(texts.next(), form)
      #expect(normalized(String(decoding: once, as: UTF8.self), form) == once)
    }
  }

  @Test func sortsAMegabyteOfMarks() {
    // Quadratic sorting would not come back from this.
    let marks = String(repeating: "\u{301}\u{323}\u{327}\u{300}", count: 125_000)
    let sorted =
      String(repeating: "\u{327}", count: 125_000) + String(repeating: "\u{323}", count: 125_000)
      + String(repeating: "\u{301}\u{300}", count: 125_000)
    #expect(normalized(marks, .nfc) == Array(sorted.utf8))
  }

  @Test func survivesBytesThatAreNoUTF8() {
    var text = NormalizedText([0x61, 0xCC, 0xE2, 0x82, 0xFF, 0xCC, 0x81], trackingAlignments: true)
    NormalizationForm.nfkc.apply(to: &text)
    #expect(text.bytes.count > 0)
    #expect(text.alignments?.count ?? text.bytes.count == text.bytes.count)
  }
}
