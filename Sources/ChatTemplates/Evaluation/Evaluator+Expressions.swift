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
    default: break
    }
    try enter()
    try charge(1)
    let value = try evaluateInner(node)
    leave()
    return value
  }

  private func evaluateInner(_ node: Node) throws(TemplateError) -> Operand {
    switch node {
    case .attribute(let object, let name, let place):
      let value = try evaluate(object)
      self.place = place
      return try attribute(name, of: value)
    case .member(let object, let name, let place):
      let value = try evaluate(object)
      self.place = place
      return try member(name, of: value)
    case .item(let object, let index, let place):
      let value = try evaluate(object)
      let key = try evaluate(index)
      self.place = place
      return try item(key, of: value)
    case .sum(let parts): return try sum(parts)
    case .not(let value): return .boolean(!(try condition(value)))
    case .and(let left, let right):
      let value = try evaluate(left)
      return try isTrue(value) ? try evaluate(right) : value
    case .or(let left, let right):
      let value = try evaluate(left)
      return try isTrue(value) ? value : try evaluate(right)
    case .comparison, .test: return .boolean(try holds(node))
    case .conditional(let test, let then, let otherwise, let place):
      if try condition(test) { return try evaluate(then) }
      if otherwise != Node.absent { return try evaluate(otherwise) }
      let line = 1 + program.source[..<min(Int(place), program.source.count)].count { $0 == 0x0A }
      return .other(
        .undefined(
          "the inline if-expression on line \(line) evaluated to false and no else"
            + " section was defined."
        )
      )
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
      return try call(function, values)
    default: return try evaluateOperation(node)
    }
  }

  /// The rest of `evaluateInner`, apart so that its frame stays small.
  private func evaluateOperation(_ node: Node) throws(TemplateError) -> Operand {
    switch node {
    case .constant(let number):
      switch program.constants[Int(number)] {
      case .bigInteger(let digits): return .other(ValueBox(.bigInteger(digits)))
      case .float(let float): return .other(ValueBox(.float(float)))
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
      _ = try evaluate(arguments: arguments)
      self.place = place
      throw unknown("test", program.words[Int(name)])
    case .list(let parts): return operand(of: try list(try values(parts)))
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
    case .not, .and, .or, .comparison, .test: break
    default: return try isTrue(try evaluate(id))
    }
    try enter()
    try charge(1)
    let holds = try holds(node)
    leave()
    return holds
  }

  /// Whether a condition holds that gives a boolean, or is asked for nothing else.
  private func holds(_ node: Node) throws(TemplateError) -> Bool {
    switch node {
    case .not(let value): return !(try condition(value))
    case .and(let left, let right): return try condition(left) ? try condition(right) : false
    case .or(let left, let right): return try condition(left) ? true : try condition(right)
    case .comparison(let left, let comparison, let right, let place):
      let leftValue = try evaluate(left)
      let rightValue = try evaluate(right)
      self.place = place
      return try compare(leftValue, comparison, rightValue)
    case .test(let value, let test, let arguments, let place):
      let input = try evaluate(value)
      if arguments == Node.absent {
        self.place = place
        if let answer = isOfKind(input, test) { return answer }
      }
      let values = try evaluate(arguments: arguments)
      self.place = place
      return try apply(test, to: try self.value(of: input), try callArguments(values))
    default: return false
    }
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
    values.keywords.append(("caller", caller))
    self.place = place
    return try self.call(callee, values)
  }

  private func callMethod(
    _ name: Int32,
    of receiver: Operand,
    _ arguments: Int32,
    at place: Int32,
    attributePlace: Int32
  ) throws(TemplateError) -> Operand {
    if let method = program.attributes[Int(name)].name.stringMethod, isString(receiver) {
      let values = try evaluate(arguments: arguments)
      self.place = place
      if let result = try quickly(method, of: receiver, values) { return result }
      guard case .string(let text) = try value(of: receiver) else { return .none }
      return operand(of: try call(method, of: text, try callArguments(values)))
    }
    self.place = attributePlace
    let function = try attribute(name, of: receiver)
    let values = try evaluate(arguments: arguments)
    self.place = place
    return try call(function, values)
  }

  private func isString(_ operand: Operand) -> Bool {
    switch operand {
    case .string, .joined: true
    case .other(let box): box.value.text != nil
    default: false
    }
  }

  func evaluate(arguments number: Int32) throws(TemplateError) -> OperandArguments {
    var result = OperandArguments()
    if number == Node.absent { return result }
    let arguments = program.arguments[Int(number)]
    for node in arguments.positional { result.positional.append(try evaluate(node)) }
    for keyword in arguments.keywords {
      guard !result.keywords.contains(where: { $0.name == keyword.name }) else {
        throw TemplateError(.control, "keyword argument repeated: \(keyword.name)")
      }
      result.keywords.append((keyword.name, try evaluate(keyword.value)))
    }
    if let others = arguments.others {
      for item in try items(of: try value(of: try evaluate(others))) {
        result.positional.append(operand(of: item))
      }
    }
    if let others = arguments.otherKeywords {
      guard case .dictionary(let dictionary) = try value(of: try evaluate(others)) else {
        throw TemplateError(.type, "argument after ** must be a mapping")
      }
      for (key, value) in zip(dictionary.keys, dictionary.values) {
        guard case .string(let text) = key else {
          throw TemplateError(.type, "keywords must be strings")
        }
        result.keywords.append((text.string, operand(of: value)))
      }
    }
    return result
  }

  func callArguments(_ given: OperandArguments) throws(TemplateError) -> CallArguments {
    var result = CallArguments()
    for operand in given.positional { result.positional.append(try value(of: operand)) }
    for (name, operand) in given.keywords {
      result.keywords.append((name, try value(of: operand)))
    }
    return result
  }

  // MARK: Filters

  func apply(_ use: FilterUse, to input: Operand) throws(TemplateError) -> Operand {
    let values = try evaluate(arguments: use.arguments)
    place = use.place
    guard let filter = use.filter else { throw unknown("filter", program.words[Int(use.name)]) }
    if let result = try quickly(filter, input, values) { return result }
    return operand(of: try apply(filter, to: try value(of: input), try callArguments(values)))
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
