/// Writes an expression in PCRE2's syntax, with nothing left to its own Unicode tables.
///
/// `^` and `$` need its option for multiple lines.
struct ExpressionWriter {
  private var text = ""

  /// The most bytes that are written.
  ///
  /// A class of two characters can take thousands of bytes. What is longer than this, PCRE2 would
  /// not compile, or to tens of megabytes.
  private static let byteLimit = 1 << 20

  /// The pattern for PCRE2.
  static func write(_ expression: Expression) throws(ExpressionParser.Refusal) -> String {
    var writer = Self()
    if case .alternatives(let branches) = expression {
      writer.join(branches) { $0.writeBranch($1) }
    } else {
      writer.writeBranch(expression)
    }
    guard writer.text.utf8.count <= byteLimit else {
      throw ExpressionParser.Refusal(construct: "more and larger classes than fit", position: 0)
    }
    return writer.text
  }

  /// Writes an alternative of the whole expression.
  ///
  /// If one begins with a run that has no upper limit and matches behind a member of the run, it
  /// matches from that member on as well, so a search need not begin it there. Without that hint a
  /// long run that leads to no match costs the square of its length.
  private mutating func writeBranch(_ expression: Expression) {
    if case .sequence(let items) = expression, items.count > 1,
      case .repeated(let item, let repetition)? = items.first, repetition.maximum == nil,
      let set = item.oneScalar
    {
      text += "(?:\\G|(?<!"
      write(set)
      text += "))"
    }
    write(expression)
  }

  private mutating func write(_ expression: Expression) {
    switch expression {
    case .scalar(let set): write(set)
    case .caseless(let letter): write(Expression.bothCases(of: letter))
    case .sequence(let items): for item in items { write(item) }
    case .alternatives(let branches):
      text += "(?:"
      join(branches) { $0.write($1) }
      text += ")"
    case .repeated(let item, let repetition): write(item, repetition)
    case .atomic(let inner): write(inner, inside: "(?>")
    case .look(.ahead, let inner): write(inner, inside: "(?=")
    case .look(.notAhead, let inner): write(inner, inside: "(?!")
    case .look(.behind, let inner): write(inner, inside: "(?<=")
    case .look(.notBehind, let inner): write(inner, inside: "(?<!")
    case .anchor(let anchor): write(anchor)
    }
  }

  private mutating func join(
    _ branches: [Expression],
    _ write: (inout Self, Expression) -> Void
  ) {
    for (index, branch) in branches.enumerated() {
      if index > 0 { text += "|" }
      write(&self, branch)
    }
  }

  private mutating func write(_ inner: Expression, inside opening: String) {
    text += opening
    if case .alternatives(let branches) = inner {
      join(branches) { $0.write($1) }
    } else {
      write(inner)
    }
    text += ")"
  }

  private mutating func write(_ item: Expression, _ repetition: Expression.Repetition) {
    if item.oneScalar != nil {
      write(item)
    } else {
      write(item, inside: "(?:")
    }
    switch (repetition.minimum, repetition.maximum) {
    case (0, nil): text += "*"
    case (1, nil): text += "+"
    case (0, 1): text += "?"
    case (let minimum, nil): text += "{\(minimum),}"
    case (let minimum, let maximum?): text += "{\(minimum),\(maximum)}"
    }
    switch repetition.preference {
    case .greedy: break
    case .lazy: text += "?"
    case .possessive: text += "+"
    }
  }

  private mutating func write(_ anchor: Expression.Anchor) {
    let word = CharacterClass.looseWord
    switch anchor {
    case .lineStart: text += "^"
    case .lineEnd: text += "$"
    case .textStart: text += "\\A"
    case .textEnd: text += "\\z"
    case .textEndOrLastNewline: text += "\\Z"
    case .wordBoundary: writeBoundary(word, behindMember: "(?!", elsewhere: "(?=")
    case .notWordBoundary: writeBoundary(word, behindMember: "(?=", elsewhere: "(?!")
    }
  }

  private mutating func writeBoundary(
    _ word: ScalarSet,
    behindMember: String,
    elsewhere: String
  ) {
    let member = Expression.scalar(word)
    text += "(?:"
    write(member, inside: "(?<=")
    write(member, inside: behindMember)
    text += "|"
    write(member, inside: "(?<!")
    write(member, inside: elsewhere)
    text += ")"
  }

  private mutating func write(_ set: ScalarSet) {
    guard text.utf8.count <= Self.byteLimit else { return }
    text += ClassWriter.write(set)
  }
}
