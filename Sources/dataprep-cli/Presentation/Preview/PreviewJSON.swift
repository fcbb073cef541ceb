import DataPrep

/// A preview as JSON; keys are added, never renamed or removed.
///
/// ```
/// {"steps": [{"num_tokens": {"loss_labels", "non_padding_labels", "non_padding_tokens", "slots"},
///   "rules": {NAME: {"kappa", "n_eff", "shares": {…}, "weights": [[…] per row]}}}], "total": {…}}
/// ```
/// Each step also has its number, its rows, the labels of each micro-batch by rank, and the counts of
/// micro-batches and ranks without any. A rule also has its spread and whether a plain implementation
/// gives NaN. Numbers of a step are fractions in strings, or doubles on request; those of `total` are
/// doubles.
struct PreviewJSON {
  /// Whether fractions are printed as doubles.
  let isDecimal: Bool

  /// A step.
  func step(_ step: PreviewStep) -> JSONText {
    var members: [(String, JSONText)] = [
      ("step", .integer(step.index)),
      ("num_tokens", Self.counts(step.counts)),
      ("loss_weight_sum", number(step.weightSum)),
      ("rows", .array(step.rows.map { .integer($0) })),
      (
        "micro_batch_labels",
        .array(step.microBatchLabels.map { .array($0.map { .integer($0) }) })
      ),
      ("zero_label_micro_batches", .integer(step.emptyMicroBatchCount)),
      ("zero_label_ranks", .integer(step.emptyRankCount)),
    ]
    if step.rules.contains(where: { $0.details != nil }) {
      members.append(("articles", .array(step.articles.map(Self.article))))
    }
    members.append(("rules", .object(step.rules.map { ($0.rule.rawValue, rule($0)) })))
    return .object(members)
  }

  private func rule(_ figures: RuleFigures) -> JSONText {
    var shares = [("type", Self.types(figures.typeShares.map(number)))]
    var members = [
      ("kappa", number(figures.scale)),
      ("n_eff", number(figures.effectiveTokens)),
      ("spread", number(figures.spread)),
      ("nan_unless_skipped", JSONText.boolean(figures.isNaNUnlessSkipped)),
    ]
    guard let details = figures.details else {
      members.append(("shares", .object(shares)))
      return .object(members)
    }
    shares += [
      ("row", .array(details.rowShares.map(number))),
      ("article", .array(details.articleShares.map(number))),
      (
        "category",
        .object(details.categoryShares.map { (String($0.category), number($0.share)) })
      ),
      ("length_decile", .array(details.lengthDecileShares.map(number))),
    ]
    members.append(("shares", .object(shares)))
    members.append(("weights", .array(details.weights.map(weights))))
    return .object(members)
  }

  private func weights(_ runs: [RuleFigures.WeightRun]) -> JSONText {
    var numbers: [JSONText] = []
    for run in runs {
      numbers += Array(repeating: number(run.weight), count: run.range.count)
    }
    return .array(numbers)
  }

  /// What all steps together give.
  func totals(_ totals: PreviewTotals) -> JSONText {
    let loss = totals.lossLabels
    return .object([
      ("steps", .integer(totals.stepCount)),
      ("micro_batches", .integer(totals.microBatchCount)),
      ("rows", .integer(totals.rowCount)),
      ("dataset_rows", .integer(totals.datasetRowCount)),
      ("max_seq_length", .integer(totals.width)),
      ("num_tokens", Self.counts(totals.counts)),
      ("loss_weight_sum", .number(totals.weightSum)),
      ("step_loss_labels", Self.range(loss)),
      ("zero_label_steps", .integer(totals.emptyStepCount)),
      ("zero_label_micro_batches", .integer(totals.emptyMicroBatchCount)),
      ("zero_label_rows", .integer(totals.emptyRowCount)),
      ("articles", .integer(totals.articleCount)),
      ("matching_loss_weight", totals.matchingLossWeight.map { number(.exact($0)) } ?? .null),
      ("inverse_max_seq_length", number(totals.inverseWidth)),
      ("generation_ratios", .array(totals.generationRatios.map { .integer($0) })),
      ("articles_without_prompt", .integer(totals.articlesWithoutPrompt)),
      ("comparison", totals.comparison.map { comparison($0, totals) } ?? .null),
      ("rules", .object(rules(totals))),
    ])
  }

  private func rules(_ totals: PreviewTotals) -> [(String, JSONText)] {
    let deciles = totals.deciles
    return totals.rules.enumerated().map { index, rule in
      let mass = rule.mass
      let share = { (part: Double) in JSONText.number(mass == 0 ? 0 : part / mass) }
      return (
        rule.rule.rawValue,
        .object([
          ("kappa", Self.range(rule.scale)),
          ("n_eff_share", Self.range(rule.effectiveShare)),
          ("spread", .number(rule.spread)),
          ("nan_steps", .integer(rule.nanStepCount)),
          (
            "shares",
            .object([
              ("type", Self.types(rule.typeMasses.map(share))),
              (
                "category",
                .object(
                  rule.categoryMasses.keys.sorted().map { category in
                    (String(category), share(rule.categoryMasses[category] ?? 0))
                  }
                )
              ),
              ("length_decile", .array(deciles.map { Self.decile($0, index) })),
            ])
          ),
          ("overweighted", .array(rule.overweighted.map(Self.weighed))),
          ("underweighted", .array(rule.underweighted.map(Self.weighed))),
        ])
      )
    }
  }

  func number(_ value: LossValue) -> JSONText {
    isDecimal ? .number(value.double) : .string(value.description)
  }

  private static func counts(_ counts: PreviewStep.TokenCounts) -> JSONText {
    .object([
      ("loss_labels", .integer(counts.lossLabels)),
      ("non_padding_labels", .integer(counts.nonPaddingLabels)),
      ("non_padding_tokens", .integer(counts.nonPaddingTokens)),
      ("slots", .integer(counts.slots)),
    ])
  }

  /// The types that can have a share of the loss, in the order of a rule's shares; padding has none.
  static let typeNames = [TokenType.prompt, .completion, .separator].map(\.name)

  private static func types(_ shares: [JSONText]) -> JSONText {
    .object(Array(zip(typeNames, shares)))
  }

  static func range(_ range: PreviewTotals.Range) -> JSONText {
    .object([
      ("min", .number(range.minimum)), ("mean", .number(range.mean)),
      ("max", .number(range.maximum)), ("deviation", .number(range.deviation)),
    ])
  }

  private static func decile(_ decile: PreviewTotals.Decile, _ rule: Int) -> JSONText {
    .object([
      ("from", .integer(decile.lengths.lowerBound)), ("to", .integer(decile.lengths.upperBound)),
      ("articles", .integer(decile.articleCount)), ("labels", .integer(decile.labelCount)),
      ("share", .number(decile.shares[rule])), ("mean_weight", .number(decile.weights[rule])),
    ])
  }

  private static func article(_ article: PreviewStep.Article) -> JSONText {
    .object([
      ("row", .integer(article.row)), ("start", .integer(article.range.lowerBound)),
      ("end", .integer(article.range.upperBound)), ("labels", .integer(article.labelCount)),
    ])
  }

  static func weighed(_ weighed: PreviewTotals.WeighedArticle) -> JSONText {
    guard case .object(let members) = article(weighed.article) else { return .null }
    return .object(members + [("ratio", .number(weighed.ratio))])
  }
}
