// What is done with operands as they are. Whatever is not said here goes to values, whose answer is
// the same: `Evaluator+Comparison`, `Evaluator+Operators`, `Filter`, `ValueTest`, `StringMethod`.
extension Evaluator {
  /// Whether Python takes the operand for true.
  func isTrue(_ operand: Operand) throws(TemplateError) -> Bool {
    if let isTrue = isPlainlyTrue(operand) { return isTrue }
    switch operand {
    case .loop(let loop): return try loop.object.length(in: self) != 0
    case .other(let box): return try isTrue(box.object.value)
    default: return true
    }
  }

  /// The same; nil for what can only be told with steps.
  @inline(__always)
  func isPlainlyTrue(_ operand: Operand) -> Bool? {
    switch operand {
    case .undefined, .none: false
    case .boolean(let boolean): boolean
    case .integer(let integer): integer != 0
    case .string(let passage): !passage.isEmpty
    case .joined(let joined): joined.byteCount > 0
    case .record(let place): !isEmpty(place)
    case .list(let list): !list.with { $0.items.isEmpty }
    case .namespace: true
    case .loop, .other: nil
    }
  }

  func compare(
    _ left: Operand,
    _ comparison: Expression.Comparison,
    _ right: Operand
  ) throws(TemplateError) -> Bool {
    switch comparison {
    case .equal: return try areEqual(left, right)
    case .notEqual: return !(try areEqual(left, right))
    case .isIn, .isNotIn:
      if case .list(let list) = right {
        let items = list.object.items
        for place in 0..<items.count where try areEqual(items[place], left) {
          return comparison == .isIn
        }
        return comparison == .isNotIn
      }
      if let isWithin = try isWithin(right, left) { return isWithin == (comparison == .isIn) }
    default:
      if case .integer(let left) = left, case .integer(let right) = right {
        try charge(1)
        switch comparison {
        case .less: return left < right
        case .lessOrEqual: return left <= right
        case .greater: return left > right
        default: return left >= right
        }
      }
    }
    return try compare(try value(of: left), comparison, try value(of: right))
  }

