internal import JSON

// Operands and values: what each is as the other.
extension Evaluator {
  /// The operand as a value; both say the same.
  func value(of operand: Operand) throws(TemplateError) -> Value {
    switch operand {
    case .undefined(let missing): return .undefined(undefined(missing))
    case .none: return .none
    case .boolean(let boolean): return .boolean(boolean)
    case .integer(let integer): return .integer(integer)
    case .string(let passage): return .string(text(of: passage))
    case .joined(let joined): return .string(text(of: joined))
    case .record(let place): return try value(of: place)
    case .list(let list): return .list(try value(of: list.object))
    case .loop(let loop): return .loop(loop.object)
    case .namespace(let namespace): return .namespace(namespace.object)
    case .other(let box): return box.object.value
    }
  }

  /// The value as an operand.
  func operand(of value: Value) -> Operand {
    switch value {
    case .none: return .none
    case .boolean(let boolean): return .boolean(boolean)
    case .integer(let integer): return .integer(integer)
    case .string(let text):
      let piece = text.first
      if text.rest.isEmpty, !text.isMarkup, piece.source.number >= 0 {
        return .string(
          Passage(
            source: piece.source.number,
            start: piece.start,
            end: piece.end,
            message: piece.message
          )
        )
      }
    case .list(let list):
      if let place = list.place { return .record(place) }
      if messages.value === list { return .list(Held(messages)) }
    case .dictionary(let dictionary):
      if let place = dictionary.place { return .record(place) }
    case .loop(let loop): return .loop(Held(loop))
    case .namespace(let namespace): return .namespace(Held(namespace))
    default: break
    }
    return other(value)
  }

  /// What using something undefined says.
  func undefined(_ missing: Missing) -> UndefinedValue {
    switch missing {
    case .name(let id):
      let name = program.names[Int(id)]
      return UndefinedValue("\(Representation.quoted(Text(name))) is undefined")
    case .member(let id):
      let name = name(id)
      return UndefinedValue("'dict object' has no attribute \(Representation.quoted(Text(name)))")
    case .stringMember(let id):
      let name = name(id)
      return UndefinedValue("'str object' has no attribute \(Representation.quoted(Text(name)))")
    case .otherwise(let place):
      let source = program.source
      let line = 1 + source[..<min(Int(place), source.count)].count { $0 == 0x0A }
      return UndefinedValue(
        "the inline if-expression on line \(line) evaluated to false and no else section was defined."
      )
    }
  }

  /// The error of using an operand, if it is undefined.
  func undefinedError(of operand: Operand) -> TemplateError? {
    switch operand {
    case .undefined(let missing): undefined(missing).error
    case .other(let box):
      if case .undefined(let undefined) = box.object.value { undefined.error } else { nil }
    default: nil
    }
  }

  // MARK: Strings

  func text(of passage: Passage) -> Text {
    passage.isEmpty ? Text() : Text(piece(of: passage))
  }

  func text(of joined: JoinedText) -> Text {
    Text(joined.range.map { piece(of: passages[$0]) }, byteCount: joined.byteCount)
  }

  private func piece(of passage: Passage) -> Piece {
    Piece(
      textSource(passage.source),
      Int(passage.start),
      Int(passage.end),
      message: passage.message
    )
  }

  private func textSource(_ number: Int32) -> TextSource {
    let place = Int(number)
    if let source = sources.textSource(place) { return source }
    let item = item(ofSource: number)
    let source = TextSource(
      strings: sources.strings(of: item.text),
      of: Field(step(ofSource: number), item),
      number: number
    )
    sources.setTextSource(place, source)
    return source
  }

  /// The field that an array or object of the context is.
  func field(of place: RecordPlace) -> Field {
    Field(step(ofSource: place.source), item(ofSource: place.source), at: Int(place.index))
  }

  private func step(ofSource source: Int32) -> Field.Step {
    let message = sources.memories[Int(source)].message
    return message >= 0 ? .message(Int(message)) : .variable(program.names[Int(source) - 1])
  }

  /// The variable or message that a source is.
  func item(ofSource source: Int32) -> JSONItem {
    let memory = sources.memories[Int(source)]
    let text =
      memory.message >= 0
      ? context?.with { $0.settings.messages[Int(memory.message)].text }
      : sources.text(ofVariable: source)
    return text.map { JSONItem($0, at: Int(memory.index)) } ?? .null
  }

  // MARK: Lists and objects

  private func value(of list: OperandList) throws(TemplateError) -> ListValue {
    if let value = list.value { return value }
    try charge(list.items.count)
    var items: [Value] = []
    items.reserveCapacity(list.items.count)
    var depth = 0
    for place in 0..<list.items.count {
      items.append(try value(of: list.items[place]))
      depth = max(depth, items[items.count - 1].depth)
    }
    let value = ListValue(
      items,
      depth: try check(depth: depth + 1),
      field: list.isMessages ? Field(.variable("messages")) : nil,
      message: list.message
    )
    list.value = value
    return value
  }

  /// The array or object at a place; always the same for the same place.
  func value(of place: RecordPlace) throws(TemplateError) -> Value {
    if let value = recordValues[place] { return value }
    let field = field(of: place)
    let value: Value
    let indices = childIndices(of: place)
    try charge(indices.count)
    if isObject(place) {
      let dictionary = DictionaryValue(field: field)
      try fill(dictionary, place, indices)
      dictionary.place = place
      _ = try check(depth: dictionary.depth)
      value = .dictionary(dictionary)
    } else {
      var items: [Value] = []
      items.reserveCapacity(indices.count)
      var depth = 0
      for index in indices {
        items.append(try self.value(of: try operand(in: place.source, at: index)))
        depth = max(depth, items[items.count - 1].depth)
      }
      let list = ListValue(items, depth: try check(depth: depth + 1), field: field)
      list.place = place
      value = .list(list)
    }
    keep(value, of: place)
    return value
  }

  /// `indices`: of keys and values alternately.
  ///
  /// A message has its reasoning under every name that templates read, as `transformers` 5 does:
  /// `thinking` where there is none, and `reasoning_content`.
  private func fill(
    _ dictionary: DictionaryValue,
    _ place: RecordPlace,
    _ indices: [Int]
  ) throws(TemplateError) {
    var reasoning: Value?
    if let index = reasoningIndex(of: place) {
      reasoning = try value(of: try operand(in: place.source, at: index))
    }
    dictionary.reserveCapacity(indices.count / 2)
    if let reasoning { dictionary.set(ReasoningNames.thinking.description, reasoning) }
    for pair in stride(from: 0, to: indices.count, by: 2) {
      dictionary.set(
        string(in: place.source, at: indices[pair]),
        try value(of: try operand(in: place.source, at: indices[pair + 1]))
      )
    }
    if let reasoning { dictionary.set(ReasoningNames.content.description, reasoning) }
  }
}
