import HDF5

/// The checks of one thread: takes slices, gives what was found in them.
///
/// For each row: the runs of types are found, every family of checks looks at the runs, and only the
/// families that need every id sweep over the ids.
final class RowChecker {
  let rules: CheckRules
  private let file: TrainingFile
  var outcome: SliceOutcome
  /// The runs of the row that is looked at.
  var runs: [TypeRun] = []
  /// The factors of the loss of the row that is looked at; empty where the file has none.
  var weights: ArraySlice<Float> = []
  private var previous: SliceOutcome.Edge?

  init(rules: CheckRules, file: TrainingFile) {
    self.rules = rules
    self.file = file
    outcome = SliceOutcome(limit: rules.findingLimit)
  }

  /// Checks a slice of a file with ids and maybe types.
  func check(_ slice: RowSlice) -> SliceOutcome {
    outcome = SliceOutcome(limit: rules.findingLimit)
    previous = nil
    report(slice.damage, rows: slice.rows)
    let width = slice.width
    let rowCount = slice.rows.count
    outcome.rowCount = rowCount
    guard width > 0 else { return outcome }
    let hasIDs = slice.tokenIDs.count == rowCount * width
    let types = slice.types
    let hasTypes = types.rowCount == rowCount
    unsafe slice.tokenIDs.withUnsafeBufferPointer { ids in
      for index in 0..<rowCount {
        runs.removeAll(keepingCapacity: true)
        if slice.lossWeights.count == rowCount * width {
          weights = slice.lossWeights[index * width..<(index + 1) * width]
        }
        let typeBits = hasTypes ? types.appendRuns(ofRow: index, to: &runs) : nil
        // The buffer has `rowCount * width` numbers where it has any, as was asked above.
        unsafe check(
          row: slice.rows.lowerBound + index,
          ids: hasIDs ? unsafe ids.baseAddress.map { unsafe $0 + index * width } : nil,
          typeBits: typeBits
        )
      }
    }
    weights = []
    checkCategories(slice)
    checkLossWeights(slice)
    outcome.lastEdge = previous
    return outcome
  }

  /// Checks a row whose ``runs`` were found; without types there are none, and no bits of them.
  private func check(row: Int, ids: UnsafePointer<Int32>?, typeBits: UInt32?) {
    let width = rules.width
    if let ids = unsafe ids { unsafe checkRange(ofIDs: ids, row: row) }
    guard let typeBits else {
      if let ids = unsafe ids {
        unsafe checkBeginnings(ids, row: row, end: width)
        unsafe digest(ids, row: row)
      }
      return
    }
    if typeBits > 3 { checkTypes(row: row) }
    for run in runs where (0...3).contains(run.type) {
      outcome.tokenCounts[Int(run.type)] += run.range.count
    }
    let end = endOfTokens
    checkPadding(row: row, end: end)
    checkTraining(row: row)
    if let ids = unsafe ids {
      unsafe notePaddingIDs(ids, row: row)
      unsafe checkSeparators(ids, row: row)
      unsafe checkBeginnings(ids, row: row, end: end)
      if end > 0 { unsafe digest(ids, row: row) }
    }
    let edge = checkArticles(row: row, end: end)
    checkStart(edge, after: previous)
    if outcome.firstEdge == nil { outcome.firstEdge = edge }
    previous = edge
  }

  /// Where the row's padding begins, behind the last token.
  private var endOfTokens: Int {
    guard let last = runs.last else { return 0 }
    return last.type == RowChecker.padding ? last.range.lowerBound : last.range.upperBound
  }

  func add(
    _ code: FindingCode,
    _ severity: ValidationFinding.Severity,
    row: Int,
    column: Int? = nil,
    found: @autoclosure () -> String = "",
    expected: @autoclosure () -> String = ""
  ) {
    outcome.tally.add(
      code,
      severity,
      in: rules.path,
      row: row,
      column: column,
      found: found(),
      expected: expected()
    )
  }

  /// Reports what could not be read; rows without ids or types are not checked by them.
  func report(_ damage: [(column: RowSlice.Columns, error: HDF5Error)], rows: Range<Int>) {
    for (column, error) in damage {
      if error.code == .valueOutOfRange, reportLargeNumbers(in: column, rows: rows) { continue }
      let finding = StructureFinding(error)
      outcome.tally.add(
        finding.code,
        finding.severity,
        in: rules.path,
        found: finding.found,
        expected: finding.expected
      )
    }
  }

  /// Names the numbers that do not fit 32 bits; false where the rows cannot be read in any way.
  private func reportLargeNumbers(in column: RowSlice.Columns, rows: Range<Int>) -> Bool {
    let dataset =
      switch column {
      case .tokenTypes: file.tokenTypes
      case .categoryIDs: file.categoryIDs
      case .lossWeights: file.lossWeights
      default: Optional(file.tokenIDs)
      }
    guard let dataset else { return false }
    switch (dataset.format.kind, dataset.format.byteCount) {
    case (.float, _):
      return report(dataset, rows, as: Double.self) { Float($0).isFinite || !$0.isFinite }
    case (.unsignedInteger, 8):
      return report(dataset, rows, as: UInt64.self) { Int32(exactly: $0) != nil }
    default:
      return report(dataset, rows, as: Int64.self) { Int32(exactly: $0) != nil }
    }
  }

  private func report<Number: Element>(
    _ dataset: DatasetReader,
    _ rows: Range<Int>,
    as type: Number.Type,
    unless fits: (Number) -> Bool
  ) -> Bool {
    guard let numbers = try? dataset.readRows(rows, as: type) else { return false }
    for (index, number) in numbers.enumerated() where !fits(number) {
      add(
        .numberTooLarge,
        .error,
        row: rows.lowerBound + index / dataset.width,
        column: index % dataset.width % max(1, rules.width),
        found: "the number \(number) of \(dataset.name) does not fit 32 bits"
      )
    }
    return true
  }

  static let prompt = Int32(TokenType.prompt.rawValue)
  static let completion = Int32(TokenType.completion.rawValue)
  static let padding = Int32(TokenType.padding.rawValue)
  static let separator = Int32(TokenType.separator.rawValue)
}
