/// Reads a regular expression in Ruby's syntax as Oniguruma does.
///
/// 1. Alternatives are sequences of atoms; an atom may be repeated.
/// 2. Options (`i`, `m`, `x`) hold to the end of their group.
/// 3. Groups that capture are read like groups that do not: nobody asks what they captured.
///
/// `a{1,2}+` is not possessive but `(?:a{1,2})+`; `$` and `^` are at lines, and `.` is any character
/// but `\n`. Not read, but refused: back references, calls, conditions, absence, `\K`, `\G`, `\R`,
/// `\X`, byte escapes, and what case folding would make of letters outside ASCII.
struct ExpressionParser {
  /// What stops the reading: the words that go into the error.
  struct Refusal: Error, Equatable {
    /// The construct, as it is written or named.
    let construct: String
    /// Where, in scalars from the beginning of the expression.
    let position: Int
  }

  struct Options {
    var ignoresCase = false
    var isExtended = false
    var dotMatchesNewline = false
  }

  let scalars: [UInt32]
  var position = 0
  var options = Options()
  /// By name: the members of the properties read so far.
  var properties: [String: ScalarSet] = [:]
  private var depth = 0

  /// How deep groups and classes may nest.
  private static let depthLimit = 100

  /// How long an expression may be; PCRE2 compiles none of as many different characters.
  private static let lengthLimit = 65_536

  private init(_ text: String) {
    scalars = text.unicodeScalars.map(\.value)
  }

  /// Reads an expression whole.
  static func parse(_ text: String) throws(Refusal) -> Expression {
    var parser = Self(text)
    guard parser.scalars.count <= lengthLimit else {
      throw parser.refusal("more than \(lengthLimit) characters")
    }
    let expression = try parser.alternatives()
    guard parser.isAtEnd else { throw parser.refusal("unmatched )") }
    return expression
  }
}

extension ExpressionParser {
  var isAtEnd: Bool { position == scalars.count }

  /// The next scalar, or one behind it; 0xFFFF_FFFF beyond the end.
  func peek(_ distance: Int = 0) -> UInt32 {
    position + distance < scalars.count ? scalars[position + distance] : .max
  }

  /// Whether a scalar comes next, or a distance behind that.
  func isNext(_ scalar: UnicodeScalar, _ distance: Int = 0) -> Bool {
    peek(distance) == scalar.value
  }

  /// Whether `text` comes next; steps over it if so.
  mutating func skip(_ text: String) -> Bool {
    let expected = text.unicodeScalars.map(\.value)
    guard scalars[position...].starts(with: expected) else { return false }
    position += expected.count
    return true
  }

  func refusal(_ construct: String) -> Refusal {
    Refusal(construct: construct, position: position)
  }

  /// Reads what is nested in something that has its own closing mark.
  mutating func nested<Value>(
    _ body: (inout Self) throws(Refusal) -> Value
  ) throws(Refusal) -> Value {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw refusal("more than \(Self.depthLimit) levels") }
    return try body(&self)
  }

  /// Reads alternatives up to `)` or the end.
  mutating func alternatives() throws(Refusal) -> Expression {
    let outer = options
    defer { options = outer }
    var branches = [try sequence()]
    while skip("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(Refusal) -> Expression {
    var items: [Expression] = []
    while true {
      if options.isExtended { skipBlanksAndComments() }
      guard !isAtEnd, !isNext("|"), !isNext(")") else { break }
      if skip("(?#") {
        try skipComment()
        continue
      }
      guard let atom = try atom() else { continue }
      append(try repetitions(of: atom), to: &items)
    }
    try checkFolding(items)
    return items.count == 1 ? items[0] : .sequence(items)
  }

  private func append(_ item: Expression, to items: inout [Expression]) {
    if case .sequence(let inner) = item {
      items += inner
    } else {
      items.append(item)
    }
  }

  /// `ss` also matches `ß` where case does not matter; such pairs are refused.
  private func checkFolding(_ items: [Expression]) throws(Refusal) {
    for (left, right) in zip(items, items.dropFirst()) {
      guard case .caseless(let first) = left, case .caseless(let second) = right else { continue }
      let pair = [first | 0x20, second | 0x20].compactMap(UnicodeScalar.init).map(String.init)
      if ["ss", "st", "ff", "fi", "fl"].contains(pair.joined()) {
        throw refusal("\"\(pair.joined())\" without regard to case")
      }
    }
  }

  private mutating func skipBlanksAndComments() {
    while !isAtEnd {
      if [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20].contains(peek()) {
        position += 1
      } else if isNext("#") {
        while !isAtEnd, peek() != 0x0A { position += 1 }
      } else {
        return
      }
    }
  }

  private mutating func skipComment() throws(Refusal) {
    while !isAtEnd {
      let scalar = peek()
      position += scalar == 0x5C ? 2 : 1
      if scalar == 0x29 { return }
    }
    throw refusal("a comment without an end")
  }
}
