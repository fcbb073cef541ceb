internal import Foundation

extension Evaluator {
  /// The filters that make or change numbers.
  func convert(
    _ value: Value,
    _ arguments: CallArguments,
    _ filter: Filter
  ) throws(TemplateError) -> Value {
    let name = "do_" + filter.rawValue
    switch filter {
    case .abs:
      _ = try arguments.bound("abs", [])
      switch value {
      case .float(let float): return .float(Swift.abs(float))
      case .bigInteger(let digits):
        return .bigInteger(digits.hasPrefix("-") ? String(digits.dropFirst()) : digits)
      default:
        guard let index = value.index else {
          throw TemplateError(.type, "bad operand type for abs(): '\(value.typeName)'")
        }
        return index < 0 ? try negated(.integer(index)) : .integer(index)
      }
    case .int:
      let values = try arguments.bound(name, ["default", "base"])
      return try integer(
        from: value,
        fallback: values[0] ?? .integer(0),
        base: try integer(values[1], usual: 10)
      )
    case .float:
      let values = try arguments.bound(name, ["default"])
      if case .undefined(let undefined) = value { throw undefined.error }
      if let float = value.float { return .float(float) }
      guard case .string(let text) = value else { return values[0] ?? .float(0) }
      return Self.float(text).map { .float($0) } ?? values[0] ?? .float(0)
    case .round: return try rounded(value, try arguments.bound(name, ["precision", "method"]))
    default: throw TemplateError(.unsupported, "filter \(filter.rawValue) is not supported")
    }
  }

  private func integer(
    from value: Value,
    fallback: Value,
    base: Int
  ) throws(TemplateError) -> Value {
    if case .undefined(let undefined) = value { throw undefined.error }
    if let index = value.index { return .integer(index) }
    if case .bigInteger = value { return value }
    var float: Double?
    if case .string(let text) = value {
      if let integer = Self.integer(text, base: base) { return integer }
      float = Self.float(text)
    } else if case .float(let value) = value {
      float = value
    }
    guard let float, float.isFinite else { return fallback }
    let whole = float.rounded(.towardZero)
    return Int(exactly: whole).map { .integer($0) }
      ?? .bigInteger(String(format: "%.0f", whole))
  }

  /// What Python's `int` reads; nil where it raises an error.
  private static func integer(_ text: Text, base: Int) -> Value? {
    let bytes = text.bytes
    let start = Whitespace.leadingCount(bytes)
    let end = Whitespace.trimmedEnd(bytes)
    guard start < end, base == 0 || (2...36).contains(base) else { return nil }
    var digits = String(decoding: bytes.dropFirst(start).prefix(end - start), as: UTF8.self)
    var sign = ""
    if let first = digits.first, first == "-" || first == "+" {
      if digits.removeFirst() == "-" { sign = "-" }
    }
    var base = base
    let prefixes = ["0x": 16, "0o": 8, "0b": 2]
    if let prefixed = prefixes[digits.prefix(2).lowercased()], base == prefixed || base == 0 {
      base = prefixed
      digits.removeFirst(2)
      if digits.hasPrefix("_") { digits.removeFirst() }
    } else if base == 0 {
      base = 10
    }
    guard !digits.hasPrefix("_"), !digits.hasSuffix("_"), !digits.contains("__"),
      digits.first != "-", digits.first != "+"
    else { return nil }
    digits.removeAll { $0 == "_" }
    if let value = Int(sign + digits, radix: base) { return .integer(value) }
    guard base == 10, !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    let significant = digits.drop { $0 == "0" }
    return .bigInteger(sign + significant)
  }

  /// What Python's `float` reads; nil where it raises an error.
  static func float(_ text: Text) -> Double? {
    let bytes = text.bytes
    let start = Whitespace.leadingCount(bytes)
    let end = Whitespace.trimmedEnd(bytes)
    guard start < end else { return nil }
    var string = String(decoding: bytes.dropFirst(start).prefix(end - start), as: UTF8.self)
    switch string.lowercased() {
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    case "nan", "+nan", "-nan": return .nan
    default: break
    }
    guard !string.contains("__"), !string.hasPrefix("_"), !string.hasSuffix("_") else { return nil }
    string.removeAll { $0 == "_" }
    guard string.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }),
      string.utf8.contains(where: { (0x30...0x39).contains($0) })
    else { return nil }
    return Double(string)
  }

  private func rounded(_ value: Value, _ values: [Value?]) throws(TemplateError) -> Value {
    let method = try values[1].map { (value) throws(TemplateError) in try text(of: value).string }
    let precision = try integer(values[0], usual: 0)
    if case .undefined(let undefined) = value, let method, method != "common" {
      throw undefined.error
    }
    guard value.isNumber, let float = value.float else {
      throw TemplateError(
        .type,
        "type \(value.typeName) doesn't define __round__ method"
      )
    }
    let places = min(max(precision, -400), 400)
    switch method ?? "common" {
    case "common":
      guard case .float = value else {
        guard places < 0, let index = value.index else {
          return value.index.map { .integer($0) } ?? value
        }
        return .integer(try Self.rounded(index, places: -places))
      }
      guard float.isFinite else { return value }
      return .float(Self.rounded(float, places: places))
    case "ceil", "floor":
      let scale = pow(10.0, Double(places))
      let scaled = float * scale
      let whole = method == "ceil" ? ceil(scaled) : floor(scaled)
      guard whole.isFinite, scale > 0 else {
        throw TemplateError(.overflow, "cannot convert float infinity to integer")
      }
      return .float(whole / scale)
    case let other:
      _ = other
      throw TemplateError(.filterArgument, "method must be common, ceil or floor")
    }
  }

  /// The nearest number with that many decimals, the even one of two.
  private static func rounded(_ value: Double, places: Int) -> Double {
    if places >= 0 {
      return Double(String(format: "%.\(min(places, 330))f", value)) ?? value
    }
    let scale = pow(10.0, Double(-places))
    guard scale.isFinite else { return 0 }
    return (value / scale).rounded(.toNearestOrEven) * scale
  }

  private static func rounded(_ value: Int, places: Int) throws(TemplateError) -> Int {
    guard places < 19 else { return 0 }
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: scale)
    let doubled = remainder.magnitude.multipliedReportingOverflow(by: 2)
    let isUp =
      doubled.overflow || doubled.partialValue > scale
      || doubled.partialValue == scale && quotient % 2 != 0
    let (result, overflows) = (quotient + (isUp ? (value < 0 ? -1 : 1) : 0))
      .multipliedReportingOverflow(by: scale)
    guard !overflows else {
      throw TemplateError(.overflow, "integers beyond 64 bits are not computed with")
    }
    return result
  }
}
