internal import JSON

extension Evaluator {
  /// The filter `tojson` for an array or object of the context, written from where it stands.
  ///
  /// - Returns: nil where a value must be made of it: its keys do not all differ, or a message's
  ///   reasoning has other names.
  func json(_ place: RecordPlace) throws(TemplateError) -> Operand? {
    var bytes: [UInt8] = []
    guard try write(place, to: &bytes) else { return nil }
    try charge(bytes: bytes.count)
    let source = TextSource(bytes, field: field(of: place))
    return other(.string(Text(source)))
  }

  /// It recurses as deep as the value, which a JSON parser has bounded.
  private func write(_ place: RecordPlace, to bytes: inout [UInt8]) throws(TemplateError) -> Bool {
    let isObject = isObject(place)
    if isObject, reasoningIndex(of: place) != nil || !hasDistinctKeys(place) { return false }
    bytes.append(UInt8(ascii: isObject ? "{" : "["))
    var (index, end) = inner(of: place)
    var isFirst = true
    while index < end {
      if !isFirst { bytes += ", ".utf8 }
      isFirst = false
      if isObject {
        try write(key(in: place.source, at: index), to: &bytes)
        bytes += ": ".utf8
        index += 1
      }
      let operand = try operand(in: place.source, at: index)
      guard try write(operand, to: &bytes) else { return false }
      index = self.index(behind: index, in: place.source)
    }
    bytes.append(UInt8(ascii: isObject ? "}" : "]"))
    return true
  }

  private func write(_ operand: Operand, to bytes: inout [UInt8]) throws(TemplateError) -> Bool {
    try charge(1)
    try checkLength(bytes.count)
    switch operand {
    case .none: bytes += "null".utf8
    case .boolean(let boolean): bytes += (boolean ? "true" : "false").utf8
    case .integer(let integer): bytes += String(integer).utf8
    case .string(let passage): try write(passage, to: &bytes)
    case .record(let place): return try write(place, to: &bytes)
    case .other(let box):
      switch box.object.value {
      case .bigInteger(let digits): bytes += digits.utf8
      case .float(let float): bytes += JSONNumber.double(float).text.utf8
      default: return false
      }
    default: return false
    }
    return true
  }

  private func write(_ passage: Passage, to bytes: inout [UInt8]) throws(TemplateError) {
    try charge(bytes: passage.count)
    try checkLength(bytes.count + passage.count)
    let text = unsafe self.bytes(of: passage)
    guard unsafe text.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else {
      bytes.append(UInt8(ascii: "\""))
      unsafe bytes.append(contentsOf: text)
      bytes.append(UInt8(ascii: "\""))
      return
    }
    let string = unsafe String(decoding: text, as: UTF8.self)
    JSONSerializer(ensureASCII: false).write(.string(string), to: &bytes)
  }

  /// Whether no key of a small object comes twice; false also for a large one, where that takes long
  /// to say.
  private func hasDistinctKeys(_ place: RecordPlace) -> Bool {
    var keys: [Passage] = []
    var (index, end) = inner(of: place)
    while index < end {
      let key = key(in: place.source, at: index)
      if keys.count == 32 || keys.contains(where: { areEqual($0, key) }) { return false }
      keys.append(key)
      index = self.index(behind: index + 1, in: place.source)
    }
    return true
  }
}
