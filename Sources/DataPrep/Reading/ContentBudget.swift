import HDF5
import Synchronization

/// What the rows of a file can hold in all, by the file's size.
///
/// Deflate makes a thousand numbers of a few bytes, so that a small file can hold more articles than
/// anybody wrote. Padding costs nothing and is not counted; what takes time for each is counted as it
/// comes, and a file that has more of it than texts can have in so few bytes is refused:
///
///     articles                     at most 2^24, or one for each byte of the file
///     tokens that are no padding   at most 2^30, or 16 for each byte of the file
///
/// One record many times over makes a small file of many articles: a thousandth of what they take, so
/// that three million of eight tokens fit into 190 KB. Those are far from 2^24; a billion tokens of
/// padding around a million of them are not counted at all.
struct ContentBudget: Sendable {
  private let path: String
  private let byteCount: Int
  private var articleCount = 0
  private var tokenCount = 0

  private static let freeArticleCount = 1 << 24
  private static let freeTokenCount = 1 << 30
  private static let tokensPerByte = 16

  /// Counts what comes from a file, or from several that are read as one.
  ///
  /// - Parameters:
  ///   - path: The name by which they are refused.
  ///   - files: The files.
  init(_ path: String, _ files: [TrainingFile]) {
    self.path = path
    byteCount = files.reduce(0) { $0 &+ $1.tokenIDs.fileByteCount }
  }

  /// Counts what comes from one file.
  init(_ file: TrainingFile) {
    self.init(file.path, [file])
  }

  /// Counts articles and tokens that are no padding.
  ///
  /// - Throws: ``DataPrepError`` with code `oversized`.
  mutating func take(articles: Int = 0, tokens: Int = 0) throws(DataPrepError) {
    articleCount += articles
    tokenCount += tokens
    let mostArticles = max(Self.freeArticleCount, byteCount)
    if articleCount > mostArticles { throw refusal("\(mostArticles) articles") }
    let mostTokens = max(Self.freeTokenCount, Self.tokensPerByte &* byteCount)
    if tokenCount > mostTokens { throw refusal("\(mostTokens) tokens beside padding") }
  }

  /// Counts the tokens of rows by their types, and as articles a third of the places where the type
  /// changes: an article of one pair has three.
  ///
  /// - Throws: ``DataPrepError`` with code `oversized`.
  mutating func take(types: [Int32]) throws(DataPrepError) {
    var (tokens, changes) = (0, 0)
    var last: Int32 = 2
    for type in types {
      tokens &+= type == 2 ? 0 : 1
      changes &+= type == last ? 0 : 1
      last = type
    }
    try take(articles: changes / 3, tokens: tokens)
  }

  private func refusal(_ what: String) -> DataPrepError {
    DataPrepError(
      .oversized,
      path,
      found: "more than \(what), the most that is read of \(byteCount) bytes"
    )
  }
}

/// A budget that several threads take from, before they begin with what they take it for.
final class SharedContentBudget: Sendable {
  private let budget: Mutex<ContentBudget>

  /// Counts what comes from one file.
  init(_ file: TrainingFile) {
    budget = Mutex(ContentBudget(file))
  }

  /// Counts articles.
  ///
  /// - Throws: ``DataPrepError`` with code `oversized`.
  func take(articles: Int) throws(DataPrepError) {
    try budget.withLock { (budget) throws(DataPrepError) in try budget.take(articles: articles) }
  }

  /// Counts tokens and articles by the types of rows.
  ///
  /// - Throws: ``DataPrepError`` with code `oversized`.
  func take(types: [Int32]) throws(DataPrepError) {
    try budget.withLock { (budget) throws(DataPrepError) in try budget.take(types: types) }
  }
}
