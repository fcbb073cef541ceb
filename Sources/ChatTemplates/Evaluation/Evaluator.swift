internal import JSON

/// One rendering of a template: its variables, its output and what it has used up.
///
/// It belongs to one thread at a time, and keeps its memory from one rendering to the next.
// Safe: `current` is `scope`, which the evaluator holds.
@safe
final class Evaluator {
  let program: TemplateProgram
  private(set) var limits = RenderLimits()
  private(set) var now = CalendarTime()
  private var context = RenderContext([])
  let sources = RecordSources()
  /// The arrays and objects of the context that were made values, by their places.
  var recordValues: [RecordPlace: Value] = [:]
  /// The variable `messages`, once it is asked for.
  private(set) var messages: OperandList?
  /// The context's variables, by number, as far as they were asked for.
  private let globals: Row<Global>
  private var outermost: Scope
  var scope: Scope {
    didSet { unsafe current = .passUnretained(scope) }
  }
  /// The same, to be read without being retained.
  private var current: Unmanaged<Scope>
  let output = Output()
  /// The strings of the sums that are being evaluated.
  let pending = Row<Passage>()
  private var generationRanges: [Range<Int>] = []
  /// Where the outermost open `generation` block begins.
  private var generationStart: Int?
  /// How many code points the first bytes of the output have.
  private var counted = (byteCount: 0, codePointCount: 0)
  /// The byte of the template that is being evaluated, for errors.
  var place: Int32 = 0
  /// The message whose iteration is running; -1 for none.
  var runningMessage: Int32 = -1
  /// Whether the iteration is one of numbers, which a message may still be assigned in.
  var takesMessage = false
  private var stepsLeft = 0
  private var depth = 0
  /// What may hold itself, directly or not, and is emptied at the end.
  private let namespaces = Row<NamespaceValue>(capacity: 4)
  private let functions = Row<FunctionValue>(capacity: 4)
  private let iterators = Row<ValueIterator>(capacity: 4)
  private let loops = Row<LoopValue>()
  private let scopes = Row<Scope>(capacity: 4)

  init(_ program: TemplateProgram) {
    self.program = program
    outermost = Scope()
    scope = outermost
    unsafe current = .passUnretained(outermost)
    globals = Row(capacity: program.names.count)
    for _ in program.names { globals.append(.unknown) }
  }

  /// Runs the template; `finish` must follow.
  func run(_ context: RenderContext) throws(TemplateError) -> RenderedChat {
    self.context = context
    limits = context.limits
    now = context.now
    stepsLeft = limits.steps
    sources.reset(program)
    do throws(TemplateError) {
      _ = try execute(program.body)
      if let fault = output.fault { throw fault }
    } catch {
      throw error.placed(at: Int(place), in: program.source)
    }
    return RenderedChat(
      output,
      sources,
      generationRanges: generationRanges,
      names: program.names
    )
  }

  /// Lets go of a rendering; false where the memory that it took is too much to be kept.
  ///
  /// Whatever could be part of a cycle is emptied, or of a chain too long to be freed by recursion.
  func finish() -> Bool {
    for place in 0..<namespaces.count {
      (namespaces[place].names, namespaces[place].values) = ([], [])
    }
    for place in 0..<functions.count { functions[place].scope = nil }
    for place in 0..<iterators.count { iterators[place].close() }
    for place in 0..<loops.count { loops[place].close() }
    for place in 0..<scopes.count { scopes[place].removeAll() }
    outermost.removeAll()
    context = RenderContext([])
    guard output.bytes.capacity <= Self.keptByteCount else { return false }
    functions.removeAll()
    if outermost.isCaptured { outermost = Scope() }
    namespaces.removeAll()
    iterators.removeAll()
    loops.removeAll()
    scopes.removeAll()
    if !recordValues.isEmpty { recordValues.removeAll() }
    messages = nil
    for place in 0..<globals.count { globals[place] = .unknown }
    scope = outermost
    output.reset()
    pending.removeAll()
    generationRanges = []
    generationStart = nil
    counted = (0, 0)
    place = 0
    runningMessage = -1
    takesMessage = false
    depth = 0
    sources.reset(program)
    return true
  }

  private static let keptByteCount = 1 << 20

  // MARK: Limits

  /// Counts what is done; an error when it is too much.
  @inline(__always)
  func charge(_ count: Int) throws(TemplateError) {
    guard count <= stepsLeft else { throw tooManySteps }
    stepsLeft -= count
  }

