extension Parser {
  /// Expressions with `if`.
  mutating func parseExpression() throws(TemplateError) -> Node {
    try nested { (parser) throws(TemplateError) in try parser.parseConditional() }
  }

  private mutating func parseConditional() throws(TemplateError) -> Node {
    var node = try parseOr()
    while current.isName("if") {
      let place = try advance().offset
      let test = try parseOr()
      var otherwise: Node?
      if try skip(name: "else") { otherwise = try parseExpression() }
      node = Node(
        expression: .conditional(
          test: test.expression,
          then: node.expression,
          otherwise: otherwise?.expression,
          place: place
        ),
        height: try height(above: node.height, test.height, otherwise?.height ?? 0)
      )
    }
    return node
  }

  mutating func parseOr() throws(TemplateError) -> Node {
    var left = try parseAnd()
    while try skip(name: "or") {
      let right = try parseAnd()
      left = Node(
        expression: .or(left.expression, right.expression),
        height: try height(above: left.height, right.height)
      )
    }
    return left
  }

  private mutating func parseAnd() throws(TemplateError) -> Node {
    var left = try parseNot()
    while try skip(name: "and") {
      let right = try parseNot()
      left = Node(
        expression: .and(left.expression, right.expression),
        height: try height(above: left.height, right.height)
      )
    }
    return left
  }

  private mutating func parseNot() throws(TemplateError) -> Node {
    guard try skip(name: "not") else { return try parseComparison() }
    let node = try nested { (parser) throws(TemplateError) in try parser.parseNot() }
    return Node(expression: .not(node.expression), height: try height(above: node.height))
  }

  private mutating func parseComparison() throws(TemplateError) -> Node {
    let first = try parseSum()
    var parts: [Expression.ComparisonPart] = []
    var highest = first.height
    let place = current.offset
    while true {
      let comparison: Expression.Comparison
      if current.kind == .symbol, let found = Expression.Comparison(rawValue: current.text) {
        comparison = found
      } else if current.isName("in") {
        comparison = .isIn
      } else if current.isName("not"), next.isName("in") {
        try advance()
        comparison = .isNotIn
      } else {
        break
      }
      try advance()
      let right = try parseSum()
      highest = max(highest, right.height)
      parts.append(Expression.ComparisonPart(comparison: comparison, right: right.expression))
    }
    if parts.isEmpty { return first }
    return Node(
      expression: .comparison(first.expression, parts, place: place),
      height: try height(above: highest)
    )
  }

  private mutating func parseSum() throws(TemplateError) -> Node {
    var left = try parseConcatenation()
    while current.isSymbol("+") || current.isSymbol("-") {
      let token = try advance()
      let right = try parseConcatenation()
      left = try arithmetic(token, left, right)
    }
    return left
  }

  private mutating func parseConcatenation() throws(TemplateError) -> Node {
    let first = try parseProduct()
    guard current.isSymbol("~") else { return first }
    var parts = [first.expression]
    var highest = first.height
    while try skip(symbol: "~") {
      let part = try parseProduct()
      parts.append(part.expression)
      highest = max(highest, part.height)
    }
    return Node(expression: .concatenation(parts), height: try height(above: highest))
  }

  private mutating func parseProduct() throws(TemplateError) -> Node {
    var left = try parsePower()
    while current.kind == .symbol, ["*", "/", "//", "%"].contains(current.text) {
      let token = try advance()
      let right = try parsePower()
      left = try arithmetic(token, left, right)
    }
    return left
  }

  private mutating func parsePower() throws(TemplateError) -> Node {
    var left = try parseUnary()
    while current.isSymbol("**") {
      let token = try advance()
      let right = try parseUnary()
      left = try arithmetic(token, left, right)
    }
    return left
  }

  private func arithmetic(
    _ token: Token,
    _ left: Node,
    _ right: Node
  ) throws(TemplateError) -> Node {
    guard let found = Expression.Operator(rawValue: token.text) else { return left }
    return Node(
      expression: .arithmetic(found, left.expression, right.expression, place: token.offset),
      height: try height(above: left.height, right.height)
    )
  }

