extension JSONError: CustomStringConvertible {
  /// The sentence with its place: `expected a value, found "x" at byte offset 7`.
  package var description: String {
    code == .outOfMemory ? sentence : "\(sentence) at byte offset \(byteOffset)"
  }

  /// The sentence without the place, for callers that name the place themselves.
  package var sentence: String {
    code == .outOfMemory ? "no memory for \(expected)" : "expected \(expected), found \(found)"
  }
}

/// The words for what may stand at a place.
enum Expectation {
  static let value = "a value"
  static let valueOrEnd = #"a value or "]""#
  static let valueAfterComma = #"a value after ",""#
  static let valueAfterColon = #"a value after ":""#
  static let valueNotSpecial = "a value (NaN and Infinity are not JSON)"
  static let keyOrEnd = #"a key in double quotes or "}""#
  static let keyAfterComma = #"a key in double quotes after ",""#
  static let colon = #"":" after the key"#
  static let commaOrEndOfArray = #""," or "]" after the value"#
  static let commaOrEndOfObject = #""," or "}" after the value"#
  static let end = "nothing after the value"
  static let digitAfterMinus = #"a digit after "-""#
  static let digitAfterPoint = "a digit after the decimal point"
  static let digitOfExponent = "a digit in the exponent"
  static let nothingAfterZero = "no digit after a leading 0"
  static let closingQuote = "the string's closing double quote"
  static let escapeForControl = "an escape in place of a control character"
  static let escape = #"one of " \ / b f n r t u after the backslash"#
  static let hexadecimalDigits = #"four hexadecimal digits after "\u""#
  static let surrogatePair = "both halves of a surrogate pair"
  static let utf8 = "valid UTF-8"

  static func literal(_ name: String) -> String { "\"\(name)\"" }
  static func depth(_ maximum: Int) -> String {
    "at most \(maximum) levels of arrays and objects"
  }
  static func length(_ maximum: Int) -> String { "a text of at most \(maximum) bytes" }
  static func memory(_ byteCount: Int) -> String { "parsing a text of \(byteCount) bytes" }
}

/// The words for what stands at a place.
enum Finding {
  static let endOfText = "the end of the text"
  static let deeper = "one more"

  /// A visible ASCII character in quotes, any other scalar as `U+000A`.
  static func scalar(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": "a double quote"
    case "!"..."~": "\"\(scalar)\""
    default: "U+" + hexadecimal(scalar.value, width: 4)
    }
  }

  static func byte(_ byte: UInt8) -> String { "the byte 0x" + hexadecimal(UInt32(byte), width: 2) }
  static func loneSurrogate(_ unit: UInt32) -> String {
    "\\u" + hexadecimal(unit, width: 4) + " alone"
  }
  static func length(_ byteCount: Int) -> String { "\(byteCount)" }

  private static func hexadecimal(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
