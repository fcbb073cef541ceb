/// The attributes of `loop` that are values.
enum LoopAttribute: String, BitwiseCopyable, Sendable {
  case index
  case index0
  case first
  case last
  case length
  case revindex
  case revindex0
  case depth
  case depth0
  case previtem
  case nextitem
  case cycle
  case changed
}

/// A running loop: what `loop` is in its body.
///
/// Items are taken one by one, and one ahead where `loop.last` or `loop.nextitem` asks.
final class LoopValue {
  /// What a loop goes over.
  enum Source: BitwiseCopyable {
    case nothing
    case operands(Held<OperandList>)
    case values(Held<ListValue>)
    /// The elements of an array of the context: the source, the next one's word, and the end.
    case elements(source: Int32, next: Int, end: Int)
    /// The code points of a string that are left.
    case characters(Passage)
    case iterator(Held<ValueIterator>)
  }

  private var source = Source.nothing
  /// The place of the next item of a list.
  private var nextPlace = 0
  private var following: Operand?
  private(set) var current: Operand?
  private(set) var previous: Operand?
  /// The iteration, from 0; -1 before the first.
  private(set) var index0 = -1
  private var knownLength: Int?
  private var changedValues: [Value]?
  /// The level of a recursive loop, from 0.
  private(set) var level = 0
  /// What calling a recursive loop does.
  private(set) var recursion: FunctionValue?
  /// The levels of the values that it goes over.
  private(set) var depth = 1

  /// Begins; `length` is the number of items where it is known without taking them.
  func begin(_ source: Source, length: Int?, depth: Int, level: Int, recursion: FunctionValue?) {
    self.source = source
    nextPlace = 0
    index0 = -1
    knownLength = length
    self.depth = depth + 1
    self.level = level
    self.recursion = recursion
  }

  /// Goes to the next item; nil at the end.
  func advance(_ evaluator: Evaluator) throws(TemplateError) -> Operand? {
    var next = following
    if next == nil { next = try take(evaluator) } else { following = nil }
    guard let next else { return nil }
    index0 += 1
    previous = current
    current = next
    return next
  }

  /// Whether the current item is the last, where that is known without taking another.
  var knownLast: Bool? {
    guard following == nil, case .operands(let list) = source else { return nil }
    return nextPlace >= list.with { $0.items.count }
  }

  private func peek(_ evaluator: Evaluator) throws(TemplateError) -> Operand? {
    if let following { return following }
    following = try take(evaluator)
    return following
  }

  private func take(_ evaluator: Evaluator) throws(TemplateError) -> Operand? {
    switch source {
    case .nothing: return nil
    case .operands(let list):
      let items = list.object.items
      guard nextPlace < items.count else { return nil }
      nextPlace += 1
      return items[nextPlace - 1]
    case .values(let list):
      let items = list.object.items
      guard nextPlace < items.count else { return nil }
      nextPlace += 1
      return evaluator.operand(of: items[nextPlace - 1])
    case .elements(let root, let next, let end):
      guard next < end else { return nil }
      source = .elements(source: root, next: evaluator.index(behind: next, in: root), end: end)
      return try evaluator.operand(in: root, at: next)
    case .characters(let rest):
      guard !rest.isEmpty else { return nil }
      let (first, others) = evaluator.split(rest)
      source = .characters(others)
      return .string(first)
    case .iterator(let iterator): return try iterator.object.nextOperand(in: evaluator)
    }
  }

  /// The number of items; those of an iterator are all taken.
  func length(in evaluator: Evaluator) throws(TemplateError) -> Int {
    if let knownLength { return knownLength }
    let rest = Row<Operand>()
    while let value = try take(evaluator) { rest.append(value) }
    source = .operands(evaluator.hold(OperandList(rest)))
    nextPlace = 0
    let length = rest.count + index0 + 1 + (following == nil ? 0 : 1)
    knownLength = length
    return length
  }

  func value(
    of attribute: LoopAttribute,
    in evaluator: Evaluator
  ) throws(TemplateError) -> Operand {
    switch attribute {
    case .index: return .integer(index0 + 1)
    case .index0: return .integer(index0)
    case .first: return .boolean(index0 == 0)
    case .last: return .boolean(try peek(evaluator) == nil)
    case .length: return .integer(try length(in: evaluator))
    case .revindex: return .integer(try length(in: evaluator) - index0)
    case .revindex0: return .integer(try length(in: evaluator) - index0 - 1)
    case .depth: return .integer(level + 1)
    case .depth0: return .integer(level)
    case .previtem:
      if index0 > 0, let previous { return previous }
      return evaluator.undefined("there is no previous item")
    case .nextitem:
      return try peek(evaluator) ?? evaluator.undefined("there is no next item")
    case .cycle, .changed:
      return evaluator.other(.function(FunctionValue(.method(.loop(self), attribute.rawValue))))
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
    source = .nothing
    following = nil
    current = nil
    previous = nil
    if changedValues != nil { changedValues = nil }
    if recursion != nil { recursion = nil }
  }
}
