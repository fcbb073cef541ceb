/// Applies rules to a step.
///
/// For a factor f that cells share, with W the sum of a cell's weights and Q that of their squares:
///
///     scale             Σ f W
///     effective tokens  (Σ f W)² / Σ f² Q
///     share of a part   Σ f W over the part / Σ f W
struct StepEvaluation<Number: LossNumber> {
  let input: StepInput
  let context: LossContext
  let reduction: StepReduction<Number>
  private let masses: StepMasses<Number>
  private var weights: WeightTable<Number>

  init(_ input: StepInput, _ context: LossContext) {
    self.input = input
    self.context = context
    var weights = WeightTable<Number>(context.settings, context.weightKind)
    let masses = StepMasses(input, weights: &weights, hasCategories: context.hasCategories)
    self.weights = weights
    self.masses = masses
    reduction = StepReduction(masses, context, input)
  }

  /// The step's counts and figures.
  func step(_ rules: [LossReduction]) -> PreviewStep {
    let live = masses.documentMasses.indices.filter { masses.documentMasses[$0].labelCount > 0 }
    let deciles = context.detail == .full ? lengthDeciles(live) : []
    var weights = weights
    return PreviewStep(
      input,
      masses,
      width: context.width,
      weightSum: masses.step.weight.value,
      articles: live.map { index in
        let document = masses.documents[index]
        return PreviewStep.Article(
          row: input.rows[document.row],
          range: document.range,
          labelCount: masses.documentMasses[index].labelCount
        )
      },
      rules: rules.map { figures($0, live, deciles, &weights) },
      typeRuns: typeRuns
    )
  }

  private func figures(
    _ rule: LossReduction,
    _ live: [Int],
    _ deciles: [Int],
    _ weights: inout WeightTable<Number>
  ) -> RuleFigures {
    let factors = reduction.factors(rule)
    guard let factors else { return undefined(rule, live, &weights) }
    let sums = RuleSums(CellSums(factors, reduction.cells(rule)))
    let scale = sums.scale
    var figures = sums.figures(rule, isNaNUnlessSkipped: reduction.dividesZeroByZero(rule))
    if context.detail == .full {
      let articleMasses = live.map { index in
        factors[reduction.cell(of: index, rule)] * masses.documentMasses[index].weight
      }
      figures.details = details(rule, factors, scale, live, articleMasses, deciles, &weights)
    }
    return figures
  }

  /// The figures of a rule that divides by 0.
  private func undefined(
    _ rule: LossReduction,
    _ live: [Int],
    _ weights: inout WeightTable<Number>
  ) -> RuleFigures {
    var figures = RuleFigures.undefined(rule, trainsNothing: masses.step.labelCount == 0)
    if context.detail == .full {
      figures.details = RuleFigures.Details(
        rowShares: input.rows.map { _ in .notANumber },
        articleShares: live.map { _ in .notANumber },
        categoryShares: [],
        lengthDecileShares: Array(repeating: .notANumber, count: 10),
        weights: weightRuns(rule, nil, &weights)
      )
    }
    return figures
  }

  private func details(
    _ rule: LossReduction,
    _ factors: [Number],
    _ scale: Number,
    _ live: [Int],
    _ articleMasses: [Number],
    _ deciles: [Int],
    _ weights: inout WeightTable<Number>
  ) -> RuleFigures.Details {
    let share = { (mass: Number) in (mass.divided(by: scale) ?? .zero).value }
    var byRow = [[Number]](repeating: [], count: input.rows.count)
    var byDecile = [[Number]](repeating: [], count: 10)
    var byCategory: [Int32: [Number]] = [:]
    for (place, document) in live.enumerated() {
      byRow[masses.documents[document].row].append(articleMasses[place])
      byDecile[deciles[place]].append(articleMasses[place])
      guard context.hasCategories else { continue }
      let factor = factors[reduction.cell(of: document, rule)]
      for (category, weight) in masses.categories[document] {
        byCategory[category, default: []].append(factor * weight)
      }
    }
    return RuleFigures.Details(
      rowShares: byRow.map { share(Number.sum($0)) },
      articleShares: articleMasses.map(share),
      categoryShares: byCategory.keys.sorted().map { category in
        (category, share(Number.sum(byCategory[category] ?? [])))
      },
      lengthDecileShares: byDecile.map { share(Number.sum($0)) },
      weights: weightRuns(rule, factors, &weights)
    )
  }

