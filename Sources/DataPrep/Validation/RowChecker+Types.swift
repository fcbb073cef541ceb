extension RowChecker {
  /// Types are 0 to 3.
  func reportType(_ type: Int32, row: Int, column: Int) {
    add(.unknownType, .error, row: row, column: column, found: "\(type)")
  }

  /// Not all of a row is padding.
  func checkPadding(row: Int, end: Int) {
    if end < rules.width {
      if outcome.firstPaddedRow == nil {
        outcome.firstPaddedRow = row
      } else if outcome.secondPaddedRow == nil {
        outcome.secondPaddedRow = row
      }
    }
    if end == 0 { add(.rowAllPadding, .warning, row: row) }
  }

  /// Padding that came last, behind which something else begins, is not at the row's end.
  func reportPadding(_ pass: RowPass, row: Int) {
    if pass.typeBefore == Self.separator {
      add(
        .paddingBetweenArticles,
        rules.description.packing == nil ? .warning : .error,
        row: row,
        column: pass.lastStart
      )
    } else {
      add(
        .paddingNotSuffix,
        .error,
        row: row,
        column: pass.lastStart,
        found: pass.lastStart == 0 ? "the row's tokens" : "an article"
      )
    }
  }

  /// Notes the ids under a run of padding, which should be one and the same.
  func notePaddingIDs(_ ids: UnsafePointer<Int32>, _ columns: Range<Int>, row: Int) {
    let start = columns.lowerBound
    let isSuffix = columns.upperBound == rules.width
    // The run lies inside the row.
    let first = unsafe ids[start]
    var place = SliceOutcome.Place(row: row, column: start, number: first)
    outcome.padding.add(place, isSuffix: isSuffix)
    if unsafe TokenSweep.areAll(ids, in: columns, equalTo: first) { return }
    // Of a run with several ids two are named.
    for column in columns {
      let id = unsafe ids[column]
      guard id != first else { continue }
      place = SliceOutcome.Place(row: row, column: column, number: id)
      outcome.padding.add(place, isSuffix: isSuffix)
      break
    }
  }

  /// Notes whether a run trains anything.
  ///
  /// That is a completion or a separator, or a prompt that has a weight, to which the file gives no
  /// factor of 0; with effective weights it is any token whose weight is not 0. The first token of a
  /// row is nobody's label.
  @inline(__always)
  func checkTraining(_ type: Int32, _ columns: Range<Int>, _ pass: inout RowPass) {
    if weights.isEmpty {
      if type == Self.completion { pass.holdsCompletion = true }
      if columns.upperBound > 1,
        type == Self.completion || type == Self.separator
          || (weighsPrompts && type == Self.prompt)
      {
        pass.isTrained = true
      }
    } else if !pass.isTrained || !pass.holdsCompletion {
      checkWeights(type, columns, &pass)
    }
  }

  private func checkWeights(_ type: Int32, _ columns: Range<Int>, _ pass: inout RowPass) {
    let weighs =
      hasEffectiveWeights || type == Self.completion || type == Self.separator
      || (weighsPrompts && type == Self.prompt)
    guard weighs, hasFactor(columns) else { return }
    if columns.upperBound > 1 { pass.isTrained = true }
    if type == Self.completion { pass.holdsCompletion = true }
  }

  /// Some token of a row that is not all padding is trained.
  func checkTraining(row: Int, end: Int, _ pass: RowPass) {
    if pass.isTrained {
      outcome.trainedRowCount += 1
      return
    }
    guard end > 0 else { return }
    add(
      .rowUntrained,
      rules.severityOfUntrainedRow(holdsCompletion: pass.holdsCompletion),
      row: row,
      found: rules.promptLossWeight.map { ", with a weight of \($0) for prompts" } ?? ""
    )
  }

  /// Whether a label in these columns of the row has a factor that is not 0.
  private func hasFactor(_ columns: Range<Int>) -> Bool {
    let start = weights.startIndex
    return weights[start + max(1, columns.lowerBound)..<start + max(1, columns.upperBound)]
      .contains { $0 != 0 }
  }
}
