import HDF5

/// The validation of one file: opened, scanned on all threads, judged by its attributes.
package struct FileValidation {
  private let task: FileTask

  package init(_ task: FileTask) {
    self.task = task
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - cancellation: Stops the scan when it is cancelled.
  ///   - opened: Called with the number of bytes that the file says it decodes to, before any row is
  ///     read.
  /// - Returns: What was found, whatever the file is.
  /// - Throws: ``DataPrepError`` with code `interrupted`.
  package func run(
    cancellation: Cancellation = Cancellation(),
    opened: (Int) -> Void = { _ in }
  ) throws(DataPrepError) -> FileOutcome {
    var opening = FileOpening(path: task.path, limit: task.findingLimit)
    guard let file = opening.open() else { return FileOutcome(tally: opening.tally) }
    opened(Self.byteCount(of: file))
    let rules = CheckRules(file: file, task: task)
    let judgement = FileJudgement(
      file: file,
      task: task,
      rules: rules,
      tally: opening.tally,
      hasTypes: opening.hasTypes
    )
    // The rows of a file that was never written are the fill value, all of them.
    guard !opening.isUnwritten else { return judgement.finishUnread() }
    var scan = RowScan(
      file,
      columns: [.tokenIDs, .narrowTypes, .categoryIDs, .lossWeights, .lossMask, .labels],
      threadCount: task.threadCount
    )
    scan.toleratesDamage = true
    let isCerebras = file.kind == .cerebras
    var budget = ContentBudget(file)
    do throws(DataPrepError) {
      try scan.run(
        cancellation: cancellation,
        makeTransform: {
          let checker = RowChecker(rules: rules, file: file)
          return { slice throws(DataPrepError) in
            isCerebras ? checker.checkCerebras(slice) : checker.check(slice)
          }
        },
        fold: { outcome throws(DataPrepError) in
          try budget.take(articles: outcome.tokenCounts[Int(TokenType.separator.rawValue)])
          judgement.take(outcome)
        }
      )
    } catch {
      guard error.code == .oversized else { throw error }
      return judgement.finish(refusing: error.found)
    }
    return judgement.finish()
  }

  private static func byteCount(of file: TrainingFile) -> Int {
    let datasets = [file.tokenIDs, file.tokenTypes, file.categoryIDs, file.lossWeights]
    return datasets.compactMap(\.self).reduce(0) { sum, dataset in
      // A dataset was checked to have at most 1100 times the file's bytes.
      sum &+ dataset.rowCount &* dataset.width &* dataset.format.byteCount
    }
  }
}
