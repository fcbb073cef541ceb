/// What follows a backslash.
extension ExpressionParser {
  /// Reads an escape outside brackets.
  mutating func escape() throws(Refusal) -> Expression {
    if let set = try classEscape(inBrackets: false) { return .scalar(set) }
    if let anchor {
      position += 2
      return .anchor(anchor)
    }
    return try literal(try scalarEscape(inBrackets: false))
  }

  private var anchor: Expression.Anchor? {
    switch UnicodeScalar(peek(1)) {
    case "A": .textStart
    case "z": .textEnd
    case "Z": .textEndOrLastNewline
    case "b": .wordBoundary
    case "B": .notWordBoundary
    default: nil
    }
  }

  /// Reads `\s`, `\p{…}` and the like; nil, and nothing read, for other escapes.
  mutating func classEscape(inBrackets: Bool) throws(Refusal) -> ScalarSet? {
    let set: ScalarSet
    let letter = UnicodeScalar(peek(1)) ?? " "
    switch letter {
    case "s", "S": set = CharacterClass.whitespace
    case "d", "D": set = CharacterClass.decimalDigit
    case "h", "H": set = CharacterClass.hexadecimalDigit
    case "w", "W": set = inBrackets ? CharacterClass.word : CharacterClass.looseWord
    case "p", "P": return try property()
    default: return nil
    }
    position += 2
    return letter.properties.isUppercase ? set.inverted : set
  }

  /// `\p{Name}`, `\P{Name}`, `\p{^Name}`.
  private mutating func property() throws(Refusal) -> ScalarSet {
    var isInverted = isNext("P", 1)
    let start = position
    position += 2
    guard skip("{") else { throw refusal("a property without braces") }
    if skip("^") { isInverted.toggle() }
    var name = ""
    while !isAtEnd, !isNext("}"), let scalar = UnicodeScalar(peek()) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard skip("}"), let set = propertySet(named: name) else {
      position = start
      throw refusal("the property \"\(name)\"")
    }
    return isInverted ? set.inverted : set
  }

  /// A property's members, made once an expression: going through all scalars takes a while.
  private mutating func propertySet(named name: String) -> ScalarSet? {
    if let known = properties[name] { return known }
    let set = CharacterClass.property(named: name)
    properties[name] = set
    return set
  }

  /// Reads an escape that stands for one scalar.
  mutating func scalarEscape(inBrackets: Bool) throws(Refusal) -> UInt32 {
    let scalar = peek(1)
    guard let letter = UnicodeScalar(scalar) else { throw refusal("\\ at the end") }
    switch letter {
    case "t": return skipping(2, 0x09)
    case "n": return skipping(2, 0x0A)
    case "v": return skipping(2, 0x0B)
    case "f": return skipping(2, 0x0C)
    case "r": return skipping(2, 0x0D)
    case "a": return skipping(2, 0x07)
    case "e": return skipping(2, 0x1B)
    case "b" where inBrackets: return skipping(2, 0x08)
    case "x": return try hexadecimalEscape()
    case "u":
      position += 2
      return try scalarValue(hexadecimal(exactly: 4), "\\u")
    default:
      // Marks and characters outside ASCII stand for themselves; other letters and digits do not.
      guard !letter.isASCII || !letter.properties.isAlphabetic && !("0"..."9").contains(letter)
      else { throw refusal("\\\(letter)") }
      return skipping(2, scalar)
    }
  }

  private mutating func skipping(_ count: Int, _ scalar: UInt32) -> UInt32 {
    position += count
    return scalar
  }

  /// `\x{…}`, or `\xHH` for ASCII: above it, that is a byte and not a character.
  private mutating func hexadecimalEscape() throws(Refusal) -> UInt32 {
    position += 2
    guard skip("{") else {
      let value = hexadecimal(exactly: 2)
      guard let value, value < 0x80 else { throw refusal("\\x for a byte") }
      return value
    }
    var digits = 1
    while digits < 8, Self.digit(peek(digits)) != nil { digits += 1 }
    guard Self.digit(peek()) != nil else { throw refusal("\\x{") }
    let value = hexadecimal(exactly: digits)
    guard skip("}") else { throw refusal("\\x{") }
    return try scalarValue(value, "\\x{")
  }

  private func scalarValue(_ value: UInt32?, _ construct: String) throws(Refusal) -> UInt32 {
    guard let value, UnicodeScalar(value) != nil else { throw refusal(construct) }
    return value
  }

  private mutating func hexadecimal(exactly count: Int) -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = Self.digit(peek()) else { return nil }
      value = value &* 16 &+ digit
      position += 1
    }
    return value
  }

  private static func digit(_ scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0x30...0x39: scalar - 0x30
    case 0x41...0x46, 0x61...0x66: (scalar | 0x20) - 0x57
    default: nil
    }
  }
}
