extension JSONSyntax {
  /// Scans the string whose opening quote is next and puts it on the tape.
  mutating func scanString(_ text: Span<UInt8>) throws(JSONError) {
    append(JSONTape.word(JSONTape.string, UInt64(strings.count)))
    let start = strings.count
    strings.append(contentsOf: [0, 0, 0, 0])
    position += 1
    while true {
      guard position < text.count else { throw unexpected(text, Expectation.closingQuote) }
      let byte = text[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        endString(from: start)
        return
      case UInt8(ascii: "\\"): try scanEscape(text)
      case 0..<0x20:
        throw unexpected(text, Expectation.escapeForControl, code: .controlCharacter)
      case 0x20..<0x80:
        strings.append(byte)
        position += 1
      default:
        guard let scalar = decodeScalar(text, at: position) else { throw invalidUTF8(text) }
        strings.append(contentsOf: scalar.utf8)
        position += scalar.utf8.count
      }
    }
  }

  /// Writes the length of the string that begins at `start`, and its zero byte.
  mutating func endString(from start: Int) {
    // The lowest byte of `littleEndian` is the first in memory, whatever the machine's order.
    let length = UInt32(truncatingIfNeeded: strings.count - start - 4).littleEndian
    for place in 0..<4 { strings[start + place] = UInt8(truncatingIfNeeded: length >> (8 * place)) }
    strings.append(0)
  }

  private mutating func scanEscape(_ text: Span<UInt8>) throws(JSONError) {
    let start = position
    position += 1
    guard position < text.count else { throw unexpected(text, Expectation.escape) }
    switch text[position] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): strings.append(text[position])
    case UInt8(ascii: "b"): strings.append(0x08)
    case UInt8(ascii: "f"): strings.append(0x0C)
    case UInt8(ascii: "n"): strings.append(0x0A)
    case UInt8(ascii: "r"): strings.append(0x0D)
    case UInt8(ascii: "t"): strings.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      try scanUnicodeEscape(text, from: start)
      return
    default: throw unexpected(text, Expectation.escape, code: .invalidEscape)
    }
    position += 1
  }

  /// Scans the digits of a `\u` escape whose backslash is at `start`, and of the second escape of a
  /// surrogate pair.
  private mutating func scanUnicodeEscape(
    _ text: Span<UInt8>,
    from start: Int
  ) throws(JSONError) {
    let unit = try scanHexadecimalDigits(text)
    if let scalar = Unicode.Scalar(unit) {
      strings.append(contentsOf: scalar.utf8)
      return
    }
    let isHigh = unit < 0xDC00
    if isHigh, position + 1 < text.count, text[position] == UInt8(ascii: "\\"),
      text[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let low = try scanHexadecimalDigits(text)
      if 0xDC00...0xDFFF ~= low,
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      {
        strings.append(contentsOf: scalar.utf8)
        return
      }
    }
    throw JSONError(
      code: .loneSurrogate,
      byteOffset: start,
      found: Finding.loneSurrogate(unit),
      expected: Expectation.surrogatePair
    )
  }

  private mutating func scanHexadecimalDigits(_ text: Span<UInt8>) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < text.count else { throw unexpected(text, Expectation.hexadecimalDigits) }
      let byte = text[position]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw unexpected(text, Expectation.hexadecimalDigits, code: .invalidEscape)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
