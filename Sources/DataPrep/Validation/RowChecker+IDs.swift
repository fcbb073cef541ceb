extension RowChecker {
  /// Ids are in `0..<vocabularySize`, under padding too: an embedding is looked up for every position.
  ///
  /// `ids` are those of all the rows, one row after the other.
  func checkRange(ofIDs ids: UnsafePointer<Int32>, _ rows: Range<Int>) {
    let (width, limit) = (rules.width, rules.idLimit)
    let count = rows.count * width
    guard unsafe !TokenSweep.areIDs(ids, width: count, below: limit) else { return }
    for index in 0..<count {
      // There are `count` ids.
      let id = unsafe ids[index]
      let (row, column) = (rows.lowerBound + index / width, index % width)
      if id < 0 {
        add(.negativeID, .error, row: row, column: column, found: "\(id)")
      } else if id >= limit {
        add(
          .idBeyondVocabulary,
          .error,
          row: row,
          column: column,
          found: "\(id)",
          expected: "\(limit)"
        )
      }
    }
  }

  /// No two tokens that begin a text stand side by side in front of `end`.
  func checkBeginnings(_ ids: UnsafePointer<Int32>, row: Int, end: Int) {
    guard let id = rules.beginningOfSequenceID, end > 0 else { return }
    var start = 0
    while let column = unsafe TokenSweep.firstPair(of: id, in: ids, from: start, width: end) {
      add(.doubleBOS, .warning, row: row, column: column, found: "\(id)")
      start = column + 1
    }
    // The first id is there, for `end` is above 0.
    if unsafe ids[0] == id {
      outcome.rowsWithBeginning += 1
    } else {
      outcome.rowsWithoutBeginning += 1
      if outcome.placesWithoutBeginning.count < rules.findingLimit {
        outcome.placesWithoutBeginning.append(
          SliceOutcome.Place(row: row, column: 0, number: unsafe ids[0])
        )
      }
    }
  }

  /// Digests a row, whose types are digested.
  func digest(_ ids: UnsafePointer<Int32>, _ runs: RunDigest, row: Int) {
    outcome.rowDigests.append(
      unsafe RowDigest(ids: ids, range: 0..<rules.width, runs: runs),
      row: row,
      limit: SliceOutcome.digestLimit
    )
  }

  /// Digests the article that ends with a separator, where its start is known.
  ///
  /// In a stream, what stands in front of the first separator may have begun in another row.
  func digestArticle(
    _ ids: UnsafePointer<Int32>,
    endingAt column: Int,
    _ pass: inout RowPass,
    row: Int
  ) {
    pass.articleRuns.add(Self.separator, 1)
    if let start = pass.articleStart {
      outcome.articleDigests.append(
        unsafe RowDigest(ids: ids, range: start..<column + 1, runs: pass.articleRuns),
        row: row,
        limit: SliceOutcome.digestLimit
      )
    }
    pass.articleStart = column + 1
    pass.articleRuns = RunDigest()
  }
}
