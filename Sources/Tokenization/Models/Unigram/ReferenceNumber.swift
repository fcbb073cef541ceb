internal import JSON

/// Doubles as the reference reads them, which are not always the nearest to the number's text.
///
/// It takes the digits as a 64-bit integer, as far as they fit, and multiplies or divides that by a
/// power of ten. Both steps round. One score in four of a large vocabulary comes out one place off,
/// and sums of scores decide between tokens.
///
///     -13.529199600219727  ->  13529199600219727 / 10¹⁵  ->  -13.529199600219728
///
/// A double's text is taken to be the shortest one that stands for it, as nearly all writers have
/// it.
enum ReferenceNumber {
  /// The double of a number; nil if it is out of range.
  static func double(_ number: JSONNumber) -> Double? {
    switch number {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .double(let value): double(value.description.utf8)
    case .big(let text): double(text.utf8)
    }
  }

  /// The double of a number's text.
  private static func double(_ text: some Collection<UInt8>) -> Double? {
    var digits: UInt64 = 0
    var exponent = 0
    var isNegative = false
    var isFraction = false
    var isFull = false
    var written = text.makeIterator()
    while let byte = written.next() {
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."):
        isFraction = true
        isFull = false
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        let power = Int(String(decoding: IteratorSequence(written).map { $0 }, as: UTF8.self))
        // Beyond any double either way; the sum below must not overflow.
        exponent += min(max(power ?? 0, -1_000_000), 1_000_000)
        return scaled(digits, exponent, isNegative)
      default:
        if !isFull {
          let (tens, carry) = digits.multipliedReportingOverflow(by: 10)
          let (sum, overflow) = tens.addingReportingOverflow(UInt64(byte &- 48))
          isFull = carry || overflow
          if !isFull { digits = sum }
        }
        if isFull != isFraction { exponent += isFull ? 1 : -1 }
      }
    }
    return scaled(digits, exponent, isNegative)
  }

  private static func scaled(_ digits: UInt64, _ exponent: Int, _ isNegative: Bool) -> Double? {
    var value = Double(digits)
    var exponent = exponent
    while exponent < -308, value != 0 {
      value /= 1e308
      exponent += 308
    }
    if value != 0 {
      guard exponent <= 308 else { return nil }
      let power = powersOfTen[Int(exponent.magnitude)]
      value = exponent < 0 ? value / power : value * power
    }
    guard value.isFinite else { return nil }
    return isNegative ? -value : value
  }

  /// 10⁰ … 10³⁰⁸, each the nearest double.
  private static let powersOfTen: [Double] = (0...308).map { Double("1e\($0)") ?? .infinity }
}
