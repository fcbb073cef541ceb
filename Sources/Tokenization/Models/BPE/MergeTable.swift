/// What two neighbouring tokens merge into, and how early.
///
/// A hash table with 64-bit keys (left id, right id) and 64-bit values (rank, new id). A value
/// compares as its rank does, so the merge engine keeps values and takes their minimum.
///
/// Most pairs that are looked up do not merge. A bucket is one cache line of four keys and their
/// values, all compared without a branch; unless it is full, one line read answers the question.
@safe final class MergeTable: @unchecked Sendable {
  /// The value of a pair that does not merge: greater than every other.
  static let none = UInt64.max
  private static let bucketSize = 4

  /// Four keys, their four values, and so on; a bucket is filled in order, and a free key is all
  /// ones.
  ///
  /// Filled before it is shared and only read afterwards, hence Sendable.
  private let buckets: MemoryBlock<UInt64>
  private let shift: UInt64
  private let mask: Int

  /// Makes an empty table that stays at most half full with `capacity` pairs.
  init(capacity: Int) {
    let count = ByteHash.slotCount(for: capacity) / Self.bucketSize
    buckets = MemoryBlock(repeating: Self.none, count: count * Self.bucketSize * 2)
    mask = count - 1
    shift = UInt64(64 - count.trailingZeroBitCount)
  }

  /// Enters a merge; a later one of the same pair replaces the earlier, as in the reference.
  func insert(left: Int32, right: Int32, rank: UInt32, merged: Int32) {
    insert(
      left: left,
      right: right,
      rank: rank,
      merged: merged,
      from: firstBucket(left: left, right: right)
    )
  }

  /// The first bucket that has the pair or room for it, now or until others are entered.
  ///
  /// Finding it waits for memory; so it is found for many pairs before they are entered.
  @inline(__always)
  func firstBucket(left: Int32, right: Int32) -> Int {
    let key = Self.key(left, right)
    // Safety: buckets are taken modulo their number; there is always a free place.
    var bucket = self.bucket(of: key)
    while true {
      let base = unsafe buckets.base + bucket &* Self.bucketSize &* 2
      if unsafe base[3] == .max || base[3] == key || base[2] == key || base[1] == key
        || base[0] == key
      {
        return bucket
      }
      bucket = (bucket &+ 1) & mask
    }
  }

  /// Enters a merge in `firstBucket` or behind it.
  func insert(left: Int32, right: Int32, rank: UInt32, merged: Int32, from firstBucket: Int) {
    let key = Self.key(left, right)
    // Safety: buckets are taken modulo their number; there is always a free place.
    var bucket = firstBucket & mask
    while true {
      let base = unsafe buckets.base + bucket &* Self.bucketSize &* 2
      for place in 0..<Self.bucketSize where unsafe base[place] == key || base[place] == .max {
        unsafe base[place] = key
        unsafe base[place &+ Self.bucketSize] =
          UInt64(rank) &<< 32 | UInt64(UInt32(bitPattern: merged))
        return
      }
      bucket = (bucket &+ 1) & mask
    }
  }

  /// The value of a pair of tokens, or `none`.
  @inline(__always)
  func value(_ left: Int32, _ right: Int32) -> UInt64 {
    let key = Self.key(left, right)
    // Safety: as in `insert`.
    var bucket = self.bucket(of: key)
    while true {
      let base = unsafe buckets.base + bucket &* Self.bucketSize &* 2
      let last = unsafe base[3]
      var value = Self.none
      value = unsafe base[0] == key ? base[4] : value
      value = unsafe base[1] == key ? base[5] : value
      value = unsafe base[2] == key ? base[6] : value
      value = unsafe last == key ? base[7] : value
      if value != Self.none || last == .max { return value }
      bucket = (bucket &+ 1) & mask
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
  private func bucket(of key: UInt64) -> Int {
    // A multiplication alone leaves neighbouring left ids in neighbouring buckets; folding the
    // upper half in first spreads both ids.
    Int(truncatingIfNeeded: ((key ^ (key &>> 29)) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }
}
