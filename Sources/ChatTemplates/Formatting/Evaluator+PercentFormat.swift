extension Evaluator {
  /// `format % value`.
  func formatted(_ format: Text, with value: Value) throws(TemplateError) -> Text {
    var arguments: [Value] = [value]
    var isTuple = false
    if case .list(let list) = value, list.kind == .tuple {
      (arguments, isTuple) = (list.items, true)
    }
    var used = 0
    var usedMapping = false
    var result = Text().marked(format.isMarkup)
    let bytes = format.bytes
    let base = bytes.startIndex
    var index = base
    var start = base

    func nextArgument() throws(TemplateError) -> Value {
      guard used < arguments.count else {
        throw TemplateError(.type, "not enough arguments for format string")
      }
      used += 1
      return arguments[used - 1]
    }

    while index < bytes.endIndex {
      guard bytes[index] == UInt8(ascii: "%") else {
        index += 1
        continue
      }
      result.append(format.slice(start - base..<index - base))
      var specification = FormatSpecification()
      let scalars = bytes[(index + 1)...].prefix(256).scalars
      var place = 0
      var subject: Value?
      if place < scalars.count, scalars[place] == "(" {
        var level = 1
        var name = ""
        place += 1
        while place < scalars.count {
          if scalars[place] == "(" { level += 1 }
          if scalars[place] == ")" { level -= 1 }
          if level == 0 { break }
          name.unicodeScalars.append(scalars[place])
          place += 1
        }
        place += 1
        guard !isTuple, value.isMappingForFormat else {
          throw TemplateError(.type, "format requires a mapping")
        }
        usedMapping = true
        subject = try mappingItem(name, of: value)
      }
      try parse(scalars, &place, &specification) { () throws(TemplateError) in
        try nextArgument()
      }
      guard place < scalars.count else { throw TemplateError(.value, "incomplete format") }
      let type = scalars[place]
      index += 1 + scalars[...place].reduce(0) { $0 + String($1).utf8.count }
      start = index
      if type == "%" {
        result.append(Text("%"))
        continue
      }
      let argument: Value
      if let subject { argument = subject } else { argument = try nextArgument() }
      result.append(try formatted(argument, specification, type, format.isMarkup))
      try charge(result.pieceCount)
      try checkLength(result.byteCount)
    }
    result.append(format.slice(start - base..<bytes.count))
    if used < arguments.count, !usedMapping, isTuple || !value.isMappingForFormat {
      throw TemplateError(.type, "not all arguments converted during string formatting")
    }
    return result
  }

  private func mappingItem(_ name: String, of value: Value) throws(TemplateError) -> Value {
    if case .dictionary(let dictionary) = value {
      if let item = dictionary.value(of: Text(name)) { return item }
      throw TemplateError(.key, Representation.quoted(Text(name)))
    }
    if case .undefined(let undefined) = value { throw undefined.error }
    throw TemplateError(.type, "list indices must be integers or slices, not str")
  }

  private func parse(
    _ scalars: [Unicode.Scalar],
    _ place: inout Int,
    _ specification: inout FormatSpecification,
    _ next: () throws(TemplateError) -> Value
  ) throws(TemplateError) {
    var isLeft = false
    var isZero = false
    flags: while place < scalars.count {
      switch scalars[place] {
      case "-": isLeft = true
      case "0": isZero = true
      case "+": specification.sign = "+"
      case " ": if specification.sign == "-" { specification.sign = " " }
      case "#": specification.isAlternate = true
      default: break flags
      }
      place += 1
    }
    if let width = try number(scalars, &place, next) {
      if width < 0 { isLeft = true }
      specification.width = Int(clamping: width.magnitude)
    }
    if place < scalars.count, scalars[place] == "." {
      place += 1
      specification.precision = max(0, try number(scalars, &place, next) ?? 0)
    }
    if isLeft {
      specification.alignment = "<"
    } else if isZero {
      specification.alignment = "="
      specification.fill = "0"
    }
    while place < scalars.count, ["h", "l", "L"].contains(scalars[place]) { place += 1 }
  }

  private func number(
    _ scalars: [Unicode.Scalar],
    _ place: inout Int,
    _ next: () throws(TemplateError) -> Value
  ) throws(TemplateError) -> Int? {
    if place < scalars.count, scalars[place] == "*" {
      place += 1
      guard let width = try next().index else { throw TemplateError(.type, "* wants int") }
      return width
    }
    var value: Int?
    while place < scalars.count, let digit = scalars[place].decimalDigit {
      value = min((value ?? 0) * 10 + digit, limits.textBytes * 2 + 1)
      place += 1
    }
    return value
  }

  private func formatted(
    _ value: Value,
    _ specification: FormatSpecification,
    _ type: Unicode.Scalar,
    _ isMarkup: Bool
  ) throws(TemplateError) -> Text {
    var specification = specification
    switch type {
    case "s", "r", "a":
      if specification.alignment == "=" {
        specification.alignment = ">"
        specification.fill = " "
      }
      var text = type == "s" ? try text(of: value) : try represented(value)
      if isMarkup { text = try escaped(text) }
      if let precision = specification.precision { text = codePoints(0..<precision, of: text) }
      return try aligned(text, specification, usual: ">")
    case "c":
      if let index = value.index {
        guard let code = UInt32(exactly: index), let scalar = Unicode.Scalar(code) else {
          throw TemplateError(.overflow, "%c arg not in range(0x110000)")
        }
        return try aligned(Text(String(scalar)), specification, usual: ">")
      }
      guard case .string(let text) = value, text.count == 1 else {
        throw TemplateError(.type, "%c requires int or char")
      }
      return try aligned(text, specification, usual: ">")
    case "d", "i", "u", "x", "X", "o":
      var value = value
      if case .float(let float) = value, ["d", "i", "u"].contains(type) {
        guard float.isFinite else {
          throw TemplateError(
            float.isNaN ? .value : .overflow,
            "cannot convert float \(float.isNaN ? "NaN" : "infinity") to integer"
          )
        }
        value = try apply(.int, to: value, CallArguments())
      }
      if case .bigInteger(let digits) = value {
        return try aligned(Text(digits), specification, usual: ">")
      }
      if case .undefined(let undefined) = value, type == "d" || type == "i" || type == "u" {
        throw undefined.error
      }
      guard let index = value.index else {
        let kind = ["d", "i", "u"].contains(type) ? "a real number" : "an integer"
        throw TemplateError(
          .type,
          "%\(type) format: \(kind) is required, not \(value.typeName)"
        )
      }
      var number = specification.number(index, type: type)
      if let precision = specification.precision, number.digits.utf8.count < precision {
        try checkLength(precision)
        number.digits =
          String(repeating: "0", count: precision - number.digits.utf8.count) + number.digits
      }
      return try aligned(number, specification)
    case "e", "E", "f", "F", "g", "G":
      if case .undefined(let undefined) = value { throw undefined.error }
      guard let float = value.float else {
        throw TemplateError(.type, "must be real number, not \(value.typeName)")
      }
      return try aligned(specification.number(float, type: type), specification)
    default:
      let code = String(type.value, radix: 16)
      throw TemplateError(.value, "unsupported format character '\(type)' (0x\(code))")
    }
  }
}

extension Value {
  /// Whether `%` takes its names from the value.
  fileprivate var isMappingForFormat: Bool {
    switch self {
    case .dictionary, .undefined: true
    case .list(let list): list.kind == .list || list.kind == .range
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// The value of an ASCII digit.
  var decimalDigit: Int? {
    ("0"..."9").contains(self) ? Int(value) - 0x30 : nil
  }
}
