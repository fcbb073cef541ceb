/// The operands that something is called with: a stretch of the evaluator's row of arguments, those
/// without a name first.
struct OperandArguments: BitwiseCopyable {
  /// Where they begin.
  var start: Int
  /// How many have no name.
  var count = 0
  /// How many have one.
  var keywordCount = 0

  var isEmpty: Bool { count == 0 && keywordCount == 0 }

  fileprivate var keywords: Range<Int> { start + count..<start + count + keywordCount }
}

extension Evaluator {
  /// Evaluates a call's arguments; `drop` must follow.
  func evaluate(arguments number: Int32) throws(TemplateError) -> OperandArguments {
    var result = OperandArguments(start: arguments.count)
    if number == Node.absent { return result }
    let nodes = program.arguments[number]
    for place in nodes.positional.range {
      append(try evaluate(program.children[place]), named: -1)
      result.count += 1
    }
    // What stands behind `*` is evaluated behind the keywords, and stands before them.
    let positionalEnd = arguments.count
    for place in 0..<nodes.keywords.count / 2 {
      let name = program.children[nodes.keywords.start + 2 * place]
      guard place != nodes.repeated else {
        throw TemplateError(.control, "keyword argument repeated: \(self.name(name))")
      }
      append(try evaluate(program.children[nodes.keywords.start + 2 * place + 1]), named: name)
      result.keywordCount += 1
    }
    if nodes.others != Node.absent {
      let items = try items(of: try value(of: try evaluate(nodes.others)))
      let named = arguments.array(from: positionalEnd)
      let names = argumentNames.array(from: positionalEnd)
      arguments.truncate(to: positionalEnd)
      argumentNames.truncate(to: positionalEnd)
      for item in items { append(operand(of: item), named: -1) }
      for (operand, name) in zip(named, names) { append(operand, named: name) }
      result.count += items.count
    }
    if nodes.otherKeywords != Node.absent {
      let mapping = try value(of: try evaluate(nodes.otherKeywords))
      guard case .dictionary(let dictionary) = mapping else {
        throw TemplateError(.type, "argument after ** must be a mapping")
      }
      for (key, value) in zip(dictionary.keys, dictionary.values) {
        guard case .string(let text) = key else {
          throw TemplateError(.type, "keywords must be strings")
        }
        append(operand(of: value), named: self.number(ofName: text.string))
        result.keywordCount += 1
      }
    }
    return result
  }

  /// Adds an argument by name to those that were evaluated last.
  func add(_ operand: Operand, named name: Int32, to given: inout OperandArguments) {
    append(operand, named: name)
    given.keywordCount += 1
  }

  private func append(_ operand: Operand, named name: Int32) {
    arguments.append(operand)
    argumentNames.append(name)
  }

  /// Lets go of arguments, and of all that were evaluated behind them.
  func drop(_ given: OperandArguments) {
    arguments.truncate(to: given.start)
    argumentNames.truncate(to: given.start)
  }

  /// The argument at a place among those without a name.
  func argument(_ place: Int, of given: OperandArguments) -> Operand {
    arguments[given.start + place]
  }

  /// Uses up the first argument of a name, and gives it.
  func takeKeyword(_ name: Int32, of given: OperandArguments) -> Operand? {
    for place in given.keywords where argumentNames[place] == name {
      argumentNames[place] = -2
      return arguments[place]
    }
    return nil
  }

  /// Whether there is an argument of a name that is not used up.
  func hasKeyword(_ name: Int32, _ given: OperandArguments) -> Bool {
    for place in given.keywords where argumentNames[place] == name { return true }
    return false
  }

  /// Whether there is an argument by name that is not used up.
  func hasKeyword(in given: OperandArguments) -> Bool {
    for place in given.keywords where argumentNames[place] >= 0 { return true }
    return false
  }

  /// The name of the first argument by name that is not used up.
  func firstKeyword(of given: OperandArguments) -> String? {
    for place in given.keywords where argumentNames[place] >= 0 {
      return name(argumentNames[place])
    }
    return nil
  }

  /// How far `tojson` moves lines in where nothing else is asked for than `indent` and that
  /// `ensure_ascii` is false; -1 for no lines, nil for other arguments.
  func plainIndent(of given: OperandArguments) -> Int? {
    guard given.count == 0 else { return nil }
    var indent = -1
    for place in given.keywords {
      switch (arguments[place], name(argumentNames[place])) {
      case (.boolean(false), "ensure_ascii"), (.none, "indent"): break
      case (.integer(let width), "indent") where (0...64).contains(width): indent = width
      default: return nil
      }
    }
    return indent
  }

  /// The same as values, without those that are used up.
  func callArguments(_ given: OperandArguments) throws(TemplateError) -> CallArguments {
    var result = CallArguments()
    for place in given.start..<given.start + given.count {
      result.positional.append(try value(of: arguments[place]))
    }
    for place in given.keywords where argumentNames[place] >= 0 {
      result.keywords.append((name(argumentNames[place]), try value(of: arguments[place])))
    }
    return result
  }
}
