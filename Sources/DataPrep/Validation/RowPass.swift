/// What the runs of a row say, as they come, and what those of all rows of a slice add up to.
///
///     runs   0×3 1×5 3×1 2×7   →   tokens by type 3 5 7 1, one separator, ends before column 9
///
/// A row can have a run for each token, so that none is kept: all checks take them in one pass.
struct RowPass {
  /// Tokens by type, of all rows.
  private(set) var tokenCounts: (prompt: Int, completion: Int, padding: Int, separator: Int) =
    (0, 0, 0, 0)
  /// Articles that begin with a prompt, and those that do not, of all rows.
  var articlesWithPrompt = 0
  var articlesWithoutPrompt = 0
  /// Whether a row with several articles was met.
  var hasSeveralArticles = false

  // Of the row that is looked at.

  /// The type of the first run; −1 in front of it.
  private(set) var firstType: Int32 = -1
  /// The type and the start of the last run, and the type of the one before it.
  private(set) var lastType: Int32 = -1
  private(set) var lastStart = 0
  private(set) var typeBefore: Int32 = -1
  /// The type of the last run that is no padding.
  private(set) var lastTokenType: Int32 = -1
  private(set) var separatorCount = 0
  /// Whether what comes next begins an article.
  var startsArticle = false
  var isTrained = false
  var holdsCompletion = false
  /// Stands for the types.
  private(set) var runs = RunDigest()
  /// Where the article that may be digested begins, and its runs so far.
  var articleStart: Int?
  var articleRuns = RunDigest()

  /// Goes on to the next row.
  mutating func beginRow(startingArticle: Bool) {
    (firstType, lastType, lastStart, typeBefore) = (-1, -1, 0, -1)
    (lastTokenType, separatorCount) = (-1, 0)
    (isTrained, holdsCompletion) = (false, false)
    startsArticle = startingArticle
    runs = RunDigest()
    articleStart = startingArticle ? 0 : nil
    articleRuns = RunDigest()
  }

  /// Notes a run.
  @inline(__always)
  mutating func note(_ type: Int32, _ start: Int, _ end: Int) {
    if start == 0 { firstType = type }
    (typeBefore, lastType, lastStart) = (lastType, type, start)
    let count = end &- start
    runs.add(type, count)
    switch type {
    case 0: tokenCounts.prompt &+= count
    case 1: tokenCounts.completion &+= count
    case 2:
      tokenCounts.padding &+= count
      return
    case 3:
      tokenCounts.separator &+= count
      separatorCount &+= count
    default: break
    }
    lastTokenType = type
  }

  /// Where the padding begins at the end of a row of that width, behind its last token.
  func end(ofWidth width: Int) -> Int { lastType == RowChecker.padding ? lastStart : width }
}
