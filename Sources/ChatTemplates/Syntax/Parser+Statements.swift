extension Parser {
  /// Statements up to one of the ending tags, whose name is then the current token; without any, up
  /// to the template's end.
  mutating func parseBody(until ends: [String]) throws(TemplateError) -> [Statement] {
    var body: [Statement] = []
    if !ends.isEmpty { endings.append(ends) }
    while current.kind != .end {
      switch current.kind {
      case .data:
        body.append(.data(current.bytes))
        try advance()
      case .variableBegin:
        let place = try advance().offset
        body.append(.output(try parseTuple().expression, place: place))
        try expect(.variableEnd)
      default:
        try expect(.blockBegin)
        if current.kind == .name, ends.contains(current.text) {
          endings.removeLast()
          return body
        }
        body += try nested { (parser) throws(TemplateError) in try parser.parseStatement() }
        try expect(.blockEnd)
      }
    }
    if !ends.isEmpty { endings.removeLast() }
    return body
  }

  /// The body behind a tag's head, and the name of the tag that ends it.
  private mutating func parseBlock(
    _ ends: [String]
  ) throws(TemplateError) -> (body: [Statement], end: String) {
    _ = try skip(symbol: ":")
    try expect(.blockEnd)
    let body = try parseBody(until: ends)
    if current.kind == .end { throw unclosed(nil, endings + [ends]) }
    return (body, try advance().text)
  }

  private mutating func parseStatement() throws(TemplateError) -> [Statement] {
    let token = current
    guard token.kind == .name else { throw fault("tag name expected") }
    openTags.append(token.text)
    let statements: [Statement]
    switch token.text {
    case "for": statements = [try parseFor()]
    case "if": statements = [try parseIf()]
    case "set": statements = [try parseSet()]
    case "macro": statements = [try parseMacro()]
    case "call": statements = [try parseCallBlock()]
    case "filter": statements = [try parseFilterBlock()]
    case "generation":
      try advance()
      usesGeneration = true
      statements = [.generation(try parseFunctionBody("endgeneration"), place: token.offset)]
    case "with": statements = [try parseWith()]
    case "print": statements = try parsePrint()
    case "break", "continue":
      try advance()
      guard loopDepth > 0 else {
        let text =
          token.text == "break" ? "'break' outside loop" : "'continue' not properly in loop"
        throw fault(text, at: token.offset, .control)
      }
      statements = [token.text == "break" ? .breakLoop : .continueLoop]
    case "block", "extends", "include", "import", "from", "autoescape":
      throw fault("tag \(quoted(token.text)) is not supported", at: token.offset, .unsupported)
    default:
      openTags.removeLast()
      throw unclosed(token.text, endings)
    }
    openTags.removeLast()
    return statements
  }

  /// The reference's message for an unknown tag, or for the template's end within one.
  private func unclosed(_ name: String?, _ endings: [[String]]) -> TemplateError {
    var message = [
      name.map { "Encountered unknown tag \(quoted($0))." } ?? "Unexpected end of template."
    ]
    if let ends = endings.last {
      let wanted = ends.map(quoted).joined(separator: " or ")
      if let name, endings.contains(where: { $0.contains(name) }) {
        message.append(
          "You probably made a nesting mistake. Jinja is expecting this tag, but currently looking"
            + " for \(wanted)."
        )
      } else {
        message.append("Jinja was looking for the following tags: \(wanted).")
      }
    }
    if let tag = openTags.last {
      message.append("The innermost block that needs to be closed is \(quoted(tag)).")
    }
    return fault(message.joined(separator: " "))
  }

  private mutating func parseIf() throws(TemplateError) -> Statement {
    var branches: [Statement.Branch] = []
    while true {
      try advance()
      let test = try parseTuple(withConditional: false)
      let (body, end) = try parseBlock(["elif", "else", "endif"])
      branches.append(Statement.Branch(test: test.expression, body: body))
      switch end {
      case "elif":
        stepBack()
        continue
      case "else":
        return .conditional(branches, otherwise: try parseBlock(["endif"]).body)
      default: return .conditional(branches, otherwise: [])
      }
    }
  }

  private mutating func parseFor() throws(TemplateError) -> Statement {
    let place = try advance().offset
    let target = try parseTarget(allowsAttribute: false, endingName: "in")
    try refuseLoopName(target, at: place)
    try expect(name: "in")
    let iterable = try parseTuple(withConditional: false, endingName: "recursive")
    let test = try skip(name: "if") ? try parseExpression() : nil
    let isRecursive = try skip(name: "recursive")
    loopDepth += 1
    let (body, end) = try parseBlock(["endfor", "else"])
    loopDepth -= 1
    return .loop(
      Statement.Loop(
        target: target,
        iterable: iterable.expression,
        test: test?.expression,
        isRecursive: isRecursive,
        body: body,
        otherwise: end == "else" ? try parseBlock(["endfor"]).body : [],
        place: place
      )
    )
  }

  private func refuseLoopName(_ target: Target, at place: Int) throws(TemplateError) {
    switch target {
    case .name(let name) where name.text == "loop":
      throw fault(
        "Can't assign to special loop variable in for-loop target",
        at: place,
        .assertion
      )
    case .tuple(let parts): for part in parts { try refuseLoopName(part, at: place) }
    default: break
    }
  }

  private mutating func parseSet() throws(TemplateError) -> Statement {
    let place = try advance().offset
    let target = try parseTarget(allowsAttribute: true, endingName: nil)
    if try skip(symbol: "=") {
      return .assign(target, try parseTuple().expression, place: place)
    }
    let filter = try parseBlockFilters(isRequired: false)
    let body = try parseBlock(["endset"]).body
    return .assignBlock(target, filter: filter, body: body, place: place)
  }

  /// Filters of a block, the outermost last; `isRequired`: the first stands without `|`.
  private mutating func parseBlockFilters(isRequired: Bool) throws(TemplateError) -> Expression? {
    var node: Node?
    if isRequired { node = try parseFilter(of: nil) }
    while try skip(symbol: "|") { node = try parseFilter(of: node) }
    return node?.expression
  }

  private mutating func parseFilterBlock() throws(TemplateError) -> Statement {
    let place = try advance().offset
    let filter = try parseBlockFilters(isRequired: true) ?? .none
    return .filterBlock(filter, body: try parseBlock(["endfilter"]).body, place: place)
  }

  private mutating func parseWith() throws(TemplateError) -> Statement {
    let place = try advance().offset
    var values: [(target: Target, value: Expression)] = []
    while current.kind != .blockEnd {
      if !values.isEmpty { try expect(symbol: ",") }
      let target = try parseTarget(allowsAttribute: false, endingName: nil)
      try expect(symbol: "=")
      values.append((target, try parseExpression().expression))
    }
    return .with(values, body: try parseBlock(["endwith"]).body, place: place)
  }

  private mutating func parsePrint() throws(TemplateError) -> [Statement] {
    let place = try advance().offset
    var statements: [Statement] = []
    while current.kind != .blockEnd {
      if !statements.isEmpty { try expect(symbol: ",") }
      statements.append(.output(try parseExpression().expression, place: place))
    }
    return statements
  }

  // MARK: Macros

  /// A body that becomes a function, which no `break` leaves.
  private mutating func parseFunctionBody(_ end: String) throws(TemplateError) -> [Statement] {
    let outerLoops = loopDepth
    loopDepth = 0
    let body = try parseBlock([end]).body
    loopDepth = outerLoops
    return body
  }

  private mutating func parseMacro() throws(TemplateError) -> Statement {
    let place = try advance().offset
    let token = try expect(.name)
    guard isAssignable(token.text) else { throw fault("can't assign to 'const'", at: token.offset) }
    let name = name(token.text, at: token.offset)
    usedNames.append([])
    let (parameters, defaults) = try parseSignature()
    let body = try parseFunctionBody("endmacro")
    return .macro(name, macroBody(token.text, parameters, defaults, body, place))
  }

  private mutating func parseCallBlock() throws(TemplateError) -> Statement {
    let place = try advance().offset
    usedNames.append([])
    let (parameters, defaults) = current.isSymbol("(") ? try parseSignature() : ([], [])
    let call = try parseExpression().expression
    guard case .call = call else { throw fault("expected call", at: place) }
    let body = try parseFunctionBody("endcall")
    return .callBlock(call, macroBody(nil, parameters, defaults, body, place), place: place)
  }

  private mutating func macroBody(
    _ name: String?,
    _ parameters: [Name],
    _ defaults: [Expression],
    _ body: [Statement],
    _ place: Int
  ) -> MacroBody {
    MacroBody(
      name: name,
      parameters: parameters,
      defaults: defaults,
      body: body,
      uses: usedNames.popLast() ?? [],
      place: place
    )
  }

  private mutating func parseSignature() throws(TemplateError) -> ([Name], [Expression]) {
    var parameters: [Name] = []
    var defaults: [Expression] = []
    try expect(symbol: "(")
    while !current.isSymbol(")") {
      if !parameters.isEmpty { try expect(symbol: ",") }
      let token = try expect(.name)
      guard isAssignable(token.text) else {
        throw fault("can't assign to 'const'", at: token.offset)
      }
      if try skip(symbol: "=") {
        defaults.append(try parseExpression().expression)
      } else if !defaults.isEmpty {
        throw fault("non-default argument follows default argument")
      }
      parameters.append(name(token.text, at: token.offset))
    }
    try expect(symbol: ")")
    return (parameters, defaults)
  }

  // MARK: Targets

  private func isAssignable(_ name: String) -> Bool {
    !["true", "false", "none", "True", "False", "None"].contains(name)
  }

  private mutating func parseTarget(
    allowsAttribute: Bool,
    endingName: String?
  ) throws(TemplateError) -> Target {
    var parts: [Target] = []
    var isTuple = false
    while true {
      if !parts.isEmpty { try expect(symbol: ",") }
      if isTupleEnd(endingName) { break }
      parts.append(try parseSimpleTarget(allowsAttribute: allowsAttribute))
      guard current.isSymbol(",") else { break }
      isTuple = true
    }
    if isTuple { return .tuple(parts) }
    guard let only = parts.first else {
      throw fault("Expected an expression, got \(quoted(current.description))")
    }
    return only
  }

  private mutating func parseSimpleTarget(allowsAttribute: Bool) throws(TemplateError) -> Target {
    let token = current
    if token.isSymbol("(") {
      return try nested { (parser) throws(TemplateError) in
        try parser.advance()
        let target = try parser.parseTarget(allowsAttribute: false, endingName: nil)
        try parser.expect(symbol: ")")
        return target
      }
    }
    guard token.kind == .name else {
      let node = try parsePrimary()
      throw fault("can't assign to \(quoted(node.expression.kindName))", at: token.offset)
    }
    try advance()
    guard isAssignable(token.text) else { throw fault("can't assign to 'const'", at: token.offset) }
    if allowsAttribute, current.isSymbol(".") {
      try advance()
      return .attribute(usedName(token.text, at: token.offset), try expect(.name).text)
    }
    return .name(name(token.text, at: token.offset))
  }
}

extension Expression {
  /// The kind as the reference's messages name it.
  fileprivate var kindName: String {
    switch self {
    case .list: "list"
    case .dictionary: "dict"
    case .tuple: "tuple"
    default: "const"
    }
  }
}
