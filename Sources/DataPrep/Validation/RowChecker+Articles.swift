extension RowChecker {
  /// A separator's id is one that separators have; each of them ends an article.
  @inline(__always)
  func checkSeparators(
    _ ids: UnsafePointer<Int32>,
    _ columns: Range<Int>,
    _ pass: inout RowPass,
    row: Int
  ) {
    for column in columns {
      // The columns lie inside the row.
      let id = unsafe ids[column]
      if outcome.firstSeparator == nil {
        outcome.firstSeparator = SliceOutcome.Place(row: row, column: column, number: id)
      }
      if id != onlySeparatorID { checkSeparator(id, row: row, column: column) }
      if rules.digestsArticles { unsafe digestArticle(ids, endingAt: column, &pass, row: row) }
    }
  }

  private func checkSeparator(_ id: Int32, row: Int, column: Int) {
    guard let known = rules.separatorIDs, !known.contains(id) else { return }
    add(
      .separatorUnknown,
      rules.namesSeparators ? .error : .warning,
      row: row,
      column: column,
      found: "\(id)",
      expected: known.map { "\($0)" }.joined(separator: " or ")
    )
  }

  /// Articles end with a separator where the packing says so.
  ///
  /// - Returns: How the row begins and ends.
  func checkArticles(row: Int, end: Int, _ pass: RowPass) -> SliceOutcome.Edge {
    guard end > 0 else {
      return SliceOutcome.Edge(row: row, firstType: nil, isOpen: false, isWronglyOpen: false)
    }
    let isOpen = pass.lastTokenType != Self.separator
    let isFull = end == rules.width
    var isWronglyOpen = false
    if isOpen {
      let severity =
        isFull
        ? rules.severityOfOpenFullRow(holdsSeparator: pass.separatorCount > 0)
        : rules.severityOfOpenPaddedRow
      if let severity {
        isWronglyOpen = severity == .error
        add(
          .articleUnterminated,
          severity,
          row: row,
          column: end - 1,
          found: isFull ? ", at the end of a full row" : ""
        )
      }
    }
    return SliceOutcome.Edge(
      row: row,
      firstType: pass.firstType,
      isOpen: isOpen && isFull,
      isWronglyOpen: isWronglyOpen && isFull
    )
  }

  /// Counts an article without a prompt, and notes the first.
  @inline(__always)
  func noteArticleWithoutPrompt(_ pass: inout RowPass, row: Int, column: Int) {
    if pass.articlesWithoutPrompt < rules.findingLimit {
      outcome.placesWithoutPrompt.append(
        SliceOutcome.Place(row: row, column: column, number: 0)
      )
    }
    pass.articlesWithoutPrompt &+= 1
  }

  /// Notes the first row with several articles.
  func noteSeveralArticles(_ pass: inout RowPass, row: Int, column: Int) {
    pass.hasSeveralArticles = true
    outcome.rowWithSeveralArticles = SliceOutcome.Place(row: row, column: column, number: 0)
  }

  /// A row does not start inside an article where the packing keeps articles whole.
  func checkStart(_ edge: SliceOutcome.Edge, after previous: SliceOutcome.Edge?) {
    guard keepsArticlesWhole, let type = edge.firstType else { return }
    if type == Self.separator {
      guard rules.width > 1 else { return }
      add(
        .startsMidArticle,
        rules.severityOfCutArticle,
        row: edge.row,
        column: 0,
        found: "its first token is a separator"
      )
    } else if let previous, previous.isWronglyOpen, type == Self.completion {
      add(
        .startsMidArticle,
        .error,
        row: edge.row,
        column: 0,
        found: "row \(previous.row) ends without a separator, and this one goes on"
      )
    }
  }
}
