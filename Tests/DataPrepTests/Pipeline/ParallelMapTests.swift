import Foundation
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

  /// What is under way stays below the limit plus one item.
  ///
  /// The first item is over it alone: it goes through, and nothing is read beside it, however long it
  /// takes.
  @Test func boundsTheBytesUnderWay() throws {
    let underWay = Mutex((bytes: 0, most: 0, folded: 0))
    let sizes = [100] + (0..<2000).map { $0 % 10 }
    var next = 0
    let stages = ParallelMap<Int, Int, Int, Int>.Stages(
      read: { () throws(DataPrepError) in
        guard next < sizes.count else { return nil }
        defer { next += 1 }
        underWay.withLock {
          $0.bytes += sizes[next]
          if next > 0 { $0.most = max($0.most, $0.bytes) }
        }
        return sizes[next]
      },
      makeTransform: {
        { item throws(DataPrepError) in
          if item == sizes[0] { Thread.sleep(forTimeInterval: 0.05) }
          return item
        }
      },
      fold: { result, _ throws(DataPrepError) in
        guard let result else { return false }
        underWay.withLock {
          $0.bytes -= result
          $0.folded += 1
        }
        return true
      },
      makeFinish: { { block throws(DataPrepError) in block } },
      write: { _ throws(DataPrepError) in }
    )
    try ParallelMap(
      threadCount: 8,
      window: 1000,
      load: .init(byteCount: { $0 }, limit: 20),
      stages: stages
    ).run { () throws(DataPrepError) in }
    let (_, most, folded) = underWay.withLock { $0 }
    #expect(folded == sizes.count)
    #expect(most <= 19 + 9)
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
