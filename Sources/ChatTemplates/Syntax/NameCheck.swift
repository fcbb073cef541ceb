/// Refuses filters and tests that there are not, as the reference's compiler does: at once, but for
/// those under an `if` (and in no loop or block within it), which fail when they are evaluated.
struct NameCheck {
  let source: [UInt8]

  func check(_ body: [Statement], isGuarded: Bool = false) throws(TemplateError) {
    for statement in body { try check(statement, isGuarded) }
  }

  private func check(_ statement: Statement, _ isGuarded: Bool) throws(TemplateError) {
    switch statement {
    case .data, .breakLoop, .continueLoop: break
    case .output(let expression, _): try check(expression, isGuarded)
    case .conditional(let branches, let otherwise):
      for branch in branches {
        try check(branch.test, true)
        try check(branch.body, isGuarded: true)
      }
      try check(otherwise, isGuarded: true)
    case .loop(let loop):
      try check(loop.iterable, isGuarded)
      if let test = loop.test { try check(test, false) }
      try check(loop.body)
      try check(loop.otherwise)
    case .assign(_, let expression, _): try check(expression, isGuarded)
    case .assignBlock(_, let filter, let body, _):
      if let filter { try check(filter, false) }
      try check(body)
    case .macro(_, let macro): try check(macro)
    case .callBlock(let call, let body, _):
      try check(body)
      try check(call, isGuarded)
    case .filterBlock(let filter, let body, _):
      try check(filter, false)
      try check(body)
    case .generation(let body, _): try check(body)
    case .with(let values, let body, _):
      for value in values { try check(value.value, isGuarded) }
      try check(body)
    }
  }

  private func check(_ macro: MacroBody) throws(TemplateError) {
    for expression in macro.defaults { try check(expression, false) }
    try check(macro.body)
  }

  private func check(_ expression: Expression, _ isGuarded: Bool) throws(TemplateError) {
    switch expression {
    case .none, .boolean, .integer, .bigInteger, .float, .string, .name: break
    case .list(let parts), .tuple(let parts), .concatenation(let parts):
      for part in parts { try check(part, isGuarded) }
    case .dictionary(let parts):
      for part in parts {
        try check(part.key, isGuarded)
        try check(part.value, isGuarded)
      }
    case .attribute(let value, _, _), .not(let value), .negative(let value, _),
      .positive(let value, _):
      try check(value, isGuarded)
    case .item(let value, let index, _):
      try check(value, isGuarded)
      try check(index, isGuarded)
    case .slice(let bounds):
      for bound in [bounds.start, bounds.stop, bounds.step] {
        if let bound { try check(bound, isGuarded) }
      }
    case .call(let value, let arguments, _):
      try check(value, isGuarded)
      try check(arguments, isGuarded)
    case .filter(let value, let name, let arguments, let place):
      if name.filter == nil, !isGuarded {
        throw TemplateError(.assertion, Self.message("filter", name.text))
          .placed(at: place, in: source)
      }
      if let value { try check(value, isGuarded) }
      try check(arguments, isGuarded)
    case .test(let value, let name, let arguments, let place):
      if name.test == nil, !isGuarded {
        throw TemplateError(.assertion, Self.message("test", name.text))
          .placed(at: place, in: source)
      }
      try check(value, isGuarded)
      try check(arguments, isGuarded)
    case .arithmetic(_, let left, let right, _), .and(let left, let right),
      .or(let left, let right):
      try check(left, isGuarded)
      try check(right, isGuarded)
    case .comparison(let left, let parts, _):
      try check(left, isGuarded)
      for part in parts { try check(part.right, isGuarded) }
    case .conditional(let test, let then, let otherwise, _):
      try check(test, true)
      try check(then, true)
      if let otherwise { try check(otherwise, true) }
    }
  }

  private func check(_ arguments: Arguments, _ isGuarded: Bool) throws(TemplateError) {
    for argument in arguments.positional { try check(argument, isGuarded) }
    for argument in arguments.keywords { try check(argument.value, isGuarded) }
    if let others = arguments.others { try check(others, isGuarded) }
    if let others = arguments.otherKeywords { try check(others, isGuarded) }
  }

  /// The compiler's message.
  private static func message(_ kind: String, _ name: String) -> String {
    "No \(kind) named \(Representation.quoted(Text(name)))."
  }
}
