/// The project's source of randomness: SplitMix64, so that a seed means the same everywhere.
///
/// The sequence is that of Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*
/// (2014), with the constants of `java.util.SplittableRandom`.
struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates a generator; equal seeds give equal sequences.
  init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `0..<bound`, every one as likely; `bound` must be positive.
  ///
  /// Ours and not the standard library's, whose algorithm may change between versions: it takes the
  /// high half of a 128-bit product and rejects the few values that would favour some results
  /// (Lemire, *Fast Random Integer Generation in an Interval*, 2019).
  mutating func next(below bound: Int) -> Int {
    let range = UInt64(bound)
    let threshold = (0 &- range) % range
    while true {
      let (high, low) = next().multipliedFullWidth(by: range)
      if low >= threshold { return Int(high) }
    }
  }

  /// Puts the elements into a random order, by Fisher and Yates from the end.
  mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for index in stride(from: elements.count - 1, through: 1, by: -1) {
      elements.swapAt(index, next(below: index + 1))
    }
  }
}
