import BigInt

/// An exact rational number, in lowest terms.
///
/// ```
/// Fraction("0.1") + Fraction("1/4")   // 7/20
/// ```
/// Numbers whose parts fit 64 bits are kept and calculated with in machine words; the others are
/// integers of any length. Nothing is rounded before ``double`` is asked for.
public struct Fraction: Sendable, Hashable {
  private enum Storage: Sendable, Hashable {
    /// A numerator above `Int.min`, and a denominator above 0.
    case small(Int, Int)
    /// What does not fit the other case, so that equal numbers are kept alike; elsewhere in memory,
    /// so that the many small numbers are short to copy.
    indirect case big(BigInt, BigInt)
  }

  private let storage: Storage

  /// 0.
  public static let zero = Fraction(0)
  /// 1.
  public static let one = Fraction(1)

  /// Makes an integer.
  public init(_ value: Int) {
    self.init(value, over: 1)
  }

  /// Makes a quotient of integers; `denominator` must be positive.
  init(_ numerator: Int, over denominator: Int) {
    precondition(denominator > 0)
    if denominator == 1, numerator != .min {
      storage = .small(numerator, 1)
      return
    }
    let divisor = Self.commonDivisor(numerator.magnitude, denominator.magnitude)
    let (low, high) = (numerator / divisor, denominator / divisor)
    // The least integer has no negative, which the calculations below rely on.
    storage = low == .min ? .big(BigInt(low), BigInt(high)) : .small(low, high)
  }

  /// Makes a quotient of integers of any length; `denominator` must be positive.
  init(_ numerator: BigInt, over denominator: BigInt) {
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    let (low, high) = (numerator / divisor, denominator / divisor)
    if let low = Int(exactly: low), let high = Int(exactly: high), low != .min {
      storage = .small(low, high)
    } else {
      storage = .big(low, high)
    }
  }

  /// Makes a quotient of integers that have no common divisor; `denominator` must be positive.
  init(lowest numerator: BigInt, over denominator: BigInt) {
    if let low = Int(exactly: numerator), let high = Int(exactly: denominator), low != .min {
      storage = .small(low, high)
    } else {
      storage = .big(numerator, denominator)
    }
  }

  /// Numerator and denominator, where they are machine words.
  var words: (numerator: Int, denominator: Int)? {
    if case .small(let numerator, let denominator) = storage {
      (numerator, denominator)
    } else {
      nil
    }
  }

  /// Makes the exact value of a finite float; 0 for one that is not.
  init(_ value: Float) {
    guard value.isFinite, value != 0 else {
      self = .zero
      return
    }
    // A float is its 24-bit significand times a power of two.
    let significand = Int(value.significandBitPattern) | (value.isNormal ? 1 << 23 : 0)
    let exponent = Int(max(1, value.exponentBitPattern)) - 150
    let signed = value < 0 ? -significand : significand
    self =
      exponent >= 0
      ? Fraction(BigInt(signed) << exponent, over: 1)
      : Fraction(BigInt(signed), over: BigInt(1) << -exponent)
  }

  /// Whether the number is 0.
  public var isZero: Bool { storage == .small(0, 1) }

  /// Whether the number is below 0.
  public var isNegative: Bool {
    switch storage {
    case .small(let numerator, _): numerator < 0
    case .big(let numerator, _): numerator.sign == .minus
    }
  }

  /// The nearest double, or one beside it.
  public var double: Double {
    switch storage {
    case .small(let numerator, let denominator)
    where numerator.magnitude < 1 << 53 && denominator < 1 << 53:
      return Double(numerator) / Double(denominator)
    default:
      let (numerator, denominator) = parts
      // A quotient of 66 bits or more, of which the double keeps the first 53.
      let shift = 66 + denominator.bitWidth - numerator.bitWidth
      let quotient =
        shift >= 0 ? (numerator << shift) / denominator : numerator / (denominator << -shift)
      return Double(sign: .plus, exponent: -shift, significand: Double(quotient))
    }
  }

  /// Numerator and denominator.
  var parts: (numerator: BigInt, denominator: BigInt) {
    switch storage {
    case .small(let numerator, let denominator): (BigInt(numerator), BigInt(denominator))
    case .big(let numerator, let denominator): (numerator, denominator)
    }
  }