  func areEqual(_ left: Operand, _ right: Operand) throws(TemplateError) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)):
      try charge(1 + left.count >> 6)
      return areEqual(left, right)
    case (.integer(let left), .integer(let right)):
      try charge(1)
      return left == right
    case (.boolean(let left), .boolean(let right)):
      try charge(1)
      return left == right
    case (.other(let box), .string(let passage)), (.string(let passage), .other(let box)):
      switch box.object.value {
      case .undefined: try charge(1)
      case .string(let text) where text.byteCount != passage.count: try charge(1)
      default: return try areEqual(try value(of: left), try value(of: right))
      }
      return false
    case (.none, .none), (.undefined, .undefined):
      try charge(1)
      return true
    case (.record(let left), .record(let right)):
      try charge(1)
      if left == right { return true }
      if try surelyDiffer(left, right) { return false }
      return try areEqual(try value(of: left), try value(of: right))
    case (.string, .none), (.none, .string), (.string, .undefined), (.undefined, .string),
      (.string, .boolean), (.boolean, .string), (.string, .integer), (.integer, .string),
      (.string, .record), (.record, .string), (.none, .record), (.record, .none),
      (.none, .boolean), (.boolean, .none), (.none, .undefined), (.undefined, .none):
      try charge(1)
      return false
    default: return try areEqual(try value(of: left), try value(of: right))
    }
  }

  /// Whether a string that one object has is missing in another, or is another there; false says
  /// nothing.
  private func surelyDiffer(
    _ left: RecordPlace,
    _ right: RecordPlace
  ) throws(TemplateError) -> Bool {
    guard isObject(left), isObject(right), reasoningIndex(of: left) == nil,
      reasoningIndex(of: right) == nil
    else { return false }
    var (index, end) = inner(of: left)
    while index < end {
      try charge(1)
      let key = key(in: left.source, at: index)
      guard let other = try member(key, of: right) else { return true }
      if case .string(let text)? = try member(key, of: left) {
        guard case .string(let otherText) = other else { return true }
        try charge(bytes: text.count)
        if !areEqual(text, otherText) { return true }
      }
      index = self.index(behind: index + 1, in: left.source)
    }
    return false
  }

  /// Whether a container has a value; nil where values must tell.
  private func isWithin(_ container: Operand, _ part: Operand) throws(TemplateError) -> Bool? {
    guard case .string(let key) = part else { return nil }
    switch container {
    case .string(let text):
      try charge(bytes: text.count)
      return contains(text, key)
    case .record(let place) where isObject(place):
      try charge(1)
      return try member(key, of: place) != nil
    default: return nil
    }
  }

  /// Whether a test without arguments holds; nil where values must tell.
  func isOfKind(_ operand: Operand, _ test: ValueTest) -> Bool? {
    switch test {
    case .defined: return !operand.isUndefined
    case .undefined: return operand.isUndefined
    case .none: return operand.isNone
    case .string:
      switch operand {
      case .string, .joined: return true
      case .other: return nil
      default: return false
      }
    case .mapping:
      switch operand {
      case .record(let place): return isObject(place)
      case .other: return nil
      default: return false
      }
    case .iterable, .sequence:
      switch operand {
      case .string, .joined, .record, .list, .undefined: return true
      case .none, .boolean, .integer: return false
      default: return nil
      }
    case .boolean, .true, .false:
      switch operand {
      case .boolean(let value):
        return test == .boolean || value == (test == .true)
      case .other: return nil
      default: return false
      }
    default: return nil
    }
  }

  /// The same for a test with arguments.
  func quickly(
    _ test: ValueTest,
    _ operand: Operand,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Bool? {
    if arguments.isEmpty { return isOfKind(operand, test) }
    guard let comparison = test.comparison, arguments.keywords.isEmpty,
      arguments.positional.count == 1
    else { return nil }
    return try compare(operand, comparison, self.operand(of: arguments.positional[0]))
  }

  /// Whether an operand is a string of the template.
  @inline(__always)
  func isLiteral(
    _ operand: Operand,
    start: Int32,
    end: Int32
  ) throws(TemplateError) -> Bool {
    let literal = Passage(
      source: Passage.literals,
      start: start,
      end: end,
      message: runningMessage
    )
    switch operand {
    case .string(let text):
      try charge(1 + text.count >> 6)
      return areEqual(text, literal)
    case .undefined, .none, .boolean, .integer, .record:
      try charge(1)
      return false
    default: return try areEqual(operand, .string(literal))
    }
  }

  // MARK: Iteration

  /// What goes over an operand.
  func iterator(of operand: Operand) throws(TemplateError) -> ValueIterator {
    switch operand {
    case .list(let list): return iterator(over: .operands(list), depth: 2)
    case .record(let place) where !isObject(place):
      let (first, end) = inner(of: place)
      return iterator(over: .elements(source: place.source, next: first, end: end), depth: 2)
    default: return try iterator(of: try value(of: operand))
    }
  }

  private func iterator(over source: LoopValue.Source, depth: Int) -> ValueIterator {
    let items = makeLoop()
    items.object.begin(source, length: nil, depth: depth, level: 0, recursion: nil)
    return ValueIterator(operands: depth) { (evaluator) throws(TemplateError) -> Operand? in
      try items.object.advance(evaluator)
    }
  }

  // MARK: Attributes and items

  /// `value.name`: an attribute, else an item, else undefined.
  func attribute(_ name: Int32, of operand: Operand) throws(TemplateError) -> Operand {
    let attribute = program.keys[name]
    switch operand {
    case .record(let place) where !attribute.isMappingMethod && isObject(place):
      return try member(attribute.literal, of: place) ?? .undefined(.member(name))
    case .loop(let loop):
      if let attribute = attribute.loopAttribute {
        return try loop.attempt { (loop) throws(TemplateError) in
          try loop.value(of: attribute, in: self)
        }
      }
    case .namespace(let namespace):
      if let value = namespace.with({ $0.value(of: name) }) { return value }
    case .string, .joined:
      if attribute.isForeignToStrings { return .undefined(.stringMember(name)) }
    default: break
    }
    return try valueAttribute(name, of: operand)
  }

  @inline(never)
  private func valueAttribute(
    _ name: Int32,
    of operand: Operand
  ) throws(TemplateError) -> Operand {
    self.operand(
      of: try attribute(program.attributes[Int(name)].name, of: try value(of: operand))
    )
  }

  /// `value['name']`: an item, else an attribute, else undefined.
  func member(_ name: Int32, of operand: Operand) throws(TemplateError) -> Operand {
    let attribute = program.keys[name]
    if case .record(let place) = operand, isObject(place) {
      if let member = try member(attribute.literal, of: place) { return member }
      if !attribute.isMappingMethod { return .undefined(.member(name)) }
    }
    switch operand {
    case .string, .joined:
      if attribute.isForeignToStrings { return .undefined(.stringMember(name)) }
    default: break
    }
    var key = attribute.literal
    key.message = runningMessage
    return self.operand(of: try item(.string(text(of: key)), of: try value(of: operand)))
  }

  /// `value[key]`: an item, else an attribute, else undefined.
  func item(_ key: Operand, of operand: Operand) throws(TemplateError) -> Operand {
    switch (operand, key) {
    case (.list(let list), .integer(let index)):
      let items = list.object.items
      let place = index < 0 ? index + items.count : index
      if place >= 0, place < items.count { return items[place] }
    case (.record(let place), .string(let key)) where isObject(place):
      if let member = try member(key, of: place) { return member }
      let name = text(of: key).string
      if !AttributeName.isMappingMethod(name) { return .undefined(.member(number(ofName: name))) }
    case (.record(let place), .other(let box)) where isObject(place):
      if case .string(let key) = box.object.value, let member = try member(key, of: place) {
        return member
      }
    case (.record(let place), .integer(let index)) where index >= 0 && index < 8:
      if !isObject(place), let element = try element(index, of: place) { return element }
    default: break
    }
    return self.operand(of: try item(try value(of: key), of: try value(of: operand)))
  }

  private func element(_ number: Int, of place: RecordPlace) throws(TemplateError) -> Operand? {
    var (index, end) = inner(of: place)
    for _ in 0..<number where index < end { index = self.index(behind: index, in: place.source) }
    return index < end ? try operand(in: place.source, at: index) : nil
  }

  /// `value[a:b:c]`, which goes to Python's own slicing.
  func slice(_ parts: Children, at place: Int32) throws(TemplateError) -> Operand {
    let operand = try evaluate(program.children[parts.start])
    var bounds: [Value] = []
    bounds.reserveCapacity(3)
    for index in parts.range.dropFirst() {
      let node = program.children[index]
      bounds.append(node == Node.absent ? .none : try value(of: try evaluate(node)))
    }
    self.place = place
    if case .list(let list) = operand {
      let items = try slice(list.object.items, bounds)
      return .list(hold(OperandList(items, message: list.object.message)))
    }
    return self.operand(of: try slice(try value(of: operand), bounds))
  }

  // MARK: Strings

  /// `a + b + c`: strings are put together at once.
  func sum(_ parts: Children) throws(TemplateError) -> Operand {
    let mark = pending.count
    return try collectSum(parts) ?? takePending(from: mark)
  }

  /// `a ~ b ~ c`.
  func concatenation(_ parts: Children) throws(TemplateError) -> Operand {
    let mark = pending.count
    return try collectConcatenation(parts) ?? takePending(from: mark)
  }

  /// Adds a sum's passages to `pending`; gives the sum, and adds nothing, if not all parts are plain
  /// strings.
  func collectSum(_ parts: Children) throws(TemplateError) -> Operand? {
    let mark = pending.count
    var byteCount = 0
    let first = Int(parts.start)
    let end = first + Int(parts.count)
    var index = first
    while index < end {
      let isFirst = index == first
      let part = try self.part(program.children[index])
      if !isFirst { place = program.children[index + 1] }
      index += isFirst ? 1 : 2
      if case .string(let passage) = part {
        pending.append(passage)
        byteCount += passage.count
      } else if !appendPending(part, &byteCount) {
        // What is no plain string is added as Python does, in its order.
        let sum = isFirst ? part : try add(part, behind: mark)
        return try add(parts, from: index, to: sum)
      }
      try charge(1)
      try checkLength(byteCount)
    }
    return nil
  }

  /// The sum of something and the parts from an index on.
  @inline(never)
  func add(
    _ parts: Children,
    from index: Int,
    to first: Operand
  ) throws(TemplateError) -> Operand {
    var sum = first
    for index in stride(from: index, to: parts.range.upperBound, by: 2) {
      let part = try evaluate(program.children[index])
      place = program.children[index + 1]
      sum = try compute(.add, sum, part)
    }
    return sum
  }

  /// The sum of the strings that were added to `pending` since `mark` and something else.
  @inline(never)
  private func add(_ part: Operand, behind mark: Int) throws(TemplateError) -> Operand {
    try compute(.add, takePending(from: mark), part)
  }

  /// The same for `~`, which makes a string of each part.
  func collectConcatenation(_ parts: Children) throws(TemplateError) -> Operand? {
    let mark = pending.count
    var byteCount = 0
    var result: Text?
    for index in parts.range {
      let part = try evaluate(program.children[index])
      if result == nil, appendPending(part, &byteCount) { continue }
      var text = result ?? Text()
      if result == nil { text = try self.text(of: try value(of: takePending(from: mark))) }
      text.append(try self.text(of: try value(of: part)))
      result = text
    }
    guard let result else {
      try charge(pending.count - mark)
      try checkLength(byteCount)
      return nil
    }
    try charge(result.pieceCount)
    try checkLength(result.byteCount)
    return operand(of: .string(result))
  }

  /// Adds a plain string to `pending`; false, and nothing is done, for anything else.
  private func appendPending(_ operand: Operand, _ byteCount: inout Int) -> Bool {
    switch operand {
    case .string(let passage):
      if !passage.isEmpty { pending.append(passage) }
      byteCount += passage.count
    case .joined(let joined):
      for place in joined.range { pending.append(passages[place]) }
      byteCount += joined.byteCount
    default: return false
    }
    return true
  }

  /// The string of what was added to `pending` since `mark`.
  func takePending(from mark: Int) -> Operand {
    let start = passages.count
    var byteCount = 0
    for place in mark..<pending.count where !pending[place].isEmpty {
      byteCount += pending[place].count
      passages.append(pending[place])
    }
    pending.truncate(to: mark)
    return string(from: start, byteCount: byteCount)
  }

  @inline(never)
  func compute(
    _ operation: Expression.Operator,
    _ left: Operand,
    _ right: Operand
  ) throws(TemplateError) -> Operand {
    if case .integer(let left) = left, case .integer(let right) = right,
      let result = Self.quickly(operation, left, right)
    {
      return .integer(result)
    }
    return operand(of: try compute(operation, try value(of: left), try value(of: right)))
  }

  /// The result of arithmetic that fits and is not rounded down; nil for other.
  private static func quickly(_ operation: Expression.Operator, _ left: Int, _ right: Int) -> Int? {
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .remainder where left >= 0 && right > 0: return left % right
    case .floorDivide where left >= 0 && right > 0: return left / right
    default: return nil
    }
    return result.overflow ? nil : result.partialValue
  }
}
