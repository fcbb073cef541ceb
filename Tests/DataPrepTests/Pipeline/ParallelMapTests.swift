import Synchronization
import Testing

@testable import DataPrep

@Suite struct ParallelMapTests {
  /// Doubles numbers, folds each into as many blocks as its last digit says, and writes them down.
  private func run(
    itemCount: Int,
    threadCount: Int,
    window: Int,
    failingAt failure: Int? = nil
  ) throws -> [Int] {
    var next = 0
    var last = 3
    var written: [Int] = []
    let stages = ParallelMap<Int, Int, Int, Int>.Stages(
      read: { () throws(DataPrepError) in
        guard next < itemCount else { return nil }
        next += 1
        return next - 1
      },
      makeTransform: {
        { item throws(DataPrepError) in
          if item == failure { throw DataPrepError(.interrupted) }
          return item * 2
        }
      },
      fold: { result, emit throws(DataPrepError) in
        guard let result else {
          last -= 1
          emit(-last)
          return last > 0
        }
        for _ in 0..<result % 10 { emit(result) }
        return true
      },
      makeFinish: { { block throws(DataPrepError) in block + 1 } },
      write: { output throws(DataPrepError) in written.append(output) }
    )
    try ParallelMap(threadCount: threadCount, window: window, stages: stages).run {
      () throws(DataPrepError) in
    }
    return written
  }

  @Test(arguments: [1, 2, 8], [1, 4])
  func keepsOrderWhateverTheThreads(threadCount: Int, window: Int) throws {
    var expected: [Int] = []
    for item in 0..<500 {
      expected += [Int](repeating: item * 2 + 1, count: item * 2 % 10)
    }
    expected += [-1, 0, 1]
    #expect(try run(itemCount: 500, threadCount: threadCount, window: window) == expected)
  }

  @Test func runsWithoutItems() throws {
    #expect(try run(itemCount: 0, threadCount: 2, window: 4) == [-1, 0, 1])
  }

  @Test(arguments: [1, 2, 8])
  func stopsAtTheFirstError(threadCount: Int) {
    #expect(throws: DataPrepError(.interrupted)) {
      try run(itemCount: 100, threadCount: threadCount, window: 4, failingAt: 57)
    }
  }

  @Test func stopsWhenTheCallerThrows() {
    let stages = ParallelMap<Int, Int, Int, Int>.Stages(
      read: { () throws(DataPrepError) in 1 },
      makeTransform: { { item throws(DataPrepError) in item } },
      fold: { _, _ throws(DataPrepError) in true },
      makeFinish: { { block throws(DataPrepError) in block } },
      write: { _ throws(DataPrepError) in }
    )
    #expect(throws: DataPrepError(.interrupted)) {
      try ParallelMap(threadCount: 2, window: 4, stages: stages).run {
        () throws(DataPrepError) in throw DataPrepError(.interrupted)
      }
    }
  }
}
