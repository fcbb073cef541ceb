extension RowChecker {
  /// Category ids are −1 or more, and −1 under padding.
  func checkCategories(_ slice: RowSlice) {
    guard slice.categoryIDs.count == slice.rows.count * slice.width else { return }
    let types = slice.types
    let hasTypes = types.rowCount == slice.rows.count
    let nameCount = Int32(clamping: rules.description.categoryNames?.count ?? Int.max)
    for (index, id) in slice.categoryIDs.enumerated() where id != -1 {
      if id >= nameCount, outcome.firstUnnamedCategory == nil {
        outcome.firstUnnamedCategory = SliceOutcome.Place(
          row: slice.rows.lowerBound + index / slice.width,
          column: index % slice.width,
          number: id
        )
      }
      let isPadding = hasTypes && types[index] == Self.padding
      guard id < -1 || isPadding else { continue }
      add(
        .categoryUnexpected,
        id < -1 ? .error : .warning,
        row: slice.rows.lowerBound + index / slice.width,
        column: index % slice.width,
        found: "\(id)",
        expected: isPadding ? "-1 under padding" : "-1 or more"
      )
    }
  }

  /// Factors of the loss are numbers that are not negative.
  func checkLossWeights(_ slice: RowSlice) {
    guard slice.lossWeights.count == slice.rows.count * slice.width else { return }
    for (index, weight) in slice.lossWeights.enumerated() where !(weight >= 0 && weight.isFinite) {
      add(
        .lossWeightInvalid,
        .error,
        row: slice.rows.lowerBound + index / slice.width,
        column: index % slice.width,
        found: "\(weight)"
      )
    }
  }

  /// The checks of a file of Cerebras: ids, a mask of 0 and 1, labels that are the ids that follow.
  func checkCerebras(_ slice: RowSlice) -> SliceOutcome {
    outcome = SliceOutcome(limit: rules.findingLimit)
    let (width, rowCount) = (slice.width, slice.rows.count)
    outcome.rowCount = rowCount
    report(slice.damage, rows: slice.rows)
    guard width > 0, slice.tokenIDs.count == rowCount * width else { return outcome }
    unsafe slice.tokenIDs.withUnsafeBufferPointer { ids in
      guard let start = ids.baseAddress else { return }
      // The buffer has `rowCount * width` ids, as was asked above.
      unsafe checkRange(ofIDs: start, slice.rows)
      for index in 0..<rowCount {
        let row = slice.rows.lowerBound + index
        unsafe digest(start + index * width, RunDigest(), row: row)
      }
    }
    for index in 0..<rowCount { checkMask(slice, index) }
    return outcome
  }

  private func checkMask(_ slice: RowSlice, _ index: Int) {
    let (width, row) = (slice.width, slice.rows.lowerBound + index)
    let start = index * width
    var isTrained = false
    for column in 0..<width {
      let mask = slice.lossMask[start + column]
      if mask != 0 { isTrained = true }
      if mask != 0, mask != 1 {
        add(
          .maskInvalid,
          mask < 0 ? .error : .warning,
          row: row,
          column: column,
          found: "\(mask)"
        )
      }
      guard mask != 0, column + 1 < width else { continue }
      let (label, next) = (slice.labels[start + column], slice.tokenIDs[start + column + 1])
      guard label != next else { continue }
      add(
        .labelsNotShifted,
        .error,
        row: row,
        column: column,
        found: "\(label)",
        expected: "\(next)"
      )
      break
    }
    if isTrained {
      outcome.trainedRowCount += 1
    } else if !slice.lossMask[start..<start + width].contains(where: { $0 != 0 }) {
      add(.rowUntrained, .warning, row: row)
    }
  }
}
