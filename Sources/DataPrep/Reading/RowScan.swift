import HDF5

/// Goes over the rows of a file on several threads: decode, transform, fold in order.
///
///     rows 0..<16 ─▶ slice ─▶ transform ─▶ result ─▶ fold
///     rows 16..<32 ─▶ …      any thread              in the order of the rows
///
/// A slice is whole chunks of every chosen dataset, some 2^17 tokens, so that nothing is decoded
/// twice. Memory: for each thread one slice of each column and what one chunk takes encoded and
/// inflated, with fewer threads where that would be more than 256 MiB in all; and at most four
/// results a thread that wait for their turn.
struct RowScan {
  let file: TrainingFile
  /// What is decoded; columns that the file has not stay empty.
  var columns: RowSlice.Columns = .all
  /// Rows that exist.
  var rows: Range<Int>
  var threadCount: Int
  /// Whether a slice that cannot be read whole is handed on, with its ``RowSlice/damage``.
  var toleratesDamage = false
  /// The most tokens of a slice, if a row has no more; chunks that have more are cut.
  var maximumTokensPerSlice = 1 << 24
  /// Whether the results hold as much as the slices, so that fewer of them may wait.
  var resultsHoldRows = false
  /// Where slices get memory from, if those who keep rows give it back.
  var recycled: RecycledArrays?
  /// The most bytes of all slices that are in memory, if one has no more.
  var maximumByteCount = 1 << 28

  private static let tokensPerSlice = 1 << 17

  /// Scans all rows of a file, or some.
  init(
    _ file: TrainingFile,
    columns: RowSlice.Columns = .all,
    rows: Range<Int>? = nil,
    threadCount: Int? = nil
  ) {
    self.file = file
    self.columns = columns
    self.rows = rows?.clamped(to: 0..<file.rowCount) ?? 0..<file.rowCount
    self.threadCount = threadCount ?? Processors.usableCount
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - cancellation: Stops the scan when it is cancelled.
  ///   - makeTransform: Makes the work of one thread on a slice, which it must not keep.
  ///   - fold: Takes the results in the order of the rows, on one thread at a time.
  /// - Throws: ``DataPrepError``: `badDataset` where rows cannot be read, `interrupted`; whatever the
  ///   closures throw.
  func run<Result: Sendable>(
    cancellation: Cancellation = Cancellation(),
    makeTransform: @escaping () -> (RowSlice) throws(DataPrepError) -> Result,
    fold: @escaping (Result) throws(DataPrepError) -> Void
  ) throws(DataPrepError) {
    let rowsPerSlice = rowsPerSlice
    let end = rows.upperBound
    var next = rows.lowerBound
    let stages = ParallelMap<Range<Int>, Result, Bool, Bool>.Stages(
      read: { () throws(DataPrepError) in
        guard next < end else { return nil }
        // A slice ends where chunks do, even if the first begins inside one.
        let stop = min(end, (next / rowsPerSlice + 1) * rowsPerSlice)
        defer { next = stop }
        return next..<stop
      },
      makeTransform: {
        let slice = RowSlice(of: file, columns: columns, recycled: recycled)
        let transform = makeTransform()
        return { rows throws(DataPrepError) in
          if toleratesDamage { slice.fillWhatIsSound(rows) } else { try slice.fill(rows) }
          return try transform(slice)
        }
      },
      fold: { result, _ throws(DataPrepError) in
        guard let result else { return false }
        try fold(result)
        return true
      },
      makeFinish: { { block throws(DataPrepError) in block } },
      write: { _ throws(DataPrepError) in }
    )
    let threadCount = usefulThreadCount
    let window =
      resultsHoldRows
      ? max(threadCount, min(4 * threadCount, affordableSliceCount)) : 4 * threadCount
    try ParallelMap(threadCount: threadCount, window: window, stages: stages).run {
      () throws(DataPrepError) in try cancellation.check()
    }
  }

  private var datasets: [DatasetReader] {
    var datasets: [DatasetReader] = []
    if file.kind == .cerebras || columns.contains(.tokenIDs) { datasets.append(file.tokenIDs) }
    if !columns.isDisjoint(with: [.tokenTypes, .narrowTypes]), let types = file.tokenTypes {
      datasets.append(types)
    }
    if columns.contains(.categoryIDs), let ids = file.categoryIDs { datasets.append(ids) }
    if columns.contains(.lossWeights), let weights = file.lossWeights { datasets.append(weights) }
    return datasets
  }

  /// Rows that end where a chunk of every dataset does, unless their chunks fit badly together.
  var rowsPerSlice: Int {
    let chunkRows = datasets.map { dataset in
      max(1, min(dataset.chunkExtents?.first ?? 1, max(1, dataset.rowCount)))
    }
    let largest = chunkRows.max() ?? 1
    let whole = (1...4).map { largest * $0 }.first { rows in chunkRows.allSatisfy { rows % $0 == 0 }
    }
    let unit = whole ?? largest
    let wanted = Self.tokensPerSlice / max(1, file.width)
    // Chunks that are narrow and long are decoded again and again rather than all at once.
    let most = max(1, maximumTokensPerSlice / max(1, file.width))
    return min(unit * max(1, wanted / unit), most)
  }

  /// How many threads memory has room for and the rows have work for.
  var usefulThreadCount: Int {
    let sliceCount = (rows.count + rowsPerSlice - 1) / max(1, rowsPerSlice)
    return max(1, min(threadCount, sliceCount, affordableSliceCount))
  }

  /// How many slices may be in memory at once, at least one.
  var affordableSliceCount: Int {
    let sliceByteCount = datasets.reduce(0) { sum, dataset in
      // The extents' products were checked, and a chunk has at most 2^28 bytes.
      sum + 4 * min(rowsPerSlice, max(1, rows.count)) * dataset.width
        + 2 * min(dataset.chunkByteCount ?? 0, 1 << 28)
    }
    return max(1, maximumByteCount / max(1, sliceByteCount))
  }
}
