/// What two neighbouring tokens merge into, and how early.
///
/// An open-addressed table with 64-bit keys (left id, right id) and 64-bit values (rank, new id).
/// A value compares as its rank does, so the merge engine keeps values and takes their minimum.
@safe final class MergeTable: @unchecked Sendable {
  /// The value of a pair that does not merge: greater than every other.
  static let none = UInt64.max

  /// Key and value by turns. Filled before it is shared and only read afterwards, hence Sendable.
  private let slots: MemoryBlock<UInt64>
  private let shift: UInt64
  private let mask: Int

  /// Makes an empty table that stays at most half full with `capacity` pairs.
  init(capacity: Int) {
    let count = ByteHash.slotCount(for: capacity)
    slots = MemoryBlock(repeating: .max, count: count * 2)
    mask = count - 1
    shift = UInt64(64 - count.trailingZeroBitCount)
  }

  /// Enters a merge; a later one of the same pair replaces the earlier, as in the reference.
  func insert(left: Int32, right: Int32, rank: UInt32, merged: Int32) {
    let key = Self.key(left, right)
    // Safety: slots are taken modulo their number; there is always a free one.
    let base = unsafe slots.base
    var position = Int(truncatingIfNeeded: slot(of: key))
    while unsafe base[position &* 2] != .max, unsafe base[position &* 2] != key {
      position = (position &+ 1) & mask
    }
    unsafe base[position &* 2] = key
    unsafe base[position &* 2 &+ 1] =
      UInt64(rank) &<< 32 | UInt64(UInt32(bitPattern: merged))
  }

  /// The value of a pair of tokens, or `none`.
  @inline(__always)
  func value(_ left: Int32, _ right: Int32) -> UInt64 {
    let key = Self.key(left, right)
    // Safety: as in `insert`.
    let base = unsafe slots.base
    var position = Int(truncatingIfNeeded: slot(of: key))
    while true {
      let found = unsafe base[position &* 2]
      if found == key { return unsafe base[position &* 2 &+ 1] }
      if found == .max { return Self.none }
      position = (position &+ 1) & mask
    }
  }

  /// The id that a pair with this value merges into.
  @inline(__always)
  static func merged(_ value: UInt64) -> Int32 {
    Int32(truncatingIfNeeded: value)
  }

  @inline(__always)
  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) &<< 32 | UInt64(UInt32(bitPattern: right))
  }

  @inline(__always)
  private func slot(of key: UInt64) -> UInt64 {
    // A multiplication alone leaves neighbouring left ids in neighbouring slots' reach; folding the
    // upper half in first spreads both ids.
    ((key ^ (key &>> 29)) &* 0x9E37_79B9_7F4A_7C15) &>> shift
  }
}
