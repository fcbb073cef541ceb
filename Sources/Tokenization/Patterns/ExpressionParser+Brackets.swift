/// Classes in brackets: `[a-z\s]`, `[^…]`, `[[:alpha:]]`, `[a[bc]]`, `[\p{L}&&[^\p{Han}]]`.
extension ExpressionParser {
  /// Reads from `[` to `]`.
  mutating func bracketClass() throws(Refusal) -> ScalarSet {
    try nested { (parser) throws(Refusal) in
      parser.position += 1
      let isInverted = parser.skip("^")
      guard !parser.isNext("]") else { throw parser.refusal("] at the start of a class") }
      var result = try parser.operand()
      while parser.skip("&&") {
        guard !parser.options.ignoresCase else {
          throw parser.refusal("&& without regard to case")
        }
        result = result.intersection(try parser.operand())
      }
      guard parser.skip("]") else { throw parser.refusal("a class without an end") }
      return isInverted ? result.inverted : result
    }
  }

  /// Reads the members up to `&&` or `]`.
  private mutating func operand() throws(Refusal) -> ScalarSet {
    let start = position
    var ranges: [ClosedRange<UInt32>] = []
    while !isAtEnd, !isNext("]"), !isAtIntersection {
      ranges += try member().ranges
    }
    guard position > start else { throw refusal("&& without an operand") }
    let set = ScalarSet(ranges: ranges)
    return options.ignoresCase ? try inBothCases(set) : set
  }

  private var isAtIntersection: Bool { isNext("&") && isNext("&", 1) }

  /// Reads one scalar, range or class.
  private mutating func member() throws(Refusal) -> ScalarSet {
    if isNext("["), isNext(":", 1) { return try posixClass() }
    if isNext("[") { return try bracketClass() }
    if isNext("\\"), let set = try classEscape(inBrackets: true) {
      guard !isNext("-") || isNext("]", 1) else {
        throw refusal("- behind a class in a class")
      }
      return set
    }
    let first = try memberScalar()
    guard isNext("-"), !isNext("]", 1) else { return ScalarSet(first...first) }
    guard first != 0x2D else { throw refusal("- twice in a class") }
    position += 1
    guard !isNext("["), !isNext("-"), !isAtIntersection else {
      throw refusal("- before something else than a character in a class")
    }
    if isNext("\\"), try classEscape(inBrackets: true) != nil {
      throw refusal("a range that ends with a class")
    }
    let last = try memberScalar()
    guard first <= last else { throw refusal("a range upside down") }
    return try followedByDash(ScalarSet(first...last))
  }

  /// A dash behind a range stands for itself.
  private mutating func followedByDash(_ set: ScalarSet) throws(Refusal) -> ScalarSet {
    guard isNext("-"), !isNext("]", 1) else { return set }
    position += 1
    guard !isNext("-"), !isNext("["), !isAtIntersection else {
      throw refusal("- before something else than a character in a class")
    }
    return set.union(ScalarSet(0x2D...0x2D))
  }

  private mutating func memberScalar() throws(Refusal) -> UInt32 {
    guard !isAtEnd else { throw refusal("a class without an end") }
    if isNext("\\") { return try scalarEscape(inBrackets: true) }
    let scalar = peek()
    position += 1
    return scalar
  }

  /// `[:name:]` or `[:^name:]`.
  private mutating func posixClass() throws(Refusal) -> ScalarSet {
    let start = position
    position += 2
    let isInverted = skip("^")
    var name = ""
    while let scalar = UnicodeScalar(peek()), scalar.isASCII, scalar.properties.isAlphabetic {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard skip(":]"), let set = CharacterClass.bracket(named: name) else {
      position = start
      throw refusal("[:\(name)")
    }
    return isInverted ? set.inverted : set
  }

  /// The set with the other case of its ASCII letters; letters outside ASCII are refused.
  private func inBothCases(_ set: ScalarSet) throws(Refusal) -> ScalarSet {
    guard set.intersection(Self.casedOutsideASCII).isEmpty else {
      throw refusal("a class with letters outside ASCII without regard to case")
    }
    return (UInt32(0x61)...0x7A).reduce(set) { result, letter in
      let both = Expression.bothCases(of: letter)
      return set.intersection(both).isEmpty ? result : result.union(both)
    }
  }
  private static let casedOutsideASCII =
    ScalarSet(categories: [.letter, .mark, .letterNumber, .otherSymbol])
    .subtracting(ScalarSet(0...0x7F))
}
