/// Takes what the slices of a file gave, in their order, and judges the file as a whole.
final class FileJudgement {
  let file: TrainingFile
  let task: FileTask
  let rules: CheckRules
  /// Whether the file has token types, be they of use or not.
  private let hasTypes: Bool
  private(set) var outcome: FileOutcome
  private var tokenCounts = [0, 0, 0, 0]
  private var rowCount = 0
  private var trainedRowCount = 0
  private var lastEdge: SliceOutcome.Edge?
  private(set) var padding: PaddingTally
  private(set) var firstUnnamedCategory: SliceOutcome.Place?
  private(set) var firstSeparator: SliceOutcome.Place?
  private var articlesWithPrompt = 0
  private var articlesWithoutPrompt = 0
  private var placesWithoutPrompt: [SliceOutcome.Place] = []
  private var rowsWithBeginning = 0
  private var rowsWithoutBeginning = 0
  private var placesWithoutBeginning: [SliceOutcome.Place] = []
  private(set) var paddedRows: [Int] = []
  private(set) var rowWithSeveralArticles: SliceOutcome.Place?

  init(
    file: TrainingFile,
    task: FileTask,
    rules: CheckRules,
    tally: FindingTally,
    hasTypes: Bool
  ) {
    self.file = file
    self.hasTypes = hasTypes
    self.task = task
    self.rules = rules
    padding = PaddingTally(placeLimit: task.findingLimit)
    outcome = FileOutcome(tally: tally)
    checkAttributes()
  }

  /// Takes the next slice.
  func take(_ slice: SliceOutcome) {
    var slice = slice
    joinEdges(&slice)
    padding.add(slice.padding)
    firstUnnamedCategory = firstUnnamedCategory ?? slice.firstUnnamedCategory
    outcome.tally.add(slice.tally)
    for type in tokenCounts.indices { tokenCounts[type] += slice.tokenCounts[type] }
    rowCount += slice.rowCount
    trainedRowCount += slice.trainedRowCount
    firstSeparator = firstSeparator ?? slice.firstSeparator
    articlesWithPrompt += slice.articlesWithPrompt
    articlesWithoutPrompt += slice.articlesWithoutPrompt
    append(slice.placesWithoutPrompt, to: &placesWithoutPrompt)
    rowsWithBeginning += slice.rowsWithBeginning
    rowsWithoutBeginning += slice.rowsWithoutBeginning
    append(slice.placesWithoutBeginning, to: &placesWithoutBeginning)
    if paddedRows.count < 2 {
      paddedRows += [slice.firstPaddedRow, slice.secondPaddedRow].compactMap(\.self)
    }
    rowWithSeveralArticles = rowWithSeveralArticles ?? slice.rowWithSeveralArticles
    outcome.digests.rows.append(slice.rowDigests)
    outcome.digests.articles.append(slice.articleDigests)
  }

  /// Judges the whole.
  func finish() -> FileOutcome {
    checkLastArticle()
    checkPadding()
    checkPrompts()
    checkBeginnings()
    checkTraining()
    checkAttributesAgainstData()
    return finishUnread()
  }

  /// Ends before the last row, since the file holds more than its bytes can.
  func finish(refusing found: String) -> FileOutcome {
    outcome.tally.add(.oversized, .error, in: file.path, found: found)
    return finishUnread()
  }

  /// Ends without a look at the rows.
  func finishUnread() -> FileOutcome {
    outcome.content = FileOutcome.Content(
      rowCount: file.rowCount,
      width: file.width,
      hasTypes: hasTypes,
      isCerebras: file.kind == .cerebras,
      tokenCounts: file.tokenTypes == nil ? [] : tokenCounts,
      vocabularySize: file.description.vocabularySize
    )
    return outcome
  }

  private func append(_ places: [SliceOutcome.Place], to all: inout [SliceOutcome.Place]) {
    all += places.prefix(max(0, task.findingLimit - all.count))
  }

  /// The first row of a slice follows the last one of the slice before.
  private func joinEdges(_ slice: inout SliceOutcome) {
    if let previous = lastEdge, previous.isWronglyOpen, let edge = slice.firstEdge,
      edge.firstType == RowChecker.completion, edge.row == previous.row + 1
    {
      slice.tally.add(
        .startsMidArticle,
        .error,
        in: file.path,
        row: edge.row,
        column: 0,
        found: "row \(previous.row) ends without a separator, and this one goes on"
      )
    }
    lastEdge = slice.lastEdge ?? lastEdge
  }

  /// The ids under padding are one and the same.
  private func checkPadding() {
    guard let example = padding.example(file.description.paddingID) else { return }
    let (places, count) = padding.others(than: example.number)
    for place in places {
      add(
        .paddingIDVaries,
        .warning,
        row: place.row,
        column: place.column,
        found: "\(place.number)",
        expected: "\(example.number)"
      )
    }
    outcome.tally.count(.paddingIDVaries, .warning, times: count - places.count)
  }

  private func checkLastArticle() {
    guard let edge = lastEdge, edge.isOpen, rules.keepsArticlesWhole != true else { return }
    add(.lastArticleCut, .note, row: edge.row, column: file.width - 1)
  }

  private func checkPrompts() {
    guard articlesWithPrompt > 0, articlesWithoutPrompt > 0 else { return }
    let all = articlesWithPrompt + articlesWithoutPrompt
    for place in placesWithoutPrompt {
      add(
        .completionWithoutPrompt,
        .note,
        row: place.row,
        column: place.column,
        found: "\(articlesWithPrompt)",
        expected: "\(all)"
      )
    }
    outcome.tally.count(
      .completionWithoutPrompt,
      .note,
      times: articlesWithoutPrompt - placesWithoutPrompt.count
    )
  }

  /// Where nearly every row begins with the token that begins a text, the others were cut.
  private func checkBeginnings() {
    let (with, without) = (rowsWithBeginning, rowsWithoutBeginning)
    guard rules.keepsArticlesWhole == true, file.description.overflow != .truncateLeft,
      without > 0, with >= 19 * without
    else { return }
    let severity: ValidationFinding.Severity = rules.holdsCutArticles ? .note : .warning
    for place in placesWithoutBeginning {
      add(
        .startsMidArticle,
        severity,
        row: place.row,
        column: 0,
        found: "its first token is \(place.number), and \(with) other rows begin a text"
      )
    }
    outcome.tally.count(
      .startsMidArticle,
      severity,
      times: without - placesWithoutBeginning.count
    )
  }

  private func checkTraining() {
    guard file.tokenTypes != nil || file.kind == .cerebras, rowCount > 0, file.width > 0,
      trainedRowCount == 0,
      outcome.tally.count(of: .chunkDamaged) == 0
    else { return }
    add(
      .nothingTrained,
      file.description.keepsPromptOnly == true ? .warning : .error,
      found: task.promptLossWeight.map { ", with a weight of \($0) for prompts" } ?? ""
    )
  }

  func add(
    _ code: FindingCode,
    _ severity: ValidationFinding.Severity,
    row: Int? = nil,
    column: Int? = nil,
    found: @autoclosure () -> String = "",
    expected: @autoclosure () -> String = ""
  ) {
    outcome.tally.add(
      code,
      severity,
      in: file.path,
      row: row,
      column: column,
      found: found(),
      expected: expected()
    )
  }
}
