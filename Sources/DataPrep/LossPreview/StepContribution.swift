/// A step, and what it adds to the totals.
struct StepResult: Sendable {
  var step: PreviewStep
  var contribution: StepContribution
}

/// What a step adds to the totals of a preview, in double precision.
///
/// The documents are walked over again, now that what the rules divide by is known; of each that trains
/// anything sixteen bytes are kept, and of those of a large step nothing (``LargeStep``).
struct StepContribution: Sendable {
  /// What it adds to one rule's.
  struct Rule: Sendable {
    var categoryMasses: [Int32: Double] = [:]
    var overweighted: [PreviewTotals.WeighedArticle] = []
    var underweighted: [PreviewTotals.WeighedArticle] = []
  }

  /// An article with a label that is trained.
  struct Article: Sendable {
    /// The row's place in the step.
    var row: UInt32
    /// Its labels with a weight above 0.
    var labelCount: UInt32
    /// The sum of their weights.
    var weight: Double
  }

  /// A step whose articles are walked over instead of being kept.
  struct LargeStep: Sendable {
    var input: StepInput
    var weights: WeightTable<Double>
  }

  var rules: [Rule] = []
  /// The step's articles in order; empty for a large step.
  var articles: [Article] = []
  var largeStep: LargeStep?
  /// The factors by which each article is weighed.
  var factors: StepFactors
  /// Articles by the power of two of their generation ratio, from 2^−8 to 2^8.
  var generationRatios = [Int](repeating: 0, count: 17)
  var articlesWithoutPrompt = 0
  var comparison: PreviewComparison?
  /// The sums over rows or documents, by the rules that have such means.
  private(set) var cellSums: [LossReduction: CellSums<Double>] = [:]

  /// Walks over a step's documents.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  init(
    _ input: StepInput,
    _ rules: [LossReduction],
    _ reduction: StepReduction<Double>,
    _ weights: WeightTable<Double>,
    hasCategories: Bool
  ) throws(DataPrepError) {
    var weights = weights
    let factors = StepFactors(rules, reduction)
    self.factors = factors
    let keepsArticles = !input.isLarge
    if !keepsArticles { largeStep = LargeStep(input: input, weights: weights) }
    var articles: [Article] = []
    if keepsArticles { articles.reserveCapacity(reduction.masses.liveDocumentCount) }
    // Rows and documents are the cells of three rules; what they sum up is kept apart.
    var (rowSums, liveRowSums, documentSums) = (CellScale(), CellScale(), CellScale())
    let documentCount = Double(reduction.cellCount(.documentMean))
    var search = ExtremeSearch(rules, reduction)
    var categories = [[Int32: Double]](repeating: [:], count: hasCategories ? rules.count : 0)
    let defined = rules.indices.filter { reduction.isDefined(rules[$0]) }
    var place = factors
    var walk = DocumentWalk(input)
    while try walk.advance() {
      let row = walk.row.place
      place.move(toRow: row)
      search.move(toRow: row, place.current)
      var rowMass = LossMass<Double>()
      for document in walk.documents {
        let mass = weights.mass(of: document, walk.kinds)
        guard mass.labelCount > 0 else { continue }
        rowMass.add(mass)
        noteRatio(document)
        if keepsArticles {
          articles.append(
            Article(
              row: UInt32(truncatingIfNeeded: row),
              labelCount: UInt32(truncatingIfNeeded: mass.labelCount),
              weight: mass.weight
            )
          )
        }
        let documentFactor = 1 / (documentCount * Double(mass.labelCount))
        documentSums.add(documentFactor, mass)
        search.look(documentFactor, place.current) {
          PreviewStep.Article(
            row: input.rows[row],
            range: document.range,
            labelCount: mass.labelCount
          )
        }
        guard hasCategories else { continue }
        place.move(toDocumentWith: mass.labelCount)
        let byCategory = weights.massesByCategory(of: document, walk.kinds)
        for rule in defined {
          for (category, weight) in byCategory {
            categories[rule][category, default: 0] += place.current[rule] * weight
          }
        }
      }
      guard rowMass.labelCount > 0 else { continue }
      rowSums.add(reduction.factor(.sampleMean, ofCellWith: rowMass.labelCount), rowMass)
      liveRowSums.add(reduction.factor(.sampleMeanLive, ofCellWith: rowMass.labelCount), rowMass)
    }
    self.articles = articles
    let scales: [LossReduction: CellScale] = [
      .sampleMean: rowSums, .sampleMeanLive: liveRowSums, .documentMean: documentSums,
    ]
    cellSums = scales.mapValues(\.sums)
    self.rules = rules.indices.map { index in
      var rule = Rule()
      guard reduction.isDefined(rules[index]) else { return rule }
      if hasCategories { rule.categoryMasses = categories[index] }
      (rule.overweighted, rule.underweighted) = search.found(
        index,
        scales[rules[index]]?.scale ?? 0
      )
      return rule
    }
  }

  private mutating func noteRatio(_ document: DocumentWalk.Document) {
    guard document.promptTokens > 0 else {
      articlesWithoutPrompt += 1
      return
    }
    let ratio = Double(max(1, document.completionTokens)) / Double(document.promptTokens)
    // The exponent and the first bit of the significand round the logarithm to a whole number.
    let power = Int(ratio.exponent) + (ratio.significand >= 1.4142135623730951 ? 1 : 0)
    generationRatios[min(16, max(0, power + 8))] += 1
  }
}

/// The sums of a rule, and its scale as it is where nothing is sorted by type.
private struct CellScale {
  var sums = CellSums<Double>()
  var scale = 0.0

  @inline(__always)
  mutating func add(_ factor: Double, _ mass: LossMass<Double>) {
    sums.add(factor, mass)
    scale += factor * mass.weight
  }
}

extension StepInput {
  /// Rows of which not even a few bytes for each article are kept.
  private static let largeRowCount = 1 << 14
  /// Tokens of which, even if each were an article, the counts have room in memory.
  private static let largeTokenCount = 1 << 22

  /// Whether a step of so many rows is one of which nothing is kept.
  static func isLarge(_ rowCount: Int, width: Int) -> Bool {
    rowCount > largeRowCount || rowCount > largeTokenCount / max(1, width)
  }

  /// Whether the step is so large that nothing is kept of its articles.
  var isLarge: Bool { store != nil }
}
