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
    typealias Counted = Result<FileTally, DataPrepError>
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
        totals.add(try counted.get())
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
  private func countAlone(_ file: TrainingFile) throws(DataPrepError) -> FileTally {
    let counting = try FileCounting(file, grouping: grouping, packing: packing)
    let rowsPerSlice = max(1, RowScan(file, columns: counting.columns).rowsPerSlice)
    let slice = RowSlice(of: file, columns: counting.columns)
    let counter = counting.makeCounter()
    var edges = EdgeCounting(counting)
    for start in stride(from: 0, to: file.rowCount, by: rowsPerSlice) {
      try slice.fill(start..<min(file.rowCount, start + rowsPerSlice))
      try edges.take(try counter.count(slice))
    }
    return edges.finish()
  }

  /// Counts a file on all threads.
  private func count(
    _ file: TrainingFile,
    into totals: Totals,
    _ cancellation: Cancellation
  ) throws(DataPrepError) {
    let counting = try FileCounting(file, grouping: grouping, packing: packing)
    var edges = EdgeCounting(counting)
    try RowScan(file, columns: counting.columns, threadCount: threadCount).run(
      cancellation: cancellation,
      makeTransform: {
        let counter = counting.makeCounter()
        return { slice throws(DataPrepError) in try counter.count(slice) }
      },
      fold: { counts throws(DataPrepError) in try edges.take(counts) }
    )
    totals.add(edges.finish())
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
  private var categories: [String: CountedCategory] = [:]
  private var labels = LabelDifferences()
  private var groups: [SetStatistics.Group] = []
  private let grouping: StatisticsScan.Grouping?
  private let trim: Double

  init(_ grouping: StatisticsScan.Grouping?, _ trim: Double) {
    self.grouping = grouping
    self.trim = trim
  }

  /// Adds a file.
  func add(_ file: FileTally) {
    all.add(file.all)
    labels.add(file.labels)
    for (id, tally) in file.categories.sorted(by: { $0.key < $1.key }) {
      let names = file.categoryNames
      // Files may list the names in different orders.
      let name = names.indices.contains(Int(id)) ? names[Int(id)] : "\(id)"
      categories[name, default: CountedCategory(id: id)].tally.add(tally)
    }
    guard grouping == .file else { return }
    groups.append(file.all.finished(name: file.path, trim: trim, hasRows: true))
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
