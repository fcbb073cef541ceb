/// A running loop: what `loop` is in its body.
///
/// Items are taken one by one, and one ahead where `loop.last` or `loop.nextitem` asks.
final class LoopValue {
  private enum Source {
    case list([Value], next: Int)
    case iterator(ValueIterator)
  }

  private var source: Source
  private var following: Value?
  private(set) var current: Value?
  private(set) var previous: Value?
  /// The iteration, from 0; -1 before the first.
  private(set) var index0 = -1
  private var knownLength: Int?
  private var changedValues: [Value]?
  /// The level of a recursive loop, from 0.
  let level: Int
  /// What calling a recursive loop does.
  let recursion: FunctionValue?
  /// The levels of the values that it goes over.
  let depth: Int

  init(list: [Value], depth: Int, level: Int, recursion: FunctionValue?) {
    source = .list(list, next: 0)
    knownLength = list.count
    self.depth = depth + 1
    self.level = level
    self.recursion = recursion
  }

  /// `length`: the number of items where it is known without taking them.
  init(iterator: ValueIterator, length: Int?, level: Int, recursion: FunctionValue?) {
    source = .iterator(iterator)
    knownLength = length
    depth = iterator.depth + 1
    self.level = level
    self.recursion = recursion
  }

  /// Goes to the next item; false at the end.
  func advance() throws(TemplateError) -> Bool {
    guard let next = try peek() else { return false }
    following = nil
    index0 += 1
    previous = current
    current = next
    return true
  }

  private func peek() throws(TemplateError) -> Value? {
    if let following { return following }
    following = try take()
    return following
  }

  private func take() throws(TemplateError) -> Value? {
    switch source {
    case .list(let items, let next):
      guard next < items.count else { return nil }
      source = .list(items, next: next + 1)
      return items[next]
    case .iterator(let iterator): return try iterator.next()
    }
  }

  private func length() throws(TemplateError) -> Int {
    if let knownLength { return knownLength }
    var rest: [Value] = []
    while let value = try take() { rest.append(value) }
    source = .list(rest, next: 0)
    let length = rest.count + index0 + 1 + (following == nil ? 0 : 1)
    knownLength = length
    return length
  }

  /// The attribute of that name; nil if there is none.
  func attribute(_ name: String) throws(TemplateError) -> Value? {
    switch name {
    case "index": .integer(index0 + 1)
    case "index0": .integer(index0)
    case "first": .boolean(index0 == 0)
    case "last": .boolean(try peek() == nil)
    case "length": .integer(try length())
    case "revindex": .integer(try length() - index0)
    case "revindex0": .integer(try length() - index0 - 1)
    case "depth": .integer(level + 1)
    case "depth0": .integer(level)
    case "previtem":
      index0 > 0 ? previous : .undefined(UndefinedValue("there is no previous item"))
    case "nextitem": try peek() ?? .undefined(UndefinedValue("there is no next item"))
    case "cycle", "changed": .function(FunctionValue(.method(.loop(self), name)))
    default: nil
    }
  }

  /// Whether the values differ from those of the last call.
  func changed(
    _ values: [Value],
    areEqual: (Value, Value) throws(TemplateError) -> Bool
  ) throws(TemplateError) -> Bool {
    if let last = changedValues, last.count == values.count {
      var same = true
      for (left, right) in zip(last, values) where !(try areEqual(left, right)) {
        same = false
      }
      if same { return false }
    }
    changedValues = values
    return true
  }

  /// Lets go of everything it holds.
  func close() {
    source = .list([], next: 0)
    following = nil
    current = nil
    previous = nil
    changedValues = nil
  }
}
