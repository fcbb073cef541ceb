/// A value that stands ready: a variable, an element of one, a member of either.
struct PlainValue: BitwiseCopyable, Sendable {
  /// The variable; -1 for none.
  var variable: Int32 = -1
  /// The element of it that is meant; -1 for the variable itself.
  var element: Int32 = -1
  /// The member of that; -1 for that itself.
  var key: Int32 = -1
  /// How many steps it counts, and how many nodes deep it goes.
  var cost: Int32 = 0

  /// A string of the template stands for it.
  static let none = PlainValue()

  private init() {}

  /// The value that a node gives; nil for any other.
  init?(_ node: Node, _ nodes: [Node]) {
    switch node {
    case .name(let name): variable = name
    case .variableMember(let use, _, _) where use.key < TemplateProgram.greatestMemberCount:
      (variable, key, cost) = (use.name, use.key, 1)
    case .item(let list, let index, _):
      guard case .name(let name) = nodes[Int(list)], case .integer(let place) = nodes[Int(index)],
        let small = Int32(exactly: place), small >= 0
      else { return nil }
      (variable, element, cost) = (name, small, 1)
    case .attribute(let object, let name, _), .member(let object, let name, _):
      guard case .item = nodes[Int(object)], name < TemplateProgram.greatestMemberCount,
        let value = PlainValue(nodes[Int(object)], nodes)
      else { return nil }
      self = value
      (key, cost) = (name, 2)
    default: return nil
    }
  }
}
