/// How rows are put together to optimizer steps.
///
///     rows 0…7, 2 rows a micro-batch, 2 micro-batches, 2 ranks: one step
///     strided      rank 0: [0 2] [4 6]    rank 1: [1 3] [5 7]
///     contiguous   rank 0: [0 1] [2 3]    rank 1: [4 5] [6 7]
///
/// The last step takes the rows that are left; its last micro-batches can be short, and ranks can
/// have fewer of them. Rows that a sampler would repeat to fill a step are not repeated here.
public struct BatchPlan: Sendable, Hashable {
  /// Which rows of a step go to which rank.
  public enum Assignment: String, Sendable, CaseIterable {
    /// Rank r takes rows r, r + ranks, ….
    case strided
    /// Rank r takes the r-th block of neighbouring rows.
    case contiguous
  }

  /// The order in which rows are taken.
  public enum Order: Sendable, Hashable {
    /// That of the file.
    case file
    /// A random order that follows from the seed.
    case seed(UInt64)
  }

  /// Whether a last step with fewer rows is taken.
  public enum LastStep: Sendable, Hashable {
    /// It is.
    case keep
    /// It is left out.
    case drop
  }

  /// Rows of a micro-batch on one rank.
  public var batchSize = 1
  /// Micro-batches that a rank accumulates for a step.
  public var accumulation = 1
  /// Ranks that work in parallel.
  public var rankCount = 1
  /// The order of the rows.
  public var order = Order.file
  /// Which rows go to which rank.
  public var assignment = Assignment.strided
  /// Whether a last step with fewer rows is taken.
  public var lastStep = LastStep.keep
  /// What is done with fewer micro-batches than ``accumulation``; nil is the same as
  /// `divide-by-actual`, but a step larger than the data is refused.
  public var tail: TailWindow?
  /// The steps that are looked at; nil means all.
  public var steps: Range<Int>?
  /// One step by row numbers, for each rank a list of micro-batches, in place of all the above.
  public var layout: [[[Int]]]?

  /// Makes a plan of single rows.
  public init() {}

  /// Rows of a full step, or `Int.max` where there is no such number.
  var rowsPerStep: Int {
    let (rows, overflows) = batchSize.multipliedReportingOverflow(by: accumulation)
    let (all, alsoOverflows) = rows.multipliedReportingOverflow(by: rankCount)
    return overflows || alsoOverflows ? .max : all
  }

  /// The positions of a step's rows in the order of the rows, by rank and micro-batch.
  ///
  /// - Parameter count: The rows of the step, from 1 to ``rowsPerStep``.
  /// - Returns: Positions from 0 below `count`, each once.
  func arrangement(of count: Int) -> [[[Int]]] {
    (0..<min(rankCount, max(count, 1))).map { rank in
      let positions: [Int]
      switch assignment {
      case .strided: positions = Array(stride(from: rank, to: count, by: rankCount))
      case .contiguous:
        let block = rowsPerStep / rankCount
        let start = min(count, rank * block)
        positions = Array(start..<min(count, start + block))
      }
      return stride(from: 0, to: positions.count, by: batchSize).map { first in
        Array(positions[first..<min(first + batchSize, positions.count)])
      }
    } + Array(repeating: [], count: rankCount - min(rankCount, max(count, 1)))
  }

  /// The steps that a number of rows gives, and the rows that they take.
  func stepCount(rows: Int) -> (steps: Int, rows: Int) {
    let size = rowsPerStep
    let (full, rest) = rows.quotientAndRemainder(dividingBy: size)
    guard rest > 0, lastStep == .keep else { return (full, full * size) }
    let isShort = arrangement(of: rest).contains { $0.count < accumulation }
    guard isShort, tail == .drop else { return (full + 1, rows) }
    return (full, full * size)
  }

  /// Checks the plan against the data.
  ///
  /// - Throws: ``DataPrepError`` with code `invalidPreview`.
  func validate(rowCount: Int) throws(DataPrepError) {
    if let layout {
      try Self.validate(layout, rowCount: rowCount)
      return
    }
    for (name, value) in [
      ("--batch-size", batchSize), ("--grad-accumulation", accumulation), ("--ranks", rankCount),
    ] where value < 1 {
      throw DataPrepError(.invalidPreview, name, found: "\(value)", expected: "1 or more")
    }
    let isTailWanted = tail == .divideByG || tail == .divideByActual
    let isTail = isTailWanted && batchSize <= rowCount && rankCount <= rowCount
    guard rowsPerStep <= rowCount || isTail else {
      if isTailWanted {
        let (name, value) =
          batchSize > rowCount ? ("--batch-size", batchSize) : ("--ranks", rankCount)
        throw DataPrepError(
          .invalidPreview,
          name,
          found: "\(value)",
          expected: "at most \(rowCount), the rows that there are"
        )
      }
      let factors = [
        ("--batch-size", batchSize), ("--grad-accumulation", accumulation),
        ("--ranks", rankCount),
      ]
      let step = rowsPerStep == .max ? "too many" : "\(rowsPerStep)"
      throw DataPrepError(
        .batchLargerThanData,
        factors.filter { $0.1 > 1 }.map(\.0).joined(separator: " or "),
        found: "\(batchSize) × \(accumulation) × \(rankCount) = \(step)",
        expected: "\(rowCount)"
      )
    }
    let steps = stepCount(rows: rowCount).steps
    if let wanted = self.steps, wanted.clamped(to: 0..<steps).isEmpty {
      throw DataPrepError(
        .invalidPreview,
        "--steps",
        found: "\(wanted.lowerBound):\(wanted.upperBound == .max ? "" : "\(wanted.upperBound)")",
        expected: "steps from 0 to \(steps - 1)"
      )
    }
  }

  private static func validate(_ layout: [[[Int]]], rowCount: Int) throws(DataPrepError) {
    guard layout.contains(where: { $0.contains { !$0.isEmpty } }) else {
      throw DataPrepError(
        .invalidPreview,
        "--layout",
        found: "a layout without rows",
        expected: "a list of ranks, each a list of micro-batches, each a list of row numbers"
      )
    }
    for row in layout.joined().joined() where !(0..<rowCount).contains(row) {
      throw DataPrepError(
        .invalidPreview,
        "--layout",
        found: "row \(row)",
        expected: "rows from 0 to \(rowCount - 1)"
      )
    }
  }
}
