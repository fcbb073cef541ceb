/// The sums of a rule over everything that shares a denominator.
struct CellSums<Number: LossNumber>: Sendable {
  private var prompt = Number.Sum()
  private var completion = Number.Sum()
  private var separator = Number.Sum()
  private var squared = Number.Sum()
  private var isEmpty = true
  /// The largest and the smallest effective weight; 1 where there is none.
  private(set) var largest = Number.one
  private(set) var smallest = Number.one

  /// Sums up nothing.
  init() {}

  /// Sums up all.
  init(_ factors: [Number], _ cells: [LossMass<Number>]) {
    for (factor, cell) in zip(factors, cells) { add(factor, cell) }
  }

  /// Adds labels that share a denominator, and so a factor.
  mutating func add(_ factor: Number, _ cell: LossMass<Number>) {
    guard cell.labelCount > 0 else { return }
    if !cell.prompt.isZero { prompt.add(factor * cell.prompt) }
    if !cell.completion.isZero { completion.add(factor * cell.completion) }
    if !cell.separator.isZero { separator.add(factor * cell.separator) }
    squared.add(factor * factor * cell.squares)
    let (large, small) = (factor * cell.largest, factor * cell.smallest)
    if isEmpty || largest < large { largest = large }
    if isEmpty || small < smallest { smallest = small }
    isEmpty = false
  }

  /// Effective weights: prompt, completion, separator.
  var byType: [Number] { [prompt.total, completion.total, separator.total] }

  /// The squared effective weights.
  var squares: Number { squared.total }
}

/// A sum to which numbers are added one after the other.
protocol LossSum: Sendable {
  associatedtype Number
  init()
  mutating func add(_ number: Number)
  var total: Number { get }
}

/// A sum in double precision, rounded at each step.
struct RunningSum: LossSum {
  private(set) var total = 0.0

  mutating func add(_ number: Double) { total += number }
}

/// A sum of fractions, which are added up together.
struct TermSum: LossSum {
  private var terms: [Fraction] = []

  mutating func add(_ number: Fraction) { terms.append(number) }

  var total: Fraction { Fraction.sum(terms) }
}

/// What a rule makes of a step, of its sums.
struct RuleSums<Number: LossNumber>: Sendable {
  let scale: Number
  let effectiveTokens: Number
  let spread: Number
  let typeShares: [Number]

  init(_ sums: CellSums<Number>) {
    let byType = sums.byType
    let scale = Number.sum(byType)
    self.scale = scale
    effectiveTokens = (scale * scale).divided(by: sums.squares) ?? .zero
    spread = sums.largest.divided(by: sums.smallest) ?? .one
    typeShares = byType.map { $0.divided(by: scale) ?? .zero }
  }

  /// The sums of another rule, whose factors are all this one's times a number above 0.
  private init(_ sums: RuleSums, times number: Number) {
    scale = sums.scale * number
    effectiveTokens = sums.effectiveTokens
    spread = sums.spread
    typeShares = sums.typeShares
  }

  /// The same for factors that are a number above 0 as large; exact only for exact numbers.
  func scaled(by number: Number) -> RuleSums { RuleSums(self, times: number) }

  /// The figures of the rule, without details.
  func figures(_ rule: LossReduction, isNaNUnlessSkipped: Bool) -> RuleFigures {
    RuleFigures(
      rule: rule,
      scale: scale.value,
      effectiveTokens: effectiveTokens.value,
      spread: spread.value,
      isNaNUnlessSkipped: isNaNUnlessSkipped,
      typeShares: typeShares.map(\.value)
    )
  }
}

extension RuleFigures {
  /// The figures of a rule that divides by 0.
  static func undefined(_ rule: LossReduction, trainsNothing: Bool) -> RuleFigures {
    RuleFigures(
      rule: rule,
      scale: trainsNothing ? .notANumber : .infinite,
      effectiveTokens: .notANumber,
      spread: .notANumber,
      isNaNUnlessSkipped: true,
      typeShares: [.notANumber, .notANumber, .notANumber]
    )
  }
}
