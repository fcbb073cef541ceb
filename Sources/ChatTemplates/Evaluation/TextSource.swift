/// Bytes that texts are made of, and where they came from.
final class TextSource: Sendable {
  /// Whole code points in UTF-8.
  let bytes: [UInt8]
  /// Whether every byte is a code point.
  let isASCII: Bool
  /// The string of the context that the bytes are or were made of; nil for the template's own.
  let field: Field?
  /// Whether the bytes are the field's, at the same places.
  let isExact: Bool

  /// `isExact`: whether `bytes` are all the bytes of `field`.
  init(_ bytes: [UInt8], field: Field? = nil, isExact: Bool = false) {
    self.bytes = bytes
    self.field = field
    self.isExact = isExact
    isASCII = bytes.isASCII
  }

  static let empty = TextSource([])
}

extension Collection<UInt8> {
  /// Whether every byte is ASCII.
  var isASCII: Bool {
    var bits: UInt8 = 0
    for byte in self { bits |= byte }
    return bits < 0x80
  }

  /// The number of code points in valid UTF-8.
  var codePointCount: Int {
    var count = 0
    for byte in self { count &+= byte.isContinuation ? 0 : 1 }
    return count
  }
}
