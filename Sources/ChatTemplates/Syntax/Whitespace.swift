/// What Python takes for whitespace, in UTF-8.
enum Whitespace {
  /// Whether `str.isspace` says so.
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9...13, 28...32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default: false
    }
  }

  /// The number of bytes of the whitespace that begins at an address in UTF-8; nil where another code
  /// point does.
  // Safe: whole code points of UTF-8 stand there.
  static func length(at start: UnsafePointer<UInt8>) -> Int32? {
    let first = unsafe start.pointee
    if first < 0x80 { return (9...13).contains(first) || (28...32).contains(first) ? 1 : nil }
    if first == 0xC2 {
      let second = unsafe start[1]
      return second == 0x85 || second == 0xA0 ? 2 : nil
    }
    guard (0xE1...0xE3).contains(first) else { return nil }
    let (second, third) = unsafe (UInt32(start[1] & 0x3F), UInt32(start[2] & 0x3F))
    let value = UInt32(first & 0x0F) << 12 | second << 6 | third
    return Unicode.Scalar(value).map(contains) == true ? 3 : nil
  }

  /// The same for the whitespace that ends before an address.
  static func length(before end: UnsafePointer<UInt8>) -> Int32? {
    var start = unsafe end - 1
    while unsafe start.pointee.isContinuation { unsafe start -= 1 }
    return unsafe length(at: start)
  }

  /// The number of bytes of whitespace at the start.
  static func leadingCount(_ bytes: ArraySlice<UInt8>) -> Int {
    var cursor = bytes.startIndex
    while cursor < bytes.endIndex {
      let (scalar, length) = bytes.scalar(at: cursor)
      guard contains(scalar) else { break }
      cursor += length
    }
    return cursor - bytes.startIndex
  }

  /// The number of bytes before the whitespace at the end.
  static func trimmedEnd(_ bytes: ArraySlice<UInt8>) -> Int {
    var end = bytes.endIndex
    while end > bytes.startIndex {
      let start = bytes.scalarStart(before: end)
      guard contains(bytes.scalar(at: start).scalar) else { break }
      end = start
    }
    return end - bytes.startIndex
  }
}

extension ArraySlice<UInt8> {
  /// The code point that begins at `index`, and its number of bytes.
  ///
  /// What is not UTF-8 reads as U+FFFD of one byte.
  func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
    let byte = self[index]
    if byte < 0x80 { return (Unicode.Scalar(byte), 1) }
    let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
    guard byte >= 0xC2, index + length <= endIndex else { return ("\u{FFFD}", 1) }
    var value = UInt32(byte) & (0x7F >> UInt32(length))
    for place in index + 1..<index + length { value = value << 6 | UInt32(self[place] & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }

  /// Where the code point that ends at `end` begins.
  func scalarStart(before end: Int) -> Int {
    var index = end - 1
    while index > startIndex, self[index].isContinuation { index -= 1 }
    return index
  }

  /// The code points.
  var scalars: [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(count)
    var index = startIndex
    while index < endIndex {
      let (scalar, length) = scalar(at: index)
      result.append(scalar)
      index += length
    }
    return result
  }
}

extension [UInt8] {
  /// Appends a code point in UTF-8.
  mutating func append(_ scalar: Unicode.Scalar) {
    append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
