/// A number as JSON has it, of any size.
package enum JSONNumber: Sendable, Hashable {
  /// An integer from -2⁶³ to 2⁶³-1.
  case integer(Int64)
  /// An integer from 2⁶³ to 2⁶⁴-1.
  case unsigned(UInt64)
  /// A number with a fraction or an exponent.
  case double(Double)
  /// A number that none of the others can hold, as its source text.
  case big(String)

  /// The number as the nearest double, or nil if it is beyond any double.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .double(let value): value
    case .big(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
  }
}
