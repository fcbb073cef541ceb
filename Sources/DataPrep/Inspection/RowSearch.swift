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
    let (trait, limit) = (trait, limit)
    let budget = SharedContentBudget(file)
    do throws(DataPrepError) {
      try RowScan(file, columns: columns, rows: range).run(
        cancellation: cancellation,
        makeTransform: {
          { slice throws(DataPrepError) in
            trait == .duplicate
              ? Self.digests(of: slice)
              : try Self.notes(of: slice, types.types(of: slice), trait, rules, budget)
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
              }
            case .longest, .mostPadded:
              best.append(note)
              if best.count - 64 >= limit, best.count - limit >= limit {
                Self.keepBest(&best, limit)
              }
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

  private static func notes(
    of slice: RowSlice,
    _ types: [Int32],
    _ trait: RowTrait,
    _ rules: CheckRules,
    _ budget: SharedContentBudget
  ) throws(DataPrepError) -> [Note] {
    let width = slice.width
    guard width > 0 else { return [] }
    var notes: [Note] = []
    for (offset, row) in slice.rows.enumerated() {
      let start = offset * width
      var pieces: [RowPiece] = []
      // Safe: the range is a row's, and the pointer stays in the closure.
      unsafe types.withUnsafeBufferPointer { types in
        let rowTypes = unsafe UnsafeBufferPointer(rebasing: types[start..<start + width])
        unsafe RowPiece.cut(rowTypes) { pieces.append($0) }
      }
      try budget.take(articles: pieces.count)
      let score: Int?
      switch trait {
      case .allPrompt:
        let trains = types[start + 1..<max(start + 1, start + width)]
          .contains { LayoutView.isTrained($0) }
        score = !trains && !pieces.isEmpty ? 1 : nil
      case .allPadding: score = pieces.isEmpty ? 1 : nil
      case .truncated:
        let edges = RowEdges(pieces, firstType: types[start], rules)
        if !edges.isEmpty { notes.append(Note(row: row, score: 1, edges: edges)) }
        score = nil
      case .noSeparator:
        score = !pieces.isEmpty && !pieces.contains { $0.ending == .separator } ? 1 : nil
      case .unknownType:
        score = types[start..<start + width].contains { !(0...3).contains($0) } ? 1 : nil
      case .longest: score = pieces.map(\.columns.count).max()
      case .mostPadded:
        let padding = width - pieces.reduce(0) { $0 + $1.columns.count }
        score = padding > 0 ? padding : nil
      case .duplicate: score = nil
      }
      if let score { notes.append(Note(row: row, score: score)) }
    }
    return notes
  }
}
