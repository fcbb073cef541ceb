/// What the rules make of a step's masses: for each rule a factor for all labels that share a
/// denominator, so that a label's effective weight is its weight times that factor.
struct StepReduction<Number: LossNumber> {
  let masses: StepMasses<Number>
  let settings: LossSettings
  /// The width of a row in tokens.
  let width: Int
  /// The rows of all steps together.
  let evaluationRowCount: Int
  /// The micro-batches of a full window; nil where each rank divides by those that it has.
  let accumulation: Int?

  /// The factors of a rule in the order of what shares a denominator; unused ones are 0.
  ///
  /// Nil where the rule divides by 0 for the whole step.
  func factors(_ rule: LossReduction) -> [Number]? {
    switch rule {
    case .microBatchMean: return microBatchFactors()
    case .evaluationBatchMean: return evaluationFactors()
    case .rankMean:
      guard masses.step.labelCount > 0 else { return nil }
      let rankCount = masses.ranks.count
      return masses.ranks.map { reciprocal(Number(rankCount) * Number($0.labelCount)) ?? .zero }
    case .sampleMean, .sampleMeanLive:
      guard cellCount(rule) > 0 else { return nil }
      return masses.rowLabels.map { factor(rule, ofCellWith: $0) }
    case .documentMean:
      guard cellCount(rule) > 0 else { return nil }
      return masses.documentMasses.map { factor(rule, ofCellWith: $0.labelCount) }
    default:
      guard let factor = stepFactor(rule) else { return nil }
      return [factor]
    }
  }

  /// The rows or documents over which a rule takes the mean of their means; 0 for other rules.
  func cellCount(_ rule: LossReduction) -> Int {
    switch rule {
    case .sampleMean: masses.rowLabels.count
    case .sampleMeanLive: masses.liveRowCount
    case .documentMean: masses.liveDocumentCount
    default: 0
    }
  }

  /// The factor of a row or document with so many labels, under a rule that has such means.
  func factor(_ rule: LossReduction, ofCellWith labelCount: Int) -> Number {
    reciprocal(Number(cellCount(rule)) * Number(labelCount)) ?? .zero
  }

  private func stepFactor(_ rule: LossReduction) -> Number? {
    let rowCount = masses.rowLabels.count
    switch rule {
    case .tokenMeanNonPadding, .promptWeightNonPadding:
      return reciprocal(Number(masses.tokenLabelCount))
    case .tokenMeanNonPaddingUnshifted: return reciprocal(Number(masses.tokenCount))
    case .weightedMean: return reciprocal(masses.step.weight)
    case .batchSize: return Number(settings.lossWeight).divided(by: Number(rowCount))
    case .drGRPO:
      return reciprocal(Number(rowCount) * Number(settings.maximumLength ?? width))
    case .sequenceSum: return reciprocal(Number(rowCount))
    case .promptWeightCompletion: return reciprocal(Number(masses.step.completionLabelCount))
    case .allSlots: return reciprocal(Number(rowCount) * Number(max(0, width - 1)))
    case .sum: return .one
    default: return reciprocal(Number(masses.step.labelCount))
    }
  }

  /// Each rank's mean of means, averaged over the ranks; empty micro-batches are passed over.
  private func microBatchFactors() -> [Number]? {
    guard masses.step.labelCount > 0 else { return nil }
    var counts = [Int](repeating: 0, count: masses.ranks.count)
    for rank in masses.rankOfMicroBatch { counts[rank] += 1 }
    return masses.microBatches.enumerated().map { index, mass in
      let windowCount = accumulation ?? counts[masses.rankOfMicroBatch[index]]
      let means = Number(masses.ranks.count) * Number(windowCount)
      return reciprocal(means * Number(mass.labelCount)) ?? .zero
    }
  }

  private func evaluationFactors() -> [Number]? {
    guard masses.step.labelCount > 0 else { return nil }
    return masses.microBatches.enumerated().map { index, mass in
      Number(masses.rowCountOfMicroBatch[index])
        .divided(by: Number(mass.labelCount) * Number(evaluationRowCount)) ?? .zero
    }
  }

  private func reciprocal(_ number: Number) -> Number? {
    Number.one.divided(by: number)
  }

  /// The masses of what shares a denominator, in the order of ``factors(_:)``.
  func cells(_ rule: LossReduction) -> [LossMass<Number>] {
    switch rule.scope {
    case .step: [masses.step]
    case .rank: masses.ranks
    case .microBatch: masses.microBatches
    case .row: masses.rows
    case .document: masses.documentMasses
    }
  }

  /// The place among the factors of a document's labels.
  func cell(of document: Int, _ rule: LossReduction) -> Int {
    let row = masses.documents[document].row
    switch rule.scope {
    case .step: return 0
    case .rank: return masses.rankOfMicroBatch[masses.microBatchOfRow[row]]
    case .microBatch: return masses.microBatchOfRow[row]
    case .row: return row
    case .document: return document
    }
  }

  /// Whether the rule divides by something other than 0.
  func isDefined(_ rule: LossReduction) -> Bool {
    switch rule.scope {
    case .row, .document: cellCount(rule) > 0
    case .rank, .microBatch: masses.step.labelCount > 0
    case .step: factors(rule) != nil
    }
  }

  /// Whether a plain implementation divides 0 by 0 in a part of the step.
  func dividesZeroByZero(_ rule: LossReduction) -> Bool {
    switch rule {
    case .microBatchMean, .evaluationBatchMean:
      masses.microBatches.contains { $0.labelCount == 0 }
    case .rankMean: masses.ranks.contains { $0.labelCount == 0 }
    case .sampleMean, .sampleMeanLive, .documentMean: cellCount(rule) == 0
    default: factors(rule) == nil
    }
  }
}
