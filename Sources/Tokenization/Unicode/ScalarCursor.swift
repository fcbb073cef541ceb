/// Reads the scalars of UTF-8 bytes one after another, forwards.
///
/// Never reads outside the bytes it was given: a byte that begins no whole sequence is one U+FFFD.
/// The working texts of this module are valid UTF-8, so that is a safety net and not a feature.
// Safe: every index is compared with the buffer's count before it is read; that the buffer outlives
// the cursor is the word of the `unsafe` that made it.
@safe
struct ScalarCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// The byte offset of the next scalar.
  private(set) var offset: Int

  /// Begins at `offset`; the bytes must outlive the cursor.
  @unsafe
  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int = 0) {
    unsafe self.bytes = unsafe bytes
    self.offset = offset
  }

  /// The next scalar, or nil at the end.
  @inline(__always)
  mutating func next() -> UInt32? {
    guard unsafe offset < bytes.count else { return nil }
    // Safe: `byte` answers 0 past the end, and `offset` only grows by what was there.
    let lead = UInt32(byte(0))
    if lead < 0x80 {
      offset += 1
      return lead
    }
    return nextMultibyte(lead)
  }

  @inline(__always)
  private mutating func nextMultibyte(_ lead: UInt32) -> UInt32 {
    let second = UInt32(byte(1))
    guard lead >= 0xC2, second & 0xC0 == 0x80 else { return replacement() }
    if lead < 0xE0 {
      offset += 2
      return (lead & 0x1F) << 6 | second & 0x3F
    }
    let third = UInt32(byte(2))
    guard third & 0xC0 == 0x80 else { return replacement() }
    if lead < 0xF0 {
      offset += 3
      return (lead & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
    }
    let fourth = UInt32(byte(3))
    let scalar = (lead & 0x07) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
    guard fourth & 0xC0 == 0x80, scalar < 0x11_0000 else { return replacement() }
    offset += 4
    return scalar
  }

  @inline(__always)
  private func byte(_ distance: Int) -> UInt8 {
    // Safety: the index is compared with the count in the same expression.
    unsafe offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  private mutating func replacement() -> UInt32 {
    offset += 1
    return 0xFFFD
  }
}

extension [UInt8] {
  /// Calls `body` with each scalar and the range of its bytes.
  @inline(__always)
  func forEachScalar<Failure: Error>(
    _ body: (UInt32, Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    while start < count {
      let (scalar, width) = scalar(at: start)
      try body(scalar, start..<start + width)
      start += width
    }
  }

  /// The scalar whose bytes begin at `offset`, and their count.
  @inline(__always)
  func scalar(at offset: Int) -> (scalar: UInt32, width: Int) {
    let lead = UInt32(self[offset])
    if lead < 0x80 { return (lead, 1) }
    return unsafe withUnsafeBufferPointer { buffer in
      // Safety: the cursor stays inside the buffer, and does not outlive this closure.
      var cursor = unsafe ScalarCursor(buffer, at: offset)
      let scalar = cursor.next() ?? 0xFFFD
      return (scalar, cursor.offset - offset)
    }
  }

  /// Appends the UTF-8 form of `scalar`; returns how many bytes that took.
  @inline(__always)
  @discardableResult
  mutating func append(scalar: UInt32) -> Int {
    if scalar < 0x80 {
      append(UInt8(truncatingIfNeeded: scalar))
      return 1
    }
    if scalar < 0x800 {
      append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
      append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
      return 2
    }
    if scalar < 0x1_0000 {
      append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
      append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
      append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
      return 3
    }
    append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18 & 0x07))
    append(0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F))
    append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
    append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
    return 4
  }
}
