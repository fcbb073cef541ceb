extension Expression {
  /// Whether the reference computes the expression when it compiles, as far as that can be told: a slice
  /// of a constant that has none, or what takes such a slice without an error.
  var isFolded: Bool {
    switch self {
    case .none, .boolean, .integer, .bigInteger, .float, .string: true
    case .item(let object, .slice(let bounds), _):
      object.isUnsliceable
        && [bounds.start, bounds.stop, bounds.step].allSatisfy { $0?.isBound ?? true }
    case .not(let value): value.isFolded
    case .and(let left, let right), .or(let left, let right): left.isFolded && right.isFolded
    case .conditional(let test, let then, let otherwise?, _):
      test.isFolded && then.isFolded && otherwise.isFolded
    case .concatenation(let parts): parts.allSatisfy(\.isFolded)
    case .comparison(let first, let parts, _):
      first.isFolded
        && parts.allSatisfy {
          ($0.comparison == .equal || $0.comparison == .notEqual) && $0.right.isFolded
        }
    case .test(let value, let name, let arguments, _):
      (name.test == .defined || name.test == .undefined || name.test == ValueTest.none)
        && arguments.isEmpty && value.isFolded
    case .filter(let value?, let name, let arguments, _):
      (name.filter == .default || name.filter == .d || name.filter == .length)
        && arguments.keywords.isEmpty && arguments.others == nil && arguments.otherKeywords == nil
        && value.isFolded && arguments.positional.allSatisfy(\.isFolded)
    default: false
    }
  }

  /// Whether it is a string of the template or a member of a variable.
  var isPlainPart: Bool {
    switch self {
    case .string, .attribute(.name, _, _), .item(.name, .string, _): true
    default: false
    }
  }

  /// Whether it is a constant without a slice.
  private var isUnsliceable: Bool {
    switch self {
    case .none, .boolean, .integer, .bigInteger, .float: true
    default: false
    }
  }

  /// Whether it is a constant that a slice takes for a bound.
  private var isBound: Bool {
    switch self {
    case .none, .integer: true
    default: false
    }
  }
}
