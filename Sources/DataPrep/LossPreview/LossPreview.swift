/// Shows which tokens each optimizer step listens to, from a finished dataset and a trainer's
/// settings.
///
/// 1. The rows are put together to steps (``BatchPlan``).
/// 2. Each row's labels are counted by document and kind; only `token_type_ids`, and `loss_weight`
///    and `category_ids` where there are any, are read.
/// 3. Each rule (``LossReduction``) turns a step's counts into effective weights.
/// 4. Totals are kept over all steps.
///
/// Threads take groups of neighbouring steps; what comes out is in the order of the steps and does
/// not depend on the number of threads. Memory: for each thread the rows of at most 2^19 tokens and
/// the counts of one group of steps, and a table of the articles' lengths; never the dataset. Where
/// the rows are taken in a random order, their counts are made before, once (``RowCountStore``).
public struct LossPreview: Sendable {
  /// How the rules are calculated.
  public enum Arithmetic: Sendable, Hashable {
    /// In fractions.
    case exact
    /// In double precision.
    case double
  }

  /// An HDF5 file, or a folder of them.
  public var path: String
  /// How rows become steps.
  public var plan = BatchPlan()
  /// The weights and constants.
  public var settings = LossSettings()
  /// The rules, in the order in which they are reported.
  public var rules = LossReduction.allCases
  /// How the rules are calculated.
  public var arithmetic = Arithmetic.exact
  /// Whether every step's shares by row, article, category and length, and all weights are given.
  public var givesDetails = false
  /// Whether the first two rules are compared article by article.
  public var comparesFirstTwo = false
  /// Threads; nil means the cores that the process may use.
  public var threadCount: Int?

  /// Makes a preview of a file or folder.
  public init(path: String) {
    self.path = path
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - cancellation: Stops the run when it is cancelled.
  ///   - body: Takes each step, in order.
  /// - Returns: What all steps together give.
  /// - Throws: ``DataPrepError``: `invalidPreview`, `batchLargerThanData`, `noTokenTypes`,
  ///   `emptyDataset`, `badDataset`, `oversized`, `inputNotFound`, `interrupted`, and what `body` throws.
  public func run(
    cancellation: Cancellation = Cancellation(),
    _ body: @escaping (PreviewStep) throws(DataPrepError) -> Void
  ) throws(DataPrepError) -> PreviewTotals {
    try settings.validate()
    let data = try PreviewData(path: path)
    try plan.validate(rowCount: data.rowCount)
    let source = StepSource(plan, data)
    try source.checkRowCount(path, data)
    let context = LossContext(
      settings: settings,
      weightKind: data.weightKind,
      width: data.width,
      evaluationRowCount: source.evaluationRowCount,
      hasCategories: data.hasCategories,
      detail: givesDetails ? .full : .figures
    )
    var totals = PreviewTotals(rules, context, data)
    if comparesFirstTwo, rules.count >= 2 {
      totals.comparison = PreviewComparison(first: rules[0], second: rules[1])
    }
    let threadCount = max(1, threadCount ?? Processors.usableCount)
    let store =
      (source.scattersRows || source.hasLargeSteps) && !givesDetails
      ? try RowCountStore.make(data, settings, threadCount: threadCount, cancellation) : nil
    var budget = ContentBudget(path, data.files)
    var next = source.steps.lowerBound
    let stepsAtOnce = source.stepsAtOnce(givesDetails: givesDetails)
    let stages = ParallelMap<Range<Int>, [StepResult], [StepResult], [StepResult]>.Stages(
      read: { () throws(DataPrepError) in
        guard next < source.steps.upperBound else { return nil }
        let end = min(source.steps.upperBound, next + stepsAtOnce)
        defer { next = end }
        return next..<end
      },
      makeTransform: {
        let counter = RowCounter(settings, weightKind: data.weightKind)
        let gatherer = RowGatherer(
          data,
          counter,
          keepsTokens: givesDetails,
          keepsWords: comparesFirstTwo,
          store: store
        )
        return { steps throws(DataPrepError) in
          try results(of: steps, source, gatherer, context)
        }
      },
      fold: { results, emit throws(DataPrepError) in
        guard let results else { return false }
        emit(results)
        return true
      },
      makeFinish: { { results throws(DataPrepError) in results } },
      write: { results throws(DataPrepError) in
        for result in results {
          let articleCount = totals.articleCount
          try totals.add(result)
          try budget.take(articles: totals.articleCount - articleCount)
          try body(result.step)
        }
      }
    )
    try ParallelMap(threadCount: threadCount, window: 2 * threadCount, stages: stages).run {
      () throws(DataPrepError) in try cancellation.check()
    }
    totals.labels = data.labels.counted
    return totals
  }

  private func results(
    of steps: Range<Int>,
    _ source: StepSource,
    _ gatherer: RowGatherer,
    _ context: LossContext
  ) throws(DataPrepError) -> [StepResult] {
    if let rows = source.neighbouringRows(of: steps) { try gatherer.prepare(rows) }
    var results: [StepResult] = []
    results.reserveCapacity(steps.count)
    var known: KnownStep?
    for index in steps {
      var input = source.step(index)
      try gatherer.gather(&input)
      if !givesDetails, !comparesFirstTwo, let result = known?.result(for: input) {
        results.append(result)
        continue
      }
      let summary = try StepSummary(input, rules, context)
      var contribution = summary.contribution
      let step: PreviewStep
      if !givesDetails {
        step = try summary.step(arithmetic)
      } else if arithmetic == .exact {
        step = StepEvaluation<Fraction>(input, context).step(rules)
      } else {
        step = StepEvaluation<Double>(input, context).step(rules)
      }
      if comparesFirstTwo, rules.count >= 2 {
        contribution.comparison = StepEvaluation<Double>(input, context)
          .comparison(of: rules[0], with: rules[1])
      }
      let result = StepResult(step: step, contribution: contribution)
      known = KnownStep(input: input, result: result)
      results.append(result)
    }
    return results
  }
}

/// The steps of a plan over the rows of a dataset.
struct StepSource: Sendable {
  let plan: BatchPlan
  /// The steps that are looked at.
  let steps: Range<Int>
  /// The rows of all steps, also those that are not looked at.
  let evaluationRowCount: Int
  private let permutation: RowPermutation?
  private let fullArrangement: [[[Int]]]
  private let width: Int

