extension Evaluator {
  /// `value.name`: an attribute, else an item, else undefined.
  func attribute(_ name: AttributeName, of value: Value) throws(TemplateError) -> Value {
    if case .dictionary(let dictionary) = value, !name.isMappingMethod {
      if let member = dictionary.value(of: name.text) { return member }
      return missing(.string(name.text), in: value)
    }
    if case .undefined(let undefined) = value, !Methods.isSpecial(name.string) {
      throw undefined.error
    }
    if let attribute = try ownAttribute(name.string, of: value) { return attribute }
    if case .dictionary(let dictionary) = value, let member = dictionary.value(of: name.text) {
      return member
    }
    return missing(.string(name.text), in: value)
  }

  /// `value[key]`: an item, else an attribute, else undefined.
  func item(_ key: Value, of value: Value) throws(TemplateError) -> Value {
    switch value {
    case .undefined(let undefined): throw undefined.error
    case .dictionary(let dictionary):
      if case .string(let text) = key {
        if let member = dictionary.value(of: text) { return member }
      } else if let hashed = HashedKey(key), let member = dictionary.value(of: hashed) {
        return member
      }
    case .list(let list) where list.isIndexable:
      if let index = key.index {
        let place = index < 0 ? index + list.items.count : index
        if list.items.indices.contains(place) { return list.items[place] }
      }
    case .string(let text):
      if let index = key.index {
        try charge(bytes: text.byteCount)
        let count = text.count
        let place = index < 0 ? index + count : index
        if place >= 0, place < count { return .string(codePoints(place..<place + 1, of: text)) }
      }
    default: break
    }
    if case .string(let text) = key, let attribute = try ownAttribute(text.string, of: value) {
      return attribute
    }
    return missing(key, in: value)
  }

  /// What an attribute or item that is not there gives.
  func missing(_ key: Value, in value: Value) -> Value {
    let type = value.objectTypeName
    if case .string(let text) = key {
      return .undefined(
        UndefinedValue(
          "\(Representation.quoted(Text(type))) has no attribute"
            + " \(Representation.quoted(text))"
        )
      )
    }
    let printed = (try? representation(of: key)) ?? []
    return .undefined(
      UndefinedValue(
        "\(type) has no element \(String(decoding: printed, as: UTF8.self))"
      )
    )
  }

  /// What Python's `getattr` gives; nil if there is nothing.
  private func ownAttribute(_ name: String, of value: Value) throws(TemplateError) -> Value? {
    switch value {
    case .loop(let loop):
      if let attribute = LoopAttribute(rawValue: name) {
        return try self.value(of: try loop.value(of: attribute, in: self))
      }
    case .namespace(let namespace):
      if let number = knownNumber(ofName: name), let attribute = namespace.value(of: number) {
        return try self.value(of: attribute)
      }
    case .function(let function):
      if let attribute = try self.attribute(name, of: function) { return attribute }
    default: break
    }
    let (methods, unsafe) = Methods.names(of: value)
    if unsafe.contains(name) || Methods.isSpecial(name) {
      let type = value.typeName
      return .undefined(
        UndefinedValue(
          "access to attribute \(Representation.quoted(Text(name))) of"
            + " \(Representation.quoted(Text(type))) object is unsafe.",
          .security
        )
      )
    }
    return methods.contains(name) ? .function(FunctionValue(.method(value, name))) : nil
  }

  private func attribute(
    _ name: String,
    of function: FunctionValue
  ) throws(TemplateError) -> Value? {
    switch function.kind {
    case .macro(let macro):
      let body = macro.signature
      switch name {
      case "name": return body.name.map { .string($0) } ?? Value.none
      case "arguments": return try list(body.parameters.map { .string($0.text) })
      case "catch_kwargs": return .boolean(body.usesKeywords)
      case "catch_varargs": return .boolean(body.usesPositional)
      case "caller": return .boolean(body.usesCaller)
      case "explicit_caller":
        return .boolean(body.parameters.contains { $0.text == "caller" })
      default: return nil
      }
    case .global("dict") where name == "fromkeys":
      return .function(FunctionValue(.global("dict.fromkeys")))
    default: return nil
    }
  }

