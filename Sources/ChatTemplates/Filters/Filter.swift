/// The filters, by their names.
enum Filter: String, CaseIterable, Sendable {
  case abs
  case attr
  case batch
  case capitalize
  case center
  case count
  case d
  case `default`
  case dictsort
  case e
  case escape
  case filesizeformat
  case first
  case float
  case forceescape
  case format
  case groupby
  case indent
  case int
  case items
  case join
  case last
  case length
  case list
  case lower
  case map
  case max
  case min
  case pprint
  case random
  case reject
  case rejectattr
  case replace
  case reverse
  case round
  case safe
  case select
  case selectattr
  case slice
  case sort
  case string
  case striptags
  case sum
  case title
  case tojson
  case trim
  case truncate
  case unique
  case upper
  case urlencode
  case urlize
  case wordcount
  case wordwrap
  case xmlattr
}

extension Evaluator {
  /// Applies a filter.
  func apply(
    _ filter: Filter,
    to value: Value,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Value {
    let name = "do_" + filter.rawValue
    switch filter {
    case .length, .count:
      _ = try arguments.bound("len", [])
      return .integer(try length(of: value))
    case .default, .d:
      let values = try arguments.bound("do_default", ["default_value", "boolean"])
      let takesFalse = try values[1].map { (value) throws(TemplateError) in try isTrue(value) }
      if value.isUndefined { return values[0] ?? .string(Text()) }
      if takesFalse ?? false, !(try isTrue(value)) { return values[0] ?? .string(Text()) }
      return value
    case .tojson: return .string(try json(value, arguments))
    case .items: return try itemPairs(of: value, arguments)
    case .list:
      _ = try arguments.bound(name, [])
      return try list(try items(of: value))
    case .first, .last: return try end(of: value, arguments, isFirst: filter == .first)
    case .map: return try self.value(of: try map(operand(of: value), arguments))
    case .select, .reject, .selectattr, .rejectattr:
      return try self.value(of: try select(operand(of: value), arguments, filter))
    case .sort, .dictsort, .unique, .min, .max, .groupby, .sum:
      return try order(value, arguments, filter)
    case .truncate: return try truncated(value, arguments)
    case .batch, .slice: return try grouped(value, arguments, filter)
    case .reverse: return try reversed(value, arguments)
    case .attr:
      let key = try arguments.bound(name, ["name"], required: 1)[0] ?? .none
      let attribute = AttributeName(try string(key, "attribute name").string)
      if value.isUndefined { return try self.attribute(attribute, of: value) }
      if case .dictionary = value, !attribute.isMappingMethod { return missing(key, in: value) }
      return try self.attribute(attribute, of: value)
    case .abs, .int, .float, .round, .filesizeformat: return try convert(value, arguments, filter)
    default: return .string(try applyToText(filter, value, arguments))
    }
  }

  private func end(
    of value: Value,
    _ arguments: CallArguments,
    isFirst: Bool
  ) throws(TemplateError) -> Value {
    _ = try arguments.bound(isFirst ? "do_first" : "do_last", [])
    let word = isFirst ? "first" : "last"
    let none = Value.undefined(UndefinedValue("No \(word) item, sequence was empty."))
    switch value {
    case .list(let list): return (isFirst ? list.items.first : list.items.last) ?? none
    case .string(let text):
      let count = text.count
      try charge(bytes: text.byteCount)
      guard count > 0 else { return none }
      return .string(codePoints(isFirst ? 0..<1 : count - 1..<count, of: text))
    case .iterator(let iterator) where isFirst: return try iterator.next(in: self) ?? none
    case .undefined: return none
    case .iterator:
      guard isFirst else {
        throw TemplateError(.type, "'\(value.typeName)' object is not reversible")
      }
      return none
    case .dictionary(let dictionary):
      return (isFirst ? dictionary.keys.first : dictionary.keys.last) ?? none
    default:
      throw TemplateError(
        .type,
        "'\(value.typeName)' object is not \(isFirst ? "iterable" : "reversible")"
      )
    }
  }

  private func reversed(_ value: Value, _ arguments: CallArguments) throws(TemplateError) -> Value {
    _ = try arguments.bound("do_reverse", [])
    if case .string(let text) = value {
      try charge(text.byteCount)
      var bytes: [UInt8] = []
      for scalar in text.bytes.scalars.reversed() { bytes.append(scalar) }
      return .string(text.rewritten(bytes))
    }
    guard try iteratorIfIterable(value) != nil else {
      throw TemplateError(.filterArgument, "argument must be iterable")
    }
    let items = try items(of: value)
    if case .iterator = value { return try list(items.reversed()) }
    if value.isUndefined { return try list([]) }
    let reversed: [Value] = items.reversed()
    var index = 0
    return .iterator(
      try iterator(over: 0, typeName: "list_reverseiterator") { () -> Value? in
        guard index < reversed.count else { return nil }
        index += 1
        return reversed[index - 1]
      }
    )
  }

  // MARK: Filters that give a string

  private func applyToText(
    _ filter: Filter,
    _ value: Value,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Text {
    let name = "do_" + filter.rawValue
    switch filter {
    case .string:
      _ = try arguments.bound("soft_str", [])
      return try text(of: value)
    case .trim:
      let characters = try arguments.bound(name, ["chars"])[0]
      let text = try text(of: value)
      try charge(bytes: text.byteCount)
      return try strip(text, characters, left: true, right: true, "strip")
    case .upper, .lower, .capitalize:
      _ = try arguments.bound(name, [])
      let method: StringMethod =
        filter == .upper ? .upper : filter == .lower ? .lower : .capitalize
      return try changingCase(try text(of: value), method)
    case .title:
      _ = try arguments.bound(name, [])
      return try titled(try text(of: value))
    case .replace:
      let values = try arguments.bound(name, ["old", "new", "count"], required: 2)
      let count = values[2].flatMap { $0.isNone ? nil : $0 }
      return try replacing(
        try text(of: value).marked(false),
        try text(of: values[0] ?? .none),
        with: try text(of: values[1] ?? .none),
        count: try integer(count, usual: -1)
      )
    case .join: return try joined(value, arguments)
    case .indent: return try indented(value, arguments)
    case .safe:
      _ = try arguments.bound(name, [])
      return try text(of: value).marked(true)
    case .escape, .e:
      _ = try arguments.bound(name, [])
      return try escaped(try text(of: value))
    case .forceescape:
      _ = try arguments.bound(name, [])
      return try escaped(try text(of: value).marked(false))
    case .format:
      guard arguments.positional.isEmpty || arguments.keywords.isEmpty else {
        throw TemplateError(
          .filterArgument,
          "can't handle positional and keyword arguments at the same time"
        )
      }
      let values: Value
      if arguments.keywords.isEmpty {
        values = try list(arguments.positional, .tuple)
      } else {
        let mapping = dictionary()
        for (name, value) in arguments.keywords { try set(.string(name), value, in: mapping) }
        values = .dictionary(mapping)
      }
      return try formatted(try text(of: value), with: values)
    case .center:
      var arguments = arguments
      let width = try arguments.bound(name, ["width"])[0] ?? .integer(80)
      arguments = CallArguments(positional: [width])
      return try padded(try text(of: value), arguments, .center)
    case .pprint:
      _ = try arguments.bound(name, [])
      return try represented(value)
    default:
      throw TemplateError(.unsupported, "filter \(filter.rawValue) is not supported")
    }
  }

  private func titled(_ text: Text) throws(TemplateError) -> Text {
    try charge(text.byteCount)
    var result: [UInt8] = []
    let scalars = text.bytes.scalars
    var startsWord = true
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "-", "(", "{", "[", "<":
        result.append(scalar)
        startsWord = true
      case _ where Whitespace.contains(scalar):
        result.append(scalar)
        startsWord = true
      default:
        result.append(
          contentsOf: (startsWord
            ? scalar.properties.uppercaseMapping : CaseMapping.lower(scalars, index)).utf8
        )
        startsWord = false
      }
    }
    return text.rewritten(result)
  }

