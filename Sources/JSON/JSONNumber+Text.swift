extension JSONNumber {
  /// The number as Python's `json.dumps` writes it.
  package var text: String {
    switch self {
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .double(let value): Self.text(of: value)
    case .big(let text): text
    }
  }

  /// The double as Python's `repr` writes it, NaN and the infinities as its `json` does.
  ///
  /// The digits are the fewest that give the double back, and Swift's description has the
  /// same; but Python writes an exponent where Swift still writes 2⁵⁴, and two digits of it.
  ///
  ///     1e15 → 1000000000000000.0    1e16 → 1e+16    0.0001 → 0.0001    0.00001 → 1e-05
  private static func text(of value: Double) -> String {
    guard value.isFinite else {
      return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }
    let sign = value.sign == .minus ? "-" : ""
    guard value != 0 else { return sign + "0.0" }
    let (digits, pointPlace) = decimal(of: value.magnitude)
    switch pointPlace {
    case -3...0:
      return sign + "0." + String(repeating: "0", count: -pointPlace) + digits
    case 1...16 where digits.utf8.count > pointPlace:
      return sign + digits.prefix(pointPlace) + "." + digits.dropFirst(pointPlace)
    case 1...16:
      let zeros = String(repeating: "0", count: pointPlace - digits.utf8.count)
      return sign + digits + zeros + ".0"
    default:
      let fraction = digits.utf8.count > 1 ? "." + digits.dropFirst() : ""
      let exponent = pointPlace - 1
      let width = exponent.magnitude < 10 ? "0" : ""
      return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+") + width
        + String(exponent.magnitude)
    }
  }

  /// The shortest digits, without zeros at either end, and how many of them stand before the
  /// point (0.00123 has "123" and -2).
  private static func decimal(of value: Double) -> (digits: String, pointPlace: Int) {
    let parts = value.description.split(separator: "e")
    let mantissa = parts.first ?? "0"
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let whole = mantissa.prefix { $0 != "." }
    var digits = Substring(mantissa.filter { $0 != "." })
    var pointPlace = whole.utf8.count + exponent
    while digits.first == "0" {
      digits.removeFirst()
      pointPlace -= 1
    }
    while digits.last == "0" { digits.removeLast() }
    return (String(digits), pointPlace)
  }
}
