internal import Foundation

/// How a value is formatted: what `%` and `str.format` have in common.
struct FormatSpecification {
  var fill: Unicode.Scalar = " "
  /// One of `<`, `>`, `^` and `=`; nil for the type's own.
  var alignment: Unicode.Scalar?
  /// One of `-`, `+` and a space.
  var sign: Unicode.Scalar = "-"
  var isAlternate = false
  var grouping: Unicode.Scalar?
  var width = 0
  var precision: Int?
  var type: Unicode.Scalar?

  /// The digits of an integer with its sign and prefix.
  func number(_ value: Int, type: Unicode.Scalar) -> (sign: String, digits: String) {
    let magnitude = value.magnitude
    let digits: String
    let prefix: String
    switch type {
    case "x": (digits, prefix) = (String(magnitude, radix: 16), "0x")
    case "X": (digits, prefix) = (String(magnitude, radix: 16, uppercase: true), "0X")
    case "o": (digits, prefix) = (String(magnitude, radix: 8), "0o")
    case "b": (digits, prefix) = (String(magnitude, radix: 2), "0b")
    default: (digits, prefix) = (String(magnitude), "")
    }
    return (signText(isNegative: value < 0) + (isAlternate ? prefix : ""), grouped(digits))
  }

  /// The digits of a float with its sign.
  func number(_ value: Double, type: Unicode.Scalar) -> (sign: String, digits: String) {
    let sign = signText(isNegative: value.sign == .minus && !value.isNaN)
    let isUpper = type == "F" || type == "E" || type == "G"
    guard value.isFinite else {
      let word = value.isNaN ? "nan" : "inf"
      return (sign, isUpper ? word.uppercased() : word)
    }
    let precision = min(precision ?? 6, 1000)
    let text: String
    if type == "%" {
      text = String(format: "%.\(precision)f", value.magnitude * 100) + "%"
    } else {
      text = String(format: "%\(isAlternate ? "#" : "").\(precision)\(type)", value.magnitude)
    }
    return (sign, grouped(text))
  }

  private func signText(isNegative: Bool) -> String {
    isNegative ? "-" : sign == "-" ? "" : String(sign)
  }

  private func grouped(_ digits: String) -> String {
    guard let grouping else { return digits }
    let whole = digits.prefix { $0.isHexDigit && $0 != "e" }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { result.unicodeScalars.append(grouping) }
      result.append(digit)
    }
    return result + digits.dropFirst(whole.count)
  }
}

extension Evaluator {
  /// A text filled up to a format's width.
  func aligned(
    _ text: Text,
    _ format: FormatSpecification,
    usual: Unicode.Scalar
  ) throws(TemplateError) -> Text {
    let missing = format.width - text.count
    guard missing > 0 else { return text }
    try checkLength(missing)
    let fill = try repeated(Text(String(format.fill)), 1)
    let left: Int
    switch format.alignment ?? usual {
    case "<": left = 0
    case "^": left = missing / 2
    default: left = missing
    }
    var result = try repeated(fill, left)
    result.append(text)
    result.append(try repeated(fill, missing - left))
    return result
  }

  func aligned(
    _ number: (sign: String, digits: String),
    _ format: FormatSpecification
  ) throws(TemplateError) -> Text {
    let missing = format.width - number.sign.utf8.count - number.digits.utf8.count
    if format.alignment == "=", missing > 0 {
      try checkLength(missing)
      var result = Text(number.sign)
      result.append(try repeated(Text(String(format.fill)), missing))
      result.append(Text(number.digits))
      return result
    }
    return try aligned(Text(number.sign + number.digits), format, usual: ">")
  }
}
