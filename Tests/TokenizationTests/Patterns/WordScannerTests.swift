import JSON
import TestSupport
import Testing

@testable import Tokenization

struct WordScannerTests {
  @Test(arguments: [
    (WordScanner.gpt2, "I'm  here.", ["I", "'m", " ", " here", "."]),
    (.gpt2, "a\n\n b I'M", ["a", "\n\n", " b", " I", "'", "M"]),
    (.llama3, "(I'LL) pay 1234", ["(I", "'LL", ")", " pay", " ", "123", "4"]),
    (.llama3, "it'ſ \n\n  x", ["it", "'ſ", " \n\n", " ", " x"]),
    (.qwen2, "a1234!!\r\nb", ["a", "1", "2", "3", "4", "!!\r\n", "b"]),
    (.o200k, "SwiftUI's Ωmega//\n", ["Swift", "UI's", " Ωmega", "//\n"]),
    (.o200k, "中ABC\u{301}ABC", ["中ABC\u{301}", "ABC"]),
    (
      .deepSeek, "x = 2000年ア・,ok\u{200B}\u{200B}a",
      ["x", " =", " ", "200", "0", "年ア", "・", ",ok", "\u{200B}", "\u{200B}a"]
    ),
  ])
  func findsWords(scanner: WordScanner, text: String, words: [String]) {
    #expect(scanner.words(in: text) == words)
  }

  @Test(arguments: WordScanner.allCases)
  func findsTheMatchesOfTheGeneralMatcher(scanner: WordScanner) throws {
    let matchers = try scanner.generalMatchers()
    let seed: UInt64 = 5
    var texts = PatternTexts(seed: seed)
    for index in 0..<FuzzCount.cases(usual: 2000) {
      let text = texts.next()
      let ends = scanner.ends(in: text)
      guard try matchers.pieceEnds(in: text) != ends else { continue }
      Issue.record("seed \(seed), text \(index): \(scalars(text)): \(ends)")
      return
    }
  }

  @Test(arguments: WordScanner.allCases)
  func agreesOnEveryBorderBetweenCategories(scanner: WordScanner) throws {
    let matchers = try scanner.generalMatchers()
    for frame in [("", ""), ("a", "A"), (" ", " "), ("1", "中"), ("!", "\n")] {
      let text = Array(PatternTexts.borders.map { frame.0 + $0 + frame.1 }.joined().utf8)
      #expect(try matchers.pieceEnds(in: text) == scanner.ends(in: text), "framed by \(frame)")
    }
  }

  /// Whatever has a cost that grows with the square of its length does not come back from this.
  @Test(arguments: WordScanner.allCases)
  func endlessRunsTakeTimeInProportion(scanner: WordScanner) {
    for (piece, byteCount) in PatternTexts.runs(of: 30_000) {
      #expect(scanner.ends(in: piece).last == byteCount)
    }
  }

  @Test func isRecognisedByItsPatternsOnly() {
    #expect(WordScanner(pattern: KnownPattern.llama3) == .llama3)
    #expect(WordScanner(sequence: KnownPattern.deepSeek) == .deepSeek)
    #expect(WordScanner(sequence: KnownPattern.deepSeek.dropLast()) == nil)
    #expect(WordScanner(pattern: KnownPattern.gpt2 + "|") == nil)
    // Equal as Swift strings: U+037E is canonically a semicolon.
    let other = KnownPattern.deepSeek.map { $0.replacing(";", with: "\u{37E}") }
    #expect(other == KnownPattern.deepSeek)
    #expect(WordScanner(sequence: other) == nil)
  }

  @Test(
    .enabled(if: Fixtures.isAvailable, "needs the fixtures folder"),
    arguments: [
      ("qwen2.5", WordScanner.qwen2), ("smollm3", .llama3), ("gpt-oss", .o200k),
      ("deepseek-v3", .deepSeek),
    ]
  )
  func isRecognisedInRealFiles(tokenizer: String, scanner: WordScanner) throws {
    let parser = JSONParser()
    let json = try parser.parse(
      copying: try Fixtures.bytes("tokenizers/\(tokenizer)/tokenizer.json")
    )
    let splits = json["pre_tokenizer"]?["pretokenizers"]?.elements
    let patterns = splits?.compactMap { $0["pattern"]?["Regex"]?.string }
    withExtendedLifetime(parser) {}
    #expect(patterns.flatMap { WordScanner(sequence: $0) } == scanner)
  }
}

extension PatternTexts {
  /// Long runs of one sort, each alone, before a letter, and before a line end.
  static func runs(of count: Int) -> [(text: [UInt8], byteCount: Int)] {
    let pieces = [
      "a", "A", "Aa", " ", "\n", "\r\n", " \n", "-", "1", "\u{301}", "中", "中A", "\u{200B}", "'",
      "\u{3000}", "'s", " x", "/", "A\u{301}",
    ]
    return pieces.flatMap { piece in
      ["", "x", "\n", "X1"].map { end in
        let text = Array((String(repeating: piece, count: count) + end).utf8)
        return (text, text.count)
      }
    }
  }
}
