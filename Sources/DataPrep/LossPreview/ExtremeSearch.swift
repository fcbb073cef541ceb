/// Finds the articles that rules which weigh tokens unequally weigh most and least, as they come.
///
/// An article's ratio is its share of the step's loss under the rule over its share by weight: the
/// rule's factor for its labels, times a number that the step has. For factors by rank and micro-batch
/// that number is known before; for those by row and document, which it cannot change the order of, it
/// is multiplied in at the end.
struct ExtremeSearch {
  private struct Rule {
    let place: Int
    /// What a factor is multiplied with to be compared.
    let unit: Double
    /// Whether ``unit`` is only known at the end.
    let isLate: Bool
    /// Whether an article of the row that was moved to may be one of those looked for.
    var mayMatter = true
    var high = 0.0
    var low = Double.infinity
    var isFull = false
    var over: [PreviewTotals.WeighedArticle] = []
    var under: [PreviewTotals.WeighedArticle] = []

    init(place: Int, unit: Double, isLate: Bool) {
      self.place = place
      self.unit = unit
      self.isLate = isLate
      over.reserveCapacity(PreviewTotals.namedArticleCount)
      under.reserveCapacity(PreviewTotals.namedArticleCount)
    }

    func matters(_ ratio: Double) -> Bool { high < ratio || ratio < low || !isFull }

    mutating func take(_ article: PreviewStep.Article, _ ratio: Double) {
      let weighed = PreviewTotals.WeighedArticle(article: article, ratio: ratio)
      PreviewTotals.insert(weighed, into: &over) { $0 > $1 }
      PreviewTotals.insert(weighed, into: &under) { $0 < $1 }
      high = over.last?.ratio ?? 0
      low = under.last?.ratio ?? .infinity
      isFull = over.count == PreviewTotals.namedArticleCount
    }
  }

  /// The rules by ranks, micro-batches and rows.
  private var rules: [Rule] = []
  /// The rule by documents, where it is among them.
  private var ofDocuments: Rule?
  private var places: [Int] = []
  private var mayMatter = true
  private var (high, low) = (-1.0, Double.infinity)
  private let stepWeight: Double

  init(_ rules: [LossReduction], _ reduction: StepReduction<Double>) {
    stepWeight = reduction.masses.step.weight
    for (place, rule) in rules.enumerated() where rule.reweightsTokens {
      let isLate = rule.scope == .row || rule.scope == .document
      var unit = 1.0
      if !isLate {
        guard let factors = reduction.factors(rule) else { continue }
        let scale = zip(factors, reduction.cells(rule)).reduce(0) { $0 + $1.0 * $1.1.weight }
        guard scale > 0 else { continue }
        unit = stepWeight / scale
      }
      let found = Rule(place: place, unit: unit, isLate: isLate)
      if rule.scope == .document {
        places.append(place)
        ofDocuments = found
        // Whatever comes first is looked at.
        (high, low) = (-1, .infinity)
      } else {
        self.rules.append(found)
      }
    }
    if ofDocuments == nil { (high, low) = (.infinity, -1) }
  }

  /// Moves to a row, with the rules' factors there.
  mutating func move(toRow row: Int, _ factors: [Double]) {
    mayMatter = false
    for index in rules.indices {
      let matters = rules[index].matters(factors[rules[index].place] * rules[index].unit)
      rules[index].mayMatter = matters
      mayMatter = mayMatter || matters
    }
  }

  /// Looks at a document, with its factor under the rule by documents and the factors of its row.
  @inline(__always)
  mutating func look(
    _ documentFactor: Double,
    _ factors: [Double],
    _ article: () -> PreviewStep.Article
  ) {
    if high < documentFactor || documentFactor < low {
      ofDocuments?.take(article(), documentFactor)
      if let rule = ofDocuments, rule.isFull { (high, low) = (rule.high, rule.low) }
    }
    if mayMatter { lookAtRow(factors, article()) }
  }

  private mutating func lookAtRow(_ factors: [Double], _ article: PreviewStep.Article) {
    for index in rules.indices where rules[index].mayMatter {
      let ratio = factors[rules[index].place] * rules[index].unit
      guard rules[index].matters(ratio) else { continue }
      rules[index].take(article, ratio)
    }
  }

  /// What was found for a rule.
  ///
  /// - Parameters:
  ///   - place: The rule's place.
  ///   - scale: The sum of its effective weights, where its factors are those of rows or documents.
  /// - Returns: The articles with the greatest and with the least ratios; none where the scale is 0.
  func found(
    _ place: Int,
    _ scale: Double
  ) -> (over: [PreviewTotals.WeighedArticle], under: [PreviewTotals.WeighedArticle]) {
    let known = places.contains(place) ? ofDocuments : rules.first { $0.place == place }
    guard let rule = known else { return ([], []) }
    guard rule.isLate else { return (rule.over, rule.under) }
    guard scale > 0 else { return ([], []) }
    let unit = stepWeight / scale
    let scaled = { (found: PreviewTotals.WeighedArticle) in
      PreviewTotals.WeighedArticle(article: found.article, ratio: found.ratio * unit)
    }
    return (rule.over.map(scaled), rule.under.map(scaled))
  }
}
