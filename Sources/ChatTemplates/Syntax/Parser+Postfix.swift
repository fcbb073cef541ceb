extension Parser {
  /// Attributes, items and calls behind an expression.
  mutating func parsePostfix(_ node: Node) throws(TemplateError) -> Node {
    var node = node
    while current.kind == .symbol {
      switch current.text {
      case ".": node = try parseAttribute(node)
      case "[": node = try parseItem(node)
      case "(": node = try parseCall(node)
      default: return node
      }
    }
    return node
  }

  /// Filters, tests and calls behind an expression.
  mutating func parseFilters(_ node: Node) throws(TemplateError) -> Node {
    var node = node
    while true {
      if current.isSymbol("|") {
        try advance()
        node = try parseFilter(of: node)
      } else if current.isName("is") {
        node = try parseTest(of: node)
      } else if current.isSymbol("(") {
        node = try parseCall(node)
      } else {
        return node
      }
    }
  }

  private mutating func parseAttribute(_ node: Node) throws(TemplateError) -> Node {
    let place = try advance().offset
    let token = try advance()
    let height = try height(above: node.height)
    switch token.kind {
    case .name:
      return Node(
        expression: .attribute(node.expression, AttributeName(token.text), place: place),
        height: height
      )
    case .integer:
      let index: Expression = Int(token.text).map { .integer($0) } ?? .bigInteger(token.text)
      return Node(expression: .item(node.expression, index, place: place), height: height)
    default: throw fault("expected name or number", at: token.offset)
    }
  }

  private mutating func parseItem(_ node: Node) throws(TemplateError) -> Node {
    let place = try advance().offset
    var parts: [Node] = []
    while !current.isSymbol("]") {
      if !parts.isEmpty { try expect(symbol: ",") }
      parts.append(try parseSubscript())
    }
    try expect(symbol: "]")
    let highest = parts.map(\.height).max() ?? 0
    let index = parts.count == 1 ? parts[0].expression : .tuple(parts.map(\.expression))
    return Node(
      expression: .item(node.expression, index, place: place),
      height: try height(above: node.height, highest + 1)
    )
  }

  private mutating func parseSubscript() throws(TemplateError) -> Node {
    var bounds: [Node?] = []
    if current.isSymbol(":") {
      bounds.append(nil)
    } else {
      let node = try parseExpression()
      guard current.isSymbol(":") else { return node }
      bounds.append(node)
    }
    try advance()
    bounds.append(endsBound(":") ? nil : try parseExpression())
    if try skip(symbol: ":") { bounds.append(endsBound(nil) ? nil : try parseExpression()) }
    if bounds.count < 3 { bounds.append(nil) }
    let heights = bounds.map { $0?.height ?? 0 }
    return Node(
      expression: .slice(
        Expression.SliceBounds(
          start: bounds[0]?.expression,
          stop: bounds[1]?.expression,
          step: bounds[2]?.expression
        )
      ),
      height: try height(above: heights.max() ?? 0)
    )
  }

  private func endsBound(_ symbol: String?) -> Bool {
    current.isSymbol("]") || current.isSymbol(",") || symbol.map { current.isSymbol($0) } ?? false
  }

  mutating func parseCall(_ node: Node) throws(TemplateError) -> Node {
    let place = current.offset
    let (arguments, height) = try parseArguments()
    return Node(
      expression: .call(node.expression, arguments, place: place),
      height: try self.height(above: node.height, height)
    )
  }

  private mutating func parseArguments() throws(TemplateError) -> (Arguments, height: Int) {
    let place = current.offset
    try expect(symbol: "(")
    var arguments = Arguments()
    var highest = 0
    var needsComma = false
    while !current.isSymbol(")") {
      if needsComma {
        try expect(symbol: ",")
        if current.isSymbol(")") { break }
      }
      needsComma = true
      var fits = arguments.otherKeywords == nil
      let node: Node
      if try skip(symbol: "*") {
        fits = fits && arguments.others == nil
        node = try parseExpression()
        arguments.others = node.expression
      } else if try skip(symbol: "**") {
        node = try parseExpression()
        arguments.otherKeywords = node.expression
      } else if current.kind == .name, next.isSymbol("=") {
        let name = try advance().text
        try advance()
        node = try parseExpression()
        arguments.keywords.append((name, node.expression))
      } else {
        fits = fits && arguments.others == nil && arguments.keywords.isEmpty
        guard fits else { break }
        node = try parseExpression()
        arguments.positional.append(node.expression)
      }
      guard fits else { throw fault("invalid syntax for function call expression", at: place) }
      highest = max(highest, node.height)
    }
    guard current.isSymbol(")") else {
      throw fault("invalid syntax for function call expression", at: place)
    }
    try advance()
    return (arguments, highest)
  }

  /// A filter behind `|`; without a node, the first of a block's.
  mutating func parseFilter(of node: Node?) throws(TemplateError) -> Node {
    let token = try expect(.name)
    var name = token.text
    while try skip(symbol: ".") { name += "." + (try expect(.name).text) }
    var arguments = Arguments.none
    var height = 0
    if current.isSymbol("(") { (arguments, height) = try parseArguments() }
    return Node(
      expression: .filter(node?.expression, FilterName(name), arguments, place: token.offset),
      height: try self.height(above: node?.height ?? 0, height)
    )
  }

  private mutating func parseTest(of node: Node) throws(TemplateError) -> Node {
    let place = try advance().offset
    let isNegated = try skip(name: "not")
    var name = try expect(.name).text
    while try skip(symbol: ".") { name += "." + (try expect(.name).text) }
    var arguments = Arguments.none
    var height = 0
    if current.isSymbol("(") {
      (arguments, height) = try parseArguments()
    } else if beginsArgument {
      if current.isName("is") { throw fault("You cannot chain multiple tests with is") }
      let argument = try nested { (parser) throws(TemplateError) in
        try parser.parsePostfix(try parser.parsePrimary())
      }
      arguments.positional = [argument.expression]
      height = argument.height
    }
    let test = Expression.test(node.expression, TestName(name), arguments, place: place)
    return Node(
      expression: isNegated ? .not(test) : test,
      height: try self.height(above: node.height + 1, height + 1)
    )
  }

  /// Whether the current token begins a test's argument without parentheses.
  private var beginsArgument: Bool {
    switch current.kind {
    case .name: !["else", "or", "and"].contains(current.text)
    case .string, .integer, .float: true
    case .symbol: ["[", "{"].contains(current.text)
    default: false
    }
  }
}
