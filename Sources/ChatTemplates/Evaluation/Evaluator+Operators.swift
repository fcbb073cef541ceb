internal import Foundation

extension Evaluator {
  /// The result of an operator of arithmetic.
  func compute(
    _ operation: Expression.Operator,
    _ left: Value,
    _ right: Value
  ) throws(TemplateError) -> Value {
    if case .undefined(let undefined) = left { throw undefined.error }
    if operation == .remainder, case .string(let format) = left {
      return .string(try formatted(format, with: right))
    }
    if case .undefined(let undefined) = right { throw undefined.error }
    switch (left, right) {
    case (.string(let left), .string(let right)) where operation == .add:
      return .string(try concatenated(left, right))
    case (.list(let left), .list(let right))
    where operation == .add && left.kind == right.kind && left.kind.isAddable:
      try charge(left.items.count)
      return try list(left.items + right.items, left.kind)
    default: break
    }
    if let result = try computeNumbers(operation, left, right) { return result }
    if operation == .multiply {
      if let result = try repeated(left, right) { return result }
      if let result = try repeated(right, left) { return result }
    }
    throw mismatch(operation, left, right)
  }

  private func mismatch(
    _ operation: Expression.Operator,
    _ left: Value,
    _ right: Value
  ) -> TemplateError {
    if operation == .add {
      switch left {
      case .string(let text) where !text.isMarkup:
        return TemplateError(
          .type,
          "can only concatenate str (not \"\(right.typeName)\") to str"
        )
      case .list(let list) where list.kind.isAddable:
        return TemplateError(
          .type,
          "can only concatenate \(list.kind.rawValue) (not \"\(right.typeName)\") to"
            + " \(list.kind.rawValue)"
        )
      default: break
      }
    }
    let symbol = operation == .power ? "** or pow()" : operation.rawValue
    return TemplateError(
      .type,
      "unsupported operand type(s) for \(symbol): '\(left.typeName)' and '\(right.typeName)'"
    )
  }

  /// Both texts; if one is Markup, it escapes the other.
  func concatenated(_ left: Text, _ right: Text) throws(TemplateError) -> Text {
    try checkLength(left.byteCount + right.byteCount)
    try charge(left.pieceCount + right.pieceCount)
    var result = left
    if left.isMarkup || right.isMarkup {
      result = try escaped(left)
      result.append(try escaped(right))
    } else {
      result.append(right)
    }
    return result
  }

  private func repeated(_ value: Value, _ count: Value) throws(TemplateError) -> Value? {
    switch value {
    case .string(let text):
      let count = try repetitions(count, of: value)
      return .string(try repeated(text, count))
    case .list(let items) where items.kind.isAddable:
      let count = try repetitions(count, of: value)
      let (total, overflows) = items.items.count.multipliedReportingOverflow(by: count)
      try charge(overflows ? limits.steps : total)
      var result: [Value] = []
      if !items.items.isEmpty {
        result.reserveCapacity(total)
        for _ in 0..<count { result += items.items }
      }
      return try list(result, items.kind)
    default: return nil
    }
  }

  /// The text that many times.
  func repeated(_ text: Text, _ count: Int) throws(TemplateError) -> Text {
    let (total, overflows) = text.byteCount.multipliedReportingOverflow(by: count)
    try checkLength(overflows ? Int.max : total)
    try charge(bytes: total)
    guard text.byteCount > 0, count > 0 else { return Text().marked(text.isMarkup) }
    if text.field == nil {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(total)
      let unit = text.bytes
      for _ in 0..<count { bytes += unit }
      var piece = Piece(TextSource(bytes))
      piece.message = text.first.message
      return Text(piece).marked(text.isMarkup)
    }
    try charge(count * text.pieceCount)
    var result = Text().marked(text.isMarkup)
    for _ in 0..<count { result.append(text) }
    return result
  }

  private func repetitions(_ count: Value, of value: Value) throws(TemplateError) -> Int {
    if case .bigInteger = count {
      throw TemplateError(.overflow, "cannot fit 'int' into an index-sized integer")
    }
    guard let count = count.index else {
      throw TemplateError(
        .type,
        "can't multiply sequence by non-int of type '\(count.typeName)'"
      )
    }
    return max(count, 0)
  }

  // MARK: Numbers

  private func computeNumbers(
    _ operation: Expression.Operator,
    _ left: Value,
    _ right: Value
  ) throws(TemplateError) -> Value? {
    if let leftInteger = left.index, let rightInteger = right.index {
      return try compute(operation, leftInteger, rightInteger)
    }
    guard left.isNumber, right.isNumber else { return nil }
    guard let leftFloat = left.float, let rightFloat = right.float else {
      throw Self.integerTooLarge
    }
    switch (left, right) {
    case (.float, _), (_, .float): break
    default: throw Self.integerTooLarge
    }
    return .float(try compute(operation, leftFloat, rightFloat))
  }

