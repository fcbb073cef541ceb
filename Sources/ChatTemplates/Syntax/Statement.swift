/// A statement of a template.
indirect enum Statement: Sendable {
  /// Data, written as it is.
  case data([UInt8])
  case output(Expression, place: Int)
  case conditional([Branch], otherwise: [Statement])
  case loop(Loop)
  case assign(Target, Expression, place: Int)
  case assignBlock(Target, filter: Expression?, body: [Statement], place: Int)
  case macro(Name, MacroBody)
  /// A call whose `caller` is a body.
  case callBlock(Expression, MacroBody, place: Int)
  case filterBlock(Expression, body: [Statement], place: Int)
  case generation([Statement], place: Int)
  case with([(target: Target, value: Expression)], body: [Statement], place: Int)
  case breakLoop
  case continueLoop

  /// A condition and what it guards.
  struct Branch: Sendable {
    let test: Expression
    let body: [Statement]
  }

  /// A `for`.
  struct Loop: Sendable {
    let target: Target
    let iterable: Expression
    let test: Expression?
    let isRecursive: Bool
    let body: [Statement]
    let otherwise: [Statement]
    let place: Int
  }
}

/// What can be assigned to.
indirect enum Target: Sendable {
  case name(Name)
  case tuple([Target])
  case attribute(Name, String)
}

/// A macro's or call block's signature and body.
final class MacroBody: Sendable {
  /// Nil for the body of a call block.
  let name: String?
  let parameters: [Name]
  /// The values of the last parameters.
  let defaults: [Expression]
  let body: [Statement]
  /// Whether the body names `caller`, `kwargs` and `varargs`: only then may they be passed.
  let usesCaller: Bool
  let usesKeywords: Bool
  let usesPositional: Bool
  let place: Int

  init(
    name: String?,
    parameters: [Name],
    defaults: [Expression],
    body: [Statement],
    uses: Set<String>,
    place: Int
  ) {
    self.name = name
    self.parameters = parameters
    self.defaults = defaults
    self.body = body
    usesCaller = uses.contains("caller")
    usesKeywords = uses.contains("kwargs")
    usesPositional = uses.contains("varargs")
    self.place = place
  }
}
