/// Why one token has the effective weight that it has, under each rule.
///
///     type → is it a label → weight → denominator → effective weight
public struct TokenExplanation: Sendable {
  /// Why a token is no label that is trained.
  public enum Obstacle: String, Sendable, Hashable {
    /// Nothing stands before it in its row.
    case first
    /// It only fills the row.
    case padding
    /// It opens a document, and the boundary is masked.
    case opensDocument = "opens-document"
    /// Its weight is 0.
    case zeroWeight = "zero-weight"
  }

  /// What a rule makes of it.
  public struct Rule: Sendable {
    /// The rule.
    public var rule: LossReduction
    /// What the weight is divided by; nil where the token is not trained, or by 0.
    public var denominator: LossValue?
    /// The quotient.
    public var effectiveWeight: LossValue
    /// Whether a plain implementation gives NaN in this step.
    public var isNaNUnlessSkipped: Bool
  }

  /// The row and the position in it.
  public var row: Int
  /// The position in the row.
  public var token: Int
  /// The type.
  public var type: TokenType
  /// The number in `loss_weight`, where the dataset has one, and what it is.
  public var factor: Float?
  /// What the number in `loss_weight` is.
  public var weightKind: LossWeightKind
  /// The weight of the type.
  public var typeWeight: Fraction
  /// The weight before a rule divides.
  public var weight: LossValue
  /// Why the token is not trained; nil where it is.
  public var obstacle: Obstacle?
  /// The document's positions, where the token is in one.
  public var document: Range<Int>?
  /// The step, and the token's rank and micro-batch in it.
  public var step: PreviewStep
  /// The rank.
  public var rank: Int
  /// The micro-batch of the rank.
  public var microBatch: Int
  /// What the rules make of it, in the order in which they were asked for.
  public var rules: [Rule]
  /// Labels of the step's rows that have no place in types, in a Cerebras file.
  public var labels: LabelDifferences

  /// Explains a token of a preview's dataset.
  ///
  /// - Throws: ``DataPrepError``: what ``LossPreview/run(cancellation:_:)`` throws; `invalidPreview`
  ///   where there is no such token, or its row is in no step.
  public init(of token: Int, inRow row: Int, _ preview: LossPreview) throws(DataPrepError) {
    let data = try PreviewData(path: preview.path)
    guard (0..<data.rowCount).contains(row), (0..<data.width).contains(token) else {
      throw DataPrepError(
        .invalidPreview,
        "--explain",
        found: "\(row):\(token)",
        expected: "a row below \(data.rowCount) and a token below \(data.width)"
      )
    }
    try preview.plan.validate(rowCount: data.rowCount)
    var preview = preview
    if preview.plan.layout == nil {
      let index = preview.plan.position(of: row, rowCount: data.rowCount) / preview.plan.rowsPerStep
      guard index < preview.plan.stepCount(rows: data.rowCount).steps else {
        throw Self.noStep(row)
      }
      preview.plan.steps = index..<index + 1
    }
    preview.givesDetails = true
    preview.arithmetic = .exact
    let wanted = preview.rules
    preview.rules += [.sum]
    var found: PreviewStep?
    labels = try preview.run { step in found = step }.labels
    guard let step = found, let place = step.rows.firstIndex(of: row) else {
      throw Self.noStep(row)
    }
    let tokens = try DataTokens(data, row, preview.settings.boundary)
    self.row = row
    self.token = token
    self.step = step
    type = tokens.types[token]
    factor = tokens.factors?[token]
    weightKind = data.weightKind
    typeWeight = preview.settings.weight(of: type)
    document = tokens.documents.first { $0.contains(token) }
    let weight = Self.weight(step.rules.last, place, token)
    self.weight = weight
    obstacle =
      if type == .padding {
        .padding
      } else if token == 0 {
        .first
      } else if preview.settings.boundary == .mask, document?.lowerBound == token {
        .opensDocument
      } else {
        weight == .exact(.zero) ? .zeroWeight : nil
      }
    (rank, microBatch) = Self.place(place, preview.plan, step)
    rules = zip(wanted, step.rules).map { rule, figures in
      let effective = Self.weight(figures, place, token)
      return Rule(
        rule: rule,
        denominator: Self.quotient(weight, effective),
        effectiveWeight: effective,
        isNaNUnlessSkipped: figures.isNaNUnlessSkipped
      )
    }
  }

  private static func noStep(_ row: Int) -> DataPrepError {
    DataPrepError(
      .invalidPreview,
      "--explain",
      found: "row \(row), which is in no step",
      expected: "a row of a step that is taken"
    )
  }

  private static func weight(_ figures: RuleFigures?, _ row: Int, _ token: Int) -> LossValue {
    figures?.details?.weights[row].first { $0.range.contains(token) }?.weight ?? .exact(.zero)
  }

  private static func quotient(_ weight: LossValue, _ effective: LossValue) -> LossValue? {
    guard case .exact(let weight) = weight, case .exact(let effective) = effective else {
      return nil
    }
    return weight.isZero ? nil : weight.divided(by: effective).map { .exact($0) }
  }

  /// The rank and micro-batch of a row's place in its step.
  private static func place(
    _ place: Int,
    _ plan: BatchPlan,
    _ step: PreviewStep
  ) -> (rank: Int, microBatch: Int) {
    var rest = place
    let arrangement = plan.layout ?? plan.arrangement(of: step.rows.count)
    for (rank, microBatches) in arrangement.enumerated() {
      for (index, rows) in microBatches.enumerated() {
        if rest < rows.count { return (rank, index) }
        rest -= rows.count
      }
    }
    return (0, 0)
  }
}

extension BatchPlan {
  /// The position of a row in the order of the rows.
  func position(of row: Int, rowCount: Int) -> Int {
    guard case .seed(let seed) = order else { return row }
    return RowPermutation(count: rowCount, seed: seed).position(of: row)
  }
}

/// The types and factors of one row.
private struct DataTokens {
  var types: [TokenType]
  var factors: [Float]?
  var documents: [Range<Int>]

  init(_ data: PreviewData, _ row: Int, _ boundary: DocumentBoundary) throws(DataPrepError) {
    let (file, row) = data.place(of: row)
    let source = data.typeSources[file]
    let slice = RowSlice(of: data.files[file], columns: [source.columns, .lossWeights])
    try slice.fill(row..<row + 1)
    let numbers = source.types(of: slice)
    // The preview has refused any other number before.
    types = numbers.map { UInt8(exactly: $0).flatMap(TokenType.init(rawValue:)) ?? .padding }
    factors = slice.lossWeights.isEmpty ? nil : slice.lossWeights
    documents = RowLabels(types: numbers[...], boundary: boundary).documents
  }
}
