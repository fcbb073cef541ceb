extension JSONNode {
  /// The value with everything in it, copied out of the parser.
  ///
  /// It is built with a stack of its own, not by recursion, so that depth costs no thread's stack.
  package var value: JSONValue {
    var open: [UnfinishedContainer] = []
    var current = self
    while true {
      let finished: JSONValue
      switch current.tag {
      case JSONTape.array, JSONTape.object:
        open.append(UnfinishedContainer(current))
        current = current.node(at: current.index + 1)
        continue
      case JSONTape.arrayEnd, JSONTape.objectEnd:
        // A closing word is met only behind the opening one that `open` has last.
        guard let container = open.popLast() else { return .null }
        finished = container.value
        current = current.node(at: current.index + 1)
      case JSONTape.string where open.last?.awaitsKey == true:
        open[open.count - 1].key = current.text
        current = current.node(at: current.index + 1)
        continue
      default:
        finished = current.scalar
        current = current.node(at: current.endIndex)
      }
      if open.isEmpty { return finished }
      open[open.count - 1].append(finished)
    }
  }

  /// A value that is neither array nor object.
  private var scalar: JSONValue {
    if let number { return .number(number) }
    if let string { return .string(string) }
    return boolean.map(JSONValue.boolean) ?? .null
  }
}

/// An array or object whose closing word has not been reached.
private struct UnfinishedContainer {
  private let isObject: Bool
  private var elements: [JSONValue] = []
  private var members = JSONObject()
  var key: String?

  init(_ node: JSONNode) {
    isObject = node.tag == JSONTape.object
    if isObject {
      members.reserveCapacity(node.count)
    } else {
      elements.reserveCapacity(node.count)
    }
  }

  var awaitsKey: Bool { isObject && key == nil }
  var value: JSONValue { isObject ? .object(members) : .array(elements) }

  mutating func append(_ value: JSONValue) {
    guard let key else {
      elements.append(value)
      return
    }
    members[key] = value
    self.key = nil
  }
}
