/// Articles that were cut out of rows, one after the other, with whatever the file says of each token.
struct ArticleBatch: Sendable, Equatable {
  /// One article.
  struct Article: Sendable, Equatable {
    /// Its tokens in the batch.
    var tokens: Range<Int>
    /// The row and the column of its first token.
    var row: Int
    var column: Int
    /// The rows that it lies in.
    var rowCount: Int
    var marks: ArticleMarks
  }

  /// Ids and types, as many of each.
  var tokens = TokenColumns()
  var articles: [Article] = []
}

/// What there is for each token; a column that a file has not is empty.
struct TokenColumns: Sendable, Equatable {
  var tokenIDs: [Int32] = []
  /// Types as the file has them.
  var tokenTypes: [Int32] = []
  var categoryIDs: [Int32] = []
  var lossWeights: [Float] = []

  /// How many tokens there are.
  var count: Int { tokenIDs.count }

  /// Adds a range of other tokens.
  mutating func append(_ range: Range<Int>, of other: TokenColumns) {
    if range.count > Self.longCount { reserve(range.count) }
    tokenIDs += other.tokenIDs[range]
    tokenTypes += other.tokenTypes[range]
    if !other.categoryIDs.isEmpty { categoryIDs += other.categoryIDs[range] }
    if !other.lossWeights.isEmpty { lossWeights += other.lossWeights[range] }
  }

  /// Tokens for which room is made by their number rather than by doubling what there was.
  private static let longCount = 1 << 20

  private mutating func reserve(_ more: Int) {
    let enough = max(count + more, min(tokenIDs.capacity, 2 * count))
    tokenIDs.reserveCapacity(enough)
    tokenTypes.reserveCapacity(enough)
  }

  /// Removes all tokens, and keeps the memory for others.
  mutating func removeAll() {
    tokenIDs.removeAll(keepingCapacity: true)
    tokenTypes.removeAll(keepingCapacity: true)
    categoryIDs.removeAll(keepingCapacity: true)
    lossWeights.removeAll(keepingCapacity: true)
  }

  /// The tokens of a range alone.
  func slice(_ range: Range<Int>) -> TokenColumns {
    var slice = TokenColumns()
    slice.append(range, of: self)
    return slice
  }

  /// Takes the tokens from a position on out, and returns them.
  mutating func split(at position: Int) -> TokenColumns {
    let tail = slice(position..<count)
    tokenIDs.removeSubrange(position...)
    tokenTypes.removeSubrange(position...)
    if !categoryIDs.isEmpty { categoryIDs.removeSubrange(position...) }
    if !lossWeights.isEmpty { lossWeights.removeSubrange(position...) }
    return tail
  }
}
