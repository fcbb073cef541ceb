import TestSupport
import Testing

@testable import Tokenization

struct MatchAutomatonTests {
  private func matches(_ expression: String, _ text: String) throws -> [Range<Int>]? {
    try SplitPattern.automatonMatcher(of: expression)?.matches(in: Array(text.utf8))
  }

  @Test(arguments: [
    ("a|ab|b", "ab", [0..<1, 1..<2]), ("ab|a", "ab", [0..<2]),
    ("a*", "baac", [0..<0, 1..<3, 4..<4]),
    ("a+?", "aa", [0..<1, 1..<2]), ("a??b", "ab", [0..<2]), (#"\s+(?!\S)"#, "a   b", [1..<3]),
    (#"\s+$|\s"#, "a \nb ", [1..<2, 2..<3, 4..<5]), (#"(?=\s|\z)"#, "é ", [2..<2, 3..<3]),
    ("a++a|a|b", "aab", [0..<1, 1..<2, 2..<3]),
    ("a++|b", "aab", [0..<2, 2..<3]),
    ("[az]?+z|.", "zz", [0..<2]), ("(?i:'s)", "'ſ'S", [0..<3, 3..<5]), ("x?", "", []),
    (#"\p{L}{1,3}"#, "éèàü", [0..<6, 6..<8]), ("(?:ab|a)(?:c|bcd)", "abcd", [0..<3]),
  ])
  func matchesAsAMatcherThatGoesBack(
    expression: String,
    text: String,
    expected: [Range<Int>]
  ) throws {
    #expect(try matches(expression, text) == expected)
  }

  @Test(arguments: [
    #"(?<=a)b"#, #"^a"#, #"\ba"#, #"\Aa"#, #"a\Z"#, #"(?=ab)a"#, #"(?:a?)*b"#, #"(?:a|)+"#, "a+b",
    "a++b",
    #"(?>a|ab)c"#, #"a{600}"#, #"(?=(\d{3})+(?!\d))"#, #"\s+$"#,
  ])
  func leavesToOthersWhatItDoesNotTake(expression: String) throws {
    #expect(try SplitPattern.automatonMatcher(of: expression) == nil)
  }

  @Test func takesThePatternsOfTokenizers() throws {
    let left = try (WordScanner.allCases.map(\.patterns) + PatternSamples.published).joined()
      .filter { try SplitPattern.automatonMatcher(of: $0) == nil }
    #expect(
      left == [#"(?=(\d{3})+(?!\d))"#, #"\d{1,3}(?=(?:\d{3})*\b)"#, #"\s+$"#, #"^\s+|\s+\z"#]
    )
  }

  @Test func findsTheMatchesOfTheGeneralMatcher() throws {
    let published = (WordScanner.allCases.map(\.patterns) + PatternSamples.published).joined()
    for expression in published + PatternSamples.constructs {
      try compare(expression, seed: 7, count: FuzzCount.cases(usual: 100))
    }
  }

  @Test func findsTheMatchesOfTheGeneralMatcherForRandomPatterns() throws {
    let seed: UInt64 = 11
    var maker = PatternMaker(seed: seed)
    var compared = 0
    for index in 0..<FuzzCount.cases(usual: 120)
    where try compare(maker.next(), seed: seed + UInt64(index), count: 20) {
      compared += 1
    }
    #expect(compared > FuzzCount.cases(usual: 120) / 3)
  }

  @Test(arguments: PatternSamples.published.joined().filter { $0.contains(#"\p{"#) })
  func agreesOnEveryBorderBetweenCategories(expression: String) throws {
    guard let automaton = try SplitPattern.automatonMatcher(of: expression) else { return }
    let general = try SplitPattern.generalMatcher(of: expression)
    for frame in [("", ""), ("a", "A"), (" ", " "), ("1", "中"), ("!", "\n")] {
      let text = Array(PatternTexts.borders.map { frame.0 + $0 + frame.1 }.joined().utf8)
      let isSame = try automaton.matches(in: text) == general.matches(in: text)
      #expect(isSame, "framed by \(frame)")
    }
  }

  /// Whatever has a cost that grows with the square of its length does not come back from this.
  @Test(arguments: PatternSamples.published.joined().filter { !$0.contains("(?=") })
  func endlessRunsTakeTimeInProportion(expression: String) throws {
    guard let matcher = try SplitPattern.automatonMatcher(of: expression) else { return }
    for run in PatternTexts.runs(of: 30_000) { _ = try matcher.matches(in: run.text) }
  }

  /// Ways that are gone in vain: they are noted where a text has many.
  private static let vain = [
    #"\s*\n|\s|a+"#, "a*b|a|b", "(?:ab)*c|a|b", #"a(?:a*b)?|(?:ba?)*?c|."#,
    "(?:aa)*b|(?:aaa)*c|a|.",
    #"a*\s*b|\s*a*\n|[a\s]|."#, #"\p{L}*\d|\p{Lu}+|\p{L}"#,
  ]

  @Test(arguments: vain)
  func goesNowhereTwiceInVain(expression: String) throws {
    let matcher = try #require(try SplitPattern.automatonMatcher(of: expression))
    for piece in ["a", " ", "ab", "aa ", "é"] {
      let text = Array(String(repeating: piece, count: 100_000).utf8)
      _ = try matcher.matches(in: text)
    }
  }

  @Test(arguments: vain)
  func findsTheMatchesBetweenLongWaysInVain(expression: String) throws {
    let seed: UInt64 = 23
    var generator = SeededGenerator(seed: seed)
    let automaton = try #require(try SplitPattern.automatonMatcher(of: expression))
    let general = try SplitPattern.generalMatcher(of: expression)
    for index in 0..<8 {
      var text = ""
      while text.utf8.count < 3000 {
        let piece = ["a", "b", " ", "ab", "A", "é", "\n", "c", "1"].randomElement(using: &generator)
        let isLong = Int.random(in: 0..<3, using: &generator) == 0
        let count = Int.random(in: 1...(isLong ? 900 : 4), using: &generator)
        text += String(repeating: piece ?? "", count: count)
      }
      let isSame =
        try automaton.matches(in: Array(text.utf8)) == general.matches(in: Array(text.utf8))
      #expect(isSame, "seed \(seed), text \(index)")
    }
  }

  @Test func knowsTheBytesWithWhichMatchesBegin() throws {
    let texts = ["a", "é", "中", "😀", "Ω"]
    for (expression, expected) in [
      ("[aΩ]x?", ["a", "Ω"]), (#"\p{Han}+"#, ["中", "😀"]), ("[^a]", ["é", "中", "😀", "Ω"]),
      ("a*", texts), ("é|。", ["é"]),
    ] {
      let matcher = try SplitPattern.automatonMatcher(of: expression)
      let found = texts.filter { text in
        unsafe Array(text.utf8).withUnsafeBufferPointer {
          unsafe matcher?.hasNoMatch(in: $0, isMapped: false) == false
        }
      }
      #expect(found == expected, "\(expression)")
    }
  }

  /// Whether the pattern has an automaton; it is then compared on `count` texts.
  @discardableResult
  private func compare(_ expression: String, seed: UInt64, count: Int) throws -> Bool {
    guard let automaton = try? SplitPattern.automatonMatcher(of: expression),
      let general = try? SplitPattern.generalMatcher(of: expression)
    else { return false }
    var texts = PatternTexts(seed: seed)
    for _ in 0..<count {
      let text = texts.next()
      let found = try automaton.matches(in: text)
      // PCRE2 gives up where rounds within rounds lead nowhere.
      guard let expected = try? general.matches(in: text) else { continue }
      guard found != expected else { continue }
      Issue.record("\(expression) on \(scalars(text)): \(found), PCRE2: \(expected)")
      return true
    }
    return true
  }
}
