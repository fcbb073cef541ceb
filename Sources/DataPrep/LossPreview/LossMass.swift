/// What labels that stand together weigh before a rule divides.
struct LossMass<Number: LossNumber>: Sendable {
  /// Labels with a weight above 0.
  var labelCount = 0
  /// Those of them that are completions or separators.
  var completionLabelCount = 0
  /// Sums of weights.
  var prompt = Number.zero
  var completion = Number.zero
  var separator = Number.zero
  /// The sum of squared weights.
  var squares = Number.zero
  /// The largest and the smallest weight above 0; 0 where there is none.
  var largest = Number.zero
  var smallest = Number.zero

  /// The sum of weights.
  var weight: Number { prompt + completion + separator }

  /// Adds labels of one kind.
  mutating func add(_ count: Int, of type: UInt32, weighing weight: Number) {
    labelCount += count
    if type != 0 { completionLabelCount += count }
    let sum = Number(count) * weight
    switch type {
    case 0: prompt = prompt + sum
    case 1: completion = completion + sum
    default: separator = separator + sum
    }
    squares = squares + sum * weight
    include(weight, weight)
  }

  /// Adds labels that were added up before.
  mutating func add(_ other: LossMass) {
    guard other.labelCount > 0 else { return }
    labelCount += other.labelCount
    completionLabelCount += other.completionLabelCount
    prompt = prompt + other.prompt
    completion = completion + other.completion
    separator = separator + other.separator
    squares = squares + other.squares
    include(other.largest, other.smallest)
  }

  private mutating func include(_ large: Number, _ small: Number) {
    if largest < large { largest = large }
    if smallest.isZero || small < smallest { smallest = small }
  }
}

/// A document of a step.
struct StepDocument: Sendable {
  /// The row's place in the step, and the document's positions in it.
  var row: Int
  var range: Range<Int>
  var promptTokens: Int
  var completionTokens: Int
}

/// The masses of a step: of all, of each rank, micro-batch, row and document.
///
/// What is wider is the sum of what is narrower, so that one pass over the documents gives all.
struct StepMasses<Number: LossNumber>: Sendable {
  private(set) var step = LossMass<Number>()
  private(set) var ranks: [LossMass<Number>] = []
  private(set) var microBatches: [LossMass<Number>] = []
  private(set) var rows: [LossMass<Number>] = []
  private(set) var documentMasses: [LossMass<Number>] = []

  /// Documents in the order of rows, dead ones too.
  private(set) var documents: [StepDocument] = []
  /// The documents of each row.
  private(set) var documentsOfRow: [Range<Int>] = []
  /// Sums of weights by category, in each document; empty where there are no categories.
  private(set) var categories: [[Int32: Number]] = []

  /// For each micro-batch its rank, and for each row its micro-batch.
  private(set) var rankOfMicroBatch: [Int] = []
  private(set) var microBatchOfRow: [Int] = []
  /// The rows of each micro-batch.
  private(set) var rowCountOfMicroBatch: [Int] = []

  private(set) var tokenCount = 0
  private(set) var tokenLabelCount = 0

  /// Labels with a weight above 0 in each row.
  private(set) var rowLabels: [Int] = []
  /// Rows and documents with such labels.
  private(set) var liveRowCount = 0
  private(set) var liveDocumentCount = 0

  /// Adds up a step.
  init(_ input: StepInput, weights: inout WeightTable<Number>, hasCategories: Bool) {
    arrange(input.shape)
    rows.reserveCapacity(input.rows.count)
    documentsOfRow.reserveCapacity(input.rows.count)
    // Words in memory cannot fail to be read.
    var walk = DocumentWalk(input)
    while (try? walk.advance()) == true {
      tokenCount += walk.row.tokenCount
      tokenLabelCount += walk.row.labelCount
      let first = documents.count
      var mass = LossMass<Number>()
      for document in walk.documents {
        documents.append(
          StepDocument(
            row: walk.row.place,
            range: document.range,
            promptTokens: document.promptTokens,
            completionTokens: document.completionTokens
          )
        )
        let part = weights.mass(of: document, walk.kinds)
        documentMasses.append(part)
        mass.add(part)
        if hasCategories {
          categories.append(weights.massesByCategory(of: document, walk.kinds))
        }
      }
      documentsOfRow.append(first..<documents.count)
      rows.append(mass)
    }
    rowLabels = rows.map(\.labelCount)
    liveRowCount = rowLabels.count { $0 > 0 }
    liveDocumentCount = documentMasses.count { $0.labelCount > 0 }
    for (row, mass) in rows.enumerated() { microBatches[microBatchOfRow[row]].add(mass) }
    addUp()
  }

