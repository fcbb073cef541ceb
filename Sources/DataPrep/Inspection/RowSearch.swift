/// What makes a row worth a look.
public enum RowTrait: String, Sendable, CaseIterable {
  /// Nothing in it is trained, and it is not padding alone.
  case allPrompt = "all-prompt"
  /// It is padding alone.
  case allPadding = "all-padding"
  /// It begins or ends inside an article.
  case truncated
  /// It has no separator, and is not padding alone.
  case noSeparator = "no-separator"
  /// It has a number that is no token type.
  case unknownType = "unknown-type"
  /// An earlier row has the same ids.
  case duplicate
  /// Those with the longest articles, longest first.
  case longest
  /// Those with the most padding, most first.
  case mostPadded = "most-padded"
}

/// Looks for rows with a trait, on all threads.
struct RowSearch {
  /// A row that was found.
  struct Match: Equatable {
    var row: Int
    /// An earlier row with the same ids, where that is what was looked for.
    var duplicateOf: Int?
  }

  let trait: RowTrait
  /// The most rows that are found.
  let limit: Int

  /// Rows that are told apart: as many as these, or one for as many bytes of the file.
  ///
  /// Each takes some 32 bytes of memory. Rows of texts that differ have more bytes in the file; those of
  /// numbers that only count have fewer.
  var freeKnownCount = 1 << 22
  private static let bytesOfKnown = 4

  /// What a thread says of a row.
  private struct Note: Sendable {
    var row: Int
    /// Whether it has the trait; for those with an order, how much of it.
    var score: Int
    /// How it begins and ends, where articles that were cut are looked for.
    var edges: RowEdges = []
    /// A digest of the ids, where duplicates are looked for.
    var digest: UInt64 = 0
  }

  /// Searches rows; a search without an order ends with the last row that may be found.
  ///
  /// Memory: for duplicates 16 bytes or more for each row that is looked at.
  ///
  /// - Throws: ``DataPrepError``: `badDataset`, `oversized`, `interrupted`.
  func rows(
    of file: TrainingFile,
    _ types: TypeSource,
    _ range: Range<Int>,
    _ cancellation: Cancellation
  ) throws(DataPrepError) -> [Match] {
    guard limit > 0, !range.isEmpty else { return [] }
    let columns = trait == .duplicate ? .tokenIDs : types.columns
    let rules = CheckRules(file: file, task: FileTask(path: file.path))
    var openRow: Int?
    var matches: [Match] = []
    var best: [Note] = []
    var known: [UInt64: Int] = [:]
    var isFull = false
    let budget = SharedContentBudget(file)
    let mostKnown = max(freeKnownCount, file.byteCount / Self.bytesOfKnown)
    do throws(DataPrepError) {
      var scan = RowScan(file, columns: columns, rows: range)
      // Something can be noted of every row.
      scan.maximumTokensPerSlice = 1 << 20
      try scan.run(
        cancellation: cancellation,
        makeTransform: {
          { slice throws(DataPrepError) in
            trait == .duplicate
              ? Self.digests(of: slice)
              : try notes(of: slice, types.types(of: slice), rules, budget)
          }
        },
        fold: { notes throws(DataPrepError) in
          for note in notes {
            switch trait {
            case .duplicate:
              if let first = known[note.digest] {
                matches.append(Match(row: note.row, duplicateOf: first))
              } else {
                known[note.digest] = note.row
                guard known.count <= mostKnown else {
                  throw DataPrepError(
                    .oversized,
                    file.path,
                    found: "more than \(mostKnown) different rows, the most that is compared of "
                      + "\(file.byteCount) bytes"
                  )
                }
              }
            case .longest, .mostPadded:
              best.append(note)
              keepBestOfMany(&best)
            case .truncated:
              let goesOn = openRow == note.row - 1 && note.edges.contains(.beginsWithCompletion)
              openRow = note.edges.contains(.endsOpen) ? note.row : nil
              if goesOn || note.edges.contains(.isCut) { matches.append(Match(row: note.row)) }
            default: matches.append(Match(row: note.row))
            }
            if matches.count >= limit {
              isFull = true
              throw DataPrepError(.interrupted)
            }
          }
        }
      )
    } catch {
      guard isFull else { throw error }
    }
    guard trait == .longest || trait == .mostPadded else { return matches }
    Self.keepBest(&best, limit)
    return best.map { Match(row: $0.row) }
  }

