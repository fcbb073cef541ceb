/// Puts scalars into sorts: two are of one sort if each of some sets holds both or neither.
///
///     \p{L}  [a-z]   →   0: in neither,  1: in both,  2: in the first alone
///
/// 1. The bounds of all ranges of the sets, in order, cut the scalars into stretches.
/// 2. Stretches that are in the same sets get the same number.
/// 3. Pages of 256 numbers tell a scalar's; pages of one number only are shared.
///
/// So whatever a pattern asks of a scalar is answered by one look-up for all of its sets.
struct ScalarSorts: Sendable {
  /// The sets that hold a scalar, a bit each.
  private struct Membership: Hashable {
    var bits = SIMD2<UInt64>()

    mutating func toggle(_ set: Int) { bits[set >> 6] ^= 1 << UInt64(set & 63) }

    func contains(_ set: Int) -> Bool { bits[set >> 6] >> UInt64(set & 63) & 1 != 0 }
  }

  /// Scalars of one sort from `start` to where the next stretch begins.
  private struct Stretch {
    let start: UInt32
    let sort: UInt8
  }

  static let mostSets = 128
  /// A number is left for what is no scalar.
  static let mostSorts = 255

  /// By scalar, divided by 256: the number of its page.
  ///
  /// There is one for all that four bytes of UTF-8 can name, valid or not: looking up needs no check.
  let pageNumbers: MemoryBlock<UInt16>
  /// The sorts, page after page; that of ASCII comes first.
  let pages: MemoryBlock<UInt8>

  private let memberships: [Membership]
  private let stretches: [Stretch]

  /// The number of sorts.
  var count: Int { memberships.count }

  /// Nil where there are too many sets or sorts.
  init?(_ sets: [ScalarSet]) {
    guard sets.count <= Self.mostSets else { return nil }
    var numbers: [Membership: UInt8] = [:]
    var memberships: [Membership] = []
    var stretches: [Stretch] = []
    var isTooMany = false
    Self.forEachStretch(of: sets) { start, membership in
      if let number = numbers[membership] {
        stretches.append(Stretch(start: start, sort: number))
        return
      }
      isTooMany = isTooMany || memberships.count == Self.mostSorts
      let number = UInt8(truncatingIfNeeded: memberships.count)
      memberships.append(membership)
      numbers[membership] = number
      stretches.append(Stretch(start: start, sort: number))
    }
    guard !isTooMany else { return nil }
    self.memberships = memberships
    self.stretches = stretches
    (pageNumbers, pages) = Self.pages(of: stretches)
  }

  /// Whether a set, by its place among those handed in, holds the scalars of a sort.
  func contains(_ sort: Int, in set: Int) -> Bool { memberships[sort].contains(set) }

  /// The bytes that scalars of some sorts begin with, a bit each.
  func firstBytes(of isIncluded: (Int) -> Bool) -> SIMD4<UInt64> {
    var bytes = SIMD4<UInt64>()
    for (index, stretch) in stretches.enumerated() where isIncluded(Int(stretch.sort)) {
      let end = index + 1 < stretches.count ? stretches[index + 1].start : ScalarSet.last + 1
      for byte in Self.firstByte(of: stretch.start)...Self.firstByte(of: end - 1)
      where !(0x80..<0xC2).contains(byte) {
        bytes[byte >> 6] |= 1 << UInt64(byte & 63)
      }
    }
    return bytes
  }

  private static func firstByte(of scalar: UInt32) -> Int {
    switch scalar {
    case ..<0x80: Int(scalar)
    case ..<0x800: Int(0xC0 | scalar >> 6)
    case ..<0x1_0000: Int(0xE0 | scalar >> 12)
    default: Int(0xF0 | scalar >> 18)
    }
  }

  /// Calls `body` with the beginning of each stretch and its sets, from 0 on.
  private static func forEachStretch(
    of sets: [ScalarSet],
    _ body: (UInt32, Membership) -> Void
  ) {
    // A bound and the set that begins or ends there in one number, to be sorted fast.
    var bounds: [UInt64] = []
    bounds.reserveCapacity(sets.reduce(0) { $0 + $1.ranges.count * 2 })
    for (set, scalars) in sets.enumerated() {
      for range in scalars.ranges {
        bounds.append(UInt64(range.lowerBound) << 8 | UInt64(set))
        bounds.append(UInt64(range.upperBound + 1) << 8 | UInt64(set))
      }
    }
    bounds.sort()
    var membership = Membership()
    var start: UInt32 = 0
    for bound in bounds {
      let scalar = UInt32(truncatingIfNeeded: bound >> 8)
      if scalar > start {
        body(start, membership)
        start = scalar
      }
      membership.toggle(Int(bound & 0xFF))
    }
    if start <= ScalarSet.last { body(start, membership) }
  }

  private static func pages(
    of stretches: [Stretch]
  ) -> (numbers: MemoryBlock<UInt16>, pages: MemoryBlock<UInt8>) {
    let numbers = MemoryBlock<UInt16>(repeating: 0, count: 0x20_0000 >> 8)
    var pages: [UInt8] = []
    var uniform: [UInt8: UInt16] = [:]
    var index = 0
    for page in 0...ScalarSet.last >> 8 {
      let (start, end) = (page << 8, (page + 1) << 8)
      while index + 1 < stretches.count, stretches[index + 1].start <= start { index += 1 }
      let sort = stretches[index].sort
      let isUniform = index + 1 == stretches.count || stretches[index + 1].start >= end
      let number = UInt16(truncatingIfNeeded: pages.count >> 8)
      if isUniform, let shared = uniform[sort] {
        numbers[Int(page)] = shared
        continue
      }
      numbers[Int(page)] = number
      if isUniform {
        uniform[sort] = number
        pages.append(contentsOf: repeatElement(sort, count: 256))
        continue
      }
      while pages.count < (Int(number) + 1) << 8 {
        let scalar = start + UInt32(pages.count & 0xFF)
        if index + 1 < stretches.count, stretches[index + 1].start == scalar { index += 1 }
        pages.append(stretches[index].sort)
      }
    }
    return (numbers, MemoryBlock(copying: pages, filler: 0))
  }
}
