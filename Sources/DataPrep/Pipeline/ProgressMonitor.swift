import Synchronization

/// Counts how far a run has come: the serial stages add, the calling thread reads.
final class ProgressMonitor: Sendable {
  private let totalByteCount: Int?
  private let start: ContinuousClock.Instant
  private let records = Atomic<Int>(0)
  private let tokens = Atomic<Int>(0)
  private let rows = Atomic<Int>(0)
  private let consumedBytes = Atomic<Int>(0)
  private let textBytes = Atomic<Int>(0)

  init(totalByteCount: Int?, start: ContinuousClock.Instant) {
    self.totalByteCount = totalByteCount
    self.start = start
  }

  /// Notes how much of the input was taken.
  func note(consumedByteCount: Int) {
    consumedBytes.store(consumedByteCount, ordering: .relaxed)
  }

  /// Notes what the rows were made from.
  func note(recordCount: Int, tokenCount: Int, textByteCount: Int) {
    records.store(recordCount, ordering: .relaxed)
    tokens.store(tokenCount, ordering: .relaxed)
    textBytes.store(textByteCount, ordering: .relaxed)
  }

  /// Notes rows that were written.
  func note(writtenRowCount: Int) {
    rows.store(writtenRowCount, ordering: .relaxed)
  }

  /// Where the run stands.
  var progress: PreparationProgress {
    var progress = PreparationProgress()
    progress.recordCount = records.load(ordering: .relaxed)
    progress.tokenCount = tokens.load(ordering: .relaxed)
    progress.rowCount = rows.load(ordering: .relaxed)
    progress.consumedByteCount = consumedBytes.load(ordering: .relaxed)
    progress.textByteCount = textBytes.load(ordering: .relaxed)
    progress.totalByteCount = totalByteCount
    progress.seconds = (ContinuousClock.now - start) / .seconds(1)
    return progress
  }
}
