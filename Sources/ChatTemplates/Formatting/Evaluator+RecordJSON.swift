internal import JSON

// Safe: what is read stands in the context, which the evaluator holds; rows copy it.
extension Evaluator {
  /// The filter `tojson` for an array or object of the context, written from where it stands.
  ///
  /// `indent` is how many spaces a level is moved in by; -1 for all on one line.
  ///
  /// - Returns: nil where a value must be made of it: its keys do not all differ, or a message's
  ///   reasoning has other names.
  func json(_ place: RecordPlace, indent: Int) throws(TemplateError) -> Operand? {
    scratch.removeAll()
    guard try writeJSON(place, indent, level: 0) else { return nil }
    return try made(of: field(of: place))
  }

  /// The same for a string of the context or the template.
  func json(_ passage: Passage) throws(TemplateError) -> Operand {
    scratch.removeAll()
    try writeJSON(passage)
    return try made(of: passage.source > 0 ? text(of: passage).field : nil)
  }

  private func made(of field: Field?) throws(TemplateError) -> Operand {
    try charge(bytes: scratch.count)
    return other(.string(Text(TextSource(scratch.array(), field: field))))
  }

  /// It recurses as deep as the value, which a JSON parser has bounded.
  private func writeJSON(
    _ place: RecordPlace,
    _ indent: Int,
    level: Int
  ) throws(TemplateError) -> Bool {
    let isObject = isObject(place)
    if isObject, reasoningIndex(of: place) != nil || !hasDistinctKeys(place) { return false }
    scratch.append(UInt8(ascii: isObject ? "{" : "["))
    let (first, end) = inner(of: place)
    var index = first
    while index < end {
      if index > first { scratch.append(indent < 0 ? ", " : ",") }
      try breakLine(indent, level + 1)
      if isObject {
        try writeJSON(key(in: place.source, at: index))
        scratch.append(": ")
        index += 1
      }
      let operand = try operand(in: place.source, at: index)
      guard try writeJSON(operand, indent, level: level + 1) else { return false }
      index = self.index(behind: index, in: place.source)
    }
    if first < end { try breakLine(indent, level) }
    scratch.append(UInt8(ascii: isObject ? "}" : "]"))
    return true
  }

  private func breakLine(_ indent: Int, _ level: Int) throws(TemplateError) {
    guard indent >= 0 else { return }
    try checkLength(scratch.count + indent * level)
    scratch.append(UInt8(ascii: "\n"))
    for _ in 0..<indent * level { scratch.append(UInt8(ascii: " ")) }
  }

  private func writeJSON(
    _ operand: Operand,
    _ indent: Int,
    level: Int
  ) throws(TemplateError) -> Bool {
    try charge(1)
    try checkLength(scratch.count)
    switch operand {
    case .none: scratch.append("null")
    case .boolean(let boolean): scratch.append(boolean ? "true" : "false")
    case .integer(let integer): append(String(integer))
    case .string(let passage): try writeJSON(passage)
    case .record(let place): return try writeJSON(place, indent, level: level)
    case .other(let box):
      switch box.object.value {
      case .bigInteger(let digits): append(digits)
      case .float(let float): append(JSONNumber.double(float).text)
      default: return false
      }
    default: return false
    }
    return true
  }

  private func append(_ text: String) {
    for byte in text.utf8 { scratch.append(byte) }
  }

  private func writeJSON(_ passage: Passage) throws(TemplateError) {
    try charge(bytes: passage.count)
    try checkLength(scratch.count + passage.count)
    let text = unsafe bytes(of: passage)
    scratch.append(UInt8(ascii: "\""))
    // What needs no escape is copied as it is.
    var start = 0
    for place in 0..<text.count {
      let byte = unsafe text[place]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
        continue
      }
      unsafe scratch.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<place]))
      start = place + 1
      appendEscaped(byte)
    }
    unsafe scratch.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    scratch.append(UInt8(ascii: "\""))
  }

  private func appendEscaped(_ byte: UInt8) {
    scratch.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: scratch.append(UInt8(ascii: "b"))
    case 0x09: scratch.append(UInt8(ascii: "t"))
    case 0x0A: scratch.append(UInt8(ascii: "n"))
    case 0x0C: scratch.append(UInt8(ascii: "f"))
    case 0x0D: scratch.append(UInt8(ascii: "r"))
    case 0..<0x20:
      scratch.append("u00")
      scratch.append(UInt8(ascii: byte < 0x10 ? "0" : "1"))
      let low = byte & 0x0F
      scratch.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    default: scratch.append(byte)
    }
  }

  /// Whether no key of a small object comes twice; false also for a large one, where that takes long
  /// to say.
  private func hasDistinctKeys(_ place: RecordPlace) -> Bool {
    let (first, end) = inner(of: place)
    var index = first
    var count = 0
    while index < end {
      if count == 32 { return false }
      let key = key(in: place.source, at: index)
      var earlier = first
      while earlier < index {
        if areEqual(self.key(in: place.source, at: earlier), key) { return false }
        earlier = self.index(behind: earlier + 1, in: place.source)
      }
      count += 1
      index = self.index(behind: index + 1, in: place.source)
    }
    return true
  }
}