  @inline(never)
  private var tooManySteps: TemplateError {
    TemplateError(.limit, "the template takes more than \(limits.steps) steps")
  }

  func charge(bytes: Int) throws(TemplateError) {
    try charge(bytes >> 6)
  }

  /// Refuses a string that is too long, before it is made where possible.
  @inline(__always)
  func checkLength(_ byteCount: Int) throws(TemplateError) {
    guard byteCount <= limits.textBytes else { throw tooLong }
  }

  @inline(never)
  private var tooLong: TemplateError {
    TemplateError(.limit, "a text of more than \(limits.textBytes) bytes")
  }

  @inline(__always)
  func enter() throws(TemplateError) {
    depth += 1
    guard depth <= limits.depth else { throw tooDeep }
  }

  @inline(never)
  private var tooDeep: TemplateError {
    TemplateError(.recursion, "maximum recursion depth exceeded")
  }

  func leave() { depth -= 1 }

  // MARK: Variables

  func value(ofName id: Int32) throws(TemplateError) -> Operand {
    // Safe: `scope` holds it.
    if let value = unsafe current._withUnsafeGuaranteedRef({ $0.value(of: id) }) { return value }
    if case .known(let value) = globals[Int(id)] { return value }
    let value = try global(id) ?? .undefined(.name(id))
    globals[Int(id)] = .known(value)
    return value
  }

  /// A variable of the context.
  private enum Global {
    /// Nobody has asked for it.
    case unknown
    case known(Operand)
  }

  /// The context's variable of that name, or what every template has; nil if there is none.
  private func global(_ id: Int32) throws(TemplateError) -> Operand? {
    switch program.globals[Int(id)] {
    case .messages: return .list(messageList())
    case .addGenerationPrompt: return .boolean(context.addGenerationPrompt)
    case .tools: return try variable(context.tools, id)
    case .documents: return try variable(context.documents, id)
    case .function(let name):
      if let item = context.variable(name) { return try variable(item, id) }
      return .other(ValueBox(.function(FunctionValue(.global(name)))))
    case .other:
      guard let item = context.variable(program.names[Int(id)]) else { return nil }
      return try variable(item, id)
    }
  }

  private func variable(_ item: JSONItem, _ id: Int32) throws(TemplateError) -> Operand {
    try operand(in: sources.add(item, message: -1, name: id), at: item.index)
  }

  private func messageList() -> OperandList {
    if let messages { return messages }
    var items: [Operand] = []
    items.reserveCapacity(context.messages.count)
    for (number, message) in context.messages.enumerated() {
      let source = sources.add(message, message: Int32(truncatingIfNeeded: number), name: -1)
      items.append((try? operand(in: source, at: message.index)) ?? .none)
    }
    let list = OperandList(items, isMessages: true)
    messages = list
    return list
  }

  // MARK: Values

  func list(
    _ items: [Value],
    _ kind: ListValue.Kind = .list
  ) throws(TemplateError) -> Value {
    try charge(items.count)
    var depth = 0
    var message: Int?
    for item in items {
      depth = max(depth, item.depth)
      if message == nil { message = item.message }
    }
    if runningMessage >= 0 { message = Int(runningMessage) }
    return .list(ListValue(items, kind, depth: try check(depth: depth + 1), message: message))
  }

  /// The depth, unless it is too much.
  func check(depth: Int) throws(TemplateError) -> Int {
    guard depth <= limits.valueDepth else {
      throw TemplateError(.recursion, "values within more than \(limits.valueDepth) others")
    }
    return depth
  }

  func dictionary(from values: [Value] = []) -> DictionaryValue {
    let message = values.lazy.compactMap(\.message).first
    return DictionaryValue(message: runningMessage >= 0 ? Int(runningMessage) : message)
  }

  func set(
    _ key: Value,
    _ value: Value,
    in dictionary: DictionaryValue
  ) throws(TemplateError) {
    guard let hashed = HashedKey(key) else {
      throw TemplateError(.type, "unhashable type: '\(key.typeName)'")
    }
    try charge(1)
    if case .string(let text) = key { try charge(bytes: text.byteCount) }
    dictionary.set(key, hashed, value)
    _ = try check(depth: dictionary.depth)
  }

