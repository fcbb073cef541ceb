extension Evaluator {
  /// Calls a method that an attribute gave.
  func callMethod(
    _ name: String,
    of receiver: Value,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Value {
    switch receiver {
    case .string(let text):
      guard let method = StringMethod(rawValue: name) else { break }
      return try call(method, of: text, arguments)
    case .dictionary(let dictionary): return try call(name, of: dictionary, arguments)
    case .list(let list): return try call(name, of: list, arguments)
    case .loop(let loop): return try call(name, of: loop, arguments)
    case .float(let float) where name == "is_integer":
      return .boolean(float.rounded() == float && float.isFinite)
    default:
      if name == "conjugate" { return receiver }
      if name == "bit_length", let index = receiver.index {
        return .integer(Int.bitWidth - index.magnitude.leadingZeroBitCount)
      }
    }
    throw TemplateError(.unsupported, "method \(name) of \(receiver.typeName) is not supported")
  }

  private func call(
    _ name: String,
    of dictionary: DictionaryValue,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Value {
    switch name {
    case "get":
      let values = try arguments.bound("get", ["key", "default"], required: 1, positionalOnly: 2)
      guard let key = values[0], let hashed = HashedKey(key) else {
        throw TemplateError(.type, "unhashable type: '\(values[0]?.typeName ?? "list")'")
      }
      return dictionary.value(of: hashed) ?? values[1] ?? .none
    case "keys", "values", "items", "copy":
      _ = try arguments.bound(name, [])
      try charge(dictionary.count)
      switch name {
      case "keys": return .list(view(dictionary, dictionary.keys, .keys))
      case "values": return .list(view(dictionary, dictionary.values, .values))
      case "items": return .list(view(dictionary, try pairs(of: dictionary), .items))
      default:
        let copy = DictionaryValue(field: dictionary.field, message: dictionary.message)
        for (key, value) in zip(dictionary.keys, dictionary.values) {
          try set(key, value, in: copy)
        }
        return .dictionary(copy)
      }
    default:
      throw TemplateError(.unsupported, "method \(name) of dict is not supported")
    }
  }

  private func view(
    _ dictionary: DictionaryValue,
    _ items: [Value],
    _ kind: ListValue.Kind
  ) -> ListValue {
    ListValue(items, kind, depth: dictionary.depth + 1, message: dictionary.message)
  }

  /// The members as tuples.
  func pairs(of dictionary: DictionaryValue) throws(TemplateError) -> [Value] {
    try charge(dictionary.count)
    var pairs: [Value] = []
    pairs.reserveCapacity(dictionary.count)
    for (key, value) in zip(dictionary.keys, dictionary.values) {
      let depth = try check(depth: 1 + max(key.depth, value.depth))
      pairs.append(
        .list(
          ListValue(
            [key, value],
            .tuple,
            depth: depth,
            message: value.message ?? dictionary.message
          )
        )
      )
    }
    return pairs
  }

  private func call(
    _ name: String,
    of list: ListValue,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Value {
    switch name {
    case "copy":
      _ = try arguments.bound(name, [])
      try charge(list.items.count)
      return .list(list)
    case "count":
      let value = try arguments.bound(name, ["value"], required: 1, positionalOnly: 1)[0] ?? .none
      var count = 0
      for item in list.items where try areEqual(item, value) { count += 1 }
      return .integer(count)
    default:
      let values = try arguments.bound(
        name,
        ["value", "start", "stop"],
        required: 1,
        positionalOnly: 3
      )
      let value = values[0] ?? .none
      let range = try bounds(values[1], values[2], count: list.items.count)
      for index in range where try areEqual(list.items[index], value) { return .integer(index) }
      let printed = String(decoding: try representation(of: value), as: UTF8.self)
      let message =
        list.kind == .list ? "\(printed) is not in list" : "tuple.index(x): x not in tuple"
      throw TemplateError(.value, message)
    }
  }

  private func call(
    _ name: String,
    of loop: LoopValue,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Value {
    guard arguments.keywords.isEmpty else {
      throw TemplateError(.type, "\(name)() got an unexpected keyword argument")
    }
    if name == "changed" {
      return .boolean(
        try loop.changed(arguments.positional) { (left, right) throws(TemplateError) in
          try areEqual(left, right)
        }
      )
    }
    guard !arguments.positional.isEmpty else {
      throw TemplateError(.type, "no items for cycling given")
    }
    return arguments.positional[max(loop.index0, 0) % arguments.positional.count]
  }

  /// The places that optional bounds leave, as those of a slice.
  func bounds(_ start: Value?, _ stop: Value?, count: Int) throws(TemplateError) -> Range<Int> {
    var places: [Int] = []
    for (bound, usual) in [(start, 0), (stop, count)] {
      guard let bound, !bound.isNone else {
        places.append(usual)
        continue
      }
      guard let index = bound.index else {
        throw TemplateError(
          .type,
          "slice indices must be integers or None or have an __index__ method"
        )
      }
      places.append(index < 0 ? max(0, index.addingReportingOverflow(count).partialValue) : index)
    }
    return places[0]..<max(places[0], min(places[1], count))
  }
}
