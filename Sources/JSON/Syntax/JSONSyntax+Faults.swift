extension JSONSyntax {
  /// The fault at the present position, where `expected` may stand.
  func unexpected(
    _ text: Span<UInt8>,
    _ expected: String,
    code: JSONError.Code = .unexpectedCharacter
  ) -> JSONError {
    guard position < text.count else {
      return JSONError(
        code: .unexpectedEnd,
        byteOffset: position,
        found: Finding.endOfText,
        expected: expected
      )
    }
    guard let scalar = decodeScalar(text, at: position) else { return invalidUTF8(text) }
    return JSONError(
      code: code,
      byteOffset: position,
      found: Finding.scalar(scalar),
      expected: expected
    )
  }

  /// The fault of bytes at the present position that are not UTF-8.
  func invalidUTF8(_ text: Span<UInt8>) -> JSONError {
    JSONError(
      code: .invalidUTF8,
      byteOffset: position,
      found: Finding.byte(text[position]),
      expected: Expectation.utf8
    )
  }

  /// Whether the text goes on with `word`.
  func has(_ text: Span<UInt8>, _ word: String) -> Bool {
    var offset = position
    for byte in word.utf8 {
      guard offset < text.count, text[offset] == byte else { return false }
      offset += 1
    }
    return true
  }

  /// The scalar at `offset`, or nil if no well-formed one begins there (Unicode, table 3-7).
  func decodeScalar(_ text: Span<UInt8>, at offset: Int) -> Unicode.Scalar? {
    let lead = text[offset]
    let (length, smallest): (Int, UInt32)
    switch lead {
    case 0x00...0x7F: return Unicode.Scalar(lead)
    case 0xC2...0xDF: (length, smallest) = (2, 0x80)
    case 0xE0...0xEF: (length, smallest) = (3, 0x800)
    case 0xF0...0xF4: (length, smallest) = (4, 0x10000)
    default: return nil
    }
    guard length <= text.count - offset else { return nil }
    // The lead's own bits: 5, 4 or 3 of them.
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for next in offset + 1..<offset + length {
      guard text[next] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(text[next] & 0x3F)
    }
    // Overlong forms are below `smallest`; surrogates and what exceeds U+10FFFF are no scalars.
    return value >= smallest ? Unicode.Scalar(value) : nil
  }
}