  // MARK: Slices

  /// `value[a:b:c]` by the values of the three bounds.
  func slice(_ value: Value, _ parts: [Value]) throws(TemplateError) -> Value {
    switch value {
    case .undefined(let undefined): throw undefined.error
    case .string(let text):
      try charge(bytes: text.byteCount)
      let (indices, step) = try places(parts, count: text.count)
      guard step != 1 else {
        return .string(codePoints(indices.lower..<max(indices.lower, indices.upper), of: text))
      }
      let scalars = text.bytes.scalars
      var bytes: [UInt8] = []
      try forEach(indices, step) { bytes.append(scalars[$0]) }
      return .string(text.rewritten(bytes))
    case .list(let list) where list.isIndexable:
      return .list(
        ListValue(
          try slice(list.items, parts),
          list.kind,
          depth: list.depth,
          field: nil,
          message: list.message
        )
      )
    case .dictionary: throw TemplateError(.type, "unhashable type: 'slice'")
    default: throw TemplateError(.type, "'\(value.typeName)' object is not subscriptable")
    }
  }

  func slice<Item>(_ items: [Item], _ parts: [Value]) throws(TemplateError) -> [Item] {
    let (indices, step) = try places(parts, count: items.count)
    var result: [Item] = []
    try forEach(indices, step) { result.append(items[$0]) }
    try charge(result.count)
    return result
  }

  /// The same of operands.
  func slice(_ items: Row<Operand>, _ parts: [Value]) throws(TemplateError) -> Row<Operand> {
    let (indices, step) = try places(parts, count: items.count)
    let result = Row<Operand>(capacity: items.count)
    try forEach(indices, step) { result.append(items[$0]) }
    try charge(result.count)
    return result
  }

  /// The part of a text with these code points.
  func codePoints(_ range: Range<Int>, of text: Text) -> Text {
    if text.isASCII { return text.slice(range) }
    let start = text.byteOffset(ofCodePoint: range.lowerBound)
    return text.slice(start..<max(start, text.byteOffset(ofCodePoint: range.upperBound)))
  }

  private func forEach(
    _ indices: (lower: Int, upper: Int),
    _ step: Int,
    _ body: (Int) -> Void
  ) throws(TemplateError) {
    var index = indices.lower
    while step > 0 ? index < indices.upper : index > indices.upper {
      body(index)
      let (next, overflows) = index.addingReportingOverflow(step)
      if overflows { return }
      index = next
    }
  }

  private func places(
    _ parts: [Value],
    count: Int
  ) throws(TemplateError) -> (indices: (lower: Int, upper: Int), step: Int) {
    func number(_ part: Value) throws(TemplateError) -> Int? {
      switch part {
      case .none: return nil
      case .bigInteger(let digits): return digits.hasPrefix("-") ? .min : .max
      default:
        guard let index = part.index else {
          throw TemplateError(
            .type,
            "slice indices must be integers or None or have an __index__ method"
          )
        }
        return index
      }
    }
    let (start, stop) = (try number(parts[0]), try number(parts[1]))
    let step = try number(parts[2]) ?? 1
    guard step != 0 else { throw TemplateError(.value, "slice step cannot be zero") }
    let (lowest, highest) = step > 0 ? (0, count) : (-1, count - 1)
    let clamp = { (index: Int) in
      min(
        max(index < 0 ? index.addingReportingOverflow(count).partialValue : index, lowest),
        highest
      )
    }
    let lower = start.map(clamp) ?? (step > 0 ? 0 : count - 1)
    let upper = stop.map(clamp) ?? (step > 0 ? count : -1)
    return ((lower, upper), step)
  }
}
