/// How filters get at a part of an item: `a.b.0`.
struct AttributeGetter {
  let parts: [Value]

  init(_ attribute: Value) throws(TemplateError) {
    guard case .string(let text) = attribute else {
      parts = [attribute]
      return
    }
    parts = Self.parts(of: text.bytes)
  }

  static func parts(of bytes: ArraySlice<UInt8>) -> [Value] {
    bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { part in
      let string = String(decoding: part, as: UTF8.self)
      let isNumber = !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
      return isNumber ? Int(string).map { .integer($0) } ?? .string(string) : .string(string)
    }
  }
}

extension Evaluator {
  /// The levels of an operand's containers, as far as iterators must know.
  private func depth(of operand: Operand) -> Int {
    switch operand {
    case .list, .record: 2
    case .other(let box): box.object.value.depth
    default: 0
    }
  }

  func get(_ getter: AttributeGetter, of value: Value) throws(TemplateError) -> Value {
    var value = value
    for part in getter.parts { value = try item(part, of: value) }
    return value
  }

  /// The filter `items`: as lazy as the reference's generator.
  func itemPairs(of value: Value, _ arguments: CallArguments) throws(TemplateError) -> Value {
    _ = try arguments.bound("do_items", [])
    var pairs: [Value]?
    var index = 0
    return .iterator(
      try iterator(over: value.depth) { [unowned self] () throws(TemplateError) -> Value? in
        if pairs == nil {
          switch value {
          case .undefined: pairs = []
          case .dictionary(let dictionary): pairs = try self.pairs(of: dictionary)
          default: throw TemplateError(.type, "Can only get item pairs from a mapping.")
          }
        }
        guard let pairs, index < pairs.count else { return nil }
        index += 1
        return pairs[index - 1]
      }
    )
  }

  /// A generator over the items of an operand, which is looked at only when the first is asked for.
  private func lazily(
    over operand: Operand,
    _ prepare: @escaping () throws(TemplateError) -> Void,
    _ transform: @escaping (Operand) throws(TemplateError) -> Operand?
  ) throws(TemplateError) -> Operand {
    var source: ValueIterator?
    let iterator = try operandIterator(over: depth(of: operand)) {
      (evaluator) throws(TemplateError) -> Operand? in
      if source == nil {
        guard try evaluator.isTrue(operand) else { return nil }
        try prepare()
        source = try evaluator.iterator(of: operand)
      }
      while let item = try source?.nextOperand(in: evaluator) {
        try evaluator.charge(1)
        if let result = try transform(item) { return result }
      }
      return nil
    }
    return other(.iterator(iterator))
  }

  func map(_ operand: Operand, _ arguments: CallArguments) throws(TemplateError) -> Operand {
    var transform: ((Operand) throws(TemplateError) -> Operand)?
    return try lazily(over: operand) { [unowned self] () throws(TemplateError) in
      transform = try mapping(arguments)
    } _: { (item) throws(TemplateError) in
      try transform?(item)
    }
  }

  private func mapping(
    _ arguments: CallArguments
  ) throws(TemplateError) -> (Operand) throws(TemplateError) -> Operand {
    var arguments = arguments
    if arguments.positional.isEmpty, let attribute = arguments.takeKeyword("attribute") {
      let fallback = arguments.takeKeyword("default").flatMap { $0.isNone ? nil : $0 }
      if let other = arguments.keywords.first {
        throw TemplateError(
          .filterArgument,
          "Unexpected keyword argument \(Representation.quoted(Text(other.name)))"
        )
      }
      let getter = try AttributeGetter(attribute)
      return { [unowned self] (item) throws(TemplateError) -> Operand in
        var value = item
        for part in getter.parts {
          value = try self.item(operand(of: part), of: value)
          if let fallback, value.isUndefined { value = operand(of: fallback) }
        }
        return value
      }
    }
    guard let first = arguments.positional.first else {
      throw TemplateError(.filterArgument, "map requires a filter argument")
    }
    arguments.positional.removeFirst()
    let name = try text(of: first).string
    return { [unowned self, arguments] (item) throws(TemplateError) -> Operand in
      guard let filter = Filter(rawValue: name) else {
        throw TemplateError(.runtime, "No filter named \(Representation.quoted(Text(name))).")
      }
      try enter()
      let value = try apply(filter, to: try value(of: item), arguments)
      leave()
      return operand(of: value)
    }
  }

  func select(
    _ operand: Operand,
    _ arguments: CallArguments,
    _ filter: Filter
  ) throws(TemplateError) -> Operand {
    var passes: ((Operand) throws(TemplateError) -> Bool)?
    let keeps = filter == .select || filter == .selectattr
    return try lazily(over: operand) { [unowned self] () throws(TemplateError) in
      passes = try condition(arguments, ofAttribute: filter == .selectattr || filter == .rejectattr)
    } _: { (item) throws(TemplateError) in
      try passes?(item) == keeps ? item : nil
    }
  }

