/// A set of ordered pairs of ASCII characters.
struct ASCIIPairs: Sendable {
  /// For each left character 128 bits, one for each right one.
  private var rows = [UInt64](repeating: 0, count: 256)

  /// The empty set.
  init() {}

  /// The pairs that meet a condition.
  init(_ isMember: (UInt8, UInt8) -> Bool) {
    for left in UInt8(0)..<128 {
      for right in UInt8(0)..<128 where isMember(left, right) { insert(left, right) }
    }
  }

  /// Adds a pair; characters beyond ASCII are in none.
  mutating func insert(_ left: UInt8, _ right: UInt8) {
    guard left < 0x80, right < 0x80 else { return }
    rows[Int(left) * 2 + Int(right >> 6)] |= 1 << UInt64(right & 63)
  }

  /// Adds all pairs of two sets.
  mutating func insert(_ lefts: ASCIISet, _ rights: ASCIISet) {
    for left in UInt8(0)..<128 where lefts.contains(left) {
      rows[Int(left) * 2] |= rights.low
      rows[Int(left) * 2 + 1] |= rights.high
    }
  }

  /// Whether a pair is in the set.
  @inline(__always)
  func contains(_ left: UInt8, _ right: UInt8) -> Bool {
    guard (left | right) < 0x80 else { return false }
    return rows[Int(left) &* 2 &+ Int(right &>> 6)] &>> UInt64(right & 63) & 1 != 0
  }
}

/// A set of ASCII characters.
struct ASCIISet: Sendable {
  var low: UInt64 = 0
  var high: UInt64 = 0

  /// The empty set.
  init() {}

  /// What a set of scalars has of ASCII.
  init(_ scalars: ScalarSet) {
    for range in scalars.ranges where range.lowerBound < 0x80 {
      for scalar in range.lowerBound...min(range.upperBound, 0x7F) {
        if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
      }
    }
  }

  func contains(_ character: UInt8) -> Bool {
    (character < 64 ? low : high) >> UInt64(character & 63) & 1 != 0
  }

  func union(_ other: Self) -> Self {
    var union = self
    union.low |= other.low
    union.high |= other.high
    return union
  }
}
