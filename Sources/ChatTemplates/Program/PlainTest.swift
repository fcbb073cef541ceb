/// The condition of an `if` as steps, one for each part that `and`, `or` and `not` join: each says where
/// to go on, and most look at one value that stands ready.
struct PlainTest: BitwiseCopyable, Sendable {
  /// What a step asks.
  enum Question: BitwiseCopyable, Sendable {
    /// Whether the value is true.
    case isTrue
    /// Whether it is a string of the template, or is not.
    case equalsLiteral(start: Int32, end: Int32, isWanted: Bool)
    /// Whether it is an integer, or is not.
    case equalsInteger(Int32, isWanted: Bool)
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
    /// The variable that is asked, and its member; -1 for the variable itself.
    var variable: Int32 = -1
    var key: Int32 = -1
    /// The node that answers where the question cannot be answered so.
    var node: NodeID
    /// The place that the node leaves for errors; -1 where it leaves none.
    var place: Int32 = -1
    /// How many steps it counts.
    var cost: Int32 = 1
    /// How many nodes around it begin with it, which count too.
    var begun: Int32 = 0
    /// How many are around it.
    var nesting: Int32 = 0
    /// The step to go on with, by its number in the table, or how the condition ends.
    var ifTrue: Int32
    var ifFalse: Int32
  }

  /// The condition holds.
  static let holds: Int32 = -1
  /// It does not.
  static let fails: Int32 = -2

  /// Its first step.
  let start: Int32
  /// The most nodes that are around a step.
  let nesting: Int32
}

/// Makes the steps of a condition.
struct PlainTestBuilder {
  private(set) var steps: [PlainTest.Step] = []
  private(set) var nesting: Int32 = 0
  /// The steps that places in conditions turned out to be.
  private var labels: [Int32] = []
  /// How many nodes were begun since the last step.
  private var begun: Int32 = 0

  /// Goes over a node; `first` is the number that the first step will have in the table.
  ///
  /// It recurses only as deep as the parser has.
  init?(_ node: NodeID, _ nodes: [Node], _ children: [NodeID], first: Int32) {
    add(node, nodes, children, PlainTest.holds, PlainTest.fails, 0)
    if steps.count == 1, case .other = steps[0].question { return nil }
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

  /// The step of a node that asks one value; nil for any other.
  private static func step(
    _ node: Node,
    _ id: NodeID,
    _ nodes: [Node],
    _ children: [NodeID]
  ) -> PlainTest.Step? {
    func step(
      _ value: Node,
      _ question: PlainTest.Question,
      place: Int32 = -1,
      cost: Int32 = 1
    ) -> PlainTest.Step? {
      var step = PlainTest.Step(question: question, node: id, place: place, ifTrue: 0, ifFalse: 0)
      step.cost = cost
      switch value {
      case .name(let name): step.variable = name
      case .variableMember(let use, _, let memberPlace)
      where use.key < TemplateProgram.greatestMemberCount:
        step.variable = use.name
        step.key = use.key
        step.cost += 1
        if place < 0 { step.place = memberPlace }
      default: return nil
      }
      return step
    }
    switch node {
    case .name, .variableMember: return step(node, .isTrue, cost: 0)
    case .memberEquality(let use, let start, let end, _)
    where use.key < TemplateProgram.greatestMemberCount:
      var step = PlainTest.Step(
        question: .equalsLiteral(start: start, end: end, isWanted: true),
        node: id,
        ifTrue: 0,
        ifFalse: 0
      )
      (step.variable, step.key) = (use.name, use.key)
      return step
    case .memberInequality(let use, let start, let end, _)
    where use.key < TemplateProgram.greatestMemberCount:
      var step = PlainTest.Step(
        question: .equalsLiteral(start: start, end: end, isWanted: false),
        node: id,
        ifTrue: 0,
        ifFalse: 0
      )
      (step.variable, step.key) = (use.name, use.key)
      return step
    case .literalEquality(let value, let start, let end, let isWanted, let place):
      let question = PlainTest.Question.equalsLiteral(start: start, end: end, isWanted: isWanted)
      return step(nodes[Int(value)], question, place: place, cost: 2)
    case .test(let value, let test, let arguments, let place) where arguments == Node.absent:
      return step(nodes[Int(value)], .isOfKind(test), place: place)
    case .comparison(let left, let comparison, let right, let place):
      switch (comparison, nodes[Int(right)]) {
      case (.equal, .integer(let value)), (.notEqual, .integer(let value)):
        guard let small = Int32(exactly: value) else { return nil }
        let isWanted = comparison == .equal
        return step(
          nodes[Int(left)],
          .equalsInteger(small, isWanted: isWanted),
          place: place,
          cost: 2
        )
      case (.isIn, .list(let parts)), (.isNotIn, .list(let parts)), (.isIn, .tuple(let parts)),
        (.isNotIn, .tuple(let parts)):
        let areLiterals = parts.range.allSatisfy {
          if case .string = nodes[Int(children[$0])] { true } else { false }
        }
        guard areLiterals else { return nil }
        return step(
          nodes[Int(left)],
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
