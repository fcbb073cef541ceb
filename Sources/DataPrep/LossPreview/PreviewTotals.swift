/// What all steps of a preview together give; in double precision.
public struct PreviewTotals: Sendable {
  /// A least, a greatest, a mean and a standard deviation.
  public struct Range: Sendable, Hashable {
    /// How many values there were.
    public private(set) var count = 0
    /// The least value; 0 where there was none.
    public private(set) var minimum = 0.0
    /// The greatest value; 0 where there was none.
    public private(set) var maximum = 0.0
    /// The mean; 0 where there was no value.
    public private(set) var mean = 0.0
    private var squares = 0.0

    /// The standard deviation of the values.
    public var deviation: Double { count == 0 ? 0 : (squares / Double(count)).squareRoot() }

    /// Takes the values of another (Chan, Golub and LeVeque's formula).
    mutating func add(_ other: Range) {
      guard other.count > 0 else { return }
      guard count > 0 else {
        self = other
        return
      }
      let (own, all) = (Double(count), Double(count + other.count))
      let difference = other.mean - mean
      squares += other.squares + difference * difference * own * Double(other.count) / all
      mean += difference * Double(other.count) / all
      minimum = min(minimum, other.minimum)
      maximum = max(maximum, other.maximum)
      count += other.count
    }

    /// Takes a value (Welford's method, which loses no digits to large means).
    mutating func add(_ value: Double) {
      minimum = count == 0 ? value : min(minimum, value)
      maximum = count == 0 ? value : max(maximum, value)
      count += 1
      let difference = value - mean
      mean += difference / Double(count)
      squares += difference * (value - mean)
    }
  }

  /// An article and how a rule weighs it.
  public struct WeighedArticle: Sendable, Hashable {
    /// The article.
    public var article: PreviewStep.Article
    /// Its share of its step's loss over the share that the token mean gives it.
    public var ratio: Double
  }

  /// The sums of one rule.
  public struct Rule: Sendable {
    /// The rule.
    public var rule: LossReduction
    /// The scale of the steps; those in which the rule divides by 0 are left out.
    public var scale = Range()
    /// The effective tokens over the labels that are trained, by step.
    public var effectiveShare = Range()
    /// The greatest spread within a step.
    public var spread = 1.0
    /// Steps in which a plain implementation gives NaN.
    public var nanStepCount = 0
    /// Sums of effective weights by type: prompt, completion, separator.
    public var typeMasses = [0.0, 0.0, 0.0]
    /// Sums of effective weights by category.
    public var categoryMasses: [Int32: Double] = [:]
    /// The articles with the greatest ratios, the greatest first.
    public var overweighted: [WeighedArticle] = []
    /// The articles with the least ratios, the least first.
    public var underweighted: [WeighedArticle] = []

    /// The sum of all effective weights.
    public var mass: Double { typeMasses.reduce(0, +) }
  }

  /// A tenth of the articles, by their number of labels.
  public struct Decile: Sendable, Hashable {
    /// The least and the greatest number of labels.
    public var lengths: ClosedRange<Int>
    /// Articles.
    public var articleCount: Int
    /// Their labels.
    public var labelCount: Int
    /// The share of the loss, for each rule.
    public var shares: [Double]
    /// The mean effective weight of a label, for each rule.
    public var weights: [Double]
  }

  /// The width of a row in tokens.
  public let width: Int
  /// Rows in the dataset.
  public let datasetRowCount: Int
  /// What the numbers in `loss_weight` are, where the dataset has any.
  public let weightKind: LossWeightKind?
  /// Steps.
  public private(set) var stepCount = 0
  /// Rows of the steps.
  public private(set) var rowCount = 0
  /// Micro-batches of the steps.
  public private(set) var microBatchCount = 0
  /// The counts of all steps.
  public private(set) var counts = PreviewStep.TokenCounts()
  /// Labels that are trained, by step.
  public private(set) var lossLabels = Range()
  /// The sum of the labels' weights.
  public private(set) var weightSum = 0.0
  /// Steps in which nothing is trained.
  public private(set) var emptyStepCount = 0
  /// Micro-batches in which nothing is trained.
  public private(set) var emptyMicroBatchCount = 0
  /// Rows in which nothing is trained.
  public private(set) var emptyRowCount = 0
  /// Articles with a label that is trained.
  public private(set) var articleCount = 0
  /// The rules' sums, in the order in which they were asked for.
  public private(set) var rules: [Rule]
  /// How many articles have a completion of about 2^(n − 8) tokens for each of the prompt's.
  public private(set) var generationRatios = [Int](repeating: 0, count: 17)
  /// Articles without a prompt, which have no such ratio.
  public private(set) var articlesWithoutPrompt = 0

