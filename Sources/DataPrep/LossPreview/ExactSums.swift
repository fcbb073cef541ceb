/// The exact figures of a step, made of counts.
///
/// Exact sums do not depend on their order, so that labels are only counted where they have the same
/// effective weight under every rule: by micro-batch, by the number of labels in the row, and by that in
/// the document. Rules whose factors differ by a number alone share everything but the scale.
struct ExactSums {
  private let reduction: StepReduction<Fraction>
  /// Rows, and documents, put together by their numbers of labels.
  private let rows: [(labelCount: Int, mass: LossMass<Fraction>)]
  private let documents: [(labelCount: Int, mass: LossMass<Fraction>)]

  /// Walks over a step, of which the counts are known.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  init(
    _ input: StepInput,
    _ context: LossContext,
    _ counts: StepMasses<Double>
  ) throws(DataPrepError) {
    var weights = WeightTable<Fraction>(context.settings, context.weightKind)
    var microBatches = [LabelCounts](repeating: LabelCounts(), count: counts.microBatches.count)
    var rows: [Int: LabelCounts] = [:]
    var documents: [Int: LabelCounts] = [:]
    var walk = DocumentWalk(input)
    while try walk.advance() {
      var row = LabelCounts()
      for document in walk.documents {
        var labels = LabelCounts()
        labels.add(document)
        for kind in walk.kinds[document.kinds] { labels.add(kind, &weights) }
        guard labels.labelCount > 0 else { continue }
        row.add(labels)
        documents[labels.labelCount, default: LabelCounts()].add(labels)
      }
      guard row.labelCount > 0 else { continue }
      microBatches[counts.microBatchOfRow[walk.row.place]].add(row)
      rows[row.labelCount, default: LabelCounts()].add(row)
    }
    let masses = StepMasses<Fraction>(
      input.shape,
      microBatches: microBatches.map { $0.mass(&weights) },
      counts: counts
    )
    reduction = StepReduction(masses, context, input)
    self.rows = rows.sorted { $0.key < $1.key }.map { ($0.key, $0.value.mass(&weights)) }
    self.documents = documents.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value.mass(&weights)) }
  }

  /// The sum of the labels' weights.
  var weightSum: LossValue { reduction.masses.step.weight.value }

  /// The figures of rules.
  func figures(_ rules: [LossReduction]) -> [RuleFigures] {
    var ofStep: RuleSums<Fraction>?
    var ofRows: RuleSums<Fraction>?
    return rules.map { rule in
      guard reduction.isDefined(rule) else {
        return .undefined(rule, trainsNothing: reduction.masses.step.labelCount == 0)
      }
      let sums: RuleSums<Fraction>
      switch rule.scope {
      case .step:
        let factor = reduction.factors(rule)?.first ?? .zero
        if factor.isZero || factor.isNegative {
          sums = RuleSums(CellSums([factor], [reduction.masses.step]))
        } else {
          let unscaled = ofStep ?? RuleSums(CellSums([.one], [reduction.masses.step]))
          ofStep = unscaled
          sums = unscaled.scaled(by: factor)
        }
      case .rank, .microBatch:
        sums = RuleSums(CellSums(reduction.factors(rule) ?? [], reduction.cells(rule)))
      case .row:
        let unscaled = ofRows ?? means(of: rows, over: 1)
        ofRows = unscaled
        sums = unscaled.scaled(by: Fraction(1, over: max(1, reduction.cellCount(rule))))
      case .document: sums = means(of: documents, over: reduction.cellCount(rule))
      }
      return sums.figures(rule, isNaNUnlessSkipped: reduction.dividesZeroByZero(rule))
    }
  }

  /// The sums of means, each over as many labels, divided by their number.
  private func means(
    of cells: [(labelCount: Int, mass: LossMass<Fraction>)],
    over count: Int
  ) -> RuleSums<Fraction> {
    var sums = CellSums<Fraction>()
    for cell in cells { sums.add(Fraction(1, over: cell.labelCount), cell.mass) }
    return RuleSums(sums).scaled(by: Fraction(1, over: max(1, count)))
  }
}

/// Labels by type, and what those weigh that have a factor of their own.
private struct LabelCounts {
  private(set) var labelCount = 0
  private var prompts = 0
  private var completions = 0
  private var separators = 0
  /// The labels with factors; nil where there are none.
  private var others: LossMass<Fraction>?

  /// Adds the labels without category or factor.
  mutating func add(_ document: DocumentWalk.Document) {
    prompts += document.prompts
    completions += document.completions
    separators += document.separators
    labelCount += document.prompts + document.completions + document.separators
  }

  mutating func add(
    _ kind: DocumentWalk.Kind,
    _ weights: inout WeightTable<Fraction>
  ) {
    labelCount += kind.labelCount
    guard kind.factorBits == RowCounts.noFactor else {
      let weight = weights.weight(kind.type, kind.factorBits)
      var mass = others ?? LossMass<Fraction>()
      mass.add(kind.labelCount, of: kind.type, weighing: weight)
      others = mass
      return
    }
    switch kind.type {
    case 0: prompts += kind.labelCount
    case 1: completions += kind.labelCount
    default: separators += kind.labelCount
    }
  }

  mutating func add(_ labels: LabelCounts) {
    labelCount += labels.labelCount
    prompts += labels.prompts
    completions += labels.completions
    separators += labels.separators
    guard let mass = labels.others else { return }
    var sum = others ?? LossMass<Fraction>()
    sum.add(mass)
    others = sum
  }

  /// What the labels weigh.
  func mass(_ weights: inout WeightTable<Fraction>) -> LossMass<Fraction> {
    var mass = others ?? LossMass()
    for (type, count) in [(0, prompts), (1, completions), (3, separators)] as [(UInt32, Int)]
    where count > 0 {
      mass.add(count, of: type, weighing: weights.weight(type, RowCounts.noFactor))
    }
    return mass
  }
}
