import Synchronization

/// What the labels of a Cerebras file say that ids with types cannot.
///
/// A type says of its token whether it is trained as a label. The label at a row's last place is the id
/// behind the row, which is no token of it, and labels might be others than the ids that follow:
///
///     ids 5 6 7   mask 0 1 1   labels 6 7 2   →   types 0 0 1, and the label 2 is left out
public struct LabelDifferences: Sendable, Hashable {
  /// Trained labels behind a row's last token.
  public var lostCount = 0
  /// Rows with trained labels that are not the next ids.
  public var otherRowCount = 0

  /// Counts nothing yet.
  public init() {}

  /// Adds what was counted elsewhere.
  mutating func add(_ other: Self) {
    lostCount += other.lostCount
    otherRowCount += other.otherRowCount
  }

  /// Counts some rows of a slice, or all; there is nothing in a file of another kind.
  init(of slice: RowSlice, rows: Range<Int>? = nil) {
    let width = slice.width
    guard width > 0, slice.labels.count == slice.tokenIDs.count, !slice.labels.isEmpty else {
      return
    }
    for row in rows ?? slice.rows {
      let start = (row - slice.rows.lowerBound) * width
      let last = start + width - 1
      if slice.lossMask[last] != 0 { lostCount += 1 }
      let differs = (start..<last).contains {
        slice.lossMask[$0] != 0 && slice.labels[$0] != slice.tokenIDs[$0 + 1]
      }
      if differs { otherRowCount += 1 }
    }
  }
}

/// The differences in what several threads read.
final class SharedLabelDifferences: Sendable {
  private let sum = Mutex(LabelDifferences())

  /// What was counted so far.
  var counted: LabelDifferences { sum.withLock { $0 } }

  /// Adds what a thread counted.
  func add(_ differences: LabelDifferences) {
    guard differences != LabelDifferences() else { return }
    sum.withLock { $0.add(differences) }
  }

  /// Forgets what was counted.
  func reset() {
    sum.withLock { $0 = LabelDifferences() }
  }
}
