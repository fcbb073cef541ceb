import Synchronization

/// What one file holds.
struct FileTally: Sendable {
  /// The file.
  let path: String
  /// The names of its categories, by their numbers.
  var categoryNames: [String] = []
  /// Labels that have no place in types.
  var labels = LabelDifferences()
  var all = GroupTally()
  /// The articles by the category of their first token; empty where they are not grouped so.
  var categories: [Int32: GroupTally] = [:]
}

/// Counts one file: every thread has a tally of its own, and all are added up at the end.
///
/// Numbers are added, so that it does not matter which thread counted what. What hangs over the borders
/// of slices is put together in order (``EdgeCounting``).
final class FileCounting: Sendable {
  let file: TrainingFile
  let types: TypeSource
  let facts: PackingFacts
  /// What is read of the file.
  let columns: RowSlice.Columns
  let groupsByCategory: Bool
  private let counters = Mutex<[SliceCounter]>([])

  /// The most categories that are counted by themselves, each with tables of its own; a file with as
  /// many does not mean categories.
  static let maximumCategoryCount = 1 << 14

  /// Looks at a file.
  ///
  /// - Throws: ``DataPrepError``: `noTokenTypes`, `noCategories`, `badDataset`.
  init(
    _ file: TrainingFile,
    grouping: StatisticsScan.Grouping?,
    packing: Packing?
  ) throws(DataPrepError) {
    self.file = file
    types = try TypeSource(file)
    facts = PackingFacts(file, packing: packing)
    groupsByCategory = grouping == .category
    guard groupsByCategory else {
      columns = types.runColumns
      return
    }
    try file.require([FileLayout.categoryIDs])
    guard file.categoryIDs != nil else { throw DataPrepError(.noCategories, file.path) }
    columns = types.runColumns.union(.categoryIDs)
  }

  /// Makes the work of one thread.
  func makeCounter() -> SliceCounter {
    let counter = SliceCounter(self)
    counters.withLock { $0.append(counter) }
    return counter
  }

  /// What all threads counted so far.
  var tallies: [FileTally] { counters.withLock { $0 }.map(\.counted) }
}

/// What is to be known of a slice that was counted.
struct SliceCounts: Sendable {
  /// Pieces of rows.
  var pieceCount = 0
  var edges: SliceCutter.Edges
}

/// Counts slices of rows, on one thread at a time.
final class SliceCounter: Sendable {
  private let path: String
  private let types: TypeSource
  private let facts: PackingFacts
  private let groupsByCategory: Bool
  private let tally: Mutex<FileTally>

  init(_ counting: FileCounting) {
    path = counting.file.path
    types = counting.types
    facts = counting.facts
    groupsByCategory = counting.groupsByCategory
    tally = Mutex(FileTally(path: path))
  }

  /// What was counted so far.
  var counted: FileTally { tally.withLock { $0 } }

  /// Counts a slice.
  ///
  /// - Throws: ``DataPrepError`` with code `badDataset` where there are too many categories.
  func count(_ slice: RowSlice) throws(DataPrepError) -> SliceCounts {
    let rows = types.rows(of: slice)
    let counts = tally.withLock { count(slice, rows, into: &$0) }
    guard let counts else {
      throw DataPrepError(
        .badDataset,
        path,
        found: "more than \(FileCounting.maximumCategoryCount) different \(FileLayout.categoryIDs)"
      )
    }
    return counts
  }

  private func count(
    _ slice: RowSlice,
    _ types: TypeRows,
    into tally: inout FileTally
  ) -> SliceCounts? {
    tally.labels.add(LabelDifferences(of: slice))
    let (width, categoryIDs) = (slice.width, slice.categoryIDs)
    let groupsByCategory = groupsByCategory
    var cutter = SliceCutter(facts: facts, width: width)
    var pieceCount = 0
    var hasTooMany = false
    for index in 0..<types.rowCount {
      let row = slice.rows.lowerBound + index
      var (rowPieces, filled, trained) = (0, 0, 0)
      func take(_ piece: RowPiece) {
        let count = piece.columns.count
        let isEnded = piece.ending == .separator
        rowPieces &+= 1
        filled &+= count
        trained &+= piece.completionCount &+ (isEnded ? 1 : 0)
        // Behind a row's first piece nothing is open, and most articles are such.
        if isEnded, rowPieces > 1, !groupsByCategory,
          count == piece.promptCount &+ piece.completionCount &+ 1
        {
          tally.all.addUsual(
            promptCount: piece.promptCount,
            completionCount: piece.completionCount
          )
          return
        }
        let category = groupsByCategory ? categoryIDs[index * width + piece.columns.lowerBound] : -1
        cutter.take(piece, row: row, category: category) { article, marks in
          if !tally.add(article, marks, byCategory: groupsByCategory) { hasTooMany = true }
        }
      }
      var cutting = RowPiece.Cutting()
      var first: Int32 = -1
      types.visitRuns(ofRow: index) { type, start, end in
        if start == 0 { first = type }
        cutting.take(type, start, end, take)
      }
      cutting.finish(at: width, take)
      if rowPieces == 0 {
        cutter.skipEmptyRow { article, marks in
          if !tally.add(article, marks, byCategory: groupsByCategory) { hasTooMany = true }
        }
      }
      // Nothing comes before the first position, so that it is no label.
      if first == 1 || first == 3 { trained -= 1 }
      tally.all.addRow(filledCount: filled, trainedCount: trained, width: width)
      pieceCount += rowPieces
    }
    return hasTooMany ? nil : SliceCounts(pieceCount: pieceCount, edges: cutter.finish())
  }
}

/// Counts the articles that hang over the borders of slices, in the order of these.
struct EdgeCounting {
  private let counting: FileCounting
  private var join: SliceJoin
  private var tally: FileTally
  private var budget: ContentBudget

  init(_ counting: FileCounting) {
    self.counting = counting
    join = SliceJoin(facts: counting.facts)
    tally = FileTally(path: counting.file.path)
    tally.categoryNames = counting.file.description.categoryNames ?? []
    tally.all.addFile(width: counting.file.width)
    budget = ContentBudget(counting.file)
  }

  /// Takes the next slice.
  ///
  /// - Throws: ``DataPrepError`` with code `oversized`.
  mutating func take(_ counts: SliceCounts) throws(DataPrepError) {
    try budget.take(articles: counts.pieceCount)
    let byCategory = counting.groupsByCategory
    join.take(counts.edges) { _ = tally.add($0, $1, byCategory: byCategory) }
  }

  /// Ends the file.
  ///
  /// - Returns: What it holds.
  mutating func finish() -> FileTally {
    let byCategory = counting.groupsByCategory
    join.finish { _ = tally.add($0, $1, byCategory: byCategory) }
    for other in counting.tallies { tally.add(other) }
    return tally
  }
}

extension FileTally {
  /// Notes an article.
  ///
  /// - Returns: False where there are too many categories; then it is not among its own.
  fileprivate mutating func add(
    _ article: CountedArticle,
    _ marks: ArticleMarks,
    byCategory: Bool
  ) -> Bool {
    all.add(article, marks)
    guard byCategory else { return true }
    guard
      categories.count < FileCounting.maximumCategoryCount
        || categories[article.category] != nil
    else { return false }
    categories[article.category, default: GroupTally()].add(article, marks)
    return true
  }

  fileprivate mutating func add(_ other: FileTally) {
    all.add(other.all)
    labels.add(other.labels)
    for (category, tally) in other.categories {
      categories[category, default: GroupTally()].add(tally)
    }
  }
}