  /// `selectattr` and `rejectattr` by a key and a comparison, or a test without arguments, which need
  /// no values; nil for others.
  func selectByMember(
    _ operand: Operand,
    _ given: OperandArguments,
    keeps: Bool
  ) throws(TemplateError) -> Operand? {
    guard given.keywordCount == 0, (2...3).contains(given.count),
      case .string(let key) = argument(0, of: given), isPlainKey(key),
      case .string(let name) = argument(1, of: given),
      let test = ValueTest.named[text(of: name).string]
    else { return nil }
    let other = given.count == 3 ? argument(2, of: given) : nil
    guard (other != nil) == (test.comparison != nil) else { return nil }
    var source: ValueIterator?
    let iterator = try operandIterator(over: depth(of: operand)) {
      (evaluator) throws(TemplateError) -> Operand? in
      if source == nil {
        guard try evaluator.isTrue(operand) else { return nil }
        source = try evaluator.iterator(of: operand)
      }
      while let item = try source?.nextOperand(in: evaluator) {
        try evaluator.charge(1)
        let value = try evaluator.item(.string(key), of: item)
        let holds: Bool
        if let other, let comparison = test.comparison {
          holds = try evaluator.compare(value, comparison, other)
        } else if let answer = evaluator.isOfKind(value, test) {
          holds = answer
        } else {
          holds = try evaluator.apply(test, to: try evaluator.value(of: value), CallArguments())
        }
        if holds == keeps { return item }
      }
      return nil
    }
    return self.other(.iterator(iterator))
  }

  /// Whether an attribute's name is one key, not the way to an inner value or a number.
  private func isPlainKey(_ name: Passage) -> Bool {
    let bytes = unsafe bytes(of: name)
    guard let first = unsafe bytes.first, !(0x30...0x39).contains(first) else { return false }
    return unsafe !bytes.contains(UInt8(ascii: "."))
  }

  private func condition(
    _ arguments: CallArguments,
    ofAttribute: Bool
  ) throws(TemplateError) -> (Operand) throws(TemplateError) -> Bool {
    var arguments = arguments
    var getter: AttributeGetter?
    if ofAttribute {
      guard let attribute = arguments.positional.first else {
        throw TemplateError(.filterArgument, "Missing parameter for attribute name")
      }
      getter = try AttributeGetter(attribute)
      arguments.positional.removeFirst()
    }
    var name: String?
    if let first = arguments.positional.first {
      name = try text(of: first).string
      arguments.positional.removeFirst()
    }
    let parts = getter.map { $0.parts.map { operand(of: $0) } } ?? []
    let test = name.flatMap(ValueTest.init(rawValue:))
    return { [unowned self, arguments] (item) throws(TemplateError) -> Bool in
      var value = item
      for part in parts { value = try self.item(part, of: value) }
      guard let name else { return try isTrue(value) }
      guard let test else {
        throw TemplateError(.runtime, "No test named \(Representation.quoted(Text(name))).")
      }
      if let answer = try quickly(test, value, arguments) { return answer }
      return try apply(test, to: try self.value(of: value), arguments)
    }
  }

  /// The filters `batch` and `slice`.
  func grouped(
    _ value: Value,
    _ arguments: CallArguments,
    _ filter: Filter
  ) throws(TemplateError) -> Value {
    let values = try arguments.bound(
      "do_" + filter.rawValue,
      ["count", "fill_with"],
      required: 1
    )
    let count = try integer(values[0], usual: 1)
    let fill = values[1].flatMap { $0.isNone ? nil : $0 }
    let items = try items(of: value)
    var groups: [Value] = []
    if filter == .batch {
      guard count > 0 else { throw TemplateError(.unsupported, "batch of \(count)") }
      for start in stride(from: 0, to: items.count, by: count) {
        var group = Array(items[start..<min(items.count, start + min(count, items.count))])
        if let fill, group.count < count {
          try charge(count - group.count)
          group += Array(repeating: fill, count: count - group.count)
        }
        groups.append(try list(group))
      }
    } else {
      guard count != 0 else {
        throw TemplateError(.zeroDivision, "integer division or modulo by zero")
      }
      try charge(max(count, 0))
      var start = 0
      for index in 0..<max(count, 0) {
        let hasExtra = index < items.count % count
        let end = start + items.count / count + (hasExtra ? 1 : 0)
        var group = Array(items[start..<end])
        if let fill, !hasExtra { group.append(fill) }
        groups.append(try list(group))
        start = end
      }
    }
    var index = 0
    return .iterator(
      try iterator(over: 0) { () -> Value? in
        guard index < groups.count else { return nil }
        index += 1
        return groups[index - 1]
      }
    )
  }
}