  func iterator(
    over depth: Int,
    typeName: String = "generator",
    _ next: @escaping ValueIterator.Next
  ) throws(TemplateError) -> ValueIterator {
    // A generator asks the one that it goes over: that is recursion.
    guard depth < 100 else { throw TemplateError(.recursion, "too many generators in a chain") }
    let iterator = ValueIterator(depth: depth + 1, typeName: typeName, next)
    iterators.append(iterator)
    return iterator
  }

  /// An iterator over operands.
  func operandIterator(
    over depth: Int,
    _ next: @escaping ValueIterator.NextOperand
  ) throws(TemplateError) -> ValueIterator {
    guard depth < 100 else { throw TemplateError(.recursion, "too many generators in a chain") }
    let iterator = ValueIterator(operands: depth + 1, next)
    iterators.append(iterator)
    return iterator
  }

  func register(_ namespace: NamespaceValue) { namespaces.append(namespace) }
  func register(_ loop: LoopValue) { loops.append(loop) }

  /// A scope within the current one.
  func innerScope() -> Scope {
    Scope(parent: scope)
  }

  /// A function that sees the current scope.
  func function(_ kind: FunctionValue.Kind) -> FunctionValue {
    let function = FunctionValue(kind, scope: scope)
    functions.append(function)
    var captured: Scope? = scope
    while let next = captured, !next.isCaptured {
      scopes.append(next)
      captured = next.parent
    }
    scope.capture()
    return function
  }

  // MARK: Output

  func write(_ passage: Passage) throws(TemplateError) {
    try charge(1 + passage.count >> 6)
    // Safe: the bytes live as long as the context and the program, and `output` copies them.
    unsafe output.write(
      bytes(of: passage),
      passage,
      of: sources.roots[Int(passage.source)].message,
      during: runningMessage
    )
    try checkLength(output.bytes.count)
  }

  func write(_ text: Text) throws(TemplateError) {
    try charge(text.pieceCount + text.byteCount >> 6)
    try checkLength(output.bytes.count + text.byteCount)
    output.write(text.first, during: runningMessage)
    for piece in text.rest { output.write(piece, during: runningMessage) }
  }

  /// What `body` writes, as a string.
  func capture(_ body: () throws(TemplateError) -> Void) throws(TemplateError) -> Operand {
    output.beginCatching()
    try body()
    let caught = try output.endCatching()
    try charge(caught.passages.count)
    return operand(of: caught)
  }

  private func operand(of caught: Output.Caught) -> Operand {
    if caught.passages.allSatisfy({ $0.source >= 0 }) {
      return string(of: caught.passages, byteCount: caught.byteCount)
    }
    var text = Text()
    for passage in caught.passages {
      if passage.source >= 0 {
        text.append(self.text(of: passage))
      } else {
        text.append(
          Piece(
            caught.madeSources[Int(~passage.source)],
            Int(passage.start),
            Int(passage.end),
            message: passage.message
          )
        )
      }
    }
    return .other(ValueBox(.string(text)))
  }

  /// The string of passages, none of them empty.
  func string(of passages: [Passage], byteCount: Int) -> Operand {
    switch passages.count {
    case 0: .string(Passage(source: Passage.literals, start: 0, end: 0))
    case 1: .string(passages[0])
    default: .joined(JoinedText(passages, byteCount: byteCount))
    }
  }

  /// Writes a `generation` block, and notes its place as the reference counts it: within a macro
  /// from where the output stands.
  func generate(_ body: () throws(TemplateError) -> Void) throws(TemplateError) {
    let outerStart = generationStart
    let base = outerStart ?? output.ownByteCount
    generationStart = base
    let start = output.bytes.count
    let earlierFault = output.currentFault
    let marks = output.marks.count
    let floor = output.seal()
    try body()
    if earlierFault == nil, let fault = output.currentFault { throw fault }
    output.rewrite(from: marks, during: runningMessage, floor: floor)
    generationStart = outerStart
    let first = codePointCount(before: base)
    generationRanges.append(
      first..<first + output.bytes.codePointCount(in: start..<output.bytes.count)
    )
  }

  private func codePointCount(before byteCount: Int) -> Int {
    if byteCount < counted.byteCount { counted = (0, 0) }
    let count =
      counted.codePointCount + output.bytes.codePointCount(in: counted.byteCount..<byteCount)
    counted = (byteCount, count)
    return count
  }
}
