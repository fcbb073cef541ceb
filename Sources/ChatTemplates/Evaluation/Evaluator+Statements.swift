extension Evaluator {
  /// How a body ended.
  enum Flow {
    case done
    case breaksLoop
    case continuesLoop
  }

  func execute(_ body: [Statement]) throws(TemplateError) -> Flow {
    for statement in body {
      let flow = try execute(statement)
      if flow != .done { return flow }
    }
    return .done
  }

  private func execute(_ statement: Statement) throws(TemplateError) -> Flow {
    switch statement {
    case .data(let source): try write(source)
    case .output(let expression, let place):
      let value = try evaluate(expression)
      self.place = place
      try write(try text(of: value))
    case .conditional(let branches, let otherwise):
      for branch in branches where try isTrue(try evaluate(branch.test)) {
        return try executeDeeper(branch.body)
      }
      return try executeDeeper(otherwise)
    case .loop(let loop): try execute(loop)
    case .assign(let target, let expression, let place):
      let value = try evaluate(expression)
      self.place = place
      try assign(value, to: target)
      noteMessage(value)
    case .assignBlock(let target, let filter, let body, let place):
      let (text, flow) = try captureBody(body)
      if flow != .done { return flow }
      var value = Value.string(text)
      if let filter { value = try apply(filter, to: value) }
      self.place = place
      try assign(value, to: target)
    case .macro(let name, let body): scope.set(name.id, .function(function(.macro(body))))
    case .callBlock(let call, let body, let place):
      let caller = Value.function(function(.macro(body)))
      let value = try evaluate(call, caller: caller)
      self.place = place
      try writeString(value)
    case .filterBlock(let filter, let body, let place):
      let (text, flow) = try captureBody(body)
      if flow != .done { return flow }
      let value = try apply(filter, to: .string(text))
      self.place = place
      try writeString(value)
    case .generation(let body, let place):
      let (text, _) = try captureBody(body)
      self.place = place
      noteGeneration(text)
      try write(text)
    case .with(let values, let body, let place): return try executeWith(values, body, place)
    case .breakLoop: return .breaksLoop
    case .continueLoop: return .continuesLoop
    }
    return .done
  }

  /// Writes what a block gave, which the reference does not make a string of: it fails when all that
  /// was written is put together.
  private func writeString(_ value: Value) throws(TemplateError) {
    guard case .string(let text) = value else {
      var error = TemplateError(.type, "expected str instance, \(value.typeName) found")
      error = error.placed(at: place, in: program.source)
      output.fail(error)
      return
    }
    try write(text)
  }

  private func executeDeeper(_ body: [Statement]) throws(TemplateError) -> Flow {
    try enter()
    let flow = try execute(body)
    leave()
    return flow
  }

  /// What a body in a scope of its own writes.
  private func captureBody(_ body: [Statement]) throws(TemplateError) -> (Text, Flow) {
    let outer = scope
    scope = innerScope()
    var flow = Flow.done
    let text = try capture { () throws(TemplateError) in flow = try executeDeeper(body) }
    scope = outer
    return (text, flow)
  }

  private func executeWith(
    _ values: [(target: Target, value: Expression)],
    _ body: [Statement],
    _ place: Int
  ) throws(TemplateError) -> Flow {
    let outer = scope
    let inner = innerScope()
    var evaluated: [Value] = []
    for value in values { evaluated.append(try evaluate(value.value)) }
    scope = inner
    self.place = place
    for (value, target) in zip(evaluated, values) { try assign(value, to: target.target) }
    let flow = try executeDeeper(body)
    scope = outer
    return flow
  }

  // MARK: Assignment

  func assign(_ value: Value, to target: Target) throws(TemplateError) {
    switch target {
    case .name(let name): scope.set(name.id, value)
    case .tuple(let parts):
      let values = try unpack(value, into: parts.count)
      for (part, value) in zip(parts, values) { try assign(value, to: part) }
    case .attribute(let name, let attribute):
      guard case .namespace(let namespace) = self.value(of: name) else {
        throw TemplateError(.runtime, "cannot assign attribute on non-namespace object")
      }
      try setAttribute(attribute, of: namespace, to: value)
    }
  }

  func setAttribute(
    _ name: String,
    of namespace: NamespaceValue,
    to value: Value
  ) throws(TemplateError) {
    guard !name.hasPrefix("_") else {
      throw TemplateError(
        .security,
        "Chat templates cannot store underscore-prefixed attributes on a namespace, but got "
          + Representation.quoted(Text(name)) + ". Please rename the attribute."
      )
    }
    try charge(namespace.names.count >> 2)
    namespace[name] = value
  }

  private func unpack(_ value: Value, into count: Int) throws(TemplateError) -> [Value] {
    guard let iterator = try iteratorIfIterable(value) else {
      throw TemplateError(.type, "cannot unpack non-iterable \(value.typeName) object")
    }
    var values: [Value] = []
    while values.count < count {
      guard let next = try iterator.next() else {
        throw TemplateError(
          .value,
          "not enough values to unpack (expected \(count), got \(values.count))"
        )
      }
      values.append(next)
    }
    guard try iterator.next() == nil else {
      throw TemplateError(.value, "too many values to unpack (expected \(count))")
    }
    return values
  }

  // MARK: Loops

  private func execute(_ loop: Statement.Loop) throws(TemplateError) {
    let value = try evaluate(loop.iterable)
    place = loop.place
    try run(loop, over: value, level: 0)
  }

  /// Runs a loop's body for each item, or its `else`.
  func run(_ loop: Statement.Loop, over value: Value, level: Int) throws(TemplateError) {
    try enter()
    let recursion =
      loop.isRecursive ? function(.recursion(loop, level: level + 1)) : nil
    let items: LoopValue
    if let test = loop.test {
      let iterator = try filtered(try iterator(of: value), by: test, loop.target)
      items = LoopValue(iterator: iterator, length: nil, level: level, recursion: recursion)
    } else if case .list(let list) = value {
      items = LoopValue(list: list.items, depth: list.depth, level: level, recursion: recursion)
    } else {
      items = LoopValue(
        iterator: try iterator(of: value),
        length: try? length(of: value),
        level: level,
        recursion: recursion
      )
    }
    register(items)
    let (outer, outerMessage, outerTakes) = (scope, runningMessage, takesMessage)
    var inner = innerScope()
    var isEmpty = true
    while try items.advance(), let item = items.current {
      isEmpty = false
      try charge(1)
      if inner.isCaptured { inner = Scope(parent: outer) } else { inner.removeAll() }
      scope = inner
      runningMessage = outerMessage
      takesMessage = false
      if let message = message(of: item) {
        runningMessage = Int32(truncatingIfNeeded: message)
      } else {
        takesMessage = item.index != nil
      }
      place = loop.place
      if let id = program.loopID { inner.set(id, .loop(items)) }
      try assign(item, to: loop.target)
      if try execute(loop.body) == .breaksLoop { break }
    }
    (scope, runningMessage, takesMessage) = (outer, outerMessage, outerTakes)
    if isEmpty, !loop.otherwise.isEmpty {
      scope = innerScope()
      _ = try execute(loop.otherwise)
      scope = outer
    }
    leave()
  }

  /// The message that an item is or is made of: of a pair, either's.
  private func message(of item: Value) -> Int? {
    if let message = item.message { return message }
    guard case .list(let list) = item, list.items.count <= 4 else { return nil }
    return list.items.lazy.compactMap(\.message).first
  }

  /// In a loop over numbers the message that is first assigned is the one that runs.
  private func noteMessage(_ value: Value) {
    guard takesMessage, case .dictionary(let dictionary) = value,
      case .message(let index)? = dictionary.field?.step
    else { return }
    runningMessage = Int32(truncatingIfNeeded: index)
    takesMessage = false
  }

  private func filtered(
    _ items: ValueIterator,
    by test: Expression,
    _ target: Target
  ) throws(TemplateError) -> ValueIterator {
    let inner = innerScope()
    return try iterator(over: items.depth) { [unowned self] () throws(TemplateError) -> Value? in
      while let item = try items.next() {
        try charge(1)
        let outer = scope
        scope = inner
        try assign(item, to: target)
        let passes = try isTrue(try evaluate(test))
        scope = outer
        if passes { return item }
      }
      return nil
    }
  }
}
