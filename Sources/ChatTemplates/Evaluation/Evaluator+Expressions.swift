extension Evaluator {
  func evaluate(_ id: NodeID) throws(TemplateError) -> Operand {
    let node = program.nodes[id]
    switch node {
    case .none: return .none
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .string(let start, let end):
      return .string(
        Passage(source: Passage.literals, start: start, end: end, message: runningMessage)
      )
    case .name(let name): return try value(ofName: name)
    case .memberEquality, .memberInequality, .literalEquality, .comparison, .test:
      return .boolean(try condition(id))
    case .variableMember(let use, let general, let place):
      if let member = try knownMember(use, at: place) { return member }
      return try evaluate(general)
    default: break
    }
    try enter()
    try charge(1)
    let value: Operand
    switch node {
    case .attribute(let object, let name, let place):
      let object = try part(object)
      self.place = place
      if case .record(let record) = object, let member = try quickMember(name, of: record) {
        value = member
      } else {
        value = try attribute(name, of: object)
      }
    case .member(let object, let name, let place):
      let object = try part(object)
      self.place = place
      if case .record(let record) = object, let member = try quickMember(name, of: record) {
        value = member
      } else {
        value = try member(name, of: object)
      }
    default: value = try evaluateInner(node)
    }
    leave()
    return value
  }

  /// The same as `evaluate`, without a call where a variable or a string of the template stands there.
  @inline(__always)
  func part(_ id: NodeID) throws(TemplateError) -> Operand {
    switch program.nodes[id] {
    case .name(let name): return try value(ofName: name)
    case .string(let start, let end):
      return .string(
        Passage(source: Passage.literals, start: start, end: end, message: runningMessage)
      )
    default: return try evaluate(id)
    }
  }

  private func evaluateInner(_ node: Node) throws(TemplateError) -> Operand {
    switch node {
    case .item(let object, let index, let place):
      let value = try evaluate(object)
      let key = try evaluate(index)
      self.place = place
      return try item(key, of: value)
    case .sum(let parts, _): return try sum(parts)
    case .not(let value): return .boolean(!(try condition(value)))
    case .and(let left, let right):
      let value = try evaluate(left)
      return try isTrue(value) ? try evaluate(right) : value
    case .or(let left, let right):
      let value = try evaluate(left)
      return try isTrue(value) ? value : try evaluate(right)
    case .conditional(let test, let then, let otherwise, let place):
      if try condition(test) { return try evaluate(then) }
      if otherwise != Node.absent { return try evaluate(otherwise) }
      return .undefined(.otherwise(place))
    case .filter(let value, let use):
      return try apply(use, to: value == Node.absent ? .none : try evaluate(value))
    case .methodCall(let object, let name, let attributePlace, let arguments, let place):
      return try callMethod(
        name,
        of: try evaluate(object),
        arguments,
        at: place,
        attributePlace: attributePlace
      )
    case .call(let callee, let arguments, let place):
      let function = try evaluate(callee)
      let values = try evaluate(arguments: arguments)
      self.place = place
      let value = try call(function, values)
      drop(values)
      return value
    default: return try evaluateOperation(node)
    }
  }

  /// The rest of `evaluateInner`, apart so that its frame stays small.
  private func evaluateOperation(_ node: Node) throws(TemplateError) -> Operand {
    switch node {
    case .constant(let number):
      switch program.constants[Int(number)] {
      case .bigInteger(let digits): return other(.bigInteger(digits))
      case .float(let float): return other(.float(float))
      }
    case .slice(let parts, let place): return try slice(parts, at: place)
    case .arithmetic(let operation, let left, let right, let place):
      let leftValue = try evaluate(left)
      let rightValue = try evaluate(right)
      self.place = place
      return try compute(operation, leftValue, rightValue)
    case .concatenation(let parts): return try concatenation(parts)
    case .comparisons(let first, let number, let place):
      var left = try evaluate(first)
      for part in program.comparisons[Int(number)] {
        let right = try evaluate(part.right)
        self.place = place
        guard try compare(left, part.comparison, right) else { return .boolean(false) }
        left = right
      }
      return .boolean(true)
    case .unknownTest(let value, let name, let arguments, let place):
      _ = try evaluate(value)
      drop(try evaluate(arguments: arguments))
      self.place = place
      throw unknown("test", program.words[Int(name)])
    case .list(let parts):
      if let list = try plainList(parts) { return list }
      return operand(of: try list(try values(parts)))
    case .tuple(let parts): return operand(of: try list(try values(parts), .tuple))
    case .dictionary(let parts):
      let parts = try values(parts)
      let dictionary = dictionary(
        from: stride(from: 1, to: parts.count, by: 2).map { parts[$0] }
      )
      for index in stride(from: 0, to: parts.count, by: 2) {
        try set(parts[index], parts[index + 1], in: dictionary)
      }
      return operand(of: .dictionary(dictionary))
    case .negative(let value, let place):
      let value = try self.value(of: try evaluate(value))
      self.place = place
      return operand(of: try negated(value))
    case .positive(let value, let place):
      let value = try self.value(of: try evaluate(value))
      self.place = place
      return operand(of: try unsigned(value))
    case .strayedSlice:
      throw TemplateError(.unsupported, "slices in a tuple of subscripts are not supported")
    default: return .none
    }
  }

  /// The list of parts that are all strings of the template, which are not made values; nil, and
  /// nothing is done, for others.
  private func plainList(_ parts: Children) throws(TemplateError) -> Operand? {
    for child in parts.range {
      guard case .string = program.nodes[program.children[child]] else { return nil }
    }
    try charge(Int(parts.count))
    let items = Row<Operand>(capacity: Int(parts.count))
    for child in parts.range { items.append(try evaluate(program.children[child])) }
    let message = runningMessage >= 0 ? Int(runningMessage) : nil
    return .list(hold(OperandList(items, message: message)))
  }

  private func values(_ parts: Children) throws(TemplateError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(Int(parts.count))
    for child in parts.range {
      values.append(try value(of: try evaluate(program.children[child])))
    }
    return values
  }

  // MARK: Conditions

  /// Whether Python takes what an expression gives for true; the same as `isTrue(evaluate(id))`.
  func condition(_ id: NodeID) throws(TemplateError) -> Bool {
    let node = program.nodes[id]
    switch node {
    case .boolean(let value): return value
    case .name(let name): return try isTrue(try value(ofName: name))
    case .memberEquality(let use, let start, let end, let general):
      if let isEqual = try isMember(use, equalTo: start, end) { return isEqual }
      return try condition(general)
    case .memberInequality(let use, let start, let end, let general):
      if let isEqual = try isMember(use, equalTo: start, end) { return !isEqual }
      return try condition(general)
    case .literalEquality, .not, .and, .or, .comparison, .test: break
    case .variableMember(let use, let general, let place):
      if let member = try knownMember(use, at: place) { return try isTrue(member) }
      return try isTrue(try evaluate(general))
    default: return try isTrue(try evaluate(id))
    }
    try enter()
    try charge(1)
    let holds: Bool
    switch node {
    case .literalEquality(let left, let start, let end, let isWanted, let place):
      let value = try part(left)
      self.place = place
      holds = try isLiteral(value, start: start, end: end) == isWanted
    case .not(let value): holds = !(try condition(value))
    case .and(let left, let right): holds = try condition(left) ? try condition(right) : false
    case .or(let left, let right): holds = try condition(left) ? true : try condition(right)
    default: holds = try self.holds(node)
    }
    leave()
    return holds
  }

  /// Whether a comparison or test holds.
  private func holds(_ node: Node) throws(TemplateError) -> Bool {
    switch node {
    case .comparison(let left, let comparison, let right, let place):
      let leftValue = try evaluate(left)
      if comparison == .isIn || comparison == .isNotIn,
        let isWithin = try isAmong(right, leftValue, at: place)
      {
        return isWithin == (comparison == .isIn)
      }
      let rightValue = try evaluate(right)
      self.place = place
      if case .string(let left) = leftValue, case .string(let right) = rightValue,
        comparison == .equal || comparison == .notEqual
      {
        try charge(1 + left.count >> 6)
        return areEqual(left, right) == (comparison == .equal)
      }
      return try compare(leftValue, comparison, rightValue)
    case .test(let value, let test, let arguments, let place):
      let input = try part(value)
      if arguments == Node.absent {
        self.place = place
        if let answer = isOfKind(input, test) { return answer }
      }
      let values = try evaluate(arguments: arguments)
      self.place = place
      let answer: Bool
      if values.count == 1, values.keywordCount == 0, let comparison = test.comparison {
        answer = try compare(input, comparison, argument(0, of: values))
      } else {
        answer = try apply(test, to: try self.value(of: input), try callArguments(values))
      }
      drop(values)
      return answer
    default: return false
    }
  }

  /// Whether a value is one of those that a list or tuple is written with; nil, and nothing is done,
  /// for other nodes.
  ///
  /// All of them are evaluated before it is compared with any, and no list is made.
  private func isAmong(
    _ node: NodeID,
    _ value: Operand,
    at place: Int32
  ) throws(TemplateError) -> Bool? {
    let parts: Children
    switch program.nodes[node] {
    case .list(let children), .tuple(let children): parts = children
    default: return nil
    }
    if case .string(let text) = value, let isWithin = try isAmongLiterals(parts, text) {
      self.place = place
      return isWithin
    }
    try enter()
    try charge(1 + Int(parts.count))
    let start = arguments.count
    for child in parts.range {
      let part = try evaluate(program.children[child])
      arguments.append(part)
      argumentNames.append(-1)
    }
    leave()
    self.place = place
    var isWithin = false
    for part in start..<start + Int(parts.count) {
      isWithin = try areEqual(arguments[part], value)
      if isWithin { break }
    }
    arguments.truncate(to: start)
    argumentNames.truncate(to: start)
    return isWithin
  }

  /// The same for parts that are all strings of the template; nil, and nothing is done, for others.
  private func isAmongLiterals(_ parts: Children, _ text: Passage) throws(TemplateError) -> Bool? {
    var isWithin = false
    for child in parts.range {
      guard case .string(let start, let end) = program.nodes[program.children[child]] else {
        return nil
      }
      isWithin =
        isWithin || areEqual(text, Passage(source: Passage.literals, start: start, end: end))
    }
    try charge(1 + Int(parts.count) * (2 + text.count >> 6))
    return isWithin
  }

  // MARK: Calls

  /// A call block's call, with its body as `caller`.
  func evaluate(_ call: NodeID, caller: Operand) throws(TemplateError) -> Operand {
    let callee: Operand
    let arguments: Int32
    let place: Int32
    switch program.nodes[Int(call)] {
    case .call(let function, let given, let callPlace):
      callee = try evaluate(function)
      (arguments, place) = (given, callPlace)
    case .methodCall(let object, let name, let attributePlace, let given, let callPlace):
      try enter()
      try charge(1)
      let receiver = try evaluate(object)
      self.place = attributePlace
      callee = try attribute(name, of: receiver)
      leave()
      (arguments, place) = (given, callPlace)
    default: return .none
    }
    var values = try evaluate(arguments: arguments)
    add(caller, named: program.callerName, to: &values)
    self.place = place
    let value = try self.call(callee, values)
    drop(values)
    return value
  }

  private func callMethod(
    _ name: Int32,
    of receiver: Operand,
    _ arguments: Int32,
    at place: Int32,
    attributePlace: Int32
  ) throws(TemplateError) -> Operand {
    if let method = program.keys[name].stringMethod, isString(receiver) {
      let values = try evaluate(arguments: arguments)
      self.place = place
      var result = try quickly(method, of: receiver, values)
      if result == nil, case .string(let text) = try value(of: receiver) {
        result = operand(of: try call(method, of: text, try callArguments(values)))
      }
      drop(values)
      return result ?? .none
    }
    if program.keys[name].isGet, case .record(let record) = receiver, isObject(record) {
      let values = try evaluate(arguments: arguments)
      self.place = place
      var value = try get(values, of: record)
      if value == nil { value = try call(try attribute(name, of: receiver), values) }
      drop(values)
      return value ?? .none
    }
    self.place = attributePlace
    let function = try attribute(name, of: receiver)
    let values = try evaluate(arguments: arguments)
    self.place = place
    let value = try call(function, values)
    drop(values)
    return value
  }

  /// The method `get` of an object of the context, for a key that is a string; nil where values must
  /// tell.
  private func get(
    _ given: OperandArguments,
    of record: RecordPlace
  ) throws(TemplateError) -> Operand? {
    guard given.keywordCount == 0, (1...2).contains(given.count),
      case .string(let key) = argument(0, of: given)
    else { return nil }
    if let value = try member(key, of: record) { return value }
    return given.count == 2 ? argument(1, of: given) : .some(.none)
  }

  private func isString(_ operand: Operand) -> Bool {
    switch operand {
    case .string, .joined: true
    case .other(let box): box.object.value.text != nil
    default: false
    }
  }

  // MARK: Filters

  func apply(_ use: FilterUse, to input: Operand) throws(TemplateError) -> Operand {
    let values = try evaluate(arguments: use.arguments)
    place = use.place
    guard let filter = use.filter else { throw unknown("filter", program.words[Int(use.name)]) }
    let result: Operand
    if let quick = try quickly(filter, input, values) {
      result = quick
    } else {
      result = operand(of: try apply(filter, to: try value(of: input), try callArguments(values)))
    }
    drop(values)
    return result
  }

  /// Applies the filters of a block, innermost first.
  func applyBlock(_ filters: NodeID, to operand: Operand) throws(TemplateError) -> Operand {
    guard case .filter(let inner, let use) = program.nodes[Int(filters)] else { return operand }
    let input = inner == Node.absent ? operand : try applyBlock(inner, to: operand)
    return try apply(use, to: input)
  }

  func unknown(_ kind: String, _ name: String) -> TemplateError {
    TemplateError(.runtime, "No \(kind) named \(Representation.quoted(Text(name))) found.")
  }
}
