/// An open-addressed hash table from the bytes of a token to its id.
///
/// The table keeps ids and half of each hash only; the bytes lie in an arena that the caller
/// passes, so that several tables can share one.
@safe final class TokenIndex: @unchecked Sendable {
  /// Filled before it is shared and only read afterwards, hence Sendable.
  private let slots: MemoryBlock<Slot>
  private let mask: Int

  private struct Slot: BitwiseCopyable {
    var tag: UInt32
    var id: Int32
    var start: UInt32
    var length: Int32

    static let free = Slot(tag: 0, id: -1, start: 0, length: -1)
  }

  /// Makes an empty table that stays at most half full with `capacity` tokens.
  init(capacity: Int) {
    let count = ByteHash.slotCount(for: capacity)
    slots = MemoryBlock(repeating: .free, count: count)
    mask = count - 1
  }

  /// Enters a token that lies in the arena and returns the id it had before.
  ///
  /// At most `capacity` different tokens may be entered.
  @discardableResult
  func insert(start: UInt32, length: Int32, id: Int32, arena: MemoryBlock<UInt8>) -> Int32? {
    precondition(length >= 0 && Int(start) + Int(length) <= arena.count)
    // Safety: the token lies within the arena (checked above), slots are taken modulo their number,
    // and the table always has a free slot, so that the search ends.
    let bytes = unsafe UnsafePointer(arena.base + Int(start))
    let hash = unsafe ByteHash.hash(bytes, count: Int(length))
    let tag = UInt32(truncatingIfNeeded: hash &>> 32)
    var position = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = unsafe slots.base[position]
      if slot.length < 0 { break }
      if slot.tag == tag, slot.length == length,
        unsafe Self.equal(bytes, arena.base + Int(slot.start), count: Int(length))
      {
        unsafe slots.base[position].id = id
        return slot.id
      }
      position = (position &+ 1) & mask
    }
    unsafe slots.base[position] = Slot(tag: tag, id: id, start: start, length: length)
    return nil
  }

  /// The id of the token with these bytes.
  @inline(__always)
  func find(
    _ bytes: UnsafePointer<UInt8>,
    count: Int,
    arena: MemoryBlock<UInt8>
  ) -> Int32? {
    unsafe find(bytes, count: count, hash: ByteHash.hash(bytes, count: count), arena: arena)
  }

  /// A token that is looked up; its bytes must outlive it.
  @unsafe
  struct Query: BitwiseCopyable {
    var bytes: UnsafePointer<UInt8>
    var count: Int
    /// Set by `find`.
    var hash: UInt64 = 0
    /// What was found; -1 where there is no such token.
    var id: Int32 = -1

    init(_ bytes: UnsafePointer<UInt8>, count: Int) {
      unsafe self.bytes = unsafe bytes
      unsafe self.count = count
    }
  }

  /// Looks up many tokens.
  ///
  /// Each look-up waits for two places of memory that nothing was known of before. Here all are asked
  /// for first, so that the waiting overlaps.
  func find(_ queries: UnsafeMutableBufferPointer<Query>, arena: MemoryBlock<UInt8>) {
    let base = unsafe slots.base
    // Safety: as in `insert`; what is read ahead lies where the table says, within the arena.
    for position in 0..<queries.count {
      let query = unsafe queries[position]
      unsafe queries[position].hash = unsafe ByteHash.hash(query.bytes, count: query.count)
    }
    for position in 0..<queries.count {
      let slot = Int(truncatingIfNeeded: unsafe queries[position].hash) & mask
      unsafe queries[position].id = Int32(truncatingIfNeeded: base[slot].start)
    }
    for position in 0..<queries.count {
      let start = Int(UInt32(bitPattern: unsafe queries[position].id))
      if start < arena.count { unsafe queries[position].id = Int32(arena.base[start]) }
    }
    for position in 0..<queries.count {
      let query = unsafe queries[position]
      unsafe queries[position].id =
        unsafe find(query.bytes, count: query.count, hash: query.hash, arena: arena) ?? -1
    }
  }

  @inline(__always)
  private func find(
    _ bytes: UnsafePointer<UInt8>,
    count: Int,
    hash: UInt64,
    arena: MemoryBlock<UInt8>
  ) -> Int32? {
    // Safety: as in `insert`.
    let tag = UInt32(truncatingIfNeeded: hash &>> 32)
    let base = unsafe slots.base
    var position = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = unsafe base[position]
      if slot.length < 0 { return nil }
      if slot.tag == tag, Int(slot.length) == count,
        unsafe Self.equal(bytes, arena.base + Int(slot.start), count: count)
      {
        return slot.id
      }
      position = (position &+ 1) & mask
    }
  }

  @inline(__always)
  private static func equal(
    _ left: UnsafePointer<UInt8>,
    _ right: UnsafePointer<UInt8>,
    count: Int
  ) -> Bool {
    var position = 0
    let leftRaw = unsafe UnsafeRawPointer(left)
    let rightRaw = unsafe UnsafeRawPointer(right)
    // Safety: both sides have `count` bytes, and no load goes beyond.
    while position &+ 8 <= count {
      let a = unsafe leftRaw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let b = unsafe rightRaw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      if a != b { return false }
      position &+= 8
    }
    while position < count {
      if unsafe left[position] != right[position] { return false }
      position &+= 1
    }
    return true
  }
}
