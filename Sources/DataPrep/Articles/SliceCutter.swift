/// Cuts the rows of a slice into articles, wherever in the file the slice lies.
///
/// 1. Whole articles are handed out at once, so that threads can cut many slices.
/// 2. In a file packed `full` the slice's first piece may go on with an article of the rows before: it
///    stands apart, as the slice's head, with all that belongs to it.
/// 3. What is still open behind the slice's last row is its tail.
/// 4. ``SliceJoin`` puts tails and heads together, in the order of the slices.
///
/// ```
/// full, slices of two rows:   0 1 1 1 / 1 3 0 1 | 1 1 1 1 / 1 1 3 2
///                             head 0 1 1 1 1 3    head 1 1 1 1 1 1 3
///                             tail 0 1            →  0 1 1 1 1 1 1 1 3
/// ```
struct SliceCutter {
  /// What hangs over the borders of a slice.
  struct Edges: Sendable {
    /// Whether the slice has no row.
    var isEmpty = true
    /// What may go on with the article that was open before the slice; nil where nothing can.
    var head: CountedArticle?
    /// The marks of the head, where it ends inside the slice.
    var headMarks: ArticleMarks?
    /// What is open behind the slice; the head itself where that does not end inside.
    var tail: CountedArticle?
    var tailMarks: ArticleMarks = []
  }

  private let isStream: Bool
  private var cutter: ArticleCutter
  private var edges = Edges()
  private var open = CountedArticle()
  private var isHead = false

  /// Starts with the first row of a slice.
  init(facts: PackingFacts, width: Int) {
    isStream = facts.packing == .full
    cutter = ArticleCutter(facts: facts, width: width)
  }

  /// Takes the next piece of the next row that has one.
  ///
  /// - Parameters:
  ///   - piece: The piece.
  ///   - row: The row's number.
  ///   - lastTokenID: The id at the piece's end, where it is known.
  ///   - category: The category of its first token.
  ///   - body: Receives each article that ends and is no head.
  @inline(__always)
  mutating func take(
    _ piece: RowPiece,
    row: Int,
    lastTokenID: Int32? = nil,
    category: Int32 = -1,
    _ body: (CountedArticle, ArticleMarks) -> Void
  ) {
    let placement = cutter.place(piece, lastTokenID: lastTokenID)
    if let marks = placement.endsEarlier { close(marks, body) }
    if placement.joins {
      open.rowCount += 1
    } else {
      open = CountedArticle(row: row, column: piece.columns.lowerBound, category: category)
      isHead = isStream && edges.isEmpty && piece.columns.lowerBound == 0
    }
    edges.isEmpty = false
    open.add(piece)
    if let marks = placement.ends { close(marks, body) }
  }

  /// Notes a row without any token: nothing goes on over it.
  mutating func skipEmptyRow(_ body: (CountedArticle, ArticleMarks) -> Void) {
    edges.isEmpty = false
    if let marks = cutter.skipEmptyRow() { close(marks, body) }
  }

  /// Ends the slice.
  mutating func finish() -> Edges {
    if let marks = cutter.openMarks {
      if isHead { edges.head = open }
      (edges.tail, edges.tailMarks) = (open, marks)
    }
    return edges
  }

  @inline(__always)
  private mutating func close(
    _ marks: ArticleMarks,
    _ body: (CountedArticle, ArticleMarks) -> Void
  ) {
    guard isHead else { return body(open, marks) }
    (edges.head, edges.headMarks) = (open, marks)
    isHead = false
  }
}

/// Puts together what hangs over the borders of slices, in their order.
struct SliceJoin {
  private let facts: PackingFacts
  private var open: CountedArticle?
  private var openMarks: ArticleMarks = []

  /// Starts with the first slice of a file.
  init(facts: PackingFacts) {
    self.facts = facts
  }

  /// Takes the edges of the next slice, whose own articles end behind those that `body` receives.
  mutating func take(
    _ edges: SliceCutter.Edges,
    _ body: (CountedArticle, ArticleMarks) -> Void
  ) {
    guard !edges.isEmpty else { return }
    guard var head = edges.head else {
      if let open { body(open, openMarks.union(.noSeparator)) }
      (open, openMarks) = (edges.tail, edges.tailMarks)
      return
    }
    var marks = edges.headMarks ?? edges.tailMarks
    if let open {
      head = open.followed(by: head)
      marks.formUnion(openMarks)
    }
    guard edges.headMarks != nil else {
      (open, openMarks) = (head, marks)
      return
    }
    body(head, marks)
    (open, openMarks) = (edges.tail, edges.tailMarks)
  }

  /// Ends the file.
  mutating func finish(_ body: (CountedArticle, ArticleMarks) -> Void) {
    guard let open else { return }
    body(open, openMarks.union(facts.mayMissRows ? [.open, .rowsMayBeMissing] : .open))
    self.open = nil
  }
}

/// The place and the lengths of an article.
struct CountedArticle: Sendable, Equatable {
  /// The row and the column of its first token.
  var row = 0
  var column = 0
  /// The category of its first token.
  var category: Int32 = -1
  /// The rows that it lies in.
  var rowCount = 1
  var tokenCount = 0
  var promptCount = 0
  var completionCount = 0
  var separatorCount = 0

  /// Adds a piece.
  @inline(__always)
  mutating func add(_ piece: RowPiece) {
    tokenCount += piece.columns.count
    promptCount += piece.promptCount
    completionCount += piece.completionCount
    if piece.ending == .separator { separatorCount += 1 }
  }

  /// The article with what comes behind it, in other rows.
  func followed(by other: Self) -> Self {
    var whole = self
    whole.rowCount += other.rowCount
    whole.tokenCount += other.tokenCount
    whole.promptCount += other.promptCount
    whole.completionCount += other.completionCount
    whole.separatorCount += other.separatorCount
    return whole
  }
}
