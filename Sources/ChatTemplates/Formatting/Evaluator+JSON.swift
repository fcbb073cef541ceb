internal import JSON

extension Evaluator {
  /// The filter `tojson`: Python's `json.dumps`.
  ///
  /// The text keeps the field that the value is, without a range.
  func json(_ value: Value, _ arguments: CallArguments) throws(TemplateError) -> Text {
    var writer = JSONWriter(evaluator: self)
    if !arguments.isEmpty {
      let values = try arguments.bound(
        "tojson",
        ["ensure_ascii", "indent", "separators", "sort_keys"]
      )
      writer.ensuresASCII = try isTrue(values[0] ?? .boolean(false))
      writer.sortsKeys = try isTrue(values[3] ?? .boolean(false))
      switch values[1] ?? .none {
      case .none: break
      case .string(let text): writer.indent = Array(text.bytes)
      case let other:
        guard let width = other.index else {
          throw TemplateError(.type, "can't multiply sequence by non-int of type 'str'")
        }
        try checkLength(width)
        writer.indent = Array(repeating: 0x20, count: max(width, 0))
      }
      if writer.indent != nil { writer.itemSeparator = [0x2C] }
      if let separators = values[2], !separators.isNone {
        let parts = try items(of: separators)
        guard parts.count == 2 else {
          throw TemplateError(.value, "not enough values to unpack (expected 2)")
        }
        writer.itemSeparator = Array(try string(parts[0], "separator").bytes)
        writer.keySeparator = Array(try string(parts[1], "separator").bytes)
      }
    }
    try writer.write(value, level: 0)
    try charge(bytes: writer.bytes.count)
    return Text(TextSource(writer.bytes, field: field(of: value)))
  }

  /// The field of the context that a value is or was made of.
  func field(of value: Value) -> Field? {
    switch value {
    case .string(let text): return text.field
    case .list(let list):
      return list.field ?? list.items.lazy.compactMap { self.field(of: $0) }.first
    case .dictionary(let dictionary):
      return dictionary.field ?? dictionary.values.lazy.compactMap { self.field(of: $0) }.first
    default: return nil
    }
  }
}

/// Writes values as `json.dumps` does.
private struct JSONWriter {
  let evaluator: Evaluator
  var ensuresASCII = false
  var sortsKeys = false
  var indent: [UInt8]?
  var itemSeparator = Array(", ".utf8)
  var keySeparator = Array(": ".utf8)
  private(set) var bytes: [UInt8] = []

  init(evaluator: Evaluator) {
    self.evaluator = evaluator
  }

  mutating func write(_ value: Value, level: Int) throws(TemplateError) {
    try evaluator.charge(1)
    switch value {
    case .none: bytes += "null".utf8
    case .boolean(let boolean): bytes += (boolean ? "true" : "false").utf8
    case .integer(let integer): bytes += String(integer).utf8
    case .bigInteger(let digits): bytes += digits.utf8
    case .float(let float): bytes += JSONNumber.double(float).text.utf8
    case .string(let text): try write(text)
    case .list(let list) where list.kind.isAddable: try write(list.items, level)
    case .dictionary(let dictionary): try write(dictionary, level)
    default:
      throw TemplateError(
        .type,
        "Object of type \(value.typeName) is not JSON serializable"
      )
    }
  }

  private mutating func write(_ items: [Value], _ level: Int) throws(TemplateError) {
    guard !items.isEmpty else {
      bytes += "[]".utf8
      return
    }
    bytes.append(UInt8(ascii: "["))
    for (index, item) in items.enumerated() {
      if index > 0 { bytes += itemSeparator }
      try breakLine(level + 1)
      try write(item, level: level + 1)
    }
    try breakLine(level)
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func write(
    _ dictionary: DictionaryValue,
    _ level: Int
  ) throws(TemplateError) {
    guard dictionary.count > 0 else {
      bytes += "{}".utf8
      return
    }
    bytes.append(UInt8(ascii: "{"))
    var places = Array(dictionary.keys.indices)
    if sortsKeys { places = try sorted(dictionary.keys) }
    for (index, place) in places.enumerated() {
      if index > 0 { bytes += itemSeparator }
      try breakLine(level + 1)
      try write(try key(dictionary.keys[place]))
      bytes += keySeparator
      try write(dictionary.values[place], level: level + 1)
    }
    try breakLine(level)
    bytes.append(UInt8(ascii: "}"))
  }

  private func sorted(_ keys: [Value]) throws(TemplateError) -> [Int] {
    let pairs = try evaluator.list(
      keys.enumerated().map { (index, key) in
        .list(ListValue([key, .integer(index)], .tuple, depth: 2))
      }
    )
    let sorted = try evaluator.apply(
      .sort,
      to: pairs,
      CallArguments(keywords: [("attribute", .integer(0)), ("case_sensitive", .boolean(true))])
    )
    var places: [Int] = []
    for pair in try evaluator.items(of: sorted) {
      if case .list(let list) = pair, let place = list.items.last?.index { places.append(place) }
    }
    return places
  }

  private func key(_ value: Value) throws(TemplateError) -> Text {
    switch value {
    case .string(let text): return text
    case .none: return Text("null")
    case .boolean(let boolean): return Text(boolean ? "true" : "false")
    case .integer(let integer): return Text(String(integer))
    case .bigInteger(let digits): return Text(digits)
    case .float(let float): return Text(JSONNumber.double(float).text)
    default:
      throw TemplateError(
        .type,
        "keys must be str, int, float, bool or None, not \(value.typeName)"
      )
    }
  }

  private mutating func breakLine(_ level: Int) throws(TemplateError) {
    try evaluator.checkLength(bytes.count)
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<level {
      bytes += indent
      try evaluator.checkLength(bytes.count)
    }
  }

  private mutating func write(_ text: Text) throws(TemplateError) {
    try evaluator.charge(bytes: text.byteCount)
    try evaluator.checkLength(bytes.count + text.byteCount)
    let serializer = JSONSerializer(ensureASCII: ensuresASCII)
    guard ensuresASCII || needsEscape(text) else {
      bytes.append(UInt8(ascii: "\""))
      bytes += text.bytes
      bytes.append(UInt8(ascii: "\""))
      return
    }
    serializer.write(.string(text.string), to: &bytes)
  }

  private func needsEscape(_ text: Text) -> Bool {
    text.bytes.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }
  }
}
