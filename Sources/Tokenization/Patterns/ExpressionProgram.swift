/// An expression as small steps, each of which names the one behind it.
///
///     a+b?   0: match   1: take b, then 0   2: fork 1 or 0   3: take a, then 4   4: fork 3 or 2
///
/// Steps are entered from the end of the expression to its beginning, so that the one behind is known.
struct ExpressionProgram {
  /// The place of a step.
  typealias Place = UInt16

  enum Step {
    case match
    /// Takes a scalar of a set, by its place in `sets`.
    case take(set: Int, then: Place)
    /// Goes on where the next scalar is one of a set; `orEnd`: or where none comes.
    case require(set: Int, orEnd: Bool, then: Place)
    /// Goes on at either place, but rather at the first.
    case fork(Place, Place)
  }

  private(set) var steps: [Step] = [.match]
  private(set) var sets: [ScalarSet] = []
  /// Where the expression begins.
  private(set) var entry: Place = 0

  /// The most steps of a program; split patterns have some sixty.
  private static let mostSteps = 512

  /// Nil for an expression that is too long, or that asks for more than the one scalar ahead.
  init?(_ expression: Expression) {
    guard let entry = enter(expression, before: 0) else { return nil }
    self.entry = entry
  }

  private mutating func append(_ step: Step) -> Place? {
    guard steps.count < Self.mostSteps else { return nil }
    steps.append(step)
    return Place(steps.count - 1)
  }

  private mutating func number(of set: ScalarSet) -> Int {
    if let number = sets.firstIndex(of: set) { return number }
    sets.append(set)
    return sets.count - 1
  }

  /// Enters an expression in front of a step; nil where that cannot be done.
  private mutating func enter(_ expression: Expression, before next: Place) -> Place? {
    switch expression {
    case .scalar, .caseless:
      guard let set = expression.oneScalar else { return nil }
      return append(.take(set: number(of: set), then: next))
    case .sequence(let parts):
      var place = next
      for part in parts.reversed() {
        guard let entry = enter(part, before: place) else { return nil }
        place = entry
      }
      return place
    case .alternatives(let parts):
      var place: Place?
      for part in parts.reversed() {
        guard let entry = enter(part, before: next) else { return nil }
        guard let other = place else {
          place = entry
          continue
        }
        guard let fork = append(.fork(entry, other)) else { return nil }
        place = fork
      }
      return place
    case .repeated(let part, let repetition):
      return repetition.preference == .possessive
        ? enterPossessive(part, repetition, before: next)
        : enter(part, repetition, before: next)
    case .atomic(.repeated(let part, let repetition)):
      return repetition.preference == .lazy
        ? nil : enterPossessive(part, repetition, before: next)
    case .look, .anchor:
      guard let condition = expression.condition else { return nil }
      let set = number(of: condition.set)
      return append(.require(set: set, orEnd: condition.orEnd, then: next))
    case .atomic: return nil
    }
  }

  /// A repetition that goes back as far as need be.
  private mutating func enter(
    _ part: Expression,
    _ repetition: Expression.Repetition,
    before next: Place
  ) -> Place? {
    // Matchers that go back have rules of their own for rounds that match nothing.
    guard !part.matchesNothing else { return nil }
    let isLazy = repetition.preference == .lazy
    var place = next
    if let maximum = repetition.maximum {
      for _ in 0..<max(0, maximum - repetition.minimum) {
        guard let entry = enter(part, before: place) else { return nil }
        guard let fork = append(isLazy ? .fork(next, entry) : .fork(entry, next)) else {
          return nil
        }
        place = fork
      }
    } else {
      guard let fork = append(.fork(next, next)), let entry = enter(part, before: fork) else {
        return nil
      }
      steps[Int(fork)] = isLazy ? .fork(next, entry) : .fork(entry, next)
      place = fork
    }
    for _ in 0..<repetition.minimum {
      guard let entry = enter(part, before: place) else { return nil }
      place = entry
    }
    return place
  }

  /// A repetition of one scalar that never goes back: what follows is not another one.
  private mutating func enterPossessive(
    _ part: Expression,
    _ repetition: Expression.Repetition,
    before next: Place
  ) -> Place? {
    guard let set = part.oneScalar,
      repetition.maximum == nil || repetition.maximum == 1 && repetition.minimum == 0
    else { return nil }
    let others = number(of: set.inverted)
    guard let end = append(.require(set: others, orEnd: true, then: next)) else { return nil }
    guard repetition.maximum == 1 else {
      let greedy = Expression.Repetition(minimum: repetition.minimum, maximum: nil)
      return enter(part, greedy, before: end)
    }
    guard let entry = enter(part, before: next) else { return nil }
    return append(.fork(entry, end))
  }
}

extension Expression {
  /// What a place asks of the next scalar: to be of the set, or, `orEnd`, not to come at all; nil
  /// where it asks for anything else.
  fileprivate var condition: (set: ScalarSet, orEnd: Bool)? {
    switch self {
    case .look(.ahead, let inner): return inner.conditionInside
    case .look(.notAhead, let inner):
      return inner.conditionInside.map { ($0.set.inverted, !$0.orEnd) }
    case .anchor(.lineEnd): return (CharacterClass.lineFeed, true)
    case .anchor(.textEnd): return (ScalarSet(), true)
    default: return nil
    }
  }

  /// The same for what stands inside of a look ahead.
  private var conditionInside: (set: ScalarSet, orEnd: Bool)? {
    switch self {
    case .scalar, .caseless: return oneScalar.map { ($0, false) }
    case .alternatives(let parts):
      var union = (set: ScalarSet(), orEnd: false)
      for part in parts {
        guard let condition = part.conditionInside else { return nil }
        union = (union.set.union(condition.set), union.orEnd || condition.orEnd)
      }
      return union
    case .repeated(let part, let repetition):
      // One is as good as several.
      return repetition.minimum == 1 ? part.oneScalar.map { ($0, false) } : nil
    default: return condition
    }
  }
}
