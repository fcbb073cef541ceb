/// The conditions of an `if` and its `elif`s as steps, one for each part that `and`, `or` and `not` join:
/// each says where to go on, and most look at one value that stands ready.
struct PlainTest: BitwiseCopyable, Sendable {
  /// What a step asks.
  enum Question: BitwiseCopyable, Sendable {
    /// Whether the value is true.
    case isTrue
    /// Whether it is a string of the template, or is not.
    case equalsLiteral(start: Int32, end: Int32, isWanted: Bool)
    /// Whether it is an integer, or is not.
    case equalsInteger(Int32, isWanted: Bool)
    /// Whether it is an integer that leaves a rest when it is divided, or does not.
    case leavesRest(Int32, divisor: Int32, isWanted: Bool)
    /// Whether it is a boolean, or is not.
    case equalsBoolean(Bool, isWanted: Bool)
    /// Whether it is one of some strings of the template, or none.
    case isAmong(Children, isWanted: Bool)
    /// Whether it is of a kind.
    case isOfKind(ValueTest)
    /// What only the node says.
    case other
  }

  /// A part of a condition.
  struct Step: BitwiseCopyable, Sendable {
    var question: Question
    /// The value that is asked.
    var value = PlainValue.none
    /// The node that answers where the question cannot be answered so.
    var node: NodeID
    /// The place that the node leaves for errors; -1 where it leaves none.
    var place: Int32 = -1
    /// How many steps it counts.
    var cost: Int32 = 1
    /// How many nodes around it begin with it, which count too.
    var begun: Int32 = 0
    /// 1 if it is a condition's first, for the command that asks the condition counts before it.
    var opened: Int32 = 0
    /// How many are around it.
    var nesting: Int32 = 0
    /// The step to go on with, by its number in the table, or the branch that is taken, as `end` says it.
    var ifTrue: Int32
    var ifFalse: Int32
  }

  /// What stands for a branch where a step is named.
  static func end(_ branch: Int) -> Int32 { -1 - Int32(branch) }

  /// The branch that `end` stands for.
  @inline(__always)
  static func branch(of end: Int32) -> Int { Int(-1 - end) }

  /// Its first step.
  let start: Int32
  /// The most nodes that are around a step.
  let nesting: Int32
  /// Where in the table the distances to its branches begin; the last is the `else`.
  let distances: Int32
}

/// Makes the steps of conditions.
struct PlainTestBuilder {
  private(set) var steps: [PlainTest.Step] = []
  private(set) var nesting: Int32 = 0
  /// The steps that places in conditions turned out to be.
  private var labels: [Int32] = []
  /// How many nodes were begun since the last step.
  private var begun: Int32 = 0

  /// Goes over the conditions of an `if`; nil where no step asks a value that stands ready.
  ///
  /// `first`: the number that the first step will have in the table.
  ///
  /// It recurses only as deep as the parser has.
  init?(_ conditions: [NodeID], _ nodes: [Node], _ children: [NodeID], first: Int32) {
    for (branch, condition) in conditions.enumerated() {
      let isLast = branch == conditions.count - 1
      let next = isLast ? PlainTest.end(branch + 1) : newLabel()
      let first = steps.count
      add(condition, nodes, children, PlainTest.end(branch), next, 0)
      steps[first].opened = 1
      if !isLast { labels[Int(next)] = Int32(steps.count) }
    }
    let arePlain = steps.contains { if case .other = $0.question { false } else { true } }
    guard arePlain else { return nil }
    for place in steps.indices {
      steps[place].ifTrue = resolved(steps[place].ifTrue, first)
      steps[place].ifFalse = resolved(steps[place].ifFalse, first)
    }
  }

  private func resolved(_ target: Int32, _ first: Int32) -> Int32 {
    target < 0 ? target : first + labels[Int(target)]
  }

  /// `ifTrue` and `ifFalse`: labels, or how the condition ends.
  private mutating func add(
    _ id: NodeID,
    _ nodes: [Node],
    _ children: [NodeID],
    _ ifTrue: Int32,
    _ ifFalse: Int32,
    _ depth: Int32
  ) {
    let node = nodes[Int(id)]
    switch node {
    case .and(let left, let right):
      begun += 1
      let label = newLabel()
      add(left, nodes, children, label, ifFalse, depth + 1)
      labels[Int(label)] = Int32(steps.count)
      add(right, nodes, children, ifTrue, ifFalse, depth + 1)
    case .or(let left, let right):
      begun += 1
      let label = newLabel()
      add(left, nodes, children, ifTrue, label, depth + 1)
      labels[Int(label)] = Int32(steps.count)
      add(right, nodes, children, ifTrue, ifFalse, depth + 1)
    case .not(let value):
      begun += 1
      add(value, nodes, children, ifFalse, ifTrue, depth + 1)
    case .comparison(let left, let comparison, let right, _)
    where (comparison == .equal || comparison == .notEqual)
      && Self.isBoolean(nodes[Int(left)], nodes) && Self.isBoolean(nodes[Int(right)], nodes):
      // Both are true or both are not: the right one is asked in either case.
      begun += 2
      let (same, other) = comparison == .equal ? (ifTrue, ifFalse) : (ifFalse, ifTrue)
      let (yes, no) = (newLabel(), newLabel())
      add(left, nodes, children, yes, no, depth + 1)
      let earlier = begun
      labels[Int(yes)] = Int32(steps.count)
      add(right, nodes, children, same, other, depth + 1)
      begun = earlier
      labels[Int(no)] = Int32(steps.count)
      add(right, nodes, children, other, same, depth + 1)
    default:
      var step =
        Self.step(node, id, nodes, children)
        ?? PlainTest.Step(question: .other, node: id, ifTrue: 0, ifFalse: 0)
      (step.ifTrue, step.ifFalse) = (ifTrue, ifFalse)
      (step.begun, step.nesting) = (begun, depth)
      nesting = max(nesting, depth)
      begun = 0
      steps.append(step)
    }
  }

