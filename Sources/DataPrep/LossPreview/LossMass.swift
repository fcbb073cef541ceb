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

  /// Adds up a step.
  init(_ input: StepInput, weights: inout WeightTable<Number>, hasCategories: Bool) {
    for (rank, microBatchSizes) in input.shape.enumerated() {
      for size in microBatchSizes {
        rankOfMicroBatch.append(rank)
        rowCountOfMicroBatch.append(size)
        for _ in 0..<size { microBatchOfRow.append(rowCountOfMicroBatch.count - 1) }
      }
    }
    var reader = WordReader(words: input.words)
    rows.reserveCapacity(input.rows.count)
    documentsOfRow.reserveCapacity(input.rows.count)
    // Most documents have two kinds of labels or fewer.
    let documentCount = input.words.count / (RowCounts.documentWordCount + RowCounts.kindWordCount)
    documents.reserveCapacity(documentCount)
    documentMasses.reserveCapacity(documentCount)
    for row in input.rows.indices {
      tokenCount += reader.next()
      tokenLabelCount += reader.next()
      let first = documents.count
      var mass = LossMass<Number>()
      for _ in 0..<reader.next() {
        let start = reader.next()
        let end = reader.next()
        documents.append(
          StepDocument(
            row: row,
            range: start..<max(start, end),
            promptTokens: reader.next(),
            completionTokens: reader.next()
          )
        )
        let document = Self.document(&reader, &weights, hasCategories, into: &categories)
        documentMasses.append(document)
        mass.add(document)
      }
      documentsOfRow.append(first..<documents.count)
      rows.append(mass)
    }
    addUp(rankCount: input.shape.count)
  }

  private static func document(
    _ reader: inout WordReader,
    _ weights: inout WeightTable<Number>,
    _ hasCategories: Bool,
    into categories: inout [[Int32: Number]]
  ) -> LossMass<Number> {
    var mass = LossMass<Number>()
    var byCategory: [Int32: Number] = [:]
    for _ in 0..<reader.next() {
      let type = UInt32(truncatingIfNeeded: reader.next())
      let category = Int32(truncatingIfNeeded: reader.next())
      let weight = weights.weight(type, UInt32(truncatingIfNeeded: reader.next()))
      let count = reader.next()
      mass.add(count, of: type, weighing: weight)
      if hasCategories {
        byCategory[category, default: .zero] =
          byCategory[category, default: .zero] + Number(count) * weight
      }
    }
    if hasCategories { categories.append(byCategory) }
    return mass
  }

  private mutating func addUp(rankCount: Int) {
    microBatches = Array(repeating: LossMass(), count: rankOfMicroBatch.count)
    ranks = Array(repeating: LossMass(), count: rankCount)
    for (row, mass) in rows.enumerated() { microBatches[microBatchOfRow[row]].add(mass) }
    for (index, mass) in microBatches.enumerated() { ranks[rankOfMicroBatch[index]].add(mass) }
    for mass in ranks { step.add(mass) }
  }
}

/// Reads words one after the other; behind the last one there are zeros.
struct WordReader {
  let words: [UInt32]
  private var position = 0

  init(words: [UInt32]) {
    self.words = words
  }

  mutating func next() -> Int {
    guard position < words.count else { return 0 }
    defer { position += 1 }
    return Int(words[position])
  }
}

/// The weights of labels by type and factor, each calculated once.
struct WeightTable<Number: LossNumber>: Sendable {
  private let byType: [Fraction]
  private let kind: LossWeightKind
  private let plain: [Number]
  private var known: [UInt64: Number] = [:]

  init(_ settings: LossSettings, _ kind: LossWeightKind) {
    byType = [TokenType.prompt, .completion, .padding, .separator].map {
      settings.weight(of: $0)
    }
    plain = byType.map { Number($0) }
    self.kind = kind
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
