/// The factors of several rules for one document of a step after the other, in double precision.
///
/// Most rules have one factor for the whole step; the others change with the rank, micro-batch, row or
/// document. A rule that divides by 0 has factors of 0.
struct StepFactors: Sendable {
  /// The factors of the rules, in their order, at the row and document that were last moved to.
  private(set) var current: [Double]

  private struct Varying: Sendable {
    let place: Int
    let rule: LossReduction
    /// The factors by rank or micro-batch; empty for rows and documents.
    let factors: [Double]
    /// The rows or documents of the mean.
    let cellCount: Double
  }

  private let byMicroBatch: [Varying]
  private let byRow: [Varying]
  private let byDocument: [Varying]
  private let microBatchOfRow: [Int]
  private let rankOfMicroBatch: [Int]
  private let rowLabels: [Int]
  private var microBatch = -1

  /// Works out what the factors of rules are made of.
  init(_ rules: [LossReduction], _ reduction: StepReduction<Double>) {
    var byMicroBatch: [Varying] = []
    var byRow: [Varying] = []
    var byDocument: [Varying] = []
    current = []
    for (place, rule) in rules.enumerated() {
      let cellCount = Double(reduction.cellCount(rule))
      switch rule.scope {
      case .step: current.append(reduction.factors(rule)?.first ?? 0)
      case .rank, .microBatch:
        current.append(0)
        guard let factors = reduction.factors(rule) else { continue }
        byMicroBatch.append(
          Varying(place: place, rule: rule, factors: factors, cellCount: 0)
        )
      case .row, .document:
        current.append(0)
        guard cellCount > 0 else { continue }
        let varying = Varying(place: place, rule: rule, factors: [], cellCount: cellCount)
        if rule.scope == .row { byRow.append(varying) } else { byDocument.append(varying) }
      }
    }
    self.byMicroBatch = byMicroBatch
    self.byRow = byRow
    self.byDocument = byDocument
    microBatchOfRow = reduction.masses.microBatchOfRow
    rankOfMicroBatch = reduction.masses.rankOfMicroBatch
    rowLabels = reduction.masses.rowLabels
  }

  /// Moves to a row of the step.
  mutating func move(toRow row: Int) {
    let microBatch = microBatchOfRow[row]
    if microBatch != self.microBatch {
      self.microBatch = microBatch
      for varying in byMicroBatch {
        let cell = varying.rule.scope == .rank ? rankOfMicroBatch[microBatch] : microBatch
        current[varying.place] = varying.factors[cell]
      }
    }
    for varying in byRow { current[varying.place] = Self.factor(varying, rowLabels[row]) }
  }

  /// Moves to a document of the row, of which its labels are counted.
  @inline(__always)
  mutating func move(toDocumentWith labelCount: Int) {
    for varying in byDocument { current[varying.place] = Self.factor(varying, labelCount) }
  }

  private static func factor(_ varying: Varying, _ labelCount: Int) -> Double {
    labelCount == 0 ? 0 : 1 / (varying.cellCount * Double(labelCount))
  }
}