  private func joined(_ value: Value, _ arguments: CallArguments) throws(TemplateError) -> Text {
    let values = try arguments.bound("do_join", ["d", "attribute"])
    let separator = try text(of: values[0] ?? .string(Text())).marked(false)
    var getter: AttributeGetter?
    if let attribute = values[1], !attribute.isNone { getter = try AttributeGetter(attribute) }
    let iterator = try iterator(of: value)
    var texts: [Text] = []
    while var item = try iterator.next(in: self) {
      try charge(1)
      if let getter { item = try get(getter, of: item) }
      texts.append(try text(of: item).marked(false))
    }
    return try joined(texts, with: separator)
  }

  private func indented(_ value: Value, _ arguments: CallArguments) throws(TemplateError) -> Text {
    let values = try arguments.bound("do_indent", ["width", "first", "blank"])
    if case .undefined(let undefined) = value { throw undefined.error }
    guard case .string(let text) = value else {
      if case .list(let list) = value, list.kind == .list {
        throw TemplateError(.attribute, "'list' object has no attribute 'splitlines'")
      }
      throw TemplateError(
        .type,
        "unsupported operand type(s) for +=: '\(value.typeName)' and 'str'"
      )
    }
    let indentation: Text
    if case .string(let given)? = values[0] {
      indentation = text.isMarkup ? given.marked(true) : given
    } else {
      guard let width = (values[0] ?? .integer(4)).index else {
        throw TemplateError(.type, "can't multiply sequence by non-int of type 'str'")
      }
      indentation = try repeated(Text(" "), max(width, 0))
    }
    let first = try isTrue(values[1] ?? .boolean(false))
    let blank = try isTrue(values[2] ?? .boolean(false))
    var whole = text
    whole.append(Text("\n"))
    var result = Text().marked(text.isMarkup)
    for (index, line) in try lines(of: whole, keepingEnds: false).enumerated() {
      if index > 0 { result.append(Text("\n")) }
      if index == 0 ? first : blank || !line.isEmpty { result.append(indentation) }
      result.append(line)
      try charge(2)
      try checkLength(result.byteCount)
    }
    return result
  }

  private func truncated(_ value: Value, _ arguments: CallArguments) throws(TemplateError) -> Value
  {
    let values = try arguments.bound("do_truncate", ["length", "killwords", "end", "leeway"])
    let length = try integer(values[0], usual: 255)
    let leeway = try integer(values[3].flatMap { $0.isNone ? nil : $0 }, usual: 5)
    let end =
      try values[2].map { (value) throws(TemplateError) in try string(value, "end") }
      ?? Text("...")
    guard length >= end.count else {
      throw TemplateError(.check, "expected length >= \(end.count), got \(length)")
    }
    guard leeway >= 0 else {
      throw TemplateError(.check, "expected leeway >= 0, got \(leeway)")
    }
    let count = try self.length(of: value)
    guard count - min(leeway, count) > length else { return value }
    let text = try string(value, "value")
    var kept = codePoints(0..<length - end.count, of: text)
    if !(try isTrue(values[1] ?? .boolean(false))),
      let space = kept.bytes.lastIndex(of: 0x20)
    {
      kept = kept.slice(0..<space - kept.bytes.startIndex)
    }
    kept.append(end)
    return .string(kept)
  }
}
