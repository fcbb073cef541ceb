extension RowChecker {
  /// A separator's id is one that separators have.
  func checkSeparators(_ ids: UnsafePointer<Int32>, row: Int) {
    for run in runs where run.type == Self.separator {
      for column in run.range {
        // The run lies inside the row.
        let id = unsafe ids[column]
        if outcome.firstSeparator == nil {
          outcome.firstSeparator = SliceOutcome.Place(row: row, column: column, number: id)
        }
        guard let known = rules.separatorIDs, !known.contains(id) else { continue }
        add(
          .separatorUnknown,
          rules.namesSeparators ? .error : .warning,
          row: row,
          column: column,
          found: "\(id)",
          expected: known.map { "\($0)" }.joined(separator: " or ")
        )
      }
    }
  }

  /// Articles end with a separator where the packing says so, and begin with a prompt where others do.
  ///
  /// - Returns: How the row begins and ends.
  func checkArticles(row: Int, end: Int) -> SliceOutcome.Edge {
    guard end > 0, let first = runs.first else {
      return SliceOutcome.Edge(row: row, firstType: nil, isOpen: false, isWronglyOpen: false)
    }
    let last = runs.last { $0.type != Self.padding }
    let isOpen = last?.type != Self.separator
    let isFull = end == rules.width
    var isWronglyOpen = false
    if isOpen {
      let holdsSeparator = runs.contains { $0.type == Self.separator }
      let severity =
        isFull
        ? rules.severityOfOpenFullRow(holdsSeparator: holdsSeparator)
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
    checkBeginningsOfArticles(row: row)
    return SliceOutcome.Edge(
      row: row,
      firstType: first.type,
      isOpen: isOpen && isFull,
      isWronglyOpen: isWronglyOpen && isFull
    )
  }

  /// Counts articles with and without a prompt, and notes rows with several.
  private func checkBeginningsOfArticles(row: Int) {
    var startsArticle = rules.keepsArticlesWhole == true
    var separatorCount = 0
    for run in runs {
      if run.type == Self.separator {
        startsArticle = true
        separatorCount += run.range.count
        continue
      }
      if startsArticle, run.type == Self.prompt {
        outcome.articlesWithPrompt += 1
      } else if startsArticle, run.type == Self.completion {
        outcome.articlesWithoutPrompt += 1
        if outcome.placesWithoutPrompt.count < rules.findingLimit {
          outcome.placesWithoutPrompt.append(
            SliceOutcome.Place(row: row, column: run.range.lowerBound, number: 0)
          )
        }
      }
      if separatorCount > 0, run.type != Self.padding, outcome.rowWithSeveralArticles == nil {
        outcome.rowWithSeveralArticles = SliceOutcome.Place(
          row: row,
          column: run.range.lowerBound,
          number: 0
        )
      }
      startsArticle = false
    }
  }

  /// A row does not start inside an article where the packing keeps articles whole.
  func checkStart(_ edge: SliceOutcome.Edge, after previous: SliceOutcome.Edge?) {
    guard rules.keepsArticlesWhole == true, let type = edge.firstType else { return }
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
