/// Factors of the loss by token, stored only as far as one of them is not 1.
///
/// Positions behind the stored ones have the factor 1, so that whoever sets none pays nothing:
///
///     tokens    a  b  c  d  e
///     factors   1  1  .5            c counts half, d and e whole
struct LossWeights: Sendable, Equatable {
  /// The factors of the first tokens.
  private(set) var factors: [Float] = []

  /// Whether every factor is 1.
  var isUniform: Bool { factors.isEmpty }

  /// Sets the factor of tokens; those that have one keep it.
  mutating func set(_ factor: Float, over tokens: Range<Int>) {
    guard factor != 1, !tokens.isEmpty else { return }
    pad(to: tokens.lowerBound)
    factors += repeatElement(factor, count: max(0, tokens.upperBound - factors.count))
  }

  /// Takes over the factors of tokens that were copied to `start`.
  mutating func copy(_ tokens: Range<Int>, of other: LossWeights, to start: Int) {
    let stored = tokens.clamped(to: 0..<other.factors.count)
    guard !stored.isEmpty else { return }
    pad(to: start)
    factors += other.factors[stored]
  }

  /// Forgets tokens at the end, so that `count` are left.
  mutating func truncate(to count: Int) {
    if factors.count > count { factors.removeLast(factors.count - count) }
  }

  /// All factors of `count` tokens.
  func values(count: Int) -> [Float] {
    factors + repeatElement(1, count: max(0, count - factors.count))
  }

  private mutating func pad(to count: Int) {
    if factors.count < count { factors += repeatElement(1, count: count - factors.count) }
  }
}