  private static func keepBest(_ notes: inout [Note], _ limit: Int) {
    notes.sort { ($1.score, $0.row) < ($0.score, $1.row) }
    notes = Array(notes.prefix(limit))
  }

  /// Two rows with one digest have the same ids, but for a chance of 2⁻⁶⁴ for each two rows.
  private static func digests(of slice: RowSlice) -> [Note] {
    let width = slice.width
    return slice.rows.enumerated().map { offset, row in
      var state: UInt64 = 0x9E37_79B9_7F4A_7C15
      for id in slice.tokenIDs[offset * width..<(offset + 1) * width] {
        state = (state ^ UInt64(UInt32(bitPattern: id))) &* 0xFF51_AFD7_ED55_8CCD
        state ^= state >> 32
      }
      return Note(row: row, score: 0, digest: state)
    }
  }

  private func notes(
    of slice: RowSlice,
    _ types: [Int32],
    _ rules: CheckRules,
    _ budget: SharedContentBudget
  ) throws(DataPrepError) -> [Note] {
    let width = slice.width
    guard width > 0 else { return [] }
    var notes: [Note] = []
    var articleCount = 0
    var floor = -1
    for (offset, row) in slice.rows.enumerated() {
      let range = offset * width..<(offset + 1) * width
      let traits = RowTraits(types[range])
      articleCount += traits.articleCount
      if trait == .truncated {
        let edges = traits.edges(rules)
        if !edges.isEmpty { notes.append(Note(row: row, score: 1, edges: edges)) }
        continue
      }
      guard let score = traits.score(of: trait), score > floor else { continue }
      notes.append(Note(row: row, score: score))
      switch trait {
      case .longest, .mostPadded:
        // Of rows that are alike the first are kept.
        if keepBestOfMany(&notes), let last = notes.last { floor = last.score }
      // Of these the first are enough.
      default: if notes.count >= limit { return notes }
      }
    }
    try budget.take(articles: articleCount)
    return notes
  }

  /// Keeps the best of more than twice as many as are looked for.
  ///
  /// - Returns: Whether there were so many.
  @discardableResult
  private func keepBestOfMany(_ notes: inout [Note]) -> Bool {
    guard notes.count - 64 >= limit, notes.count - limit >= limit else { return false }
    Self.keepBest(&notes, limit)
    return true
  }
}

/// What a row's types say of its traits.
private struct RowTraits {
  private(set) var articleCount = 0
  private var width = 0
  private var tokenCount = 0
  private var longestArticle = 0
  private var holdsSeparator = false
  private var firstType: Int32 = 0
  private var firstPiece: RowPiece?
  private var lastPiece: RowPiece?
  private var isTrained = false
  private var holdsUnknownType = false

  /// Looks at a row.
  init(_ types: ArraySlice<Int32>) {
    width = types.count
    firstType = types.first ?? 0
    var cutting = RowPiece.Cutting()
    func take(_ piece: RowPiece) {
      articleCount += 1
      tokenCount += piece.columns.count
      longestArticle = max(longestArticle, piece.columns.count)
      if piece.ending == .separator { holdsSeparator = true }
      if firstPiece == nil { firstPiece = piece }
      lastPiece = piece
    }
    // Safe: the pointer stays in the closure.
    unsafe types.withUnsafeBufferPointer { types in
      unsafe TypeRuns.visit(types) { type, start, end in
        if end > 1, LayoutView.isTrained(type) { isTrained = true }
        if !(0...3).contains(type) { holdsUnknownType = true }
        cutting.take(type, start, end, take)
      }
    }
    cutting.finish(at: width, take)
  }

  /// How much of a trait the row has; nil where it has it not.
  func score(of trait: RowTrait) -> Int? {
    switch trait {
    case .allPrompt: !isTrained && articleCount > 0 ? 1 : nil
    case .allPadding: articleCount == 0 ? 1 : nil
    case .noSeparator: articleCount > 0 && !holdsSeparator ? 1 : nil
    case .unknownType: holdsUnknownType ? 1 : nil
    case .longest: articleCount > 0 ? longestArticle : nil
    case .mostPadded: width > tokenCount ? width - tokenCount : nil
    case .truncated, .duplicate: nil
    }
  }

  /// How the row begins and ends.
  func edges(_ rules: CheckRules) -> RowEdges {
    RowEdges(
      firstPiece,
      lastPiece,
      holdsSeparator: holdsSeparator,
      firstType: firstType,
      rules
    )
  }
}
