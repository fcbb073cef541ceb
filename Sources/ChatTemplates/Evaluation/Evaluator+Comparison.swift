extension Evaluator {
  /// Whether Python takes the value for true.
  func isTrue(_ value: Value) throws(TemplateError) -> Bool {
    switch value {
    case .undefined, .none: false
    case .boolean(let boolean): boolean
    case .integer(let integer): integer != 0
    case .bigInteger: true
    case .float(let float): float != 0
    case .string(let text): !text.isEmpty
    case .list(let list): !list.items.isEmpty
    case .dictionary(let dictionary): dictionary.count > 0
    case .namespace, .function, .iterator: true
    case .loop(let loop): try loop.length(in: self) != 0
    }
  }

  func compare(
    _ left: Value,
    _ comparison: Expression.Comparison,
    _ right: Value
  ) throws(TemplateError) -> Bool {
    switch comparison {
    case .equal: try areEqual(left, right)
    case .notEqual: !(try areEqual(left, right))
    case .isIn: try contains(right, left)
    case .isNotIn: !(try contains(right, left))
    case .less: try isOrdered(left, right, "<") { $0 < 0 }
    case .lessOrEqual: try isOrdered(left, right, "<=") { $0 <= 0 }
    case .greater: try isOrdered(left, right, ">") { $0 > 0 }
    case .greaterOrEqual: try isOrdered(left, right, ">=") { $0 >= 0 }
    }
  }

  // MARK: Equality

  func areEqual(_ left: Value, _ right: Value) throws(TemplateError) -> Bool {
    try charge(1)
    switch (left, right) {
    case (.string(let left), .string(let right)):
      if left.byteCount == right.byteCount { try charge(bytes: left.byteCount) }
      return left == right
    case (.none, .none), (.undefined, .undefined): return true
    case (.list(let left), .list(let right)): return try areEqual(left, right)
    case (.dictionary(let left), .dictionary(let right)): return try areEqual(left, right)
    case (.bigInteger(let left), .bigInteger(let right)): return left == right
    case (.namespace(let left), .namespace(let right)): return left === right
    case (.function(let left), .function(let right)): return left === right
    case (.iterator(let left), .iterator(let right)): return left === right
    case (.loop(let left), .loop(let right)): return left === right
    default:
      if let left = left.index, let right = right.index { return left == right }
      guard left.isNumber, right.isNumber, let left = left.float, let right = right.float else {
        return false
      }
      return left == right
    }
  }

  private func areEqual(_ left: ListValue, _ right: ListValue) throws(TemplateError) -> Bool {
    if left === right { return true }
    guard left.kind == right.kind, left.items.count == right.items.count else { return false }
    for (left, right) in zip(left.items, right.items) {
      guard try areEqual(left, right) else { return false }
    }
    return true
  }

  private func areEqual(
    _ left: DictionaryValue,
    _ right: DictionaryValue
  ) throws(TemplateError) -> Bool {
    if left === right { return true }
    guard left.count == right.count else { return false }
    for (key, value) in zip(left.keys, left.values) {
      guard let hashed = HashedKey(key), let other = right.value(of: hashed),
        try areEqual(value, other)
      else { return false }
    }
    return true
  }

  // MARK: Order

  private func isOrdered(
    _ left: Value,
    _ right: Value,
    _ symbol: String,
    _ holds: (Int) -> Bool
  ) throws(TemplateError) -> Bool {
    guard let order = try order(left, right, symbol) else { return false }
    return holds(order)
  }

  /// Below 0 where `left` comes first, above where `right` does; nil for NaN.
  func order(_ left: Value, _ right: Value, _ symbol: String) throws(TemplateError) -> Int? {
    try charge(1)
    switch (left, right) {
    case (.undefined(let undefined), _), (_, .undefined(let undefined)): throw undefined.error
    case (.string(let left), .string(let right)):
      try charge(bytes: min(left.byteCount, right.byteCount))
      if left == right { return 0 }
      return left.bytes.lexicographicallyPrecedes(right.bytes) ? -1 : 1
    case (.list(let left), .list(let right)) where left.kind == right.kind && left.kind.isAddable:
      for (left, right) in zip(left.items, right.items) where !(try areEqual(left, right)) {
        return try order(left, right, symbol)
      }
      return left.items.count - right.items.count
    default: break
    }
    if let left = left.index, let right = right.index {
      return left == right ? 0 : left < right ? -1 : 1
    }
    guard left.isNumber, right.isNumber, let leftFloat = left.float, let rightFloat = right.float
    else {
      throw TemplateError(
        .type,
        "'\(symbol)' not supported between instances of '\(left.typeName)' and"
          + " '\(right.typeName)'"
      )
    }
    if leftFloat.isNaN || rightFloat.isNaN { return nil }
    return leftFloat == rightFloat ? 0 : leftFloat < rightFloat ? -1 : 1
  }

  // MARK: Membership

  func contains(_ container: Value, _ value: Value) throws(TemplateError) -> Bool {
    switch container {
    case .string(let text):
      guard case .string(let part) = value else {
        throw TemplateError(
          .type,
          "'in <string>' requires string as left operand, not \(value.typeName)"
        )
      }
      try charge(bytes: text.byteCount)
      return ByteSearch(part.bytes).first(in: text.bytes) != nil
    case .dictionary(let dictionary):
      guard let key = HashedKey(value) else {
        throw TemplateError(.type, "unhashable type: '\(value.typeName)'")
      }
      return dictionary.value(of: key) != nil
    case .list(let list):
      for item in list.items where try areEqual(item, value) { return true }
      return false
    default:
      guard let iterator = try iteratorIfIterable(container) else {
        throw TemplateError(.type, "argument of type '\(container.typeName)' is not iterable")
      }
      while let item = try iterator.next(in: self) {
        if try areEqual(item, value) { return true }
      }
      return false
    }
  }

  // MARK: Iteration

  /// What goes over the value; nil if it cannot be gone over.
  func iteratorIfIterable(_ value: Value) throws(TemplateError) -> ValueIterator? {
    switch value {
    case .iterator(let iterator): iterator
    case .list(let list): ValueIterator(list.items, depth: list.depth)
    case .dictionary(let dictionary): ValueIterator(dictionary.keys, depth: 1)
    case .string(let text): ValueIterator(try characters(of: text), depth: 0)
    case .undefined: ValueIterator([], depth: 0)
    default: nil
    }
  }

  func iterator(of value: Value) throws(TemplateError) -> ValueIterator {
    guard let iterator = try iteratorIfIterable(value) else { throw notIterable(value) }
    return iterator
  }

  private func notIterable(_ value: Value) -> TemplateError {
    TemplateError(.type, "'\(value.typeName)' object is not iterable")
  }

  /// All items, in an array.
  func items(of value: Value) throws(TemplateError) -> [Value] {
    switch value {
    case .list(let list):
      try charge(list.items.count)
      return list.items
    case .dictionary(let dictionary):
      try charge(dictionary.count)
      return dictionary.keys
    case .string(let text): return try characters(of: text)
    case .undefined: return []
    default:
      let iterator = try iterator(of: value)
      var items: [Value] = []
      while let item = try iterator.next(in: self) {
        try charge(1)
        items.append(item)
      }
      return items
    }
  }

  /// Each code point as a string.
  func characters(of text: Text) throws(TemplateError) -> [Value] {
    try charge(text.byteCount)
    var characters: [Value] = []
    characters.reserveCapacity(text.count)
    for piece in text.pieces {
      var index = Int(piece.start)
      while index < piece.end {
        let length = piece.source.bytes[...].scalar(at: index).length
        characters.append(
          .string(
            Text(Piece(piece.source, index, index + length, message: piece.message))
              .marked(text.isMarkup)
          )
        )
        index += length
      }
    }
    return characters
  }

  /// `len` of a value.
  func length(of value: Value) throws(TemplateError) -> Int {
    switch value {
    case .string(let text):
      try charge(bytes: text.byteCount)
      return text.count
    case .list(let list): return list.items.count
    case .dictionary(let dictionary): return dictionary.count
    case .undefined: return 0
    case .loop(let loop): return try loop.length(in: self)
    default: throw TemplateError(.type, "object of type '\(value.typeName)' has no len()")
    }
  }
}
