/// Bytes that texts are made of, and where they came from.
final class TextSource: Sendable {
  /// Whole code points in UTF-8; those of a part of the context are all strings of its text, each
  /// behind its length.
  let bytes: [UInt8]
  /// Whether every byte is a code point; false where that is not known.
  let isASCII: Bool
  /// What the bytes were made of; or the message or variable whose strings they are.
  private let origin: Field?
  /// Whether the bytes are the context's own.
  let isExact: Bool
  /// The number of the source in its rendering; -1 for what was made while it ran.
  let number: Int32

  /// Makes a source of new bytes that were made of `field`.
  init(_ bytes: [UInt8], field: Field? = nil) {
    self.bytes = bytes
    origin = field
    isExact = false
    isASCII = bytes.isASCII
    number = -1
  }

  /// Makes the source of a template's literals.
  init(literals: [UInt8]) {
    bytes = literals
    origin = nil
    isExact = false
    isASCII = literals.isASCII
    number = Passage.literals
  }

  /// Makes the source of a message or variable: `strings` are all those of its text.
  init(strings: [UInt8], of root: Field, number: Int32) {
    bytes = strings
    origin = root
    isExact = true
    isASCII = false
    self.number = number
  }

  static let empty = TextSource([])

  /// The string of the context that a byte is or was made of; nil for the template's own.
  func field(at offset: Int32) -> Field? {
    isExact ? origin?.string(at: Int(offset)) : origin
  }

  /// The message of that string.
  var message: Int? { origin?.message }
  /// Whether the bytes are or were made of the context's.
  var hasField: Bool { origin != nil }
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

extension UnsafeBufferPointer<UInt8> {
  /// The number of code points in valid UTF-8, eight bytes at a time.
  var codePointCount: Int {
    guard let start = unsafe UnsafeRawPointer(baseAddress) else { return 0 }
    var result = count
    var place = 0
    // Safe: each word ends within the buffer.
    // Most texts are ASCII.
    while place &+ 128 <= count {
      var bits = unsafe start.loadUnaligned(fromByteOffset: place, as: SIMD16<UInt64>.self)
      bits &= SIMD16(repeating: 0x8080_8080_8080_8080)
      if bits != SIMD16() { break }
      place &+= 128
    }
    while place &+ 32 <= count {
      let first = unsafe start.loadUnaligned(fromByteOffset: place, as: SIMD4<UInt64>.self)
      // The bytes 10xxxxxx go on with a code point; most texts are ASCII.
      if (first[0] | first[1] | first[2] | first[3]) & 0x8080_8080_8080_8080 != 0 {
        let continued = first & ~(first &<< 1) & 0x8080_8080_8080_8080
        for part in 0..<4 { result &-= continued[part].nonzeroBitCount }
      }
      place &+= 32
    }
    while place &+ 8 <= count {
      let word = unsafe start.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // The bytes 10xxxxxx go on with a code point.
      let continued = word & ~(word &<< 1) & 0x8080_8080_8080_8080
      if continued != 0 { result &-= continued.nonzeroBitCount }
      place &+= 8
    }
    while place < count {
      if unsafe self[place].isContinuation { result &-= 1 }
      place &+= 1
    }
    return result
  }
}
