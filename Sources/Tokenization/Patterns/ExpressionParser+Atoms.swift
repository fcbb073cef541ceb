/// Atoms and how often they are repeated.
extension ExpressionParser {
  /// Reads one atom; nil where what was read matches nothing by itself, like an option.
  mutating func atom() throws(Refusal) -> Expression? {
    let scalar = peek()
    switch UnicodeScalar(scalar) {
    case "(": return try group()
    case "[": return .scalar(try bracketClass())
    case "\\": return try escape()
    case "*", "+", "?": throw refusal("a repetition of nothing")
    case ".":
      position += 1
      return .scalar(options.dotMatchesNewline ? .everything : CharacterClass.lineFeed.inverted)
    case "^":
      position += 1
      return .anchor(.lineStart)
    case "$":
      position += 1
      return .anchor(.lineEnd)
    default:
      position += 1
      return try literal(scalar)
    }
  }

  /// An expression for a scalar that stands for itself.
  func literal(_ scalar: UInt32) throws(Refusal) -> Expression {
    guard options.ignoresCase else { return .scalar(ScalarSet(scalar...scalar)) }
    if isASCIILetter(scalar) { return .caseless(scalar) }
    guard !mayHaveCase(scalar) else {
      throw refusal("a letter outside ASCII without regard to case")
    }
    return .scalar(ScalarSet(scalar...scalar))
  }

  func isASCIILetter(_ scalar: UInt32) -> Bool {
    (0x61...0x7A).contains(scalar | 0x20)
  }

  /// Whether case folding may have something to say about a scalar outside ASCII.
  func mayHaveCase(_ scalar: UInt32) -> Bool {
    scalar >= 0x80
      && ScalarClasses.unicode16.set(of: scalar).meets([.letter, .mark, .number, .otherSymbol])
  }

  /// Reads the repetitions behind an atom, which may be several: `a{2}+` is `(?:a{2})+`.
  mutating func repetitions(of atom: Expression) throws(Refusal) -> Expression {
    var result = atom
    var count = 0
    while let repetition = try repetition() {
      count += 1
      guard count <= Self.repetitionsOfOneAtom else {
        throw refusal("more than \(Self.repetitionsOfOneAtom) repetitions of one thing")
      }
      switch result {
      case .anchor, .look: throw refusal("a repetition of a place")
      default: result = .repeated(result, repetition)
      }
    }
    return result
  }

  private mutating func repetition() throws(Refusal) -> Expression.Repetition? {
    switch UnicodeScalar(peek()) {
    case "*": return simpleRepetition(0, nil)
    case "+": return simpleRepetition(1, nil)
    case "?": return simpleRepetition(0, 1)
    case "{": return try interval()
    default: return nil
    }
  }

  private mutating func simpleRepetition(
    _ minimum: Int,
    _ maximum: Int?
  ) -> Expression.Repetition {
    position += 1
    let preference: Expression.Repetition.Preference =
      skip("?") ? .lazy : skip("+") ? .possessive : .greedy
    return .init(minimum: minimum, maximum: maximum, preference: preference)
  }

  /// `{n}`, `{n,}`, `{,m}` or `{n,m}`; nil, and nothing read, for braces that mean themselves.
  private mutating func interval() throws(Refusal) -> Expression.Repetition? {
    let start = position
    position += 1
    let lower = number()
    let hasComma = skip(",")
    let upper = hasComma ? number() : lower
    guard skip("}"), lower != nil || upper != nil else {
      position = start
      // Where a literal brace follows an atom it must not be taken for a repetition again.
      return nil
    }
    let minimum = lower ?? 0
    guard minimum <= Self.repetitionLimit, (upper ?? 0) <= Self.repetitionLimit else {
      throw refusal("a repetition of more than \(Self.repetitionLimit)")
    }
    if let upper, upper < minimum { throw refusal("an interval upside down") }
    // `{n}?` is not lazy but the option to match at all: left for the next round.
    let isLazy = hasComma && skip("?")
    return .init(minimum: minimum, maximum: upper, preference: isLazy ? .lazy : .greedy)
  }

  /// How many repetitions may follow each other: each is a level deeper, as a group is.
  private static var repetitionsOfOneAtom: Int { 10 }

  /// PCRE2 takes no more; Oniguruma takes 100,000.
  private static var repetitionLimit: Int { 65_535 }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = UnicodeScalar(peek()), ("0"..."9").contains(digit) {
      value = min((value ?? 0) * 10 + Int(digit.value - 0x30), 1_000_000)
      position += 1
    }
    return value
  }
}
