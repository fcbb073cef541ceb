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
    var text: [UInt8] = value.sign == .minus ? [UInt8(ascii: "-")] : []
    text.reserveCapacity(25)
    guard value != 0 else { return String(decoding: text + "0.0".utf8, as: UTF8.self) }
    let (digits, pointPlace) = decimal(of: value.magnitude)
    switch pointPlace {
    case -3...0:
      text += "0.".utf8
      text += repeatElement(zero, count: -pointPlace)
      text += digits
    case 1...16 where digits.count > pointPlace:
      text += digits[..<pointPlace]
      text.append(point)
      text += digits[pointPlace...]
    case 1...16:
      text += digits
      text += repeatElement(zero, count: pointPlace - digits.count)
      text += ".0".utf8
    default:
      text += digits.prefix(1)
      if digits.count > 1 { text.append(point) }
      text += digits.dropFirst()
      let exponent = pointPlace - 1
      text += (exponent < 0 ? "e-" : "e+").utf8
      if exponent.magnitude < 10 { text.append(zero) }
      text += String(exponent.magnitude).utf8
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let zero = UInt8(ascii: "0")
  private static let point = UInt8(ascii: ".")

  /// The shortest digits, without zeros at either end, and how many of them stand before the
  /// point (0.00123 has "123" and -2).
  private static func decimal(of value: Double) -> (digits: ArraySlice<UInt8>, pointPlace: Int) {
    let text = Array(value.description.utf8)
    let end = text.firstIndex(of: UInt8(ascii: "e")) ?? text.count
    let exponent = Int(String(decoding: text[end...].dropFirst(), as: UTF8.self)) ?? 0
    let whole = text[..<end].firstIndex(of: point) ?? end
    var digits = text[..<end]
    if whole < end { digits.remove(at: whole) }
    var pointPlace = whole + exponent
    while digits.first == zero {
      digits.removeFirst()
      pointPlace -= 1
    }
    while digits.last == zero { digits.removeLast() }
    return (Array(digits)[...], pointPlace)
  }
}