  private mutating func arrange(_ shape: [[Int]]) {
    for (rank, microBatchSizes) in shape.enumerated() {
      for size in microBatchSizes {
        rankOfMicroBatch.append(rank)
        rowCountOfMicroBatch.append(size)
        for _ in 0..<size { microBatchOfRow.append(rowCountOfMicroBatch.count - 1) }
      }
    }
    microBatches = Array(repeating: LossMass(), count: rankOfMicroBatch.count)
    ranks = Array(repeating: LossMass(), count: shape.count)
  }

  private mutating func addUp() {
    for (index, mass) in microBatches.enumerated() { ranks[rankOfMicroBatch[index]].add(mass) }
    for mass in ranks { step.add(mass) }
  }
}

extension StepMasses<Double> {
  /// Adds up a step and keeps neither its rows nor its documents; the sums are those of the other way.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  init(summing input: StepInput, _ weights: inout WeightTable<Double>) throws(DataPrepError) {
    arrange(input.shape)
    rowLabels.reserveCapacity(input.rows.count)
    var walk = DocumentWalk(input)
    while try walk.advance() {
      tokenCount += walk.row.tokenCount
      tokenLabelCount += walk.row.labelCount
      var mass = LossMass<Double>()
      for document in walk.documents {
        let part = weights.mass(of: document, walk.kinds)
        if part.labelCount > 0 { liveDocumentCount += 1 }
        mass.add(part)
      }
      if mass.labelCount > 0 { liveRowCount += 1 }
      rowLabels.append(mass.labelCount)
      microBatches[microBatchOfRow[walk.row.place]].add(mass)
    }
    addUp()
  }
}

extension StepMasses<Fraction> {
  /// Adds up a step whose labels were counted by micro-batch; rows and documents are not kept.
  init(
    _ shape: [[Int]],
    microBatches masses: [LossMass<Fraction>],
    counts: StepMasses<Double>
  ) {
    arrange(shape)
    microBatches = masses
    tokenCount = counts.tokenCount
    tokenLabelCount = counts.tokenLabelCount
    rowLabels = counts.rowLabels
    liveRowCount = counts.liveRowCount
    liveDocumentCount = counts.liveDocumentCount
    addUp()
  }
}

/// The weights of labels by type and factor, each calculated once.
struct WeightTable<Number: LossNumber>: Sendable {
  private let byType: [Fraction]
  private let kind: LossWeightKind
  private let plain: [Number]
  /// The weights of labels of files that have no factors.
  private let unfactored: [Number]
  private var known: [UInt64: Number] = [:]

  init(_ settings: LossSettings, _ kind: LossWeightKind) {
    byType = [TokenType.prompt, .completion, .padding, .separator].map {
      settings.weight(of: $0)
    }
    plain = byType.map { Number($0) }
    unfactored = kind == .factor ? plain : plain.map { _ in .one }
    self.kind = kind
  }

  /// What the labels of a document weigh.
  @inline(__always)
  mutating func mass(
    of document: DocumentWalk.Document,
    _ kinds: [DocumentWalk.Kind]
  ) -> LossMass<Number> {
    var mass = LossMass<Number>()
    if document.prompts > 0 { mass.add(document.prompts, of: 0, weighing: unfactored[0]) }
    if document.completions > 0 {
      mass.add(document.completions, of: 1, weighing: unfactored[1])
    }
    if document.separators > 0 { mass.add(document.separators, of: 3, weighing: unfactored[3]) }
    for index in document.kinds {
      let kind = kinds[index]
      mass.add(kind.labelCount, of: kind.type, weighing: weight(kind.type, kind.factorBits))
    }
    return mass
  }

  /// What they weigh by category; those without one belong to −1.
  mutating func massesByCategory(
    of document: DocumentWalk.Document,
    _ kinds: [DocumentWalk.Kind]
  ) -> [Int32: Number] {
    var masses: [Int32: Number] = [:]
    func add(_ count: Int, _ category: Int32, _ weight: Number) {
      let known = masses[category, default: .zero]
      masses[category] = known + Number(count) * weight
    }
    for (count, type) in [
      (document.prompts, 0), (document.completions, 1), (document.separators, 3),
    ] where count > 0 {
      add(count, RowCounts.noCategory, unfactored[type])
    }
    for kind in kinds[document.kinds] {
      add(kind.labelCount, kind.category, weight(kind.type, kind.factorBits))
    }
    return masses
  }

  /// The weight of a label; `type` is below 4.
  mutating func weight(_ type: UInt32, _ factorBits: UInt32) -> Number {
    let index = Int(type & 3)
    if kind == .factor, factorBits == RowCounts.noFactor { return plain[index] }
    let key = UInt64(type) << 32 | UInt64(factorBits)
    if let weight = known[key] { return weight }
    let factor = Fraction(Float(bitPattern: factorBits))
    let weight = Number(kind == .factor ? byType[index] * factor : factor)
    // A dataset can have a factor of its own for every label.
    if known.count >= 1 << 16 { known.removeAll(keepingCapacity: true) }
    known[key] = weight
    return weight
  }
}
