extension Evaluator {
  func call(_ callee: Operand, _ arguments: OperandArguments) throws(TemplateError) -> Operand {
    switch callee {
    case .undefined(let missing): throw undefined(missing).error
    case .loop(let loop):
      guard let recursion = loop.recursion else {
        throw TemplateError(
          .type,
          "The loop must have the 'recursive' marker to be called recursively."
        )
      }
      return try call(.other(ValueBox(.function(recursion))), arguments)
    case .other(let box):
      switch box.value {
      case .undefined(let undefined): throw undefined.error
      case .function(let function): return try call(function, arguments)
      default: break
      }
    default: break
    }
    let type = try value(of: callee).typeName
    throw TemplateError(.type, "'\(type)' object is not callable")
  }

  private func call(
    _ function: FunctionValue,
    _ arguments: OperandArguments
  ) throws(TemplateError) -> Operand {
    switch function.kind {
    case .macro(let macro): return try callMacro(macro, function, arguments)
    case .recursion(let loop, let level): return try recurse(loop, function, arguments, level)
    case .global("namespace"): return .namespace(try makeNamespace(arguments))
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

  private func callMacro(
    _ macro: Macro,
    _ function: FunctionValue,
    _ arguments: OperandArguments
  ) throws(TemplateError) -> Operand {
    var arguments = arguments
    guard let definition = function.scope else { return operand(of: .string(Text())) }
    try enter()
    let inner = Scope(parent: definition)
    let values = try bind(macro.signature, &arguments, in: inner)
    let outer = scope
    scope = inner
    let text = try capture { () throws(TemplateError) in
      let parameters = macro.signature.parameters
      let firstDefault = parameters.count - macro.defaults.count
      for (index, parameter) in parameters.enumerated() {
        let id = Int32(parameter.id)
        if let value = values[index] {
          inner.set(id, value)
        } else if index >= firstDefault {
          inner.set(id, try evaluate(macro.defaults[index - firstDefault]))
        } else {
          inner.set(id, .other(.undefined("parameter '\(parameter.text)' was not provided")))
        }
      }
      _ = try execute(macro.body)
    }
    scope = outer
    leave()
    return text
  }

  /// The values of a macro's parameters; what else is passed becomes variables, or is refused.
  private func bind(
    _ macro: MacroBody,
    _ arguments: inout OperandArguments,
    in scope: Scope
  ) throws(TemplateError) -> [Operand?] {
    let given = arguments.positional.count
    var values: [Operand?] = arguments.positional.prefix(macro.parameters.count).map { $0 }
    for parameter in macro.parameters.dropFirst(values.count) {
      values.append(arguments.takeKeyword(parameter.text))
    }
    let isExplicit = macro.parameters.contains { $0.text == "caller" }
    if macro.usesCaller, !isExplicit, let id = program.callerID {
      let caller = arguments.takeKeyword("caller") ?? .none
      scope.set(Int32(id), caller.isNone ? .other(.undefined("No caller defined")) : caller)
    }
    if macro.usesKeywords, let id = program.keywordsID {
      let keywords = try callArguments(OperandArguments(keywords: arguments.keywords)).keywords
      let others = dictionary(from: keywords.map(\.value))
      for (name, value) in keywords { others.set(name, value) }
      _ = try check(depth: others.depth)
      scope.set(Int32(id), operand(of: .dictionary(others)))
    } else if let other = arguments.keywords.first {
      let name = Representation.quoted(Text(macro.name ?? "None"))
      throw TemplateError(
        .type,
        !arguments.keywords.contains { $0.name == "caller" }
          ? "macro \(name) takes no keyword argument \(Representation.quoted(Text(other.name)))"
          : "macro \(name) was invoked with two values for the special caller argument. This is"
            + " most likely a bug."
      )
    }
    if macro.usesPositional, let id = program.positionalID {
      let rest = OperandArguments(
        positional: Array(arguments.positional.dropFirst(macro.parameters.count))
      )
      scope.set(
        Int32(id),
        operand(of: try list(try callArguments(rest).positional, .tuple))
      )
    } else if given > macro.parameters.count {
      let name = Representation.quoted(Text(macro.name ?? "None"))
      throw TemplateError(
        .type,
        "macro \(name) takes not more than \(macro.parameters.count) argument(s)"
      )
    }
    return values
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
      return .string(Text(bytes: now.formatted(Array(text.bytes))))
    }
  }

  private func makeNamespace(_ arguments: OperandArguments) throws(TemplateError) -> NamespaceValue
  {
    let namespace = NamespaceValue()
    register(namespace)
    if arguments.positional.isEmpty {
      for (name, value) in arguments.keywords {
        try setAttribute(name, of: namespace, to: value)
      }
      return namespace
    }
    let values = try makeDictionary(try callArguments(arguments))
    for (key, value) in zip(values.keys, values.values) {
      guard case .string(let text) = key else { continue }
      try setAttribute(text.string, of: namespace, to: operand(of: value))
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