  /// The tenth that each article belongs to by its labels; articles of one length go together.
  private func lengthDeciles(_ live: [Int]) -> [Int] {
    let lengths = live.map { masses.documentMasses[$0].labelCount }
    let sorted = lengths.sorted()
    return lengths.map { length in
      let shorter = sorted.partitioningIndex { $0 >= length }
      return shorter * 10 / sorted.count
    }
  }

  private var typeRuns: [[PreviewStep.TypeRun]] {
    guard let tokens = input.tokens else { return [] }
    let width = context.width
    return input.rows.indices.map { row in
      var runs: [PreviewStep.TypeRun] = []
      for position in 0..<width {
        let number = UInt8(truncatingIfNeeded: tokens.types[row * width + position])
        let type = TokenType(rawValue: number) ?? .padding
        if let last = runs.last, last.type == type {
          runs[runs.count - 1].range = last.range.lowerBound..<position + 1
        } else {
          runs.append(PreviewStep.TypeRun(range: position..<position + 1, type: type))
        }
      }
      return runs
    }
  }

  /// The effective weights of the rows in runs; a factor of nil stands for a division by 0.
  private func weightRuns(
    _ rule: LossReduction,
    _ factors: [Number]?,
    _ weights: inout WeightTable<Number>
  ) -> [[RuleFigures.WeightRun]] {
    guard let tokens = input.tokens else { return [] }
    let width = context.width
    return input.rows.indices.map { row in
      let types = tokens.types[row * width..<(row + 1) * width]
      let labels = RowLabels(types: types, boundary: context.settings.boundary)
      var runs = WeightRuns()
      for (place, range) in labels.documents.enumerated() {
        let document = masses.documentsOfRow[row].lowerBound + place
        let factor = factors.map { $0[reduction.cell(of: document, rule)] }
        // Neighbours mostly have one weight, and long fractions take time to multiply.
        var last: (type: Int32, bits: UInt32, value: LossValue)?
        for position in range where labels.isLabel[position] {
          let index = row * width + position
          let bits =
            tokens.factors.isEmpty ? RowCounts.noFactor : tokens.factors[index].bitPattern
          if let last, last.type == tokens.types[index], last.bits == bits {
            runs.append(last.value, at: position)
            continue
          }
          let weight = weights.weight(UInt32(tokens.types[index]), bits)
          guard !weight.isZero else { continue }
          let value = factor.map { ($0 * weight).value } ?? .infinite
          last = (tokens.types[index], bits, value)
          runs.append(value, at: position)
        }
      }
      return runs.covering(width)
    }
  }
}

/// Weights that come position by position, put together where they are equal.
private struct WeightRuns {
  private var runs: [RuleFigures.WeightRun] = []

  mutating func append(_ weight: LossValue, at position: Int) {
    if let last = runs.last, last.range.upperBound == position, last.weight == weight {
      runs[runs.count - 1].range = last.range.lowerBound..<position + 1
    } else {
      runs.append(RuleFigures.WeightRun(range: position..<position + 1, weight: weight))
    }
  }

  /// The runs, and runs of 0 where there were none.
  func covering(_ width: Int) -> [RuleFigures.WeightRun] {
    var covered: [RuleFigures.WeightRun] = []
    var end = 0
    let zero = LossValue.exact(.zero)
    for run in runs {
      if run.range.lowerBound > end {
        covered.append(.init(range: end..<run.range.lowerBound, weight: zero))
      }
      covered.append(run)
      end = run.range.upperBound
    }
    if end < width { covered.append(.init(range: end..<width, weight: zero)) }
    return covered
  }
}

extension Array {
  /// The first index whose element satisfies `predicate`, where those that do stand last.
  fileprivate func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
