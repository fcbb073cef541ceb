extension RowChecker {
  /// Types are 0 to 3.
  func checkTypes(row: Int) {
    for run in runs where !(0...3).contains(run.type) {
      add(
        .unknownType,
        .error,
        row: row,
        column: run.range.lowerBound,
        found: "\(run.type)"
      )
    }
  }

  /// Padding is at the end of the row, and not all of it.
  func checkPadding(row: Int, end: Int) {
    if end < rules.width {
      if outcome.firstPaddedRow == nil {
        outcome.firstPaddedRow = row
      } else if outcome.secondPaddedRow == nil {
        outcome.secondPaddedRow = row
      }
    }
    guard end > 0 else {
      add(.rowAllPadding, .warning, row: row)
      return
    }
    for (index, run) in runs.dropLast().enumerated() where run.type == Self.padding {
      let column = run.range.lowerBound
      if index > 0, runs[index - 1].type == Self.separator {
        add(
          .paddingBetweenArticles,
          rules.description.packing == nil ? .warning : .error,
          row: row,
          column: column
        )
      } else {
        add(
          .paddingNotSuffix,
          .error,
          row: row,
          column: column,
          found: index == 0 ? "the row's tokens" : "an article"
        )
      }
    }
  }

  /// Notes the ids under padding, which should be one and the same.
  func notePaddingIDs(_ ids: UnsafePointer<Int32>, row: Int) {
    for run in runs where run.type == Self.padding {
      let start = run.range.lowerBound
      let isSuffix = run.range.upperBound == rules.width
      // The run lies inside the row.
      let first = unsafe ids[start]
      var place = SliceOutcome.Place(row: row, column: start, number: first)
      outcome.padding.add(place, isSuffix: isSuffix)
      if unsafe TokenSweep.areAll(ids, in: run.range, equalTo: first) { continue }
      // Of a run with several ids two are named.
      for column in run.range {
        let id = unsafe ids[column]
        guard id != first else { continue }
        place = SliceOutcome.Place(row: row, column: column, number: id)
        outcome.padding.add(place, isSuffix: isSuffix)
        break
      }
    }
  }

  /// Some token of the row is trained.
  ///
  /// That is a completion or a separator, or a prompt that has a weight, to which the file gives no
  /// factor of 0; with effective weights it is any token whose weight is not 0. The first token of a
  /// row is nobody's label.
  func checkTraining(row: Int) {
    let promptWeight = rules.promptLossWeight ?? 0
    let isEffective = !weights.isEmpty && rules.description.lossWeightKind == .effective
    let isTrained = runs.contains { run in
      let weighs =
        isEffective || run.type == Self.completion || run.type == Self.separator
        || (run.type == Self.prompt && promptWeight > 0)
      return weighs && run.range.upperBound > 1 && hasFactor(run.range)
    }
    if isTrained {
      outcome.trainedRowCount += 1
      return
    }
    guard runs.contains(where: { $0.type != Self.padding }) else { return }
    let holdsCompletion = runs.contains { $0.type == Self.completion && hasFactor($0.range) }
    add(
      .rowUntrained,
      rules.severityOfUntrainedRow(holdsCompletion: holdsCompletion),
      row: row,
      found: rules.promptLossWeight.map { ", with a weight of \($0) for prompts" } ?? ""
    )
  }
  /// Whether a label in these columns of the row has a factor that is not 0.
  private func hasFactor(_ columns: Range<Int>) -> Bool {
    guard !weights.isEmpty else { return true }
    let start = weights.startIndex
    return weights[start + max(1, columns.lowerBound)..<start + max(1, columns.upperBound)]
      .contains { $0 != 0 }
  }
}