  /// Labels of Cerebras files that have no place in types, and so in no count.
  public internal(set) var labels = LabelDifferences()
  /// Two rules article by article, where that was asked for.
  public internal(set) var comparison: PreviewComparison?

  /// Sums of effective weights by an article's number of labels, the rules side by side.
  private var massesByLength: [Double]
  private var articlesByLength: [Int]
  private var labelsByLength: [Int]
  /// Lengths are told apart up to here; longer ones count as this.
  private static let maximumLength = 1 << 16
  /// How many articles are named at either end.
  static let namedArticleCount = 5

  init(_ rules: [LossReduction], _ context: LossContext, _ data: PreviewData) {
    width = context.width
    datasetRowCount = data.rowCount
    weightKind = data.files.contains { $0.lossWeights != nil } ? data.weightKind : nil
    let lengthCount = min(context.width, Self.maximumLength) + 1
    articlesByLength = Array(repeating: 0, count: lengthCount)
    labelsByLength = Array(repeating: 0, count: lengthCount)
    self.rules = rules.map { Rule(rule: $0) }
    massesByLength = Array(repeating: 0, count: lengthCount * rules.count)
  }

  /// λ by which `batch-size` gives the mean of the token mean: rows over trained labels.
  public var matchingLossWeight: Fraction? {
    counts.lossLabels == 0 ? nil : Fraction(rowCount, over: counts.lossLabels)
  }

  /// One over the width of a row, which some take for λ.
  public var inverseWidth: LossValue { .exact(Fraction(1, over: width)) }

