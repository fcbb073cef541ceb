/// A step, and what it adds to the totals.
struct StepResult: Sendable {
  var step: PreviewStep
  var contribution: StepContribution
}

/// What a step adds to the totals of a preview.
struct StepContribution: Sendable {
  /// What it adds to one rule's.
  struct Rule: Sendable {
    var categoryMasses: [Int32: Double] = [:]
    var overweighted: [PreviewTotals.WeighedArticle] = []
    var underweighted: [PreviewTotals.WeighedArticle] = []
  }

  var rules: [Rule] = []
  /// The effective weight of each of the step's articles, under each rule: a row for each article.
  var masses: [Double] = []
  /// Articles by the power of two of their generation ratio, from 2^−8 to 2^8.
  var generationRatios = [Int](repeating: 0, count: 17)
  var articlesWithoutPrompt = 0
  var comparison: PreviewComparison?
}

extension StepEvaluation<Double> {
  /// What the step adds to the totals.
  func contribution(_ rules: [LossReduction]) -> StepContribution {
    let masses = reduction.masses
    let live = masses.documentMasses.indices.filter { masses.documentMasses[$0].labelCount > 0 }
    var contribution = StepContribution()
    for index in live {
      let document = masses.documents[index]
      guard document.promptTokens > 0 else {
        contribution.articlesWithoutPrompt += 1
        continue
      }
      let ratio = Double(max(1, document.completionTokens)) / Double(document.promptTokens)
      // The exponent and the first bit of the significand round the logarithm to a whole number.
      let power = Int(ratio.exponent) + (ratio.significand >= 1.4142135623730951 ? 1 : 0)
      contribution.generationRatios[min(16, max(0, power + 8))] += 1
    }
    let factors = rules.map { reduction.factors($0) ?? [] }
    contribution.masses = articleMasses(rules, factors, live)
    contribution.rules = rules.indices.map { place in
      var rule = StepContribution.Rule()
      guard !factors[place].isEmpty else { return rule }
      if context.hasCategories { addCategories(rules[place], factors[place], live, to: &rule) }
      if rules[place].reweightsTokens {
        findExtremes(rules[place], factors[place], live, for: &rule)
      }
      return rule
    }
    return contribution
  }

  /// The articles' effective weights, the rules of an article side by side.
  private func articleMasses(
    _ rules: [LossReduction],
    _ factors: [[Double]],
    _ live: [Int]
  ) -> [Double] {
    let masses = reduction.masses
    // Most rules have one factor for the whole step; the others are put in behind.
    let common = zip(rules, factors).map { $0.scope == .step ? $1.first ?? 0 : 0 }
    let others = rules.indices.filter { rules[$0].scope != .step && !factors[$0].isEmpty }
    var result: [Double] = []
    result.reserveCapacity(live.count * rules.count)
    for index in live {
      let weight = masses.documentMasses[index].weight
      let start = result.count
      for factor in common { result.append(factor * weight) }
      for other in others {
        result[start + other] = factors[other][reduction.cell(of: index, rules[other])] * weight
      }
    }
    return result
  }

  private func addCategories(
    _ rule: LossReduction,
    _ factors: [Double],
    _ live: [Int],
    to contribution: inout StepContribution.Rule
  ) {
    for index in live {
      let factor = factors[reduction.cell(of: index, rule)]
      for (category, weight) in reduction.masses.categories[index] {
        contribution.categoryMasses[category, default: 0] += factor * weight
      }
    }
  }

  private func findExtremes(
    _ rule: LossReduction,
    _ factors: [Double],
    _ live: [Int],
    for contribution: inout StepContribution.Rule
  ) {
    let masses = reduction.masses
    let scale = zip(factors, reduction.cells(rule)).reduce(0) { $0 + $1.0 * $1.1.weight }
    guard scale > 0 else { return }
    // The share under the rule over the share by weight; the article's own weight cancels out.
    let unit = masses.step.weight / scale
    var (high, low, isFull) = (0.0, Double.infinity, false)
    for index in live {
      let ratio = factors[reduction.cell(of: index, rule)] * unit
      guard high < ratio || ratio < low || !isFull else { continue }
      let document = masses.documents[index]
      let article = PreviewStep.Article(
        row: input.rows[document.row],
        range: document.range,
        labelCount: masses.documentMasses[index].labelCount
      )
      let weighed = PreviewTotals.WeighedArticle(article: article, ratio: ratio)
      PreviewTotals.merge([weighed], into: &contribution.overweighted) { $0 > $1 }
      PreviewTotals.merge([weighed], into: &contribution.underweighted) { $0 < $1 }
      high = contribution.overweighted.last?.ratio ?? 0
      low = contribution.underweighted.last?.ratio ?? .infinity
      isFull = contribution.overweighted.count == PreviewTotals.namedArticleCount
    }
  }
}
