/// Counts what training files hold, from their token types alone.
public struct StatisticsScan: Sendable {
  /// The parts that are counted by themselves.
  public enum Grouping: String, Sendable, CaseIterable {
    /// Each file.
    case file
    /// Each category; an article counts where its first token does.
    case category
  }

  /// Files and folders to read.
  public var paths: [String]
  /// The parts that are counted by themselves; nil for none.
  public var grouping: Grouping?
  /// The share of articles that the trimmed mean of the ratio leaves out at each end.
  public var trim = 0.0025
  /// How the rows were packed, where the files do not say it.
  public var packing: Packing?
  /// How many threads work; nil means the cores that the process may use.
  public var threadCount: Int?

  /// Creates a task; nothing is read before ``run(cancellation:)``.
  public init(paths: [String]) {
    self.paths = paths
  }

  /// Reads the files and counts.
  ///
  /// Memory: a few slices of rows for each thread, and the different lengths that there are.
  ///
  /// - Throws: ``DataPrepError``: `inputNotFound`, `noTokenTypes`, `badDataset`, `oversized`,
  ///   `noCategories`, `invalidPlan` for a share to trim outside 0 to 0.5, `interrupted`.
  public func run(
    cancellation: Cancellation = Cancellation()
  ) throws(DataPrepError) -> SetStatistics {
    guard trim >= 0, trim < 0.5 else {
      throw DataPrepError(.invalidPlan, found: "the share to trim must be from 0 to below 0.5")
    }
    let totals = Totals(grouping, trim)
    let set = try TrainingSet(paths: paths)
    var files = set.files[...]
    while !files.isEmpty {
      if let file = try countSmallFiles(&files, into: totals, cancellation) {
        try count(file, into: totals, cancellation)
      }
    }
    var statistics = totals.finished()
    statistics.repeatedFiles = set.repeatedFiles
    return statistics
  }

  /// Files of no more tokens are counted by one thread each, many at once: they have too few slices
  /// for all threads.
  private static let mostTokensOfSmallFile = 1 << 19

  /// Counts small files, in order, until a large one comes.
  ///
  /// - Returns: The large one, opened; nil at the end.
  private func countSmallFiles(
    _ files: inout ArraySlice<TrainingSet.File>,
    into totals: Totals,
    _ cancellation: Cancellation
  ) throws(DataPrepError) -> TrainingFile? {
    typealias Opened = Result<TrainingFile, DataPrepError>
    typealias Counted = Result<CountedFile, DataPrepError>
    var large: TrainingFile?
    var rest = files
    let stages = ParallelMap<Opened, Counted, Bool, Bool>.Stages(
      read: { () throws(DataPrepError) in
        guard large == nil, let entry = rest.popFirst() else { return nil }
        // A fault waits for its turn: the first file's is the one that is told.
        do throws(DataPrepError) {
          let file = try TrainingFile(path: entry.path)
          let (count, isHuge) = file.rowCount.multipliedReportingOverflow(by: file.width)
          if !isHuge, count <= Self.mostTokensOfSmallFile { return .success(file) }
          large = file
          return nil
        } catch {
          return .failure(error)
        }
      },
      makeTransform: {
        { opened throws(DataPrepError) in
          do throws(DataPrepError) {
            return .success(try countAlone(try opened.get()))
          } catch {
            return .failure(error)
          }
        }
      },
      fold: { counted, _ throws(DataPrepError) in
        guard let counted else { return false }
        let (file, slices) = try counted.map { ($0.file, $0.slices) }.get()
        var articles = ArticleCounting(file, packing, totals)
        for slice in slices { try articles.take(slice) }
        articles.finish()
        return true
      },
      makeFinish: { { block throws(DataPrepError) in block } },
      write: { _ throws(DataPrepError) in }
    )
    let threadCount = max(1, min(threadCount ?? Processors.usableCount, files.count))
    try ParallelMap(threadCount: threadCount, window: 2 * threadCount, stages: stages).run {
      () throws(DataPrepError) in try cancellation.check()
    }
    files = rest
    return large
  }