  private static func commonDivisor(_ first: UInt, _ second: UInt) -> Int {
    var (first, second) = (first, second)
    while second != 0 { (first, second) = (second, first % second) }
    // It divides a denominator, which is an `Int`.
    return Int(first)
  }
}

extension Fraction: CustomStringConvertible {
  /// `23/6`, or `1` for an integer.
  public var description: String {
    switch storage {
    case .small(let numerator, 1): "\(numerator)"
    case .small(let numerator, let denominator): "\(numerator)/\(denominator)"
    case .big(let numerator, let denominator):
      denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
    }
  }
}

extension Fraction: Comparable {
  /// Compares by cross products.
  public static func < (left: Fraction, right: Fraction) -> Bool {
    if case .small(let a, let b) = left.storage, case .small(let c, let d) = right.storage {
      return a.multipliedFullWidth(by: d) < c.multipliedFullWidth(by: b)
    }
    let (left, right) = (left.parts, right.parts)
    return left.numerator * right.denominator < right.numerator * left.denominator
  }
}

extension Fraction {
  /// The sum.
  public static func + (left: Fraction, right: Fraction) -> Fraction {
    if case .small(let a, let b) = left.storage, case .small(let c, let d) = right.storage {
      if a == 0 { return right }
      if c == 0 { return left }
      if b == 1, d == 1 {
        let (sum, overflows) = a.addingReportingOverflow(c)
        if !overflows { return Fraction(sum) }
      }
      let (first, firstOverflows) = a.multipliedReportingOverflow(by: d)
      let (second, secondOverflows) = c.multipliedReportingOverflow(by: b)
      let (sum, sumOverflows) = first.addingReportingOverflow(second)
      let (denominator, overflows) = b.multipliedReportingOverflow(by: d)
      if !firstOverflows, !secondOverflows, !sumOverflows, !overflows {
        return Fraction(sum, over: denominator)
      }
    }
    let (left, right) = (left.parts, right.parts)
    return Fraction(
      left.numerator * right.denominator + right.numerator * left.denominator,
      over: left.denominator * right.denominator
    )
  }

  /// The product.
  public static func * (left: Fraction, right: Fraction) -> Fraction {
    switch (left.storage, right.storage) {
    case (.small(0, _), _), (_, .small(0, _)): return .zero
    case (.small(1, 1), _): return right
    case (_, .small(1, 1)): return left
    case (.small(let a, let b), .small(let c, let d)):
      let (numerator, overflows) = a.multipliedReportingOverflow(by: c)
      let (denominator, alsoOverflows) = b.multipliedReportingOverflow(by: d)
      if !overflows, !alsoOverflows { return Fraction(numerator, over: denominator) }
    case (.big(let numerator, let denominator), .small(let a, let b)),
      (.small(let a, let b), .big(let numerator, let denominator)):
      return product(numerator, denominator, a, b)
    case (.big, .big): break
    }
    let (left, right) = (left.parts, right.parts)
    return Fraction(
      left.numerator * right.numerator,
      over: left.denominator * right.denominator
    )
  }

  /// The product of a long number and a short one, both in lowest terms: only the short parts can
  /// have common divisors with the long ones, and those are machine words.
  private static func product(
    _ numerator: BigInt,
    _ denominator: BigInt,
    _ factor: Int,
    _ divisor: Int
  ) -> Fraction {
    let above = commonDivisor(UInt(numerator.magnitude % BigUInt(divisor)), UInt(divisor))
    let below = commonDivisor(
      UInt(denominator.magnitude % BigUInt(factor.magnitude)),
      factor.magnitude
    )
    return Fraction(
      lowest: numerator / BigInt(above) * BigInt(factor / below),
      over: denominator / BigInt(below) * BigInt(divisor / above)
    )
  }

  /// The quotient; nil for a divisor of 0.
  func divided(by divisor: Fraction) -> Fraction? {
    switch divisor.storage {
    case .small(0, _): return nil
    case .small(let numerator, let denominator):
      let reciprocal = Fraction(denominator, over: abs(numerator))
      return self * (numerator < 0 ? Fraction(-1) * reciprocal : reciprocal)
    case .big(let numerator, let denominator):
      let sign = BigInt(numerator.sign == .minus ? -1 : 1)
      return self * Fraction(lowest: sign * denominator, over: BigInt(numerator.magnitude))
    }
  }
}
