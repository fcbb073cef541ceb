/// What the checks of one slice of rows found, and what those of the next slices must know.
struct SliceOutcome: Sendable {
  /// How a row begins and ends.
  struct Edge: Sendable {
    let row: Int
    /// The type of the row's first token; nil for a row that is all padding.
    let firstType: Int32?
    /// Whether it is full and its last token is no separator.
    let isOpen: Bool
    /// Whether the packing says that it should not be open.
    let isWronglyOpen: Bool
  }

  /// A place with what stands there.
  struct Place: Sendable {
    let row: Int
    let column: Int
    let number: Int32
  }

  var tally: FindingTally
  /// Tokens by type.
  var tokenCounts = [0, 0, 0, 0]
  var rowCount = 0
  /// Rows of which some token is trained.
  var trainedRowCount = 0
  var firstEdge: Edge?
  var lastEdge: Edge?
  /// The ids under padding.
  var padding: PaddingTally
  /// The first category id that the attributes have no name for.
  var firstUnnamedCategory: Place?
  /// The first separator.
  var firstSeparator: Place?
  var articlesWithPrompt = 0
  /// Articles without a prompt: how many, and the first.
  var articlesWithoutPrompt = 0
  var placesWithoutPrompt: [Place] = []
  /// Rows that begin with the token that begins a text; those that do not: how many, and the first.
  var rowsWithBeginning = 0
  var rowsWithoutBeginning = 0
  var placesWithoutBeginning: [Place] = []
  /// The first two rows with padding.
  var firstPaddedRow: Int?
  var secondPaddedRow: Int?
  /// The first row with several articles.
  var rowWithSeveralArticles: Place?
  /// The digests of rows, and of articles where they were asked for.
  var rowDigests = SampledDigests.Sample()
  var articleDigests = SampledDigests.Sample()

  /// The most digests of a kind that a slice keeps, 25 MB: slices that wait have theirs, too.
  static let digestLimit = 1 << 20

  init(limit: Int) {
    tally = FindingTally(limit: limit)
    padding = PaddingTally(placeLimit: limit)
  }

  /// Takes what the runs of all rows add up to.
  mutating func add(_ pass: RowPass) {
    let counts = pass.tokenCounts
    tokenCounts = [counts.prompt, counts.completion, counts.padding, counts.separator]
    articlesWithPrompt = pass.articlesWithPrompt
    articlesWithoutPrompt = pass.articlesWithoutPrompt
  }
}
