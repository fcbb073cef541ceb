/// The rows of one optimizer step, counted, in the order rank, micro-batch, row.
struct StepInput: Sendable {
  /// The step's number, from 0.
  var index: Int
  /// For each rank the number of rows in each of its micro-batches.
  var shape: [[Int]]
  /// The rows' numbers in the dataset.
  var rows: [Int]
  /// The rows' counts, as ``RowCounts`` lays them out, one row after the other.
  var words: [UInt32]
  /// The micro-batches that a rank accumulates when it has enough; nil where each has what it has.
  var accumulation: Int?
  /// Where the counts are instead of in ``words``; nil where they are there.
  var store: RowCountStore?
  /// The rows themselves, where every label's weight is wanted.
  var tokens: StepTokens?
}

/// The rows of one step, token by token, in the order of ``StepInput/rows``.
struct StepTokens: Sendable {
  var types: [Int32] = []
  /// Empty where the dataset has none.
  var factors: [Float] = []
  /// Empty where the dataset has none.
  var categories: [Int32] = []
}

/// A number that the rules are calculated with: exactly, or in double precision.
protocol LossNumber: Sendable, Comparable {
  associatedtype Sum: LossSum where Sum.Number == Self
  static var zero: Self { get }
  static var one: Self { get }
  init(_ fraction: Fraction)
  init(_ value: Int)
  static func + (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  /// The quotient; nil for a divisor of 0.
  func divided(by divisor: Self) -> Self?
  var isZero: Bool { get }
  static func sum(_ terms: [Self]) -> Self
  /// The number as it is shown.
  var value: LossValue { get }
}

extension Fraction: LossNumber {
  typealias Sum = TermSum
  init(_ fraction: Fraction) { self = fraction }
  var value: LossValue { .exact(self) }
}

extension Double: LossNumber {
  typealias Sum = RunningSum
  static var one: Double { 1 }
  init(_ fraction: Fraction) { self = fraction.double }
  func divided(by divisor: Double) -> Double? { divisor == 0 ? nil : self / divisor }
  static func sum(_ terms: [Double]) -> Double { terms.reduce(0, +) }
  var value: LossValue { .rounded(self) }
}

/// A number of a preview.
public enum LossValue: Sendable, Hashable {
  /// The number itself.
  case exact(Fraction)
  /// The number in double precision.
  case rounded(Double)
  /// 0 divided by 0.
  case notANumber
  /// A number above 0 divided by 0.
  case infinite

  /// The nearest double.
  public var double: Double {
    switch self {
    case .exact(let fraction): fraction.double
    case .rounded(let double): double
    case .notANumber: .nan
    case .infinite: .infinity
    }
  }
}

extension LossValue: CustomStringConvertible {
  /// `23/6`, `1`, `3.8333333333333335`, `NaN` or `Infinity`.
  public var description: String {
    switch self {
    case .exact(let fraction): fraction.description
    case .rounded(let double): double.description
    case .notANumber: "NaN"
    case .infinite: "Infinity"
    }
  }
}
