import HDF5

/// The checks of one thread: takes slices, gives what was found in them.
///
/// For each row every family of checks looks at the runs of types as they come (``RowPass``), and only
/// the families that need every id sweep over the ids.
final class RowChecker {
  let rules: CheckRules
  private let file: TrainingFile
  var outcome: SliceOutcome
  /// The factors of the loss of the row that is looked at; empty where the file has none.
  var weights: ArraySlice<Float> = []
  /// What the rules say of every token, looked up once.
  let keepsArticlesWhole: Bool
  let weighsPrompts: Bool
  let hasEffectiveWeights: Bool
  /// The id that every separator has; nil where there are several, or none is known.
  let onlySeparatorID: Int32?
  private var previous: SliceOutcome.Edge?

  init(rules: CheckRules, file: TrainingFile) {
    self.rules = rules
    self.file = file
    keepsArticlesWhole = rules.keepsArticlesWhole == true
    weighsPrompts = (rules.promptLossWeight ?? 0) > 0
    hasEffectiveWeights = rules.description.lossWeightKind == .effective
    onlySeparatorID = rules.separatorIDs.flatMap { $0.count == 1 ? $0.first : nil }
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
    var pass = RowPass()
    unsafe slice.tokenIDs.withUnsafeBufferPointer { ids in
      let start = hasIDs ? ids.baseAddress : nil
      if let start = unsafe start { unsafe checkRange(ofIDs: start, slice.rows) }
      for index in 0..<rowCount {
        let row = slice.rows.lowerBound + index
        // The buffer has `rowCount * width` numbers where it has any, as was asked above.
        let ids = unsafe start.map { unsafe $0 + index * width }
        guard hasTypes else {
          if let ids = unsafe ids { unsafe checkWithoutTypes(ids, row: row) }
          continue
        }
        if slice.lossWeights.count == rowCount * width {
          weights = slice.lossWeights[index * width..<(index + 1) * width]
        }
        pass.beginRow(startingArticle: keepsArticlesWhole)
        types.visitRuns(ofRow: index) { type, start, end in
          unsafe take(type, start, end, &pass, ids, row)
        }
        unsafe finish(row: row, &pass, ids)
      }
    }
    weights = []
    outcome.add(pass)
    checkCategories(slice)
    checkLossWeights(slice)
    outcome.lastEdge = previous
    return outcome
  }

  private func checkWithoutTypes(_ ids: UnsafePointer<Int32>, row: Int) {
    unsafe checkBeginnings(ids, row: row, end: rules.width)
    unsafe digest(ids, RunDigest(), row: row)
  }

  /// Checks a run of a row's types.
  @inline(__always)
  private func take(
    _ type: Int32,
    _ start: Int,
    _ end: Int,
    _ pass: inout RowPass,
    _ ids: UnsafePointer<Int32>?,
    _ row: Int
  ) {
    // The padding that came last has something behind it.
    if pass.lastType == Self.padding { reportPadding(pass, row: row) }
    pass.note(type, start, end)
    switch type {
    case Self.prompt:
      if pass.startsArticle { pass.articlesWithPrompt &+= 1 }
    case Self.completion:
      if pass.startsArticle { noteArticleWithoutPrompt(&pass, row: row, column: start) }
    case Self.padding:
      pass.startsArticle = false
      if let ids = unsafe ids { unsafe notePaddingIDs(ids, start..<end, row: row) }
      if rules.digestsArticles { pass.articleRuns.add(type, end &- start) }
      if !weights.isEmpty { checkTraining(type, start..<end, &pass) }
      return
    case Self.separator:
      if let ids = unsafe ids { unsafe checkSeparators(ids, start..<end, &pass, row: row) }
      pass.startsArticle = true
      checkTraining(type, start..<end, &pass)
      return
    default: reportType(type, row: row, column: start)
    }
    if pass.separatorCount > 0, !pass.hasSeveralArticles {
      noteSeveralArticles(&pass, row: row, column: start)
    }
    pass.startsArticle = false
    if rules.digestsArticles { pass.articleRuns.add(type, end &- start) }
    checkTraining(type, start..<end, &pass)
  }

  /// Checks what is known at the end of a row.
  private func finish(row: Int, _ pass: inout RowPass, _ ids: UnsafePointer<Int32>?) {
    let end = pass.end(ofWidth: rules.width)
    checkPadding(row: row, end: end)
    checkTraining(row: row, end: end, pass)
    if let ids = unsafe ids {
      unsafe checkBeginnings(ids, row: row, end: end)
      if end > 0 { unsafe digest(ids, pass.runs, row: row) }
    }
    let edge = checkArticles(row: row, end: end, pass)
    checkStart(edge, after: previous)
    if outcome.firstEdge == nil { outcome.firstEdge = edge }
    previous = edge
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
