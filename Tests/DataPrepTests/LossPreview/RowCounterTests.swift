import TestSupport
import Testing

@testable import DataPrep

@Suite struct RowCounterTests {
  /// Runs and single tokens must count the same, whatever stands in a row.
  @Test(arguments: DocumentBoundary.allCases)
  func countsRunsAsItCountsTokens(boundary: DocumentBoundary) throws {
    var random = TestSupport.SeededGenerator(seed: 7)
    var settings = LossSettings()
    settings.boundary = boundary
    settings.promptWeight = .one
    let counter = RowCounter(settings, weightKind: .factor)
    for _ in 0..<FuzzCount.cases(usual: 2000) {
      let width = Int.random(in: 1...40, using: &random)
      var types: [Int32] = []
      while types.count < width {
        let run = Int.random(in: 1...12, using: &random)
        let type = Int32.random(in: 0...3, using: &random)
        types += Array(repeating: type, count: min(run, width - types.count))
      }
      var (runs, tokens): ([UInt32], [UInt32]) = ([], [])
      #expect(counter.count(types: types[...], into: &runs) == nil)
      let factors = [Float](repeating: 1, count: width)
      #expect(counter.count(types: types[...], factors: factors[...], into: &tokens) == nil)
      #expect(try Row(runs) == Row(tokens), "\(types)")
      let bytes = TypeRows(bytes: types.map { UInt8($0) }, width: width)
      var narrow: [UInt32] = []
      #expect(counter.count(row: 0, of: bytes, into: &narrow) == nil)
      #expect(narrow == runs)
    }
  }

  @Test func namesTheFirstTokenThatHasNoType() {
    let counter = RowCounter(LossSettings(), weightKind: .factor)
    var words: [UInt32] = []
    #expect(counter.count(types: [0, 1, 7, -1][...], into: &words) == 2)
    #expect(counter.count(types: [0, 1, 1][...], factors: [1, .nan, 1][...], into: &words) == 1)
    #expect(counter.count(types: [0, 1, 1][...], factors: [1, 1, -1][...], into: &words) == 2)
  }

  /// The counts with the kinds of each document in order.
  private struct Row: Equatable {
    var header: [Int] = []
    var documents: [[Int]] = []

    init(_ words: [UInt32]) throws {
      var walk = DocumentWalk(StepInput(index: 0, shape: [[1]], rows: [0], words: words))
      _ = try walk.advance()
      header = [walk.row.tokenCount, walk.row.labelCount, walk.documents.count]
      for document in walk.documents {
        var labels = [document.prompts, document.completions, 0, document.separators]
        for kind in walk.kinds[document.kinds] { labels[Int(kind.type)] += kind.labelCount }
        documents.append(
          [
            document.range.lowerBound, document.range.upperBound, document.promptTokens,
            document.completionTokens,
          ] + labels
        )
      }
    }
  }
}
