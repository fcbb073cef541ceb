/// Groups and options.
extension ExpressionParser {
  /// Reads from `(` to `)`.
  mutating func group() throws(Refusal) -> Expression? {
    try nested { (parser) throws(Refusal) in
      if parser.skip("(?:") { return try parser.inside() }
      if parser.skip("(?>") { return .atomic(try parser.inside()) }
      if parser.skip("(?=") { return .look(.ahead, try parser.inside()) }
      if parser.skip("(?!") { return .look(.notAhead, try parser.inside()) }
      if parser.skip("(?<=") { return .look(.behind, try parser.inside()) }
      if parser.skip("(?<!") { return .look(.notBehind, try parser.inside()) }
      if parser.skip("(?<") { return try parser.namedGroup(until: ">") }
      if parser.skip("(?'") { return try parser.namedGroup(until: "'") }
      if parser.skip("(?") { return try parser.optionGroup() }
      if parser.isNext("*", 1) { throw parser.refusal("(*") }
      parser.position += 1
      return try parser.inside()
    }
  }

  /// The alternatives and the closing mark.
  private mutating func inside() throws(Refusal) -> Expression {
    let expression = try alternatives()
    guard skip(")") else { throw refusal("a group without an end") }
    return expression
  }

  private mutating func namedGroup(until mark: UnicodeScalar) throws(Refusal) -> Expression {
    let start = position
    while !isAtEnd, !isNext(mark) {
      let name = UnicodeScalar(peek())
      guard let name,
        name == "_" || (name.isASCII && name.properties.isAlphabetic)
          || (position > start && ("0"..."9").contains(name))
      else { throw refusal("a group's name") }
      position += 1
    }
    guard position > start, !isAtEnd else { throw refusal("a group's name") }
    position += 1
    return try inside()
  }

  /// `(?im-x:…)`, or `(?i)` for the rest of the enclosing group, further alternatives included.
  private mutating func optionGroup() throws(Refusal) -> Expression {
    let outer = options
    defer { options = outer }
    var value = true
    while !isAtEnd {
      let letter = UnicodeScalar(peek()) ?? "?"
      switch letter {
      case "-": value = false
      case "i": options.ignoresCase = value
      case "m": options.dotMatchesNewline = value
      case "x": options.isExtended = value
      case ":":
        position += 1
        return try inside()
      case ")":
        position += 1
        // `a(?i)b|c` is `a(?i:b|c)`: the rest is read as one group, whose `)` stays.
        return try alternatives()
      default: throw refusal("(?\(letter)")
      }
      position += 1
    }
    throw refusal("a group without an end")
  }
}
