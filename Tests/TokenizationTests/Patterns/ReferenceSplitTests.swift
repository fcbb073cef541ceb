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
}