  private mutating func parseUnary(withFilter: Bool = true) throws(TemplateError) -> Node {
    let place = current.offset
    var node: Node
    if current.isSymbol("-") || current.isSymbol("+") {
      let isNegative = try advance().text == "-"
      node = try nested { (parser) throws(TemplateError) in
        try parser.parseUnary(withFilter: false)
      }
      node = Node(
        expression: isNegative
          ? .negative(node.expression, place: place) : .positive(node.expression, place: place),
        height: try height(above: node.height)
      )
    } else {
      node = try parsePrimary()
    }
    node = try parsePostfix(node)
    return withFilter ? try parseFilters(node) : node
  }

  /// A name, a literal, or something in brackets.
  mutating func parsePrimary() throws(TemplateError) -> Node {
    let token = current
    switch token.kind {
    case .name:
      try advance()
      switch token.text {
      case "true", "True": return Node(expression: .boolean(true))
      case "false", "False": return Node(expression: .boolean(false))
      case "none", "None": return Node(expression: .none)
      default: return Node(expression: .name(usedName(token.text, at: token.offset)))
      }
    case .string:
      var bytes = try advance().bytes
      while current.kind == .string { bytes += try advance().bytes }
      return Node(expression: .string(bytes))
    case .integer:
      try advance()
      return Node(expression: Self.integer(token.text))
    case .float:
      try advance()
      return Node(expression: .float(Double(token.text) ?? .infinity))
    case .symbol where token.text == "(":
      try advance()
      let node = try parseTuple(isInParentheses: true)
      try expect(symbol: ")")
      return node
    case .symbol where token.text == "[": return try parseList()
    case .symbol where token.text == "{": return try parseDictionary()
    default: throw fault("unexpected \(quoted(token.description))")
    }
  }

  private static func integer(_ text: String) -> Expression {
    let value: Int?
    switch text.prefix(2).lowercased() {
    case "0x": value = Int(text.dropFirst(2), radix: 16)
    case "0o": value = Int(text.dropFirst(2), radix: 8)
    case "0b": value = Int(text.dropFirst(2), radix: 2)
    default: value = Int(text)
    }
    return value.map { .integer($0) } ?? .bigInteger(text)
  }

  /// Expressions with commas between them; one without a comma is itself.
  mutating func parseTuple(
    withConditional: Bool = true,
    isInParentheses: Bool = false,
    endingName: String? = nil
  ) throws(TemplateError) -> Node {
    var parts: [Expression] = []
    var highest = 0
    var isTuple = false
    while true {
      if !parts.isEmpty { try expect(symbol: ",") }
      if isTupleEnd(endingName) { break }
      let node =
        withConditional
        ? try parseExpression()
        : try nested { (parser) throws(TemplateError) in try parser.parseOr() }
      parts.append(node.expression)
      highest = max(highest, node.height)
      guard current.isSymbol(",") else { break }
      isTuple = true
    }
    if !isTuple {
      if let only = parts.first { return Node(expression: only, height: highest) }
      if !isInParentheses {
        throw fault("Expected an expression, got \(quoted(current.description))")
      }
    }
    return Node(expression: .tuple(parts), height: try height(above: highest))
  }

  func isTupleEnd(_ endingName: String?) -> Bool {
    switch current.kind {
    case .variableEnd, .blockEnd: true
    case .symbol: current.text == ")"
    case .name: endingName == current.text
    default: false
    }
  }

  private mutating func parseList() throws(TemplateError) -> Node {
    try expect(symbol: "[")
    var parts: [Expression] = []
    var highest = 0
    while !current.isSymbol("]") {
      if !parts.isEmpty { try expect(symbol: ",") }
      if current.isSymbol("]") { break }
      let node = try parseExpression()
      parts.append(node.expression)
      highest = max(highest, node.height)
    }
    try expect(symbol: "]")
    return Node(expression: .list(parts), height: try height(above: highest))
  }

  private mutating func parseDictionary() throws(TemplateError) -> Node {
    try expect(symbol: "{")
    var parts: [Expression.KeyAndValue] = []
    var highest = 0
    while !current.isSymbol("}") {
      if !parts.isEmpty { try expect(symbol: ",") }
      if current.isSymbol("}") { break }
      let key = try parseExpression()
      try expect(symbol: ":")
      let value = try parseExpression()
      parts.append(Expression.KeyAndValue(key: key.expression, value: value.expression))
      highest = max(highest, key.height, value.height)
    }
    try expect(symbol: "}")
    return Node(expression: .dictionary(parts), height: try height(above: highest))
  }
}
