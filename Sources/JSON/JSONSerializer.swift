/// Writes values as Python's `json.dumps` does, byte for byte.
///
/// The properties are Python's arguments of the same names. What differs is only what Python does
/// not have: a number beyond any double that was read from a text, such as 1e400, is
/// written as it was read. NaN and the infinities, which no text can give, are written as Python
/// does by default, though they are not JSON.
package struct JSONSerializer: Sendable {
  /// What stands between two items, and between a key and its value.
  package struct Separators: Sendable, Hashable {
    package var item: String
    package var key: String

    package init(item: String, key: String) {
      self.item = item
      self.key = key
    }

    /// No spaces: Python's `(",", ":")`.
    package static let compact = Separators(item: ",", key: ":")
  }

  /// Whether everything but printable ASCII is escaped.
  package var ensureASCII: Bool
  /// The separators; nil means `", "` (`","` if there is an indent) and `": "`.
  package var separators: Separators?
  /// What each level is indented by; nil means that everything is on one line.
  ///
  /// Python's integer indent `n` is a string of `n` spaces, and an empty one (only line breaks) if
  /// `n` is not positive.
  package var indent: String?
  /// Whether members are sorted by key (by code point).
  package var sortKeys: Bool

  package init(
    ensureASCII: Bool = true,
    separators: Separators? = nil,
    indent: String? = nil,
    sortKeys: Bool = false
  ) {
    self.ensureASCII = ensureASCII
    self.separators = separators
    self.indent = indent
    self.sortKeys = sortKeys
  }

  /// The value's text.
  package func string(_ value: JSONValue) -> String {
    var bytes: [UInt8] = []
    write(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the value's text in UTF-8.
  ///
  /// It is written with a stack of its own, not by recursion, so that depth costs no thread's stack.
  package func write(_ value: JSONValue, to bytes: inout [UInt8]) {
    let separators =
      self.separators ?? Separators(item: indent == nil ? ", " : ",", key: ": ")
    var open: [OpenContainer] = []
    writeStart(of: value, opening: &open, to: &bytes)
    while let container = open.last {
      guard let item = open[open.count - 1].next() else {
        open.removeLast()
        writeLineBreak(level: open.count, to: &bytes)
        bytes.append(UInt8(ascii: container.isObject ? "}" : "]"))
        continue
      }
      if !container.isAtStart { bytes.append(contentsOf: separators.item.utf8) }
      writeLineBreak(level: open.count, to: &bytes)
      if let key = item.key {
        writeString(key, to: &bytes)
        bytes.append(contentsOf: separators.key.utf8)
      }
      writeStart(of: item.value, opening: &open, to: &bytes)
    }
  }

  /// Writes a scalar or an empty container whole, of any other its bracket.
  private func writeStart(
    of value: JSONValue,
    opening open: inout [OpenContainer],
    to bytes: inout [UInt8]
  ) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .boolean(let boolean): bytes.append(contentsOf: (boolean ? "true" : "false").utf8)
    case .number(let number): bytes.append(contentsOf: number.text.utf8)
    case .string(let string): writeString(string, to: &bytes)
    case .array(let elements) where elements.isEmpty: bytes.append(contentsOf: "[]".utf8)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      open.append(OpenContainer(keys: nil, values: elements))
    case .object(let object) where object.count == 0: bytes.append(contentsOf: "{}".utf8)
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      let object = sortKeys ? object.sortedByKey : object
      open.append(OpenContainer(keys: object.keys, values: object.values))
    }
  }

  private func writeLineBreak(level: Int, to bytes: inout [UInt8]) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<level { bytes.append(contentsOf: indent.utf8) }
  }
}

/// An array or object of which not all is written.
private struct OpenContainer {
  let keys: [String]?
  let values: [JSONValue]
  var place = 0

  var isObject: Bool { keys != nil }
  var isAtStart: Bool { place == 0 }

  mutating func next() -> (key: String?, value: JSONValue)? {
    guard place < values.count else { return nil }
    defer { place += 1 }
    return (keys?[place], values[place])
  }
}
