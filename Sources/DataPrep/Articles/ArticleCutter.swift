/// Says which pieces of rows make an article, as the rows come in order.
///
/// 1. A row is cut at separators and padding (``RowPiece``).
/// 2. In a file packed `full` the piece that ends with its row goes on with the first piece of the
///    next, unless that row begins with padding.
/// 3. Everywhere else a row's pieces are its own: one that ends with its row had its end cut off
///    (`truncate-right`), was packed apart from its record (packing boundary pair), or is open.
///
/// ```
/// full, width 4:     0 1 1 1 | 1 3 0 1 | 3 2 2 2   →   0 1 1 1 1 3    0 1 3
/// nothing known:     0 1 1 1 | 1 3 0 1 | 3 2 2 2   →   0 1 1 1   1 3   0 1   3, two of them open
/// ```
/// It sees pieces, not tokens, and keeps nothing of them but what the next decision needs. What was
/// left out before packing, such as articles that were dropped, leaves no trace in the rows.
struct ArticleCutter {
  /// What becomes of a piece.
  struct Placement: Equatable {
    /// Where the article that was still open ends before this piece: its marks.
    var endsEarlier: ArticleMarks?
    /// Whether the piece goes on with the open article.
    var joins: Bool
    /// Where the article ends with this piece: its marks.
    var ends: ArticleMarks?
  }

  private let facts: PackingFacts
  private let width: Int
  /// The marks so far of the article that goes on in the next row.
  private(set) var openMarks: ArticleMarks?

  /// Starts with the first row of a file.
  init(facts: PackingFacts, width: Int) {
    self.facts = facts
    self.width = width
  }

  /// Places the next piece of the next row that has one.
  ///
  /// - Parameters:
  ///   - piece: The piece.
  ///   - lastTokenID: The id at its end, where it is known.
  /// - Returns: What becomes of it.
  mutating func place(_ piece: RowPiece, lastTokenID: Int32? = nil) -> Placement {
    var placement = Placement(joins: false)
    var marks: ArticleMarks = []
    if let openMarks {
      if piece.columns.lowerBound == 0 {
        placement.joins = true
        marks = openMarks
      } else {
        placement.endsEarlier = openMarks.union(.noSeparator)
      }
      self.openMarks = nil
    }
    // A row that was left out may have stood before any that an article begins or goes on with.
    if facts.mayMissRows, facts.packing == .full, piece.columns.lowerBound == 0 {
      marks.insert(.rowsMayBeMissing)
    }
    switch piece.ending {
    case .separator: break
    case .padding: marks.insert(.noSeparator)
    case .rowEnd:
      if facts.packing == .full {
        openMarks = marks
        return placement
      }
      marks.formUnion(marksAtRowEnd(lastTokenID))
    }
    if piece.columns == 0..<width, cutsStarts { marks.insert(.startMayBeCut) }
    placement.ends = marks
    return placement
  }

  /// Notes a row without any token: nothing goes on over it.
  ///
  /// - Returns: The marks of the article that was still open.
  mutating func skipEmptyRow() -> ArticleMarks? {
    defer { openMarks = nil }
    return openMarks?.union(.noSeparator)
  }

  /// Ends the file.
  ///
  /// - Returns: The marks of the article that was still open.
  mutating func finish() -> ArticleMarks? {
    defer { openMarks = nil }
    return openMarks?.union(facts.mayMissRows ? [.open, .rowsMayBeMissing] : .open)
  }

  /// An article that ends with its row, and without a separator.
  private func marksAtRowEnd(_ lastTokenID: Int32?) -> ArticleMarks {
    guard facts.packing != nil else { return .open }
    if facts.hasPairsWithoutSeparator {
      let end = facts.endOfSequenceID
      if lastTokenID == nil || end == nil || lastTokenID == end { return .noSeparator }
    }
    return facts.overflow == .truncateRight ? .endCut : .open
  }

  private var cutsStarts: Bool {
    guard facts.packing != nil, facts.packing != .full else { return false }
    switch facts.overflow {
    case .truncateLeft, .truncatePrompt, .dropTurns, .split: return true
    case .drop, .truncateRight, nil: return false
    }
  }
}
