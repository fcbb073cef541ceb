/// The bits of a deflate stream, the lowest of each byte first.
@safe struct BitReader {
  /// The next bits, the first one lowest.
  private(set) var bits: UInt64 = 0
  private var bitCount = 0
  private var next: Int
  private let bytes: UnsafeRawBufferPointer

  /// Begins at a byte of a stream, which must outlive the reader.
  init(_ bytes: UnsafeRawBufferPointer, at start: Int) {
    unsafe self.bytes = bytes
    next = start
  }

  /// Makes sure that 56 bits are there; behind the last byte there are zeros.
  @inline(__always)
  mutating func refill() {
    // Eight bytes from `next` on are there.
    if unsafe next &+ 8 <= bytes.count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: next, as: UInt64.self)
      bits |= UInt64(littleEndian: word) &<< UInt64(truncatingIfNeeded: bitCount)
      next &+= (63 &- bitCount) &>> 3
      bitCount |= 56
      return
    }
    while bitCount < 56 {
      // `next` is a place of the bytes.
      let byte = unsafe next < bytes.count ? bytes[next] : 0
      bits |= UInt64(byte) &<< UInt64(truncatingIfNeeded: bitCount)
      next &+= 1
      bitCount &+= 8
    }
  }

  /// Leaves bits behind, at most as many as are there.
  @inline(__always)
  mutating func drop(_ count: UInt32) {
    bits &>>= UInt64(count)
    bitCount &-= Int(count)
  }

  /// Takes bits, at most as many as are there.
  @inline(__always)
  mutating func take(_ count: UInt32) -> Int {
    let value = bits & (1 &<< UInt64(count) &- 1)
    drop(count)
    return Int(truncatingIfNeeded: value)
  }

  /// The first byte of which no bit was left behind; behind the end where more was read than there is.
  var place: Int { next &- bitCount &>> 3 }
}