  /// Adds a step.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  mutating func add(_ result: StepResult) throws(DataPrepError) {
    let (step, contribution) = (result.step, result.contribution)
    stepCount += 1
    rowCount += step.rows.count
    microBatchCount += step.microBatchLabels.reduce(0) { $0 + $1.count }
    counts.lossLabels += step.counts.lossLabels
    counts.nonPaddingLabels += step.counts.nonPaddingLabels
    counts.nonPaddingTokens += step.counts.nonPaddingTokens
    counts.slots += step.counts.slots
    lossLabels.add(Double(step.counts.lossLabels))
    weightSum += step.weightSum.double
    emptyStepCount += step.counts.lossLabels == 0 ? 1 : 0
    emptyMicroBatchCount += step.emptyMicroBatchCount
    emptyRowCount += step.rowLabels.count { $0 == 0 }
    articlesWithoutPrompt += contribution.articlesWithoutPrompt
    for (bin, count) in contribution.generationRatios.enumerated() {
      generationRatios[bin] += count
    }
    if let comparison = contribution.comparison { self.comparison?.add(comparison) }
    try addArticles(of: contribution)
    for (index, figures) in step.rules.enumerated() {
      add(figures, contribution.rules[index], step, to: index)
    }
  }

  /// Adds what each article weighs under each rule to the sums of its length.
  private mutating func addArticles(of contribution: StepContribution) throws(DataPrepError) {
    var factors = contribution.factors
    if let step = contribution.largeStep {
      var weights = step.weights
      var walk = DocumentWalk(step.input)
      while try walk.advance() {
        factors.move(toRow: walk.row.place)
        for document in walk.documents {
          let mass = weights.mass(of: document, walk.kinds)
          guard mass.labelCount > 0 else { continue }
          addArticle(mass.labelCount, weighing: mass.weight, &factors)
        }
      }
      return
    }
    var row: UInt32?
    for article in contribution.articles {
      if article.row != row {
        row = article.row
        factors.move(toRow: Int(article.row))
      }
      addArticle(Int(article.labelCount), weighing: article.weight, &factors)
    }
  }

  @inline(__always)
  private mutating func addArticle(
    _ labelCount: Int,
    weighing weight: Double,
    _ factors: inout StepFactors
  ) {
    factors.move(toDocumentWith: labelCount)
    let bin = min(labelCount, articlesByLength.count - 1)
    articleCount += 1
    articlesByLength[bin] += 1
    labelsByLength[bin] += labelCount
    let count = factors.current.count
    let first = bin * count
    precondition(first >= 0 && first + count <= massesByLength.count)
    // Both have as many numbers from there on, and no pointer leaves its closure.
    unsafe factors.current.withUnsafeBufferPointer { factors in
      unsafe massesByLength.withUnsafeMutableBufferPointer { masses in
        for rule in 0..<count { unsafe masses[first &+ rule] += factors[rule] * weight }
      }
    }
  }

  private mutating func add(
    _ figures: RuleFigures,
    _ contribution: StepContribution.Rule,
    _ step: PreviewStep,
    to index: Int
  ) {
    if figures.isNaNUnlessSkipped { rules[index].nanStepCount += 1 }
    let scale = figures.scale.double
    guard scale.isFinite else { return }
    rules[index].scale.add(scale)
    guard step.counts.lossLabels > 0 else { return }
    rules[index].effectiveShare.add(
      figures.effectiveTokens.double / Double(step.counts.lossLabels)
    )
    rules[index].spread = max(rules[index].spread, figures.spread.double)
    for (type, share) in figures.typeShares.enumerated() {
      rules[index].typeMasses[type] += share.double * scale
    }
    for (category, mass) in contribution.categoryMasses {
      rules[index].categoryMasses[category, default: 0] += mass
    }
    Self.merge(contribution.overweighted, into: &rules[index].overweighted) { $0 > $1 }
    Self.merge(contribution.underweighted, into: &rules[index].underweighted) { $0 < $1 }
  }

  /// Keeps the first few of two ordered lists; of equal ones, those that came earlier.
  static func merge(
    _ new: [WeighedArticle],
    into known: inout [WeighedArticle],
    by precedes: (Double, Double) -> Bool
  ) {
    for article in new { insert(article, into: &known, by: precedes) }
  }

  /// Puts an article into its place of an ordered list, if it is one of the first few.
  static func insert(
    _ article: WeighedArticle,
    into known: inout [WeighedArticle],
    by precedes: (Double, Double) -> Bool
  ) {
    let place = known.firstIndex { precedes(article.ratio, $0.ratio) } ?? known.count
    guard place < namedArticleCount else { return }
    // In this order the list never outgrows the room that it has.
    if known.count == namedArticleCount { known.removeLast() }
    known.insert(article, at: place)
  }

  /// The tenths of the articles by length; articles of one length go together, and a tenth that
  /// none belongs to is left out.
  public var deciles: [Decile] {
    var deciles: [Decile] = []
    var (shorter, last) = (0, -1)
    for length in articlesByLength.indices where articlesByLength[length] > 0 {
      let number = shorter * 10 / articleCount
      shorter += articlesByLength[length]
      if number != last {
        deciles.append(
          Decile(
            lengths: length...length,
            articleCount: 0,
            labelCount: 0,
            shares: rules.map { _ in 0 },
            weights: []
          )
        )
      }
      last = number
      let place = deciles.count - 1
      deciles[place].lengths = deciles[place].lengths.lowerBound...length
      deciles[place].articleCount += articlesByLength[length]
      deciles[place].labelCount += labelsByLength[length]
      for index in rules.indices {
        deciles[place].shares[index] += massesByLength[length * rules.count + index]
      }
    }
    let masses = rules.indices.map { rule in
      stride(from: rule, to: massesByLength.count, by: rules.count)
        .reduce(0) { $0 + massesByLength[$1] }
    }
    for place in deciles.indices {
      deciles[place].weights = deciles[place].shares.map {
        $0 / Double(max(1, deciles[place].labelCount))
      }
      deciles[place].shares = zip(deciles[place].shares, masses).map {
        $1 == 0 ? 0 : $0 / $1
      }
    }
    return deciles
  }
}