  private mutating func newLabel() -> Int32 {
    labels.append(0)
    return Int32(labels.count - 1)
  }

  /// Whether a node gives nothing but booleans and compares no comparisons, for its steps come twice.
  private static func isBoolean(_ node: Node, _ nodes: [Node]) -> Bool {
    switch node {
    case .memberEquality, .memberInequality, .literalEquality, .test: true
    case .comparison(let left, .equal, let right, _),
      .comparison(let left, .notEqual, let right, _):
      [left, right].allSatisfy {
        if case .comparison = nodes[Int($0)] { false } else { true }
      }
    default: false
    }
  }

  /// The step of a node that asks one value; nil for any other.
  private static func step(
    _ node: Node,
    _ id: NodeID,
    _ nodes: [Node],
    _ children: [NodeID]
  ) -> PlainTest.Step? {
    func step(
      _ value: PlainValue?,
      _ question: PlainTest.Question,
      place: Int32 = -1,
      cost: Int32 = 1
    ) -> PlainTest.Step? {
      guard let value else { return nil }
      var step = PlainTest.Step(question: question, node: id, place: place, ifTrue: 0, ifFalse: 0)
      step.value = value
      step.cost = cost + value.cost
      return step
    }
    func value(_ id: NodeID) -> PlainValue? { PlainValue(nodes[Int(id)], nodes) }
    switch node {
    case .name: return step(PlainValue(node, nodes), .isTrue, cost: 0)
    case .variableMember(_, _, let place), .item(_, _, let place), .attribute(_, _, let place),
      .member(_, _, let place):
      return step(PlainValue(node, nodes), .isTrue, place: place, cost: 0)
    case .memberEquality(_, let start, let end, let general),
      .memberInequality(_, let start, let end, let general):
      guard case .literalEquality(let left, _, _, let isWanted, _) = nodes[Int(general)] else {
        return nil
      }
      let question = PlainTest.Question.equalsLiteral(start: start, end: end, isWanted: isWanted)
      return step(value(left), question, cost: 0)
    case .literalEquality(let left, let start, let end, let isWanted, let place):
      let question = PlainTest.Question.equalsLiteral(start: start, end: end, isWanted: isWanted)
      return step(value(left), question, place: place, cost: 2)
    case .test(let input, let test, let arguments, let place) where arguments == Node.absent:
      return step(value(input), .isOfKind(test), place: place)
    case .comparison(let left, let comparison, let right, let place):
      switch (comparison, nodes[Int(right)]) {
      case (.equal, .integer(let wanted)), (.notEqual, .integer(let wanted)):
        guard let small = Int32(exactly: wanted) else { return nil }
        let isWanted = comparison == .equal
        if case .arithmetic(.remainder, let number, let divisor, _) = nodes[Int(left)],
          case .integer(let integer) = nodes[Int(divisor)], let by = Int32(exactly: integer), by > 0
        {
          let question = PlainTest.Question.leavesRest(small, divisor: by, isWanted: isWanted)
          return step(value(number), question, place: place, cost: 3)
        }
        return step(value(left), .equalsInteger(small, isWanted: isWanted), place: place, cost: 2)
      case (.equal, .boolean(let wanted)), (.notEqual, .boolean(let wanted)):
        let question = PlainTest.Question.equalsBoolean(wanted, isWanted: comparison == .equal)
        return step(value(left), question, place: place, cost: 2)
      case (.isIn, .list(let parts)), (.isNotIn, .list(let parts)), (.isIn, .tuple(let parts)),
        (.isNotIn, .tuple(let parts)):
        let areLiterals = parts.range.allSatisfy {
          if case .string = nodes[Int(children[$0])] { true } else { false }
        }
        guard areLiterals else { return nil }
        return step(
          value(left),
          .isAmong(parts, isWanted: comparison == .isIn),
          place: place,
          cost: 2 + 2 * parts.count
        )
      default: return nil
      }
    default: return nil
    }
  }
}
