extension Evaluator {
  /// The filters that compare items with each other.
  func order(
    _ value: Value,
    _ arguments: CallArguments,
    _ filter: Filter
  ) throws(TemplateError) -> Value {
    let name = "do_" + filter.rawValue
    switch filter {
    case .sort:
      let values = try arguments.bound(name, ["reverse", "case_sensitive", "attribute"])
      let isSensitive = try isTrue(values[1] ?? .boolean(false))
      var getters: [AttributeGetter] = []
      if case .string(let text)? = values[2] {
        for part in text.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        {
          getters.append(try AttributeGetter(.string(Text(bytes: part))))
        }
      } else {
        getters = [try getter(values[2])]
      }
      let items = try items(of: value)
      var keys: [Value] = []
      for item in items {
        var parts: [Value] = []
        for getter in getters {
          parts.append(try folded(try get(getter, of: item), unless: isSensitive))
        }
        keys.append(try list(parts))
      }
      return try list(try sorted(items, by: keys, reversed: try isTrue(values[0] ?? .none)))
    case .dictsort: return try sortedPairs(value, arguments)
    case .unique:
      let values = try arguments.bound(name, ["case_sensitive", "attribute"])
      return try unique(value, values)
    case .min, .max:
      let values = try arguments.bound(name, ["case_sensitive", "attribute"])
      return try extreme(value, values, isLeast: filter == .min)
    case .groupby: return try groups(value, arguments)
    default:
      let values = try arguments.bound(name, ["attribute", "start"])
      let getter = try getter(values[0])
      var sum = values[1] ?? .integer(0)
      if case .string = sum {
        throw TemplateError(.type, "sum() can't sum strings [use ''.join(seq) instead]")
      }
      for item in try items(of: value) {
        sum = try compute(.add, sum, try get(getter, of: item))
      }
      return sum
    }
  }

  private func getter(_ attribute: Value?) throws(TemplateError) -> AttributeGetter {
    guard let attribute, !attribute.isNone else { return try AttributeGetter.whole }
    return try AttributeGetter(attribute)
  }

  /// A string in lowercase, so that case does not count.
  private func folded(_ value: Value, unless isSensitive: Bool) throws(TemplateError) -> Value {
    guard !isSensitive, case .string(let text) = value else { return value }
    return .string(try changingCase(text, .lower))
  }

  /// A stable sort by merging; the items are not looked at.
  private func sorted(
    _ items: [Value],
    by keys: [Value],
    reversed: Bool
  ) throws(TemplateError) -> [Value] {
    var order = Array(items.indices)
    var width = 1
    while width < order.count {
      var next: [Int] = []
      next.reserveCapacity(order.count)
      for start in stride(from: 0, to: order.count, by: 2 * width) {
        let middle = min(start + width, order.count)
        let end = min(start + 2 * width, order.count)
        var (left, right) = (start, middle)
        while left < middle, right < end {
          let (first, second) = (keys[order[left]], keys[order[right]])
          let comparison =
            try reversed
            ? self.order(first, second, "<") : self.order(second, first, "<")
          if comparison ?? 0 < 0 {
            next.append(order[right])
            right += 1
          } else {
            next.append(order[left])
            left += 1
          }
        }
        next += order[left..<middle]
        next += order[right..<end]
      }
      order = next
      width *= 2
    }
    return order.map { items[$0] }
  }

  private func sortedPairs(_ value: Value, _ arguments: CallArguments) throws(TemplateError)
    -> Value
  {
    let values = try arguments.bound("do_dictsort", ["case_sensitive", "by", "reverse"])
    let by = try values[1].map { (value) throws(TemplateError) in try text(of: value).string }
    guard by == nil || by == "key" || by == "value" else {
      throw TemplateError(.filterArgument, "You can only sort by either \"key\" or \"value\"")
    }
    guard case .dictionary(let dictionary) = value else {
      if case .undefined(let undefined) = value { throw undefined.error }
      throw TemplateError(
        .attribute,
        "'\(value.typeName)' object has no attribute 'items'"
      )
    }
    let isSensitive = try isTrue(values[0] ?? .boolean(false))
    var keys: [Value] = []
    for key in by == "value" ? dictionary.values : dictionary.keys {
      keys.append(try folded(key, unless: isSensitive))
    }
    let items = try sorted(
      try pairs(of: dictionary),
      by: keys,
      reversed: try isTrue(values[2] ?? .none)
    )
    return try list(items)
  }

  private func unique(_ value: Value, _ values: [Value?]) throws(TemplateError) -> Value {
    let isSensitive = try isTrue(values[0] ?? .boolean(false))
    let getter = try getter(values[1])
    var seen: Set<HashedKey> = []
    var source: ValueIterator?
    return .iterator(
      try iterator(over: value.depth) { [unowned self] () throws(TemplateError) -> Value? in
        if source == nil { source = try self.iterator(of: value) }
        while let item = try source?.next(in: self) {
          try charge(1)
          let key = try folded(try get(getter, of: item), unless: isSensitive)
          guard let hashed = HashedKey(key) else {
            throw TemplateError(.type, "unhashable type: '\(key.typeName)'")
          }
          if seen.insert(hashed).inserted { return item }
        }
        return nil
      }
    )
  }

  private func extreme(
    _ value: Value,
    _ values: [Value?],
    isLeast: Bool
  ) throws(TemplateError) -> Value {
    let isSensitive = try isTrue(values[0] ?? .boolean(false))
    let getter = try getter(values[1])
    var best: (item: Value, key: Value)?
    for item in try items(of: value) {
      let key = try folded(try get(getter, of: item), unless: isSensitive)
      if let known = best {
        let order = try order(key, known.key, isLeast ? "<" : ">") ?? 0
        guard isLeast ? order < 0 : order > 0 else { continue }
      }
      best = (item, key)
    }
    return best?.item
      ?? .undefined(UndefinedValue("No aggregated item, sequence was empty."))
  }

  private func groups(_ value: Value, _ arguments: CallArguments) throws(TemplateError) -> Value {
    let values = try arguments.bound(
      "do_groupby",
      ["attribute", "default", "case_sensitive"],
      required: 1
    )
    let getter = try getter(values[0])
    let fallback = values[1].flatMap { $0.isNone ? nil : $0 }
    let isSensitive = try isTrue(values[2] ?? .boolean(false))
    let items = try items(of: value)
    var keys: [Value] = []
    for item in items {
      var key = try get(getter, of: item)
      if let fallback, key.isUndefined { key = fallback }
      keys.append(try folded(key, unless: isSensitive))
    }
    let order = try sorted(items.indices.map { .integer($0) }, by: keys, reversed: false)
      .compactMap(\.index)
    var groups: [Value] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, try areEqual(keys[order[start]], keys[order[end]]) { end += 1 }
      let members = try list(order[start..<end].map { items[$0] })
      var key = try get(getter, of: items[order[start]])
      if let fallback, key.isUndefined { key = fallback }
      groups.append(try list([key, members], .tuple))
      start = end
    }
    return try list(groups)
  }
}

extension AttributeGetter {
  /// The item itself.
  static var whole: AttributeGetter {
    get throws(TemplateError) { AttributeGetter(parts: []) }
  }

  private init(parts: [Value]) {
    self.parts = parts
  }
}
