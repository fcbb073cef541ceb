import Testing

@testable import Tokenization

struct PatternMatcherTests {
  private func matches(_ source: SplitPattern.Source, _ text: String) throws -> [Range<Int>] {
    try SplitPattern(source, path: "$").makeMatcher().matches(in: Array(text.utf8))
  }

  @Test(arguments: [
    ("a", "banana", [1..<2, 3..<4, 5..<6]), ("ana", "banana", [1..<4]), ("", "ab", []),
    ("aa", "a", []), ("é", "caf\u{E9} e\u{301}", [3..<5]), (".", "a.b", [1..<2]), ("a", "", []),
  ])
  func literalMatchesItsBytes(literal: String, text: String, expected: [Range<Int>]) throws {
    #expect(try matches(.literal(literal), text) == expected)
  }

  @Test(arguments: [
    ("a*", "baac", [0..<0, 1..<3, 4..<4]), ("a*", "é", [0..<0, 2..<2]), ("x?", "", []),
    ("$", "a\nb", [1..<1, 3..<3]), ("^", "a\n", [0..<0]), (#"\Z"#, "a\n", [1..<1, 2..<2]),
    ("[ab]{1,2}+c", "ababc", [0..<5]), (#"\s+(?!\S)"#, "a   b", [1..<3]),
    ("(?i:'s)", "'ſ'S", [0..<3, 3..<5]), ("a|ab", "ab", [0..<1]),
  ])
  func expressionMatchesAsInTheReference(
    expression: String,
    text: String,
    expected: [Range<Int>]
  ) throws {
    #expect(try matches(.regularExpression(expression), text) == expected)
  }

  @Test(arguments: [
    (#"(a)\1"#, #"\1 at character 3"#), (#"\Ka"#, #"\K at character 0"#),
    (#"\X"#, #"\X at character 0"#), (#"\R"#, #"\R at character 0"#),
    (#"\Ga"#, #"\G at character 0"#), ("(?~a)", "(?~ at character 2"),
    ("(?<n>a)\\k<n>", #"\k at character 7"#), ("(?s:.)", "(?s at character 2"),
    (#"\p{Klingon}"#, "the property \"Klingon\" at character 0"),
    ("(?i:ss)", "\"ss\" without regard to case at character 6"),
    ("(?i:é)", "a letter outside ASCII without regard to case at character 5"),
    (#"(?i:[\p{L}])"#, "a class with letters outside ASCII without regard to case at character 10"),
    ("[z-a]", "a range upside down at character 4"),
    ("*a", "a repetition of nothing at character 0"),
    ("(?=a)*", "a repetition of a place at character 6"),
    ("a{2,1}", "an interval upside down at character 6"),
    ("(a", "a group without an end at character 2"), ("a)", "unmatched ) at character 1"),
    ("[a", "a class without an end at character 2"),
    ("[]a]", "] at the start of a class at character 1"),
    (#"\xE4"#, #"\x for a byte at character 4"#), ("(*FAIL)", "(* at character 0"),
    ("[[:foo:]]", "[:foo at character 1"),
    (#"[\w-a]"#, "- behind a class in a class at character 3"),
    ("[a&&]", "&& without an operand at character 4"),
    ("(?<=a+)b", "lookbehind assertion is not fixed length at character 0"),
  ])
  func refusesByNameWhatItDoesNotTranslate(expression: String, found: String) {
    let error = #expect(throws: TokenizerError.self) {
      try SplitPattern(.regularExpression(expression), path: "$.pre_tokenizer.pattern.Regex")
    }
    #expect(error?.code == .invalidPattern)
    #expect(error?.path == "$.pre_tokenizer.pattern.Regex")
    #expect(error?.found == found)
  }

  @Test func refusesEndlessNesting() {
    #expect(throws: TokenizerError.self) {
      try SplitPattern(.regularExpression(String(repeating: "(", count: 100_000)), path: "$")
    }
    #expect(throws: TokenizerError.self) {
      try SplitPattern(.regularExpression(String(repeating: "[", count: 100_000)), path: "$")
    }
  }

  @Test func givesUpASearchWithoutEnd() throws {
    let error = #expect(throws: TokenizerError.self) {
      try matches(.regularExpression("(?:a|a|aa)+$"), String(repeating: "a", count: 64) + "b")
    }
    #expect(error?.code == .matchLimit)
  }

  /// Whatever has a cost that grows with the square of its length does not come back from this.
  @Test(arguments: [
    #"\s+(?!\S)"#, #"\s*[\r\n]+"#, #"\s+$"#, #" {2,}"#, #"[^\r\n\p{L}\p{N}]?\p{L}+"#,
    #"\s++x|\d+y"#,
  ])
  func endlessRunsTakeTimeInProportion(expression: String) throws {
    let matcher = try SplitPattern.generalMatcher(of: expression)
    for run in PatternTexts.runs(of: 30_000) { _ = try matcher.matches(in: run.text) }
  }

  @Test(arguments: WordScanner.allCases)
  func generalMatcherSurvivesEndlessRuns(scanner: WordScanner) throws {
    let matchers = try scanner.generalMatchers()
    for run in PatternTexts.runs(of: 30_000) {
      let isSame = try matchers.pieceEnds(in: run.text) == scanner.ends(in: run.text)
      #expect(isSame)
    }
  }

  @Test func manyThreadsShareAPattern() async throws {
    let pattern = try SplitPattern(.regularExpression(#"\w+"#), path: "$")
    let text = Array(String(repeating: "ab cd ", count: 1000).utf8)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { try pattern.makeMatcher().matches(in: text).count }
      }
      for try await count in group { #expect(count == 2000) }
    }
  }
}
