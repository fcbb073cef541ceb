internal import JSON

/// Values as Python prints them.
enum Representation {
  /// `repr` of a string.
  static func quoted(_ text: Text) -> String {
    let bytes = text.bytes
    let hasSingle = bytes.contains(UInt8(ascii: "'"))
    let quote: Unicode.Scalar = hasSingle && !bytes.contains(UInt8(ascii: "\"")) ? "\"" : "'"
    var result: [UInt8] = []
    result.append(quote)
    for scalar in bytes.scalars {
      switch scalar {
      case quote, "\\":
        result.append(UInt8(ascii: "\\"))
        result.append(scalar)
      case "\n": result.append(contentsOf: "\\n".utf8)
      case "\r": result.append(contentsOf: "\\r".utf8)
      case "\t": result.append(contentsOf: "\\t".utf8)
      default:
        if isPrintable(scalar) {
          result.append(scalar)
        } else {
          result.append(contentsOf: escape(of: scalar).utf8)
        }
      }
    }
    result.append(quote)
    let quoted = String(decoding: result, as: UTF8.self)
    return text.isMarkup ? "Markup(\(quoted))" : quoted
  }

  /// Whether `str.isprintable` says so.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  /// The code point as `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
  static func escape(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let (letter, width) =
      scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\\(letter)" + String(repeating: "0", count: width - digits.utf8.count) + digits
  }

  /// `repr` of a float.
  static func float(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return JSONNumber.double(value).text
  }
}

extension Evaluator {
  /// `str` of a value.
  func text(of value: Value) throws(TemplateError) -> Text {
    switch value {
    case .string(let text): text
    case .undefined: Text()
    case .boolean(let boolean): boolean ? Words.true : Words.false
    case .none: Words.none
    default: try represented(value)
    }
  }

  /// `repr` of a value; it is made of the field that the value is or was made of.
  func represented(_ value: Value) throws(TemplateError) -> Text {
    Text(TextSource(try representation(of: value), field: field(of: value)))
  }

  /// `repr` of a value, in UTF-8.
  func representation(of value: Value) throws(TemplateError) -> [UInt8] {
    var bytes: [UInt8] = []
    try represent(value, in: &bytes)
    return bytes
  }

  private func represent(_ value: Value, in bytes: inout [UInt8]) throws(TemplateError) {
    try charge(1)
    try checkLength(bytes.count)
    switch value {
    case .undefined: bytes += "Undefined".utf8
    case .none: bytes += "None".utf8
    case .boolean(let boolean): bytes += (boolean ? "True" : "False").utf8
    case .integer(let integer): bytes += String(integer).utf8
    case .bigInteger(let digits): bytes += digits.utf8
    case .float(let float): bytes += Representation.float(float).utf8
    case .string(let text):
      try charge(bytes: text.byteCount)
      bytes += Representation.quoted(text).utf8
    case .list(let list): try represent(list, in: &bytes)
    case .dictionary(let dictionary):
      try represent(dictionary.keys, dictionary.values, in: &bytes)
    case .namespace(let namespace):
      bytes += "<Namespace ".utf8
      try enter()
      var values: [Value] = []
      var names: [Value] = []
      for place in 0..<namespace.count {
        names.append(.string(name(namespace.entries[place].name)))
        values.append(try self.value(of: namespace.entries[place].value))
      }
      try represent(names, values, in: &bytes)
      leave()
      bytes += ">".utf8
    case .function(let function): bytes += function.representation.utf8
    case .iterator(let iterator): bytes += "<\(iterator.typeName) object>".utf8
    case .loop(let loop):
      let length = String(try loop.length(in: self))
      bytes += "<LoopContext \(loop.index0 + 1)/\(length)>".utf8
    }
  }

  private func represent(_ list: ListValue, in bytes: inout [UInt8]) throws(TemplateError) {
    let (open, close): (String, String)
    switch list.kind {
    case .list: (open, close) = ("[", "]")
    case .tuple: (open, close) = ("(", list.items.count == 1 ? ",)" : ")")
    case .keys, .values, .items: (open, close) = (list.kind.rawValue + "([", "])")
    case .range:
      bytes += Self.rangeText(list.items).utf8
      return
    }
    bytes += open.utf8
    for (index, item) in list.items.enumerated() {
      if index > 0 { bytes += ", ".utf8 }
      try represent(item, in: &bytes)
    }
    bytes += close.utf8
  }

  private func represent(
    _ keys: [Value],
    _ values: [Value],
    in bytes: inout [UInt8]
  ) throws(TemplateError) {
    bytes += "{".utf8
    for (index, key) in keys.enumerated() {
      if index > 0 { bytes += ", ".utf8 }
      try represent(key, in: &bytes)
      bytes += ": ".utf8
      try represent(values[index], in: &bytes)
    }
    bytes += "}".utf8
  }

  private static func rangeText(_ items: [Value]) -> String {
    guard let first = items.first?.index, let last = items.last?.index else { return "range(0, 0)" }
    let step = items.count > 1 ? (items[1].index ?? 0) - first : 1
    return step == 1
      ? "range(\(first), \(last + 1))" : "range(\(first), \(last + step), \(step))"
  }

  /// Texts that are printed often.
  enum Words {
    static let `true` = Text("True")
    static let `false` = Text("False")
    static let none = Text("None")
  }
}

extension FunctionValue {
  fileprivate var representation: String {
    switch kind {
    case .macro(let body):
      body.signature.name.map { "<Macro \(Representation.quoted(Text($0)))>" }
        ?? "<Macro anonymous>"
    case .global(let name): "<function \(name)>"
    case .method(let receiver, let name):
      "<built-in method \(name) of \(receiver.typeName) object>"
    case .recursion: "<function loop>"
    }
  }
}
