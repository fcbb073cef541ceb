/// A step's figures and what it adds to the totals, where no details are asked for.
///
/// 1. A walk over the documents adds up the step, its ranks and micro-batches, in double precision.
/// 2. A second walk sums up by row and document, under the factors that are known now, and finds what
///    the step adds to the totals (``StepContribution``).
/// 3. Exact figures are made of counts: documents of one length have one factor, so that a third walk
///    only counts labels by length (``ExactSums``).
///
/// Memory: a number or two for each row, and what ``StepContribution`` keeps.
struct StepSummary {
  private let input: StepInput
  private let context: LossContext
  private let rules: [LossReduction]
  private let reduction: StepReduction<Double>
  let contribution: StepContribution

  /// Walks over a step.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  init(
    _ input: StepInput,
    _ rules: [LossReduction],
    _ context: LossContext
  ) throws(DataPrepError) {
    self.input = input
    self.context = context
    self.rules = rules
    var weights = WeightTable<Double>(context.settings, context.weightKind)
    let masses = try StepMasses(summing: input, &weights)
    reduction = StepReduction(masses, context, input)
    contribution = try StepContribution(
      input,
      rules,
      reduction,
      weights,
      hasCategories: context.hasCategories
    )
  }

  /// The step with its figures, exact or in double precision.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  func step(_ arithmetic: LossPreview.Arithmetic) throws(DataPrepError) -> PreviewStep {
    let exact = arithmetic == .exact ? try ExactSums(input, context, reduction.masses) : nil
    let masses = reduction.masses
    return PreviewStep(
      input,
      masses,
      width: context.width,
      weightSum: exact?.weightSum ?? masses.step.weight.value,
      rules: exact?.figures(rules) ?? figures
    )
  }

  private var figures: [RuleFigures] {
    rules.map { rule in
      guard reduction.isDefined(rule) else {
        return .undefined(rule, trainsNothing: reduction.masses.step.labelCount == 0)
      }
      let sums =
        contribution.cellSums[rule]
        ?? CellSums(reduction.factors(rule) ?? [], reduction.cells(rule))
      return RuleSums(sums)
        .figures(rule, isNaNUnlessSkipped: reduction.dividesZeroByZero(rule))
    }
  }
}

extension PreviewStep {
  /// A step with the counts that its sums hold.
  init<Number>(
    _ input: StepInput,
    _ masses: StepMasses<Number>,
    width: Int,
    weightSum: LossValue,
    articles: [Article] = [],
    rules: [RuleFigures],
    typeRuns: [[TypeRun]] = []
  ) {
    var microBatchLabels: [[Int]] = []
    var next = 0
    for sizes in input.shape {
      microBatchLabels.append(masses.microBatches[next..<next + sizes.count].map(\.labelCount))
      next += sizes.count
    }
    self.init(
      index: input.index,
      rows: input.rows,
      microBatchLabels: microBatchLabels,
      counts: TokenCounts(
        lossLabels: masses.step.labelCount,
        nonPaddingLabels: masses.tokenLabelCount,
        nonPaddingTokens: masses.tokenCount,
        slots: input.rows.count * width
      ),
      weightSum: weightSum,
      rowLabels: masses.rowLabels,
      articles: articles,
      rules: rules,
      typeRuns: typeRuns
    )
  }
}

extension StepReduction {
  /// Takes the settings of a preview.
  init(_ masses: StepMasses<Number>, _ context: LossContext, _ input: StepInput) {
    self.init(
      masses: masses,
      settings: context.settings,
      width: context.width,
      evaluationRowCount: context.evaluationRowCount,
      accumulation: input.accumulation
    )
  }
}
