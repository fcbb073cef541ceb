import TestSupport
import Testing

@testable import Tokenization

/// Equality with the reference on random texts; `DATAPREP_FUZZ_COUNT` is their number.
@Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
struct ReferenceSplitTests {
  @Test func scannersFindTheWordsOfTheReference() throws {
    let scanners = WordScanner.allCases
    try expectReference(FuzzCount.cases(usual: 1000), scanners.map(\.patterns)) { index, text in
      scanners[index].ends(in: text)
    }
  }

  @Test func generalMatcherFindsTheMatchesOfTheReference() throws {
    let sequences = WordScanner.allCases.map(\.patterns) + PatternSamples.published
    try expectReference(FuzzCount.cases(usual: 300), bySplittingAt: sequences)
  }

  @Test func everyConstructMatchesAsInTheReference() throws {
    let sequences = PatternSamples.constructs.map { [$0] }
    try expectReference(FuzzCount.cases(usual: 300), bySplittingAt: sequences)
  }

  @Test func automataFindTheMatchesOfTheReference() throws {
    let sequences = WordScanner.allCases.map(\.patterns) + PatternSamples.published
    try expectReference(FuzzCount.cases(usual: 300), bySplittingAt: sequences) { expression in
      try SplitPattern.automatonMatcher(of: expression)
        ?? SplitPattern.generalMatcher(of: expression)
    }
  }

  @Test func automataOfRandomPatternsFindTheMatchesOfTheReference() throws {
    var maker = PatternMaker(seed: 3)
    let patterns = (0..<60).map { _ in maker.next() }
      .filter { (try? SplitPattern.automatonMatcher(of: $0)) ?? nil != nil }
    #expect(patterns.count > 20)
    let sequences = patterns.map { [$0] }
    try expectReference(FuzzCount.cases(usual: 200), bySplittingAt: sequences) { expression in
      try #require(try SplitPattern.automatonMatcher(of: expression))
    }
  }

  private func expectReference(
    _ count: Int,
    bySplittingAt sequences: [[String]],
    _ makeMatcher: (String) throws -> PatternMatcher = { try SplitPattern.generalMatcher(of: $0) }
  ) throws {
    let matchers = try sequences.map { try $0.map(makeMatcher) }
    try expectReference(count, sequences) { index, text in
      try matchers[index].pieceEnds(in: text)
    }
  }

  private func expectReference(
    _ count: Int,
    _ sequences: [[String]],
    _ ends: (Int, [UInt8]) throws -> [Int]
  ) throws {
    var compared = 0
    for answer in try SplitReference.split(count, by: sequences) {
      for (index, expected) in answer.ends.enumerated() {
        let found = try ends(index, answer.text)
        compared += 1
        guard found != expected else { continue }
        Issue.record(
          "\(sequences[index]) on \(scalars(answer.text)): \(found), reference: \(expected)"
        )
        return
      }
    }
    #expect(compared == count * sequences.count)
  }
}
