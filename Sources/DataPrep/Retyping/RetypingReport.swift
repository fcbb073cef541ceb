/// What retyping changed.
public struct RetypingReport: Sendable, Equatable {
  /// Tokens that had one type and have another now.
  public struct Change: Sendable, Equatable {
    /// The type's number before; nil where the file had no types.
    public var from: Int32?
    /// The type now.
    public var to: Int32
    /// How many.
    public var count: Int
  }

  /// A rule and how many tokens it was for.
  public struct RuleCount: Sendable, Equatable {
    /// The rule as it was written.
    public var rule: String
    /// How many tokens; a later rule may have changed them again.
    public var count: Int
  }

  /// Rows.
  public var rowCount = 0
  /// Rows with a token of another type; all of them where the file had no types.
  public var changedRowCount = 0
  /// Positions by type now, 0 to 3.
  public var counts = [Int](repeating: 0, count: 4)
  /// What became of the types, from the most to the fewest tokens.
  public var changes: [Change] = []
  /// The rules in order.
  public var rules: [RuleCount] = []
  /// The id that was taken as padding; nil where none was.
  public var paddingID: Int32?
  /// How many ids under type 3 are told apart.
  static let separatorLimit = 64

  /// The ids that stand under type 3 now, in order; where they are more than 64, 65 of them.
  public var separatorIDs: [Int32] = []
  /// Labels of Cerebras files that have no place in types.
  public var labels = LabelDifferences()
  /// What the file holds beside the datasets and attributes that are carried over, named.
  public var leftOut: [String] = []
  /// What was written.
  public var files: [PreparationReport.File] = []
  /// Manifests that note the files as they were before.
  public var staleNotes: [String] = []

  /// Creates a report of nothing.
  public init() {}
}
