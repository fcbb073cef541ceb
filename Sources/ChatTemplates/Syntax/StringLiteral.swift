/// What a string literal stands for: Python's `unicode-escape`.
enum StringLiteral {
  /// The value of what stands between the quotes.
  static func value(of bytes: ArraySlice<UInt8>) throws(TemplateError) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "\\")) else { return Array(bytes) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard bytes[index] == UInt8(ascii: "\\") else {
        result.append(bytes[index])
        index += 1
        continue
      }
      index += 1
      guard index < bytes.endIndex else { throw TemplateError(.syntax, "\\ at end of string") }
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\n"): break
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): result.append(byte)
      case UInt8(ascii: "a"): result.append(7)
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "f"): result.append(12)
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "v"): result.append(11)
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        var value = UInt32(byte - 0x30)
        var count = 1
        while count < 3, index < bytes.endIndex, (0x30...0x37).contains(bytes[index]) {
          value = value * 8 + UInt32(bytes[index] - 0x30)
          index += 1
          count += 1
        }
        try append(value, to: &result)
      case UInt8(ascii: "x"): try appendHex(2, "x", bytes, &index, to: &result)
      case UInt8(ascii: "u"): try appendHex(4, "u", bytes, &index, to: &result)
      case UInt8(ascii: "U"): try appendHex(8, "U", bytes, &index, to: &result)
      case UInt8(ascii: "N"): try appendNamed(bytes, &index, to: &result)
      case 0x80...:
        // The reference first writes everything beyond ASCII as escapes, and the backslash before
        // one of them escapes the escape.
        let (scalar, length) = bytes.scalar(at: index - 1)
        index += length - 1
        result.append(contentsOf: Representation.escape(of: scalar).utf8)
      default:
        result.append(UInt8(ascii: "\\"))
        result.append(byte)
      }
    }
    return result
  }

  private static func append(_ value: UInt32, to result: inout [UInt8]) throws(TemplateError) {
    guard let scalar = Unicode.Scalar(value) else {
      throw TemplateError(
        .syntax,
        value > 0x10FFFF ? "illegal Unicode character" : "surrogates not allowed"
      )
    }
    result.append(scalar)
  }

  private static func appendHex(
    _ count: Int,
    _ letter: String,
    _ bytes: ArraySlice<UInt8>,
    _ index: inout Int,
    to result: inout [UInt8]
  ) throws(TemplateError) {
    let digits = bytes[index...].prefix(count)
    guard digits.count == count,
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
      digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit })
    else {
      let pattern = String(repeating: "X", count: count)
      throw TemplateError(.syntax, "truncated \\\(letter)\(pattern) escape")
    }
    index += count
    try append(value, to: &result)
  }

  private static func appendNamed(
    _ bytes: ArraySlice<UInt8>,
    _ index: inout Int,
    to result: inout [UInt8]
  ) throws(TemplateError) {
    throw TemplateError(.unsupported, "string escape \\N{name} is not supported")
  }
}