  /// Counts a small file on this thread.
  private func countAlone(_ file: TrainingFile) throws(DataPrepError) -> CountedFile {
    let (types, columns) = try source(of: file)
    let rowsPerSlice = max(1, RowScan(file, columns: columns).rowsPerSlice)
    let slice = RowSlice(of: file, columns: columns)
    var counted = CountedFile(file: file)
    for start in stride(from: 0, to: file.rowCount, by: rowsPerSlice) {
      try slice.fill(start..<min(file.rowCount, start + rowsPerSlice))
      counted.slices.append(SliceCounts(slice, types))
    }
    return counted
  }

  /// Counts a file on all threads.
  private func count(
    _ file: TrainingFile,
    into totals: Totals,
    _ cancellation: Cancellation
  ) throws(DataPrepError) {
    let (types, columns) = try source(of: file)
    var articles = ArticleCounting(file, packing, totals)
    try RowScan(file, columns: columns, threadCount: threadCount).run(
      cancellation: cancellation,
      makeTransform: {
        { slice throws(DataPrepError) in SliceCounts(slice, types) }
      },
      fold: { counts throws(DataPrepError) in try articles.take(counts) }
    )
    articles.finish()
  }

  /// Where a file's types come from, and what is read for them.
  private func source(
    of file: TrainingFile
  ) throws(DataPrepError) -> (types: TypeSource, columns: RowSlice.Columns) {
    let types = try TypeSource(file)
    var columns = types.runColumns
    if grouping == .category {
      guard file.categoryIDs != nil else { throw DataPrepError(.noCategories, file.path) }
      columns.insert(.categoryIDs)
    }
    return (types, columns)
  }
}

/// A small file with the counts of its slices.
private struct CountedFile: Sendable {
  let file: TrainingFile
  var slices: [SliceCounts] = []
}

/// Puts the pieces of a file's rows together to articles, and counts those.
private struct ArticleCounting {
  private let totals: Totals
  private let file: TrainingFile
  private var cutter: ArticleCutter
  private var open = CountedArticle()
  private var budget: ContentBudget
  /// The articles that ended in the last slice.
  private var ended: [(CountedArticle, ArticleMarks)] = []

  init(_ file: TrainingFile, _ packing: Packing?, _ totals: Totals) {
    self.totals = totals
    self.file = file
    budget = ContentBudget(file)
    cutter = ArticleCutter(facts: PackingFacts(file, packing: packing), width: file.width)
    totals.begin(file)
  }

  /// Takes the next slice.
  ///
  /// - Throws: ``DataPrepError`` with code `oversized`.
  mutating func take(_ counts: SliceCounts) throws(DataPrepError) {
    try budget.take(articles: counts.pieces.count)
    ended.removeAll(keepingCapacity: true)
    var next = 0
    for row in counts.rows {
      if row.pieceCount == 0, let marks = cutter.skipEmptyRow() { ended.append((open, marks)) }
      for index in next..<next + row.pieceCount {
        let piece = counts.pieces[index]
        let placement = cutter.place(piece)
        if let marks = placement.endsEarlier { ended.append((open, marks)) }
        if !placement.joins {
          open = CountedArticle()
          if !counts.categories.isEmpty { open.category = counts.categories[index] }
        }
        open.add(piece)
        if let marks = placement.ends { ended.append((open, marks)) }
      }
      next += row.pieceCount
    }
    totals.labels.add(counts.labels)
    totals.add(counts.rows, ended, width: file.width)
  }

  /// Ends the file.
  mutating func finish() {
    if let marks = cutter.finish() { totals.add([], [(open, marks)], width: file.width) }
    totals.end(file)
  }
}

extension GroupTally {
  fileprivate mutating func add(
    _ rows: [SliceCounts.Row],
    _ articles: [(CountedArticle, ArticleMarks)],
    width: Int
  ) {
    for row in rows {
      addRow(filledCount: row.filledCount, trainedCount: row.trainedCount, width: width)
    }
    for (article, marks) in articles { add(article, marks) }
  }
}

