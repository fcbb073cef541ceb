/// Takes what the slices of a file gave, in their order, and judges the file as a whole.
final class FileJudgement {
  private let file: TrainingFile
  private let task: FileTask
  private let rules: CheckRules
  /// Whether the file has token types, be they of use or not.
  private let hasTypes: Bool
  private var outcome: FileOutcome
  private var tokenCounts = [0, 0, 0, 0]
  private var rowCount = 0
  private var trainedRowCount = 0
  private var lastEdge: SliceOutcome.Edge?
  private var firstPadding: SliceOutcome.Place?
  private var firstSeparator: SliceOutcome.Place?
  private var articlesWithPrompt = 0
  private var articlesWithoutPrompt = 0
  private var placesWithoutPrompt: [SliceOutcome.Place] = []
  private var rowsWithBeginning = 0
  private var rowsWithoutBeginning = 0
  private var placesWithoutBeginning: [SliceOutcome.Place] = []
  private var paddedRows: [Int] = []
  private var rowWithSeveralArticles: SliceOutcome.Place?

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
    outcome = FileOutcome(tally: tally)
    checkAttributes()
  }

  /// Takes the next slice.
  func take(_ slice: SliceOutcome) {
    var slice = slice
    joinEdges(&slice)
    comparePadding(&slice)
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
    for digest in slice.rowDigests { outcome.digests.rows.append(digest.digest, row: digest.row) }
    for digest in slice.articleDigests {
      outcome.digests.articles.append(digest.digest, row: digest.row)
    }
  }

  /// Judges the whole.
  func finish() -> FileOutcome {
    checkLastArticle()
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

  /// The slice's padding has the id of the file's first.
  private func comparePadding(_ slice: inout SliceOutcome) {
    guard let place = slice.firstPadding else { return }
    guard let known = firstPadding else {
      firstPadding = place
      return
    }
    guard place.number != known.number else { return }
    slice.tally.add(
      .paddingIDVaries,
      .warning,
      in: file.path,
      row: place.row,
      column: place.column,
      found: "\(place.number)",
      expected: "\(known.number)"
    )
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
    for place in placesWithoutBeginning {
      add(
        .startsMidArticle,
        .warning,
        row: place.row,
        column: 0,
        found: "its first token is \(place.number), and \(with) other rows begin a text"
      )
    }
    outcome.tally.count(
      .startsMidArticle,
      .warning,
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

// MARK: - Attributes

extension FileJudgement {
  /// Attributes have values that they can have, and those of a given tokenizer.
  private func checkAttributes() {
    let description = file.description
    for (name, found) in description.malformed {
      add(.attributeMalformed, .warning, found: "\(name), \"\(found)\",")
    }
    if let version = description.formatVersion, version > Int(FileLayout.formatVersion) {
      add(
        .attributeDisagrees,
        .note,
        found: "format_version is \(version), this tool knows \(FileLayout.formatVersion)"
      )
    }
    if let expected = task.tokenizerDigest, let digest = description.tokenizerDigest,
      digest != expected
    {
      add(
        .tokenizerDisagrees,
        .warning,
        found: "its digest begins with \(digest.prefix(12)), that of the given one with "
          + "\(expected.prefix(12))"
      )
    }
    if let size = description.vocabularySize, let given = task.tokenizerVocabularySize,
      size != given
    {
      add(
        .attributeDisagrees,
        description.tokenizerDigest == task.tokenizerDigest ? .note : .warning,
        found: "vocab_size is \(size), the given tokenizer has \(given)"
      )
    }
    if description.packing == .full, description.overflow != nil {
      add(
        .attributeDisagrees,
        .warning,
        found: "packing is full, where nothing overflows, and overflow is "
          + "\(description.overflow?.rawValue ?? "none")"
      )
    }
  }

  /// What the rows show is what the attributes say.
  private func checkAttributesAgainstData() {
    let description = file.description
    if let id = description.paddingID, let place = firstPadding, place.number != id {
      add(
        .attributeDisagrees,
        .warning,
        row: place.row,
        column: place.column,
        found: "pad_token_id is \(id), the id under padding is \(place.number)"
      )
    }
    if description.packing == .single, let place = rowWithSeveralArticles,
      description.attentionBoundary == description.packingBoundary
        || description.attentionBoundary == .record
    {
      add(
        .attributeDisagrees,
        .error,
        row: place.row,
        column: place.column,
        found: "packing is single, and the row holds more than one article"
      )
    }
    if description.packing == .full, paddedRows.count > 1 {
      add(
        .attributeDisagrees,
        .warning,
        row: paddedRows[1],
        found: "packing is full, and rows \(paddedRows[0]) and \(paddedRows[1]) have padding"
      )
    }
  }
}
