/// Turns rows that come in order into batches of whole articles.
///
/// Memory: one batch, and the article that goes on in the next row.
struct ArticleGathering {
  /// The longest article that is gathered; a stream without separators would take all memory.
  static let maximumTokenCount = 1 << 24
  /// The part of a row of which the pieces are found before any of them is taken.
  private static let tokensAtOnce = 1 << 16

  private let width: Int
  private let articlesPerBatch: Int
  private let tokensPerBatch: Int
  private var cutter: ArticleCutter
  /// What the file may hold in all; nil where nobody asks.
  private var budget: ContentBudget?
  private var batch = ArticleBatch()
  /// The article that goes on: its tokens are the last of the batch.
  private var open: ArticleBatch.Article?

  /// Starts with the first row of a file.
  ///
  /// - Parameters:
  ///   - facts: What is known of the file's packing.
  ///   - width: Tokens in a row.
  ///   - articlesPerBatch: A batch is full when it has as many articles,
  ///   - tokensPerBatch: or as many tokens.
  ///   - budget: What the file may hold in all; nil for anything.
  init(
    facts: PackingFacts,
    width: Int,
    articlesPerBatch: Int,
    tokensPerBatch: Int,
    budget: ContentBudget? = nil
  ) {
    self.width = width
    self.budget = budget
    self.articlesPerBatch = articlesPerBatch
    self.tokensPerBatch = tokensPerBatch
    cutter = ArticleCutter(facts: facts, width: width)
  }

  /// Cuts the next rows.
  ///
  /// - Parameters:
  ///   - tokens: Whole rows.
  ///   - firstRow: The number of the first.
  ///   - emit: Receives each batch that is full.
  /// - Throws: ``DataPrepError``: `articleTooLong`, `oversized`, `tooManyRuns`.
  mutating func take(
    _ tokens: TokenColumns,
    firstRow: Int,
    _ emit: (ArticleBatch) throws(DataPrepError) -> Void
  ) throws(DataPrepError) {
    guard width > 0 else { return }
    try budget?.take(types: tokens.tokenTypes)
    var pieces: [RowPiece] = []
    for start in stride(from: 0, to: tokens.count, by: width) {
      let row = firstRow + start / width
      var cutting = RowPiece.Cutting()
      var pieceCount = 0
      // A row can have a piece for each token: no more are kept than a part of it has.
      for part in stride(from: 0, to: width, by: Self.tokensAtOnce) {
        let end = min(width, part + Self.tokensAtOnce)
        pieces.removeAll(keepingCapacity: true)
        // Safe: the range lies in a row, and the pointer stays in the closure.
        unsafe tokens.tokenTypes.withUnsafeBufferPointer { types in
          let types = unsafe UnsafeBufferPointer(rebasing: types[start + part..<start + end])
          unsafe TypeRuns.visit(types) { type, first, last in
            cutting.take(type, part + first, part + last) { pieces.append($0) }
          }
        }
        if end == width { cutting.finish(at: width) { pieces.append($0) } }
        pieceCount += pieces.count
        // All of a row's articles are handed out before any is worked on.
        guard pieceCount <= TypeRuns.maximumKeptCount else {
          throw DataPrepError(.tooManyRuns, found: "\(row)")
        }
        for piece in pieces { try take(piece, tokens, start, row, emit) }
      }
      if pieceCount == 0, let marks = cutter.skipEmptyRow() { try close(marks, emit) }
    }
  }

  /// Ends the file and hands out the last batch.
  mutating func finish(
    _ emit: (ArticleBatch) throws(DataPrepError) -> Void
  ) throws(DataPrepError) {
    if let marks = cutter.finish() { try close(marks, emit) }
    if !batch.articles.isEmpty { try emit(batch) }
    batch = ArticleBatch()
  }

  private mutating func take(
    _ piece: RowPiece,
    _ tokens: TokenColumns,
    _ rowStart: Int,
    _ row: Int,
    _ emit: (ArticleBatch) throws(DataPrepError) -> Void
  ) throws(DataPrepError) {
    let range = rowStart + piece.columns.lowerBound..<rowStart + piece.columns.upperBound
    let placement = cutter.place(piece, lastTokenID: tokens.tokenIDs[range.upperBound - 1])
    if let marks = placement.endsEarlier { try close(marks, emit) }
    let start = batch.tokens.count
    batch.tokens.append(range, of: tokens)
    if placement.joins, var article = open {
      article.tokens = article.tokens.lowerBound..<batch.tokens.count
      article.rowCount = row - article.row + 1
      open = article
    } else {
      open = ArticleBatch.Article(
        tokens: start..<batch.tokens.count,
        row: row,
        column: piece.columns.lowerBound,
        rowCount: 1,
        marks: []
      )
    }
    if let open, open.tokens.count > Self.maximumTokenCount {
      throw DataPrepError(.articleTooLong, found: "\(open.row)")
    }
    if let marks = placement.ends { try close(marks, emit) }
  }

  private mutating func close(
    _ marks: ArticleMarks,
    _ emit: (ArticleBatch) throws(DataPrepError) -> Void
  ) throws(DataPrepError) {
    guard var article = open else { return }
    article.marks = marks
    batch.articles.append(article)
    open = nil
    guard batch.articles.count >= articlesPerBatch || batch.tokens.count >= tokensPerBatch else {
      return
    }
    try emit(batch)
    batch = ArticleBatch()
  }
}
