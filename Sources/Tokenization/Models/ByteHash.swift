/// The hash of the open-addressed tables: multiply and fold, eight bytes at a time.
enum ByteHash {
  /// The hash of `count` bytes.
  @inline(__always)
  static func hash(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
    var position = 0
    let raw = unsafe UnsafeRawPointer(bytes)
    // Safety: each load ends at or before `count`.
    while position &+ 8 <= count {
      let chunk = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      state = mix(state ^ chunk)
      position &+= 8
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while position < count {
      tail |= UInt64(unsafe bytes[position]) &<< shift
      shift &+= 8
      position &+= 1
    }
    return mix(state ^ tail ^ (shift &<< 56))
  }

  /// Whether two places hold the same `count` bytes.
  @inline(__always)
  static func areEqual(
    _ first: UnsafePointer<UInt8>,
    _ second: UnsafePointer<UInt8>,
    count: Int
  ) -> Bool {
    let (left, right) = unsafe (UnsafeRawPointer(first), UnsafeRawPointer(second))
    var position = 0
    // Safety: each load ends at or before `count`.
    while position &+ 8 <= count {
      let here = unsafe left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let there = unsafe right.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      guard here == there else { return false }
      position &+= 8
    }
    while position < count {
      guard unsafe first[position] == second[position] else { return false }
      position &+= 1
    }
    return true
  }

  /// Spreads the bits of `value` over the whole word.
  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }

  /// The number of slots of a table for `count` entries: a power of two, at most half full.
  static func slotCount(for count: Int) -> Int {
    var slots = 16
    while slots < count &* 2 { slots &*= 2 }
    return slots
  }
}
