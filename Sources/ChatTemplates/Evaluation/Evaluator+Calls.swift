extension Evaluator {
  func call(_ callee: Operand, _ arguments: OperandArguments) throws(TemplateError) -> Operand {
    switch callee {
    case .undefined(let missing): throw undefined(missing).error
    case .loop(let loop):
      guard let recursion = loop.object.recursion else {
        throw TemplateError(
          .type,
          "The loop must have the 'recursive' marker to be called recursively."
        )
      }
      return try call(Held(recursion), arguments)
    case .other(let box):
      if let function = box.with({ $0.function }) { return try call(function, arguments) }
      if case .undefined(let undefined) = box.object.value { throw undefined.error }
    default: break
    }
    let type = try value(of: callee).typeName
    throw TemplateError(.type, "'\(type)' object is not callable")
  }

  private func call(
    _ function: Held<FunctionValue>,
    _ arguments: OperandArguments
  ) throws(TemplateError) -> Operand {
    if let macro = function.with({ $0.macro }) {
      return try capture { () throws(TemplateError) in try run(macro, function, arguments) }
    }
    if function.with({ $0.makesNamespace }) {
      return .namespace(try makeNamespace(arguments))
    }
    switch function.object.kind {
    case .macro: return .none
    case .recursion(let loop, let level):
      return try recurse(loop, function.object, arguments, level)
    case .global(let name):
      return operand(of: try callGlobal(name, try callArguments(arguments)))
    case .method(let receiver, let name):
      return operand(of: try callMethod(name, of: receiver, try callArguments(arguments)))
    }
  }

  private func recurse(
    _ loop: Int32,
    _ function: FunctionValue,
    _ arguments: OperandArguments,
    _ level: Int
  ) throws(TemplateError) -> Operand {
    let values = try callArguments(arguments).bound("loop", ["iterable"], required: 1)
    let outer = scope
    if let inner = function.scope { scope = inner }
    let text = try capture { () throws(TemplateError) in
      try run(loop, over: operand(of: values[0] ?? .none), level: level)
    }
    scope = outer
    return text
  }

  // MARK: Macros

  /// Writes what a call gives, if it is a macro's; false, and nothing is done, for anything else.
  ///
  /// It is what `evaluate` does with a call, without making a string of what the macro writes.
  func writeMacro(
    _ callee: NodeID,
    _ arguments: Int32,
    at place: Int32
  ) throws(TemplateError) -> Bool {
    guard case .name(let name) = program.nodes[callee],
      case .other(let box) = try value(ofName: name),
      let function = box.with({ $0.function }), let macro = function.with({ $0.macro })
    else { return false }
    try enter()
    try charge(1)
    let values = try evaluate(arguments: arguments)
    self.place = place
    try writeThrough { () throws(TemplateError) in try run(macro, function, values) }
    drop(values)
    leave()
    return true
  }

  /// Runs a macro's body.
  private func run(
    _ macro: Held<Macro>,
    _ function: Held<FunctionValue>,
    _ arguments: OperandArguments
  ) throws(TemplateError) {
    guard let definition = function.with({ $0.scope }) else { return }
    try enter()
    let inner = innerScope(of: definition)
    // The parameters that are given by name are taken first: what is left over is told of.
    let form = macro.with { $0.form }
    let given = min(arguments.count, form.parameterCount)
    let named = self.arguments.count
    for place in given..<form.parameterCount {
      let value = takeKeyword(macro.with { $0.parameters[place].name }, of: arguments)
      self.arguments.append(value ?? .none)
      argumentNames.append(value == nil ? -2 : -1)
    }
    if form.takesOthers || arguments.count > form.parameterCount || hasKeyword(in: arguments) {
      try bindOthers(macro.object, arguments, in: inner)
    }
    let outer = scope
    scope = inner
    let firstDefault = form.parameterCount - form.defaultCount
    for place in 0..<form.parameterCount {
      let id = macro.with { $0.parameters[place].variable }
      if place < given {
        set(id, argument(place, of: arguments), in: inner)
      } else if argumentNames[named + place - given] == -1 {
        set(id, self.arguments[named + place - given], in: inner)
      } else if place >= firstDefault {
        set(id, try evaluate(macro.with { $0.defaults[place - firstDefault] }), in: inner)
      } else {
        let name = macro.object.signature.parameters[place].text
        set(id, undefined("parameter '\(name)' was not provided"), in: inner)
      }
    }
    self.arguments.truncate(to: named)
    argumentNames.truncate(to: named)
    _ = try execute(form.body)
    scope = outer
    leave(inner)
    leave()
  }

  /// What is passed beyond a macro's parameters becomes variables, or is refused.
  private func bindOthers(
    _ macro: Macro,
    _ arguments: OperandArguments,
    in scope: Held<Scope>
  ) throws(TemplateError) {
    let signature = macro.signature
    if signature.usesCaller, !macro.hasCallerParameter, let id = program.callerID {
      let caller = takeKeyword(program.callerName, of: arguments) ?? .none
      set(Int32(id), caller.isNone ? undefined("No caller defined") : caller, in: scope)
    }
    if signature.usesKeywords, let id = program.keywordsID {
      let keywords = try callArguments(arguments).keywords
      let others = dictionary(from: keywords.map(\.value))
      for (name, value) in keywords { others.set(name, value) }
      _ = try check(depth: others.depth)
      set(Int32(id), operand(of: .dictionary(others)), in: scope)
    } else if let other = firstKeyword(of: arguments) {
      let name = Representation.quoted(Text(signature.name ?? "None"))
      throw TemplateError(
        .type,
        !hasKeyword(program.callerName, arguments)
          ? "macro \(name) takes no keyword argument \(Representation.quoted(Text(other)))"
          : "macro \(name) was invoked with two values for the special caller argument. This is"
            + " most likely a bug."
      )
    }
    if signature.usesPositional, let id = program.positionalID {
      let values = try callArguments(arguments).positional
      let rest = Array(values.dropFirst(macro.parameters.count))
      set(Int32(id), operand(of: try list(rest, .tuple)), in: scope)
    } else if arguments.count > macro.parameters.count {
      let name = Representation.quoted(Text(signature.name ?? "None"))
      throw TemplateError(
        .type,
        "macro \(name) takes not more than \(macro.parameters.count) argument(s)"
      )
    }
  }

  // MARK: Functions of every template

  private func callGlobal(
    _ name: String,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Value {
    switch name {
    case "range": return try range(arguments)
    case "dict": return .dictionary(try makeDictionary(arguments))
    case "raise_exception":
      let message = try arguments.bound(name, ["message"], required: 1)[0] ?? .none
      throw TemplateError(.raised, try text(of: message).string)
    default:
      let format = try arguments.bound(name, ["format"], required: 1)[0] ?? .none
      guard case .string(let text) = format else {
        throw TemplateError(
          .type,
          "strftime() argument 1 must be str, not \(format.typeName)"
        )
      }
      let now = context?.with { $0.settings.now } ?? CalendarTime()
      return .string(Text(bytes: now.formatted(Array(text.bytes))))
    }
  }

  private func makeNamespace(
    _ arguments: OperandArguments
  ) throws(TemplateError) -> Held<NamespaceValue> {
    let namespace = makeNamespace()
    if arguments.count == 0 {
      for place in 0..<arguments.keywordCount {
        let place = arguments.start + place
        try setAttribute(argumentNames[place], of: namespace, to: self.arguments[place])
      }
      return namespace
    }
    let values = try makeDictionary(try callArguments(arguments))
    for (key, value) in zip(values.keys, values.values) {
      guard case .string(let text) = key else { continue }
      try setAttribute(number(ofName: text.string), of: namespace, to: operand(of: value))
    }
    return namespace
  }

  private func range(_ arguments: CallArguments) throws(TemplateError) -> Value {
    guard arguments.keywords.isEmpty else {
      throw TemplateError(.type, "range() takes no keyword arguments")
    }
    guard (1...3).contains(arguments.positional.count) else {
      throw TemplateError(
        .type,
        arguments.positional.isEmpty
          ? "range expected at least 1 argument, got 0"
          : "range expected at most 3 arguments, got \(arguments.positional.count)"
      )
    }
    var bounds: [Int] = []
    for value in arguments.positional {
      if case .bigInteger = value { throw Self.rangeTooBig }
      guard let bound = value.index else {
        throw TemplateError(
          .type,
          "'\(value.typeName)' object cannot be interpreted as an integer"
        )
      }
      bounds.append(bound)
    }
    let (start, stop) = bounds.count == 1 ? (0, bounds[0]) : (bounds[0], bounds[1])
    let step = bounds.count == 3 ? bounds[2] : 1
    guard step != 0 else { throw TemplateError(.value, "range() arg 3 must not be zero") }
    var items: [Value] = []
    if step > 0 ? start < stop : start > stop {
      let (span, overflows) =
        step > 0
        ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
      let count = overflows ? UInt.max : UInt(span - 1) / step.magnitude + 1
      guard count <= Self.maximumRange else { throw Self.rangeTooBig }
      items.reserveCapacity(Int(count))
      var next = start
      for _ in 0..<count {
        items.append(.integer(next))
        next = next &+ step
      }
    }
    try charge(items.count)
    return .list(ListValue(items, .range, depth: 1))
  }

  private static let maximumRange: UInt = 100_000
  private static let rangeTooBig = TemplateError(
    .overflow,
    "Range too big. The sandbox blocks ranges larger than MAX_RANGE (\(maximumRange))."
  )

  /// Python's `dict(…)`.
  private func makeDictionary(_ arguments: CallArguments) throws(TemplateError) -> DictionaryValue {
    guard arguments.positional.count <= 1 else {
      throw TemplateError(
        .type,
        "dict expected at most 1 argument, got \(arguments.positional.count)"
      )
    }
    let result = dictionary(from: arguments.positional + arguments.keywords.map(\.value))
    if let first = arguments.positional.first {
      if case .dictionary(let other) = first {
        for (key, value) in zip(other.keys, other.values) { try set(key, value, in: result) }
      } else {
        for (index, pair) in try items(of: first).enumerated() {
          guard let parts = try iteratorIfIterable(pair) else {
            throw TemplateError(
              .type,
              "cannot convert dictionary update sequence element #\(index) to a sequence"
            )
          }
          guard let key = try parts.next(in: self), let value = try parts.next(in: self),
            try parts.next(in: self) == nil
          else {
            throw TemplateError(
              .value,
              "dictionary update sequence element #\(index) has the wrong length;"
                + " 2 is required"
            )
          }
          try set(key, value, in: result)
        }
      }
    }
    for (name, value) in arguments.keywords { try set(.string(name), value, in: result) }
    return result
  }
}
