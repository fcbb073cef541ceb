/// Goes over the articles of a file on several threads, in the order of the rows.
///
///     rows ─▶ decode ─▶ cut and join ─▶ batch ─▶ work ─▶ take
///             parallel  serial                   parallel  serial
///
/// Memory: what ``RowScan`` takes, a copy of its slices, and at most four batches a thread.
struct ArticleScan {
  let file: TrainingFile
  let facts: PackingFacts
  /// Where the types come from.
  let types: TypeSource
  /// Rows that exist; articles that begin before them are cut there.
  var rows: Range<Int>
  var threadCount: Int
  /// A batch is full when it has as many articles.
  var articlesPerBatch = Int.max
  /// A batch is full when it has as many tokens.
  var tokensPerBatch = 1 << 16
  /// What the labels of the rows say that their types cannot.
  let labels = SharedLabelDifferences()

  /// Scans all rows.
  ///
  /// - Throws: ``DataPrepError`` with code `noTokenTypes`.
  init(_ file: TrainingFile, facts: PackingFacts, threadCount: Int?) throws(DataPrepError) {
    self.file = file
    self.facts = facts
    types = try TypeSource(file)
    rows = 0..<file.rowCount
    self.threadCount = threadCount ?? Processors.usableCount
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - cancellation: Stops the scan when it is cancelled.
  ///   - makeWork: Makes the parallel work of one thread on a batch.
  ///   - take: Takes the results in order.
  /// - Throws: ``DataPrepError``: `badDataset`, `oversized`, `articleTooLong`, `interrupted`; whatever
  ///   the closures throw.
  func run<Output: Sendable>(
    cancellation: Cancellation,
    makeWork: @escaping () -> (ArticleBatch) throws(DataPrepError) -> Output,
    take: @escaping (Output) throws(DataPrepError) -> Void
  ) throws(DataPrepError) {
    var gathering = ArticleGathering(
      facts: facts,
      width: file.width,
      articlesPerBatch: articlesPerBatch,
      tokensPerBatch: tokensPerBatch,
      budget: ContentBudget(file)
    )
    var scan = RowScan(file, columns: .all, rows: rows, threadCount: threadCount)
    scan.maximumTokensPerSlice = 1 << 20
    let (end, rowsPerSlice) = (rows.upperBound, scan.rowsPerSlice)
    let path = file.path
    var next = rows.lowerBound
    var isFinished = false
    let stages = ParallelMap<Range<Int>, Slice, ArticleBatch, Output>.Stages(
      read: { () throws(DataPrepError) in
        guard next < end else { return nil }
        let stop = min(end, (next / rowsPerSlice + 1) * rowsPerSlice)
        defer { next = stop }
        return next..<stop
      },
      makeTransform: {
        let slice = RowSlice(of: file, columns: .all)
        return { rows throws(DataPrepError) in
          try slice.fill(rows)
          labels.add(LabelDifferences(of: slice))
          return Slice(firstRow: rows.lowerBound, tokens: types.columns(of: slice))
        }
      },
      fold: { slice, emit throws(DataPrepError) in
        do throws(DataPrepError) {
          if let slice {
            try gathering.take(slice.tokens, firstRow: slice.firstRow) { emit($0) }
            return true
          }
          guard !isFinished else { return false }
          isFinished = true
          try gathering.finish { emit($0) }
          return true
        } catch {
          var error = error
          if error.subject.isEmpty { error.subject = path }
          throw error
        }
      },
      makeFinish: makeWork,
      write: take
    )
    let threadCount = scan.usefulThreadCount
    // Slices that wait to be cut are copies, of which there are few where rows are long.
    let window = max(threadCount, min(4 * threadCount, scan.affordableSliceCount))
    try ParallelMap(threadCount: threadCount, window: window, stages: stages).run {
      () throws(DataPrepError) in try cancellation.check()
    }
  }

  private struct Slice: Sendable {
    var firstRow: Int
    var tokens: TokenColumns
  }
}
