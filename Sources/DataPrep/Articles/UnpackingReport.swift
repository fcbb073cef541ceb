/// What was cut out of rows.
public struct UnpackingReport: Sendable, Equatable {
  /// An article with marks.
  public struct Place: Sendable, Equatable {
    /// The file.
    public var file: String
    /// The row of its first token, counted from 0.
    public var row: Int
    /// The column of its first token, counted from 0.
    public var column: Int
    /// What is not as it should be.
    public var marks: ArticleMarks
  }

  /// How many marked articles are named.
  public static let namedPlaceCount = 100

  /// Files that were read.
  public var inputFileCount = 0
  /// Rows that were read.
  public var rowCount = 0
  /// Articles that were written.
  public var articleCount = 0
  /// Articles that lay in several rows.
  public var joinedArticleCount = 0
  /// Their tokens.
  public var tokenCount = 0
  /// The tokens of the longest.
  public var longestArticle = 0
  /// How many articles have each mark, in the order of ``ArticleMarks/named``.
  public var markCounts = [Int](repeating: 0, count: ArticleMarks.named.count)
  /// The first articles with marks.
  public var places: [Place] = []
  /// Files whose packing is not known.
  public var filesWithoutPacking: [String] = []
  /// Files that were decoded with another tokenizer than their attributes name.
  public var filesOfOtherTokenizers: [String] = []
  /// Ids that the tokenizer does not know; they have no text.
  public var unknownIDCount = 0
  /// Pairs in lines whose completion ends without EOS, which `convert` puts behind it.
  public var openPairCount = 0
  /// Labels of Cerebras files that have no place in types.
  public var labels = LabelDifferences()
  /// What the files hold beside what rows are made of, and so is not in an HDF5 output, named.
  public var leftOut: [String] = []
  /// Files that were named more than once, and read once.
  public var repeatedFiles: [String] = []
  /// What was written.
  public var file: PreparationReport.File?

  /// Creates a report of nothing.
  public init() {}
}
