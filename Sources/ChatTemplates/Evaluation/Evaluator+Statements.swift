extension Evaluator {
  /// How a body ended.
  enum Flow {
    case done
    case breaksLoop
    case continuesLoop
  }

  func execute(_ body: Command.Body) throws(TemplateError) -> Flow {
    var index = Int(body.start)
    let end = index + Int(body.count)
    while index < end {
      let command = program.commands[index]
      index += 1
      switch command {
      case .jumpUnless(let test, let distance):
        try charge(1)
        if !(try condition(test)) { index += Int(distance) }
      case .branch(let number): index += try distance(ofBranch: number)
      case .jump(let distance): index += Int(distance)
      case .plainRun(let number, let replaced): if write(run: number) { index += Int(replaced) }
      default:
        let flow = try execute(command)
        if flow != .done { return flow }
      }
    }
    return .done
  }

  @inline(__always)
  private func execute(_ command: Command) throws(TemplateError) -> Flow {
    switch command {
    case .data(let start, let end): try writeLiteral(start, end)
    case .output(let node, let place): try writeResult(of: node, at: place)
    case .loop(let number):
      let value = try evaluate(program.loops[number].iterable)
      place = program.loops[number].place
      try run(number, over: value, level: 0)
    case .assign(let name, let node, let place):
      let value = try evaluate(node)
      self.place = place
      set(name, value, in: scope)
      if takesMessage { noteMessage(value) }
    case .generation(let body, let place):
      try generate { () throws(TemplateError) in
        let outer = scope
        let inner = innerScope()
        scope = inner
        _ = try executeDeeper(body)
        scope = outer
        leave(inner)
        self.place = place
      }
    case .breakLoop: return .breaksLoop
    case .continueLoop: return .continuesLoop
    default: return try executeBlock(command)
    }
    return .done
  }

  /// The rest of `execute`, apart so that its frame stays small.
  private func executeBlock(_ command: Command) throws(TemplateError) -> Flow {
    switch command {
    case .assignTarget(let target, let node, let place):
      let value = try evaluate(node)
      self.place = place
      try assign(value, to: program.targets[target])
      if takesMessage { noteMessage(value) }
    case .assignBlock(let target, let filter, let body, let place):
      var (value, flow) = try captureBody(body)
      if flow != .done { return flow }
      if filter != Node.absent { value = try applyBlock(filter, to: value) }
      self.place = place
      try assign(value, to: program.targets[target])
    case .macro(let name, let number): set(name, macro(number), in: scope)
    case .callBlock(let call, let macro, let place):
      let caller = function(.macro(program.macros[Int(macro)]))
      let value = try evaluate(call, caller: other(.function(caller)))
      self.place = place
      try writeString(value)
    case .filterBlock(let filter, let body, let place):
      let (text, flow) = try captureBody(body)
      if flow != .done { return flow }
      let value = try applyBlock(filter, to: text)
      self.place = place
      try writeString(value)
    case .with(let number, let body, let place):
      return try executeWith(program.scopedValues[Int(number)], body, place)
    default: break
    }
    return .done
  }

  // MARK: Output

  /// Writes what an expression gives, a sum's strings one by one.
  private func writeResult(of node: NodeID, at place: Int32) throws(TemplateError) {
    let mark = pending.count
    let value: Operand?
    switch program.nodes[Int(node)] {
    case .variableMember(let use, let general, let memberPlace):
      if let member = try knownMember(use, at: memberPlace) {
        value = member
      } else {
        value = try evaluate(general)
      }
    // Where `generation` marks the output its places count from what stands before the whole sum.
    case .sum(let parts, let isPlain) where isPlain || !program.usesGeneration:
      return try writeSum(parts, isPlain: isPlain, at: place)
    case .concatenation(let parts) where !program.usesGeneration:
      return try writeConcatenation(parts, at: place)
    case .sum(let parts, _):
      try charge(1)
      value = try collectSum(parts)
    case .concatenation(let parts):
      try charge(1)
      value = try collectConcatenation(parts)
    case .call(let callee, let arguments, let callPlace) where !program.usesGeneration:
      if try writeMacro(callee, arguments, at: callPlace) {
        self.place = place
        return
      }
      value = try evaluate(node)
    default: value = try evaluate(node)
    }
    self.place = place
    if let value {
      try write(value)
    } else {
      for index in mark..<pending.count { try write(pending[index]) }
      pending.truncate(to: mark)
    }
  }

  /// Writes the string of an operand.
  func write(_ operand: Operand) throws(TemplateError) {
    switch operand {
    case .string(let passage): try write(passage)
    case .joined(let joined): for place in joined.range { try write(passages[place]) }
    case .undefined: try charge(1)
    default: try write(try text(of: try value(of: operand)))
    }
  }

  /// Writes what a block gave, which the reference does not make a string of: it fails when all that
  /// was written is put together.
  private func writeString(_ operand: Operand) throws(TemplateError) {
    switch operand {
    case .string, .joined: try write(operand)
    default:
      let value = try value(of: operand)
      guard value.text != nil else {
        let error = TemplateError(.type, "expected str instance, \(value.typeName) found")
        output.fail(
          error.placed(at: Int(place), in: program.source, lineStarts: program.lineStarts)
        )
        return
      }
      try write(operand)
    }
  }

  private func executeDeeper(_ body: Command.Body) throws(TemplateError) -> Flow {
    if body.isEmpty { return .done }
    try enter()
    let flow = try execute(body)
    leave()
    return flow
  }

  /// What a body in a scope of its own writes.
  private func captureBody(_ body: Command.Body) throws(TemplateError) -> (Operand, Flow) {
    let outer = scope
    let inner = innerScope()
    scope = inner
    var flow = Flow.done
    let text = try capture { () throws(TemplateError) in flow = try executeDeeper(body) }
    scope = outer
    leave(inner)
    return (text, flow)
  }

  private func executeWith(
    _ values: [(target: Int32, value: NodeID)],
    _ body: Command.Body,
    _ place: Int32
  ) throws(TemplateError) -> Flow {
    let outer = scope
    let inner = innerScope()
    var evaluated: [Operand] = []
    for value in values { evaluated.append(try evaluate(value.value)) }
    scope = inner
    self.place = place
    for (value, target) in zip(evaluated, values) {
      try assign(value, to: program.targets[target.target])
    }
    let flow = try executeDeeper(body)
    scope = outer
    leave(inner)
    return flow
  }

  // MARK: Assignment

  private func assign(_ value: Operand, to target: CompiledTarget) throws(TemplateError) {
    switch target {
    case .name(let name): set(name, value, in: scope)
    case .tuple(let parts):
      let count = Int(parts.count)
      if case .list(let list) = value, list.with({ $0.items.count }) == count {
        for place in 0..<count {
          try assign(list.with { $0.items[place] }, to: part(place, of: parts))
        }
        return
      }
      let values = try unpack(try self.value(of: value), into: count)
      for place in 0..<count { try assign(operand(of: values[place]), to: part(place, of: parts)) }
    case .attribute(let name, let attribute):
      guard case .namespace(let namespace) = try self.value(ofName: name) else {
        throw TemplateError(.runtime, "cannot assign attribute on non-namespace object")
      }
      try setAttribute(attribute, of: namespace, to: value)
    }
  }

  private func part(_ place: Int, of parts: Children) -> CompiledTarget {
    program.targets[program.children[Int(parts.start) + place]]
  }

  /// Sets an attribute by the number of its name.
  func setAttribute(
    _ name: Int32,
    of namespace: Held<NamespaceValue>,
    to value: Operand
  ) throws(TemplateError) {
    let isUnderscored =
      Int(name) < program.keys.count
      ? program.keys[name].isUnderscored : self.name(name).utf8.first == UInt8(ascii: "_")
    guard !isUnderscored else {
      throw TemplateError(
        .security,
        "Chat templates cannot store underscore-prefixed attributes on a namespace, but got "
          + Representation.quoted(Text(self.name(name))) + ". Please rename the attribute."
      )
    }
    try charge(namespace.with { $0.count } >> 2)
    namespace.with { $0.set(name, value) }
  }

  private func unpack(_ value: Value, into count: Int) throws(TemplateError) -> [Value] {
    guard let iterator = try iteratorIfIterable(value) else {
      throw TemplateError(.type, "cannot unpack non-iterable \(value.typeName) object")
    }
    var values: [Value] = []
    while values.count < count {
      guard let next = try iterator.next(in: self) else {
        throw TemplateError(
          .value,
          "not enough values to unpack (expected \(count), got \(values.count))"
        )
      }
      values.append(next)
    }
    guard try iterator.next(in: self) == nil else {
      throw TemplateError(.value, "too many values to unpack (expected \(count))")
    }
    return values
  }

  // MARK: Loops

  /// Runs a loop's body for each item, or its `else`.
  func run(_ number: Int32, over value: Operand, level: Int) throws(TemplateError) {
    let loop = program.loops[number]
    try enter()
    let recursion = loop.isRecursive ? function(.recursion(number, level: level + 1)) : nil
    let items = try items(of: loop, over: value, level: level, recursion: recursion)
    let (outer, outerMessage, outerTakes) = (scope, runningMessage, takesMessage)
    var inner = innerScope()
    var isEmpty = true
    while let item = try items.attempt({ (items) throws(TemplateError) in try items.advance(self) })
    {
      isEmpty = false
      try charge(1)
      if inner.with({ $0.isCaptured }) { inner = innerScope(of: outer) }
      scope = inner
      runningMessage = outerMessage
      takesMessage = false
      let message: Int32
      if case .record(let place) = item {
        message = sources.memories[Int(place.source)].message
      } else {
        message = self.message(of: item)
      }
      if message >= 0 {
        runningMessage = message
      } else {
        takesMessage = item.index != nil
      }
      place = loop.place
      let loopID = program.loopNumber
      inner.with {
        $0.removeAll()
        // The item is asked for more often; where it is called `loop` too, it is what counts.
        if loop.name >= 0 { $0.append(loop.name, item) }
        if loopID >= 0, loopID != loop.name { $0.append(loopID, .loop(items)) }
      }
      if loop.name < 0 { try assign(item, to: program.targets[loop.target]) }
      if try execute(loop.body) == .breaksLoop { break }
    }
    leave(inner)
    (scope, runningMessage, takesMessage) = (outer, outerMessage, outerTakes)
    if isEmpty, !loop.otherwise.isEmpty {
      let inner = innerScope()
      scope = inner
      _ = try execute(loop.otherwise)
      scope = outer
      leave(inner)
    }
    leave()
  }

  private func items(
    of loop: TemplateProgram.Loop,
    over operand: Operand,
    level: Int,
    recursion: FunctionValue?
  ) throws(TemplateError) -> Held<LoopValue> {
    func make(_ source: LoopValue.Source, _ length: Int?, _ depth: Int) -> Held<LoopValue> {
      let items = makeLoop()
      items.with {
        $0.begin(source, length: length, depth: depth, level: level, recursion: recursion)
      }
      return items
    }
    if loop.test != Node.absent {
      let iterator = try iterator(of: operand)
      let filtered = try filtered(iterator, by: loop.test, program.targets[loop.target])
      return make(.iterator(hold(filtered)), nil, filtered.depth)
    }
    switch operand {
    case .list(let list): return make(.operands(list), list.with { $0.items.count }, 2)
    case .record(let place) where !isObject(place):
      let (first, end) = inner(of: place)
      return make(
        .elements(source: place.source, next: first, end: end),
        try count(of: place),
        1
      )
    case .string(let passage):
      try charge(passage.count)
      return make(.characters(passage), unsafe bytes(of: passage).codePointCount, 0)
    default: break
    }
    let value = try value(of: operand)
    if case .list(let list) = value {
      return make(.values(hold(list)), list.items.count, list.depth)
    }
    let iterator = try iterator(of: value)
    return make(.iterator(hold(iterator)), try? length(of: value), iterator.depth)
  }

  /// The message that an item is or is made of: of a pair, either's; -1 for none.
  private func message(of item: Operand) -> Int32 {
    let message = ownMessage(of: item)
    if message >= 0 { return message }
    switch item {
    case .list(let list):
      let items = list.object.items
      guard items.count <= 4 else { return -1 }
      for place in 0..<items.count {
        let message = ownMessage(of: items[place])
        if message >= 0 { return message }
      }
    case .other(let box):
      guard case .list(let list) = box.object.value, list.items.count <= 4 else { return -1 }
      for item in list.items {
        if let message = item.message { return Int32(truncatingIfNeeded: message) }
      }
    default: break
    }
    return -1
  }

  /// The message that an operand is, is part of, or was made of; -1 for none.
  func ownMessage(of operand: Operand) -> Int32 {
    switch operand {
    case .record(let place): return sources.memories[Int(place.source)].message
    case .string(let passage): return sources.memories[Int(passage.source)].message
    case .joined(let joined):
      for place in joined.range {
        let message = sources.memories[Int(passages[place].source)].message
        if message >= 0 { return message }
      }
      return -1
    case .list(let list): return Int32(truncatingIfNeeded: list.object.message ?? -1)
    case .other(let box): return Int32(truncatingIfNeeded: box.object.value.message ?? -1)
    default: return -1
    }
  }

  /// In a loop over numbers the message that is first assigned is the one that runs.
  private func noteMessage(_ value: Operand) {
    guard case .record(let place) = value else { return }
    let memory = sources.memories[Int(place.source)]
    guard memory.message >= 0, memory.index == place.index else { return }
    runningMessage = memory.message
    takesMessage = false
  }

  private func filtered(
    _ items: ValueIterator,
    by test: NodeID,
    _ target: CompiledTarget
  ) throws(TemplateError) -> ValueIterator {
    let inner = innerScope()
    inner.object.capture()
    return try operandIterator(over: items.depth) {
      (evaluator) throws(TemplateError) -> Operand? in
      while let item = try items.nextOperand(in: evaluator) {
        try evaluator.charge(1)
        let outer = evaluator.scope
        evaluator.scope = inner
        try evaluator.assign(item, to: target)
        let passes = try evaluator.condition(test)
        evaluator.scope = outer
        if passes { return item }
      }
      return nil
    }
  }
}
