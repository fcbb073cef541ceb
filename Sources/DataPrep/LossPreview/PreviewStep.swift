/// What one optimizer step listens to.
public struct PreviewStep: Sendable {
  /// What a trainer can take as the number of tokens.
  public struct TokenCounts: Sendable, Hashable {
    /// Labels with a weight above 0.
    public var lossLabels = 0
    /// Labels that are no padding.
    public var nonPaddingLabels = 0
    /// Tokens that are no padding, counted before labels are shifted against them.
    public var nonPaddingTokens = 0
    /// All positions of the rows.
    public var slots = 0
  }

  /// The step's number, from 0.
  public var index: Int
  /// The rows' numbers in the dataset, in the order rank, micro-batch, row.
  public var rows: [Int]
  /// For each rank, the labels with a weight above 0 in each of its micro-batches.
  public var microBatchLabels: [[Int]]
  /// The step's counts.
  public var counts: TokenCounts
  /// The sum of the labels' weights.
  public var weightSum: LossValue
  /// Labels with a weight above 0 in each row.
  public var rowLabels: [Int]
  /// The documents with a label that is trained; only where details were asked for.
  public var articles: [Article]
  /// What each rule that was asked for makes of it.
  public var rules: [RuleFigures]
  /// The types of each row's tokens, in runs that cover the row; only where details were asked for.
  public var typeRuns: [[TypeRun]] = []

  /// Neighbouring tokens of one type.
  public struct TypeRun: Sendable, Hashable {
    /// The positions in the row.
    public var range: Range<Int>
    /// The type.
    public var type: TokenType
  }

  /// A document of a packed row.
  public struct Article: Sendable, Hashable {
    /// The row's number in the dataset.
    public var row: Int
    /// The positions in the row.
    public var range: Range<Int>
    /// Labels with a weight above 0.
    public var labelCount: Int
  }

  /// Micro-batches without a label that is trained.
  public var emptyMicroBatchCount: Int { microBatchLabels.joined().count { $0 == 0 } }

  /// Ranks without a label that is trained.
  public var emptyRankCount: Int { microBatchLabels.count { $0.allSatisfy { $0 == 0 } } }
}

/// What one rule makes of a step.
public struct RuleFigures: Sendable {
  /// The rule.
  public var rule: LossReduction
  /// The sum of the effective weights: 1 for a mean, else a factor on the loss.
  public var scale: LossValue
  /// How many equally weighted tokens would be as many: the squared sum over the sum of squares.
  public var effectiveTokens: LossValue
  /// The largest effective weight over the smallest above 0; 1 where there is none.
  public var spread: LossValue
  /// Whether a plain implementation gives NaN, because a part of the step trains nothing.
  public var isNaNUnlessSkipped: Bool
  /// The shares of the loss by type: prompt, completion, separator.
  public var typeShares: [LossValue]
  /// The details, where they were asked for.
  public var details: Details?

  /// Shares by smaller parts, and the weights themselves.
  public struct Details: Sendable {
    /// The share of each row.
    public var rowShares: [LossValue]
    /// The share of each of the step's articles.
    public var articleShares: [LossValue]
    /// The share of each category, in ascending order; −1 stands for none.
    public var categoryShares: [(category: Int32, share: LossValue)]
    /// The shares of the articles by length, from the tenth with the fewest labels to that with most.
    public var lengthDecileShares: [LossValue]
    /// The effective weights of each row, in runs that cover the row.
    public var weights: [[WeightRun]]
  }

  /// Neighbouring tokens with the same effective weight.
  public struct WeightRun: Sendable, Hashable {
    /// The positions in the row.
    public var range: Range<Int>
    /// The weight of each.
    public var weight: LossValue
  }
}
