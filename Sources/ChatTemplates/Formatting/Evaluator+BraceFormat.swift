extension Evaluator {
  /// `str.format`.
  func braceFormatted(
    _ format: Text,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Text {
    var automatic = 0
    return try braceFormatted(format, arguments, &automatic, level: 0)
  }

  /// `automatic`: the number of the next `{}`, or -1 once fields have been numbered.
  private func braceFormatted(
    _ format: Text,
    _ arguments: CallArguments,
    _ automatic: inout Int,
    level: Int
  ) throws(TemplateError) -> Text {
    guard level < 2 else { throw TemplateError(.value, "Max string recursion exceeded") }
    var result = Text().marked(format.isMarkup)
    let bytes = format.bytes
    let base = bytes.startIndex
    var index = base
    var start = base
    while index < bytes.endIndex {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") else {
        index += 1
        continue
      }
      result.append(format.slice(start - base..<index - base))
      if index + 1 < bytes.endIndex, bytes[index + 1] == byte {
        result.append(format.slice(index - base..<index + 1 - base))
        index += 2
        start = index
        continue
      }
      guard byte == UInt8(ascii: "{") else {
        throw TemplateError(.value, "Single '}' encountered in format string")
      }
      guard let end = fieldEnd(bytes, from: index + 1) else {
        throw TemplateError(
          .value,
          index + 1 == bytes.endIndex
            ? "Single '{' encountered in format string" : "expected '}' before end of string"
        )
      }
      let field = format.slice(index + 1 - base..<end - base)
      result.append(
        try replacementField(field, arguments, &automatic, level, format.isMarkup)
      )
      try charge(result.pieceCount)
      try checkLength(result.byteCount)
      index = end + 1
      start = index
    }
    result.append(format.slice(start - base..<bytes.count))
    return result
  }

  private func fieldEnd(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    var open = 1
    var isInBrackets = false
    for index in start..<bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "["): isInBrackets = true
      case UInt8(ascii: "]"): isInBrackets = false
      case UInt8(ascii: "{") where !isInBrackets: open += 1
      case UInt8(ascii: "}") where !isInBrackets:
        open -= 1
        if open == 0 { return index }
      default: break
      }
    }
    return nil
  }

  private func replacementField(
    _ field: Text,
    _ arguments: CallArguments,
    _ automatic: inout Int,
    _ level: Int,
    _ isMarkup: Bool
  ) throws(TemplateError) -> Text {
    let bytes = Array(field.bytes)
    var nameEnd = bytes.count
    var isInBrackets = false
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "[") { isInBrackets = true }
      if byte == UInt8(ascii: "]") { isInBrackets = false }
      if !isInBrackets, byte == UInt8(ascii: ":") || byte == UInt8(ascii: "!") {
        nameEnd = index
        break
      }
    }
    var value = try fieldValue(bytes[..<nameEnd], arguments, &automatic)
    var rest = nameEnd
    if rest < bytes.count, bytes[rest] == UInt8(ascii: "!") {
      guard rest + 1 < bytes.count else {
        throw TemplateError(.value, "end of string while looking for conversion specifier")
      }
      switch bytes[rest + 1] {
      case UInt8(ascii: "s"): value = .string(try text(of: value))
      case UInt8(ascii: "r"), UInt8(ascii: "a"):
        value = .string(try represented(value))
      default: throw TemplateError(.value, "Unknown conversion specifier")
      }
      rest += 2
      guard rest == bytes.count || bytes[rest] == UInt8(ascii: ":") else {
        throw TemplateError(.value, "expected ':' after conversion specifier")
      }
    }
    var specification = Text()
    if rest < bytes.count {
      specification = try braceFormatted(
        field.slice(rest + 1..<bytes.count),
        arguments,
        &automatic,
        level: level + 1
      )
    }
    let text = try formatted(value, by: specification)
    return isMarkup ? try escaped(text) : text
  }

  private func fieldValue(
    _ name: ArraySlice<UInt8>,
    _ arguments: CallArguments,
    _ automatic: inout Int
  ) throws(TemplateError) -> Value {
    let head = name.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") }
    let string = String(decoding: head, as: UTF8.self)
    var value: Value
    if head.isEmpty || head.allSatisfy({ (0x30...0x39).contains($0) }) {
      if head.isEmpty != (automatic >= 0), automatic != 0 {
        throw TemplateError(
          .value,
          head.isEmpty
            ? "cannot switch from manual field specification to automatic field numbering"
            : "cannot switch from automatic field numbering to manual field specification"
        )
      }
      let index = head.isEmpty ? automatic : Int(string) ?? .max
      automatic = head.isEmpty ? automatic + 1 : -1
      guard arguments.positional.indices.contains(index) else {
        throw TemplateError(
          .index,
          "Replacement index \(string) out of range for positional args tuple"
        )
      }
      value = arguments.positional[index]
    } else {
      guard let keyword = arguments.keyword(string) else {
        throw TemplateError(.key, Representation.quoted(Text(string)))
      }
      value = keyword
    }
    var rest = name.dropFirst(head.count)
    while let first = rest.first {
      if first == UInt8(ascii: ".") {
        let part = rest.dropFirst().prefix {
          $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[")
        }
        guard !part.isEmpty else { throw TemplateError(.value, "Empty attribute in format string") }
        let name = AttributeName(String(decoding: part, as: UTF8.self))
        value = try attribute(name, of: value)
        rest = rest.dropFirst(1 + part.count)
      } else {
        guard first == UInt8(ascii: "["), let close = rest.firstIndex(of: UInt8(ascii: "]")) else {
          throw TemplateError(.value, "Missing ']' in format string")
        }
        let part = rest[(rest.startIndex + 1)..<close]
        guard !part.isEmpty else { throw TemplateError(.value, "Empty attribute in format string") }
        let isIndex = part.allSatisfy { (0x30...0x39).contains($0) }
        let key = String(decoding: part, as: UTF8.self)
        value = try item(isIndex ? .integer(Int(key) ?? .max) : .string(key), of: value)
        rest = rest[(close + 1)...]
      }
    }
    return value
  }

  /// `format(value, specification)`.
  private func formatted(_ value: Value, by text: Text) throws(TemplateError) -> Text {
    if text.isEmpty { return try self.text(of: value) }
    guard value.isNumber || value.text != nil else {
      throw TemplateError(
        .type,
        "unsupported format string passed to \(value.typeName).__format__"
      )
    }
    let format = try specification(text)
    if case .string(let string) = value {
      guard format.type == nil || format.type == "s" else { throw unknown(format, value) }
      guard format.alignment != "=" else {
        throw TemplateError(.value, "'=' alignment not allowed in string format specifier")
      }
      let kept = format.precision.map { codePoints(0..<$0, of: string) } ?? string
      return try aligned(kept, format, usual: "<")
    }
    switch format.type {
    case "d", "x", "X", "o", "b", "n", nil:
      if let index = value.index {
        guard format.precision == nil else {
          throw TemplateError(.value, "Precision not allowed in integer format specifier")
        }
        return try aligned(format.number(index, type: format.type ?? "d"), format)
      }
      guard format.type == nil || format.type == "n" else { throw unknown(format, value) }
      guard let float = value.float, case .float = value else {
        return try aligned(try self.text(of: value), format, usual: ">")
      }
      if format.precision != nil { return try aligned(format.number(float, type: "g"), format) }
      let digits = Representation.float(float.magnitude)
      let isNegative = float.sign == .minus && !float.isNaN
      return try aligned(
        (isNegative ? "-" : format.sign == "-" ? "" : String(format.sign), digits),
        format
      )
    case "c":
      guard let index = value.index, let code = UInt32(exactly: index),
        let scalar = Unicode.Scalar(code)
      else { throw TemplateError(.overflow, "%c arg not in range(0x110000)") }
      return try aligned(Text(String(scalar)), format, usual: "<")
    case "e", "E", "f", "F", "g", "G", "%":
      guard let float = value.float else { throw unknown(format, value) }
      return try aligned(format.number(float, type: format.type ?? "f"), format)
    default: throw unknown(format, value)
    }
  }

  private func unknown(_ format: FormatSpecification, _ value: Value) -> TemplateError {
    let code = format.type.map { String($0) } ?? ""
    return TemplateError(
      .value,
      "Unknown format code '\(code)' for object of type '\(value.typeName)'"
    )
  }

  private func specification(_ text: Text) throws(TemplateError) -> FormatSpecification {
    var scalars = text.bytes.scalars[...]
    var format = FormatSpecification()
    let alignments: [Unicode.Scalar] = ["<", ">", "^", "="]
    if scalars.count > 1, alignments.contains(scalars[scalars.startIndex + 1]) {
      format.fill = scalars.removeFirst()
      format.alignment = scalars.removeFirst()
    } else if let first = scalars.first, alignments.contains(first) {
      format.alignment = scalars.removeFirst()
    }
    if let first = scalars.first, ["+", "-", " "].contains(first) {
      format.sign = scalars.removeFirst()
    }
    if scalars.first == "#" {
      format.isAlternate = true
      scalars.removeFirst()
    }
    if scalars.first == "0", format.alignment == nil {
      format.fill = "0"
      format.alignment = "="
    }
    func number() -> Int? {
      var value: Int?
      while let digit = scalars.first?.decimalDigit {
        value = min((value ?? 0) * 10 + digit, limits.textBytes * 2 + 1)
        scalars.removeFirst()
      }
      return value
    }
    format.width = number() ?? 0
    if scalars.first == "," || scalars.first == "_" { format.grouping = scalars.removeFirst() }
    if scalars.first == "." {
      scalars.removeFirst()
      guard let precision = number() else {
        throw TemplateError(.value, "Format specifier missing precision")
      }
      format.precision = precision
    }
    format.type = scalars.popFirst()
    guard scalars.isEmpty else { throw TemplateError(.value, "Invalid format specifier") }
    return format
  }
}