/// What a thread counts in a slice of rows.
private struct SliceCounts: Sendable {
  struct Row: Sendable {
    var pieceCount: Int
    var filledCount: Int
    var trainedCount: Int
  }

  var rows: [Row] = []
  /// The pieces of all rows, one row after the other.
  var pieces: [RowPiece] = []
  /// The category of each piece's first token; empty where categories were not read.
  var categories: [Int32] = []
  let labels: LabelDifferences

  init(_ slice: RowSlice, _ source: TypeSource) {
    let types = source.rows(of: slice)
    labels = LabelDifferences(of: slice)
    rows.reserveCapacity(types.rowCount)
    let (width, categoryIDs) = (slice.width, slice.categoryIDs)
    var (pieces, categories): ([RowPiece], [Int32]) = ([], [])
    for index in 0..<types.rowCount {
      var row = Row(pieceCount: 0, filledCount: 0, trainedCount: 0)
      var cutting = RowPiece.Cutting()
      func take(_ piece: RowPiece) {
        pieces.append(piece)
        row.pieceCount &+= 1
        row.filledCount &+= piece.columns.count
        row.trainedCount &+= piece.completionCount &+ (piece.ending == .separator ? 1 : 0)
        if !categoryIDs.isEmpty {
          categories.append(categoryIDs[index * width + piece.columns.lowerBound])
        }
      }
      var first: Int32 = -1
      types.visitRuns(ofRow: index) { type, start, end in
        if start == 0 { first = type }
        cutting.take(type, start, end, take)
      }
      cutting.finish(at: width, take)
      // Nothing comes before the first position, so that it is no label.
      if first == 1 || first == 3 { row.trainedCount -= 1 }
      rows.append(row)
    }
    self.pieces = pieces
    self.categories = categories
  }
}

/// A category with the first number that it has in the files.
private struct CountedCategory {
  let id: Int32
  var tally = GroupTally()
}

/// The counts of all files, and of the groups.
private final class Totals {
  private var all = GroupTally()
  private var file = GroupTally()
  private var categories: [String: CountedCategory] = [:]
  /// The names of the file's categories.
  private var categoryNames: [String] = []
  var labels = LabelDifferences()
  private var groups: [SetStatistics.Group] = []
  private let grouping: StatisticsScan.Grouping?
  private let trim: Double

  init(_ grouping: StatisticsScan.Grouping?, _ trim: Double) {
    self.grouping = grouping
    self.trim = trim
  }

  func begin(_ file: TrainingFile) {
    all.addFile(width: file.width)
    categoryNames = file.description.categoryNames ?? []
    self.file = GroupTally()
    self.file.addFile(width: file.width)
  }

  /// Adds rows, and the articles that ended in them.
  func add(
    _ rows: [SliceCounts.Row],
    _ articles: [(CountedArticle, ArticleMarks)],
    width: Int
  ) {
    all.add(rows, articles, width: width)
    switch grouping {
    case .file: file.add(rows, articles, width: width)
    case .category:
      for (article, marks) in articles {
        let id = article.category
        let isNamed = categoryNames.indices.contains(Int(id))
        // Files may list the names in different orders.
        categories[isNamed ? categoryNames[Int(id)] : "\(id)", default: CountedCategory(id: id)]
          .tally.add(article, marks)
      }
    case nil: break
    }
  }

  func end(_ file: TrainingFile) {
    guard grouping == .file else { return }
    groups.append(self.file.finished(name: file.path, trim: trim, hasRows: true))
  }

  func finished() -> SetStatistics {
    if grouping == .category {
      groups = categories.sorted { ($0.value.id, $0.key) < ($1.value.id, $1.key) }
        .map { $0.value.tally.finished(name: $0.key, trim: trim, hasRows: false) }
    }
    return SetStatistics(
      all: all.finished(name: "", trim: trim, hasRows: true),
      groups: groups,
      labels: labels
    )
  }
}