  init(_ plan: BatchPlan, _ data: PreviewData) {
    self.plan = plan
    width = data.width
    if let layout = plan.layout {
      steps = 0..<1
      evaluationRowCount = layout.joined().joined().count
      permutation = nil
      fullArrangement = []
      return
    }
    let (count, rows) = plan.stepCount(rows: data.rowCount)
    steps = plan.steps?.clamped(to: 0..<count) ?? 0..<count
    evaluationRowCount = rows
    if case .seed(let seed) = plan.order {
      permutation = RowPermutation(count: data.rowCount, seed: seed)
    } else {
      permutation = nil
    }
    fullArrangement = rows >= plan.rowsPerStep ? plan.arrangement(of: plan.rowsPerStep) : []
  }

  /// Whether so many rows are taken from all over the files that it is best to count all rows first.
  var scattersRows: Bool {
    guard permutation != nil else { return false }
    let (rows, overflows) = steps.count.multipliedReportingOverflow(by: plan.rowsPerStep)
    return overflows || rows >= evaluationRowCount / 8
  }

  /// Whether a step has so many rows that its counts are not kept in memory.
  var hasLargeSteps: Bool {
    plan.layout == nil && StepInput.isLarge(plan.rowsPerStep, width: width)
  }

  /// Rows of steps that are looked at, however small the file.
  private static let freeRowCount = 1 << 22

  /// Checks that there are not more rows than anybody trains on from so few bytes.
  ///
  /// Every step takes microseconds for each rule, and a copy of a row takes no bytes: at most 2^22 rows
  /// are looked at, or one for each byte of the files. Three million copies of one record are read.
  ///
  /// - Throws: ``DataPrepError`` with code `oversized`.
  func checkRowCount(_ path: String, _ data: PreviewData) throws(DataPrepError) {
    let byteCount = data.files.reduce(0) { $0 &+ $1.byteCount }
    let most = max(Self.freeRowCount, byteCount)
    let (rows, overflows) = steps.count.multipliedReportingOverflow(by: plan.rowsPerStep)
    guard !overflows, rows <= most || evaluationRowCount <= most else {
      throw DataPrepError(
        .oversized,
        path,
        found: "the steps have more than \(most) rows, the most that is read of \(byteCount) bytes"
      )
    }
  }

  /// How many steps a thread takes at once: rows of about 2^19 tokens, but not so many that what is
  /// said of the steps takes more memory than their rows.
  func stepsAtOnce(givesDetails: Bool) -> Int {
    guard plan.layout == nil else { return 1 }
    let (tokens, overflows) = plan.rowsPerStep.multipliedReportingOverflow(by: width)
    guard !overflows else { return 1 }
    return max(1, min(256, (givesDetails ? 1 << 14 : 1 << 19) / max(1, tokens)))
  }

  /// The rows of neighbouring steps, where they lie side by side in the file.
  func neighbouringRows(of steps: Range<Int>) -> Range<Int>? {
    guard plan.layout == nil, permutation == nil else { return nil }
    let size = plan.rowsPerStep
    return steps.lowerBound * size..<min(evaluationRowCount, steps.upperBound * size)
  }

  /// A step with its rows, which are still to be counted.
  func step(_ index: Int) -> StepInput {
    let arrangement: [[[Int]]]
    let first: Int
    if let layout = plan.layout {
      (arrangement, first) = (layout, 0)
    } else {
      first = index * plan.rowsPerStep
      let count = min(plan.rowsPerStep, evaluationRowCount - first)
      arrangement = count == plan.rowsPerStep ? fullArrangement : plan.arrangement(of: count)
    }
    let isShort = arrangement.contains { $0.count < plan.accumulation }
    return StepInput(
      index: index,
      shape: arrangement.map { $0.map(\.count) },
      rows: arrangement.joined().joined().map { position in
        permutation?.row(at: first + position) ?? first + position
      },
      words: [],
      accumulation: isShort && plan.tail == .divideByG ? plan.accumulation : nil
    )
  }
}
