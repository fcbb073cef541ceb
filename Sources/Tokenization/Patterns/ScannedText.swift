/// Text under a word scanner: where runs of a category end.
///
/// A value of plain pointers, made anew for each word; everything in it is inlined away. All
/// positions are byte offsets at the beginning of a scalar, or `count`.
@safe struct ScannedText {
  let bytes: UnsafePointer<UInt8>
  let count: Int
  let classes: ScalarClasses

  /// Views `count` bytes, which must be valid UTF-8 and outlive the view.
  @inline(__always)
  init(_ bytes: UnsafePointer<UInt8>, count: Int, classes: ScalarClasses) {
    unsafe self.bytes = bytes
    self.count = count
    self.classes = classes
  }

  /// The byte at a position below `count`.
  @inline(__always)
  subscript(position: Int) -> UInt8 {
    // Safety: callers compare the position with `count` first.
    unsafe bytes[position]
  }

  /// The category of the scalar at a position below `count`, and where the next one begins.
  @inline(__always)
  func scalar(at position: Int) -> (set: CategorySet, end: Int) {
    let byte = self[position]
    if byte < 0x80 { return (classes.set(ofASCII: byte), position &+ 1) }
    return wideScalar(at: position)
  }

  /// The same, with no category at `count`.
  @inline(__always)
  func scalarIfAny(at position: Int) -> (set: CategorySet, end: Int) {
    position < count ? scalar(at: position) : ([], position)
  }

  /// The same for a scalar outside ASCII.
  @inline(__always)
  private func wideScalar(at position: Int) -> (set: CategorySet, end: Int) {
    let (scalar, end) = unsafe Self.wideScalar(in: bytes, at: position)
    return (classes.set(of: scalar), end)
  }

  /// A scalar outside ASCII in valid UTF-8, and where the next one begins.
  @inline(__always)
  static func wideScalar(
    in bytes: UnsafePointer<UInt8>,
    at position: Int
  ) -> (scalar: UInt32, end: Int) {
    // Safety: in valid UTF-8 the lead byte tells how many bytes follow it.
    let lead = UInt32(unsafe bytes[position])
    let second = UInt32(unsafe bytes[position &+ 1]) & 0x3F
    if lead < 0xE0 { return ((lead & 0x1F) &<< 6 | second, position &+ 2) }
    let third = second &<< 6 | UInt32(unsafe bytes[position &+ 2]) & 0x3F
    if lead < 0xF0 { return ((lead & 0x0F) &<< 12 | third, position &+ 3) }
    let fourth = third &<< 6 | UInt32(unsafe bytes[position &+ 3]) & 0x3F
    return ((lead & 0x07) &<< 18 | fourth, position &+ 4)
  }

  /// Where the scalars of `set` from `start` on end.
  @inline(__always)
  func end(ofRun set: CategorySet, from start: Int) -> Int {
    var position = start
    while position < count {
      let next = scalar(at: position)
      guard next.set.meets(set) else { return position }
      position = next.end
    }
    return position
  }

  /// Where the scalars of `set` from `start` on end, for a set that holds the letters and nothing
  /// else of ASCII: eight bytes at a time as long as they are such letters.
  @inline(__always)
  func end(ofLetterRun set: CategorySet, from start: Int) -> Int {
    var position = start
    while position &+ 8 <= count {
      // Safety: eight bytes are left.
      let word = unsafe UInt64(
        littleEndian: UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self)
      )
      let others = Self.markingOthersThanLetters(in: word)
      if others != 0 {
        position &+= others.trailingZeroBitCount &>> 3
        // Most words end here: at an ASCII byte that is no letter.
        return self[position] < 0x80 ? position : end(ofRun: set, from: position)
      }
      position &+= 8
    }
    return end(ofRun: set, from: position)
  }

  /// The highest bit of each of eight bytes that is not an ASCII letter.
  @inline(__always)
  static func markingOthersThanLetters(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let lowercased = (word & (0x7F &* ones)) | (0x20 &* ones)
    let fromA = lowercased &+ (0x80 &- 0x61) &* ones
    let aboveZ = lowercased &+ (0x80 &- 0x7B) &* ones
    return ~(fromA & ~aboveZ & ~word) & (0x80 &* ones)
  }

  /// The highest bit of each of eight bytes that is not a lowercase ASCII letter.
  @inline(__always)
  static func markingOthersThanLowercase(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let low = word & (0x7F &* ones)
    let fromA = low &+ (0x80 &- 0x61) &* ones
    let aboveZ = low &+ (0x80 &- 0x7B) &* ones
    return ~(fromA & ~aboveZ & ~word) & (0x80 &* ones)
  }

  /// Where `limit` scalars of `set` from `start` on end, or fewer if they are fewer.
  @inline(__always)
  func end(ofRun set: CategorySet, from start: Int, limit: Int) -> Int {
    var position = start
    var left = limit
    while position < count, left > 0 {
      let next = scalar(at: position)
      guard next.set.meets(set) else { return position }
      position = next.end
      left &-= 1
    }
    return position
  }

  /// Where the scalar before `end` begins; there must be one at or behind `start`.
  @inline(__always)
  func lastScalar(before end: Int, downTo start: Int) -> Int {
    var position = end &- 1
    while position > start, self[position] & 0xC0 == 0x80 { position &-= 1 }
    return position
  }
}
