import Testing

@testable import Tokenization

@Suite("Splitting as the reference does", .enabled(if: SplitReference.isAvailable))
struct ReferenceSplitTests {
  @Test func scannersFindTheWordsOfTheReference() throws {
    let scanners = WordScanner.allCases
    let answers = try SplitReference.split(by: scanners.map(\.patterns))
    #expect(answers.count == SplitReference.count)
    for answer in answers {
      for (scanner, expected) in zip(scanners, answer.ends) {
        let ends = scanner.ends(in: answer.text)
        guard ends != expected else { continue }
        Issue.record("\(scanner) on \(scalars(answer.text)): \(ends), reference: \(expected)")
        return
      }
    }
  }

  @Test func generalMatcherFindsTheMatchesOfTheReference() throws {
    try expectReferenceSplits(by: WordScanner.allCases.map(\.patterns) + PatternSamples.published)
  }

  @Test func everyConstructMatchesAsInTheReference() throws {
    try expectReferenceSplits(by: PatternSamples.constructs.map { [$0] })
  }

  private func expectReferenceSplits(by sequences: [[String]]) throws {
    let answers = try SplitReference.split(by: sequences)
    #expect(answers.count == SplitReference.count)
    for (index, sequence) in sequences.enumerated() {
      let matchers = try sequence.map { try SplitPattern.generalMatcher(of: $0) }
      for answer in answers {
        let ends = try matchers.pieceEnds(in: answer.text)
        guard ends != answer.ends[index] else { continue }
        Issue.record(
          "\(sequence) on \(scalars(answer.text)): \(ends), reference: \(answer.ends[index])"
        )
        break
      }
    }
  }
}