  private static let integerTooLarge = TemplateError(
    .overflow,
    "integers beyond 64 bits are not computed with"
  )

  private func compute(
    _ operation: Expression.Operator,
    _ left: Int,
    _ right: Int
  ) throws(TemplateError) -> Value {
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .divide:
      guard right != 0 else { throw TemplateError(.zeroDivision, "division by zero") }
      return .float(Double(left) / Double(right))
    case .floorDivide:
      guard right != 0 else {
        throw TemplateError(.zeroDivision, "integer division or modulo by zero")
      }
      result = left.dividedReportingOverflow(by: right)
      if !result.overflow, left % right != 0, (left < 0) != (right < 0) {
        return .integer(result.partialValue - 1)
      }
    case .remainder:
      guard right != 0 else {
        throw TemplateError(.zeroDivision, "integer modulo by zero")
      }
      let remainder = right == -1 ? 0 : left % right
      return .integer(
        remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder
      )
    case .power:
      if right < 0 {
        guard left != 0 else {
          throw TemplateError(.zeroDivision, "0.0 cannot be raised to a negative power")
        }
        return .float(pow(Double(left), Double(right)))
      }
      return .integer(try power(left, right))
    }
    guard !result.overflow else { throw Self.integerTooLarge }
    return .integer(result.partialValue)
  }

  private func power(_ base: Int, _ exponent: Int) throws(TemplateError) -> Int {
    if base == 0 || base == 1 { return exponent == 0 ? 1 : base }
    if base == -1 { return exponent % 2 == 0 ? 1 : -1 }
    var result = 1
    for _ in 0..<min(exponent, 64) {
      let (next, overflows) = result.multipliedReportingOverflow(by: base)
      guard !overflows else { throw Self.integerTooLarge }
      result = next
    }
    return result
  }

  private func compute(
    _ operation: Expression.Operator,
    _ left: Double,
    _ right: Double
  ) throws(TemplateError) -> Double {
    switch operation {
    case .add: return left + right
    case .subtract: return left - right
    case .multiply: return left * right
    case .divide:
      guard right != 0 else { throw TemplateError(.zeroDivision, "float division by zero") }
      return left / right
    case .floorDivide:
      guard right != 0 else {
        throw TemplateError(.zeroDivision, "float floor division by zero")
      }
      return floor((left - remainder(left, right)) / right + 0.5)
    case .remainder:
      guard right != 0 else { throw TemplateError(.zeroDivision, "float modulo") }
      return remainder(left, right)
    case .power:
      guard left != 0 || right >= 0 else {
        throw TemplateError(.zeroDivision, "0.0 cannot be raised to a negative power")
      }
      let result = pow(left, right)
      guard result.isFinite || !left.isFinite || !right.isFinite else {
        if left < 0, result.isNaN {
          throw TemplateError(.unsupported, "complex numbers are not supported")
        }
        throw TemplateError(.overflow, "(34, 'Numerical result out of range')")
      }
      return result
    }
  }

  /// Python's `%`: the sign is that of `right`.
  private func remainder(_ left: Double, _ right: Double) -> Double {
    let remainder = fmod(left, right)
    if remainder != 0 {
      return (remainder < 0) != (right < 0) ? remainder + right : remainder
    }
    return right < 0 ? -0.0 : 0.0
  }

  func negated(_ value: Value) throws(TemplateError) -> Value {
    switch value {
    case .float(let float): return .float(-float)
    case .bigInteger(let digits):
      return .bigInteger(digits.hasPrefix("-") ? String(digits.dropFirst()) : "-" + digits)
    default:
      guard let integer = try number(value, for: "-").index else { return value }
      guard integer != .min else { throw Self.integerTooLarge }
      return .integer(-integer)
    }
  }

  func unsigned(_ value: Value) throws(TemplateError) -> Value {
    let value = try number(value, for: "+")
    return value.index.map { .integer($0) } ?? value
  }

  private func number(_ value: Value, for symbol: String) throws(TemplateError) -> Value {
    if case .undefined(let undefined) = value { throw undefined.error }
    guard value.isNumber else {
      throw TemplateError(.type, "bad operand type for unary \(symbol): '\(value.typeName)'")
    }
    return value
  }
}

extension Value {
  var isNumber: Bool {
    switch self {
    case .boolean, .integer, .bigInteger, .float: true
    default: false
    }
  }

  /// A number as the nearest float.
  var float: Double? {
    switch self {
    case .float(let float): float
    case .bigInteger(let digits): Double(digits)
    default: index.map { Double($0) }
    }
  }
}

extension ListValue.Kind {
  var isAddable: Bool { self == .list || self == .tuple }
}
