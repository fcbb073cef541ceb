/// The characters and the white space at a place in UTF-8 text.
enum TextEdges {
  /// The scalar whose bytes end at `end`; nil at the start of the text.
  static func scalar(
    endingAt end: Int,
    in text: UnsafeBufferPointer<UInt8>
  ) -> Unicode.Scalar? {
    var start = end - 1
    // Safety: positions are checked against 0 and the count.
    while start > 0, end - start < 4, unsafe text[start] & 0xC0 == 0x80 { start -= 1 }
    return start < 0 ? nil : unsafe scalar(startingAt: start, in: text)
  }

  /// The scalar whose bytes start at `start`; nil at the end of the text.
  static func scalar(
    startingAt start: Int,
    in text: UnsafeBufferPointer<UInt8>
  ) -> Unicode.Scalar? {
    guard start < text.count else { return nil }
    var iterator = unsafe UnsafeBufferPointer(rebasing: text[start...].prefix(4)).makeIterator()
    var decoder = Unicode.UTF8()
    guard case .scalarValue(let scalar) = unsafe decoder.decode(&iterator) else { return nil }
    return scalar
  }

  /// Where the white space begins that ends at `end`.
  static func startOfSpace(endingAt end: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var start = end
    while let scalar = unsafe scalar(endingAt: start, in: text), scalar.properties.isWhitespace {
      start -= UTF8.width(scalar)
    }
    return start
  }

  /// Where the white space ends that begins at `start`.
  static func endOfSpace(startingAt start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var end = start
    while let scalar = unsafe scalar(startingAt: end, in: text), scalar.properties.isWhitespace {
      end += UTF8.width(scalar)
    }
    return end
  }
}

extension Unicode.Scalar {
  /// Whether the scalar is a word character: alphabetic, a mark, a decimal digit, connecting
  /// punctuation or a join control, as of Unicode 16.
  var isWord: Bool {
    guard let age = properties.age, age <= (16, 0) else { return false }
    if properties.isAlphabetic || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      return true
    default: return false
    }
  }
}
