import Testing

@testable import DataPrep

/// Rows that a packer makes of articles; article `a` of record `r` holds tokens `100 r + i`.
private struct Bench {
  var rows: RowAssembler
  var packer: Packer
  var batch = EncodedBatch()

  init(_ packing: Packing, _ overflow: OverflowPolicy = .truncatePrompt, width: Int) {
    var plan = PreparationPlan(
      inputs: ["-"],
      output: "o.hdf5",
      tokenizer: "t",
      maximumSequenceLength: width
    )
    plan.packing = packing
    plan.overflow = overflow
    rows = RowAssembler(
      width: width,
      rowsPerBlock: 3,
      paddingID: -7,
      hasCategories: false,
      promptOnly: .drop
    )
    packer = Packer(plan: plan, beginningOfSequenceID: 1)
  }

  /// Adds a record with one article of the given types; ids count up from `first`.
  mutating func add(_ types: [UInt8], first: Int32) {
    let start = batch.tokenIDs.count
    batch.tokenIDs += (0..<Int32(types.count)).map { first + $0 }
    batch.tokenTypes += types
    var record = EncodedBatch.Record()
    record.tokenCount = types.count
    let number = rows.ledger.add(record)
    packer.place(start..<batch.tokenIDs.count, of: batch, record: number, in: &rows)
  }

  mutating func finishedRows() -> [[Int32]] {
    while packer.drain(into: &rows) {}
    let width = rows.width
    return rows.finishedBlocks.flatMap { block in
      (0..<block.rowCount).map { Array(block.tokenIDs[$0 * width..<($0 + 1) * width]) }
    }
  }
}

@Suite struct PackerTests {
  @Test func greedyClosesTheRowAtTheFirstArticleThatDoesNotFit() {
    var bench = Bench(.greedy, width: 8)
    for (first, count) in [(10, 3), (20, 4), (30, 2)] {
      bench.add([UInt8](repeating: 1, count: count), first: Int32(first))
    }
    #expect(
      bench.finishedRows() == [
        [10, 11, 12, 20, 21, 22, 23, -7], [30, 31, -7, -7, -7, -7, -7, -7],
      ]
    )
  }

  @Test func greedyClosesTheRowAtAnOverlongArticleEvenWhereItIsDropped() {
    var bench = Bench(.greedy, .drop, width: 4)
    bench.add([1, 3], first: 10)
    bench.add([1, 1, 1, 1, 3], first: 20)
    bench.add([1, 3], first: 30)
    #expect(bench.finishedRows() == [[10, 11, -7, -7], [30, 31, -7, -7]])
    #expect(bench.packer.overflow == OverflowCounts(droppedArticles: 1, lostTokens: 5))
    #expect(bench.rows.ledger.dropped == [.overflow: 1])
    #expect(bench.rows.ledger.written == 2)
  }

  @Test func fullContinuesAnArticleInTheNextRow() {
    var bench = Bench(.full, width: 4)
    bench.add([1, 1, 1, 1, 1, 3], first: 10)
    bench.add([0, 1, 1, 3], first: 20)
    #expect(
      bench.finishedRows() == [[10, 11, 12, 13], [14, 15, 20, 21], [22, 23, -7, -7]]
    )
  }

  @Test func rowsWithoutACompletionAreDeletedAndCounted() {
    var bench = Bench(.full, width: 2)
    bench.add([0, 0, 1, 3], first: 10)
    #expect(bench.finishedRows() == [[12, 13]])
    #expect(bench.rows.deletedPositionCount == 2)
    #expect(bench.rows.ledger.droppedTokens == [.promptOnlyRow: 2])
    #expect(bench.rows.ledger.truncated == 1)
  }

  @Test(
    arguments: [
      (OverflowPolicy.truncateLeft, [[14, 15, 16, 17, 18, 19]]),
      (.truncateRight, [[10, 11, 12, 13, 14, 15]]),
      (.drop, []),
      // Four prompt tokens have to go: all of the first turn's.
      (.truncatePrompt, [[14, 15, 16, 17, 18, 19]]),
    ] as [(OverflowPolicy, [[Int32]])]
  )
  func overflowPoliciesCut(policy: OverflowPolicy, rows: [[Int32]]) {
    var bench = Bench(.single, policy, width: 6)
    bench.add([0, 0, 0, 0, 1, 1, 1, 0, 1, 3], first: 10)
    #expect(bench.finishedRows() == rows)
  }

  @Test func truncatePromptKeepsALeadingBeginningOfSequence() {
    var bench = Bench(.single, .truncatePrompt, width: 4)
    bench.add([0, 0, 0, 1, 1, 3], first: 1)
    #expect(bench.finishedRows() == [[1, 4, 5, 6]])
  }

  @Test func truncatePromptDropsAnArticleWhoseCompletionIsTooLong() {
    var bench = Bench(.single, .truncatePrompt, width: 3)
    bench.add([0, 1, 1, 1, 3], first: 10)
    #expect(bench.finishedRows() == [])
    #expect(bench.packer.overflow == OverflowCounts(droppedArticles: 1, lostTokens: 5))
  }

  @Test func bestFitPutsTheLongestFirstAndFillsTheTightestRow() {
    #expect(
      BestFitDecreasing.rows(lengths: [3, 5, 4, 2], width: 8) == [[1, 0], [2, 3]]
    )
    #expect(BestFitDecreasing.rows(lengths: [8, 8], width: 8) == [[0], [1]])
  }

  @Test(arguments: Packing.allCases, [UInt64(1), 2, 3])
  func noTokenIsLostOrMadeUp(packing: Packing, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bench = Bench(packing, .drop, width: 16)
    var expected: [Int32] = []
    for number in 0..<200 {
      let count = 1 + generator.next(below: 16)
      let first = Int32(1000 + number * 100)
      bench.add([UInt8](repeating: 1, count: count), first: first)
      expected += (0..<Int32(count)).map { first + $0 }
    }
    let rows = bench.finishedRows()
    let written = rows.joined().filter { $0 != -7 }
    #expect(written.sorted() == expected)
    #expect(rows.allSatisfy { $0.count == 16 })
    #expect(bench.rows.ledger.written == 200)
  }
}
