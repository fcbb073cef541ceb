/// Commands that follow each other and write strings that stand ready: of the template, of members of
/// messages, of variables.
///
/// They are written at once where all of them are strings; else the commands are run one by one, which
/// does the same.
struct PlainRun: BitwiseCopyable, Sendable {
  /// A string of a run.
  struct Part: BitwiseCopyable, Sendable {
    /// What it is, if it is no string of the template.
    var value = PlainValue.none
    /// Of the template's strings.
    var start: Int32 = 0
    var end: Int32 = 0
    /// Which ends are written without their whitespace.
    var isTrimmedLeft = false
    var isTrimmedRight = false
  }

  /// Its parts in the table.
  let parts: Children
  /// Those that are no strings of the template, once more.
  let strings: Children
  /// The steps that its commands count, but for the bytes of what is no string of the template.
  let steps: Int32
  /// The bytes of the template's strings.
  let byteCount: Int32
}

/// Collects the parts of a run.
struct PlainRunBuilder {
  private(set) var parts: [PlainRun.Part] = []
  private(set) var steps = 0
  private(set) var byteCount = 0
  /// The parts that are no strings of the template.
  private(set) var strings: [PlainRun.Part] = []

  /// Adds a command; false, and nothing is done, where it is none that a run can take.
  mutating func add(
    _ command: Command,
    _ nodes: [Node],
    _ children: [NodeID],
    _ attributes: [TemplateProgram.Attribute]
  ) -> Bool {
    let earlier = self
    switch command {
    case .data(let start, let end): addLiteral(start, end)
    case .output(let node, _):
      guard add(nodes[Int(node)], nodes, children, attributes) else {
        self = earlier
        return false
      }
    default: return false
    }
    return true
  }

  private mutating func add(
    _ node: Node,
    _ nodes: [Node],
    _ children: [NodeID],
    _ attributes: [TemplateProgram.Attribute]
  ) -> Bool {
    var places: [Int]
    switch node {
    case .sum(let parts, _):
      places = parts.range.enumerated().filter { $0.offset == 0 || $0.offset % 2 == 1 }
        .map(\.element)
    case .concatenation(let parts): places = Array(parts.range)
    default: return addPart(node, nodes, attributes)
    }
    steps += 1 + places.count
    for place in places {
      let part = nodes[Int(children[place])]
      if case .string(let start, let end) = part {
        addLiteral(start, end)
      } else if !addPart(part, nodes, attributes) {
        return false
      }
    }
    return true
  }

  private mutating func addLiteral(_ start: Int32, _ end: Int32) {
    parts.append(PlainRun.Part(start: start, end: end))
    steps += 1 + Int(end - start) >> 6
    byteCount += Int(end - start)
  }

  private mutating func addPart(
    _ node: Node,
    _ nodes: [Node],
    _ attributes: [TemplateProgram.Attribute]
  ) -> Bool {
    var part = PlainRun.Part()
    var inner = node
    switch node {
    case .filter(let value, let use)
    where use.filter == .trim && use.arguments == Node.absent && value != Node.absent:
      inner = nodes[Int(value)]
      (part.isTrimmedLeft, part.isTrimmedRight) = (true, true)
      steps += 1
    case .methodCall(let object, let name, _, let arguments, _) where arguments == Node.absent:
      switch attributes[Int(name)].key.stringMethod {
      case .strip: (part.isTrimmedLeft, part.isTrimmedRight) = (true, true)
      case .lstrip: part.isTrimmedLeft = true
      case .rstrip: part.isTrimmedRight = true
      default: return false
      }
      inner = nodes[Int(object)]
      steps += 1
    default: break
    }
    guard let value = PlainValue(inner, nodes) else { return false }
    part.value = value
    parts.append(part)
    strings.append(part)
    steps += 1 + Int(value.cost)
    return true
  }
}
