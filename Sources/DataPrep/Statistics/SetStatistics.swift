/// What a training set holds: rows, articles, tokens by type, lengths, generation ratios.
public struct SetStatistics: Sendable, Equatable {
  /// Positions by type.
  public struct Tokens: Sendable, Equatable {
    /// Type 0.
    public var prompt = 0
    /// Type 1.
    public var completion = 0
    /// Type 2.
    public var padding = 0
    /// Type 3.
    public var separator = 0
    /// Numbers that are no token type.
    public var unknown = 0

    /// All positions.
    public var all: Int { prompt + completion + padding + separator + unknown }
  }

  /// The rows of some files.
  public struct Rows: Sendable, Equatable {
    /// Rows.
    public var count = 0
    /// The widths of the files' rows, each once, in order.
    public var widths: [Int] = []
    /// Tokens of a row that are not padding.
    public var filled = Distribution()
    /// Tokens of a row that are trained as labels: types 1 and 3 behind the first position.
    public var trained = Distribution()
    /// Rows in which nothing is trained.
    public var withoutTrained = 0
    /// Rows of padding alone.
    public var empty = 0
  }

  /// All of it, or a part.
  public struct Group: Sendable, Equatable {
    /// The file; or the category's name, its number where the file names none, and `-1` for tokens
    /// without a category; empty for all of it.
    public var name = ""
    /// How many files.
    public var fileCount = 0
    /// The rows; nil for a category, whose tokens share rows with others.
    public var rows: Rows?
    /// Positions by type; those of a category's articles have no padding.
    public var tokens = Tokens()
    /// Articles, as ``Unpacking`` cuts them out.
    public var articleCount = 0
    /// How many articles have each mark, in the order of ``ArticleMarks/named``.
    public var markCounts = [Int](repeating: 0, count: ArticleMarks.named.count)
    /// Tokens of an article.
    public var articleLengths = Distribution()
    /// Tokens of type 0 in an article.
    public var promptLengths = Distribution()
    /// Tokens of type 1 in an article.
    public var completionLengths = Distribution()
    /// Completion tokens for each prompt token.
    public var generationRatio = GenerationRatio()

    /// The share of positions that are not padding, 0 to 1; nil where there is no position.
    public var utilisation: Double? {
      tokens.all == 0 ? nil : Double(tokens.all - tokens.padding) / Double(tokens.all)
    }
  }

  /// All files together.
  public var all = Group()
  /// The parts that were asked for, in the order of the files or the categories' numbers.
  public var groups: [Group] = []
  /// Labels of Cerebras files that have no place in types.
  public var labels = LabelDifferences()
  /// Files that were named more than once, and read once.
  public var repeatedFiles: [String] = []
}
