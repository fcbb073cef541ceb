/// One rendering of a template: its variables, its output and what it has used up.
///
/// It belongs to one thread and is used once.
final class Evaluator {
  let program: TemplateProgram
  let limits: RenderLimits
  let now: CalendarTime
  /// The context's variables, by number.
  private let globals: [Value?]
  var scope: Scope
  var output: Output
  /// The outputs around the one that is being caught, the template's own first.
  private var suspended: [Output] = []
  private(set) var generationRanges: [Range<Int>] = []
  /// The byte of the template that is being evaluated, for errors.
  var place = 0
  /// The message whose iteration is running; -1 for none.
  var runningMessage: Int32 = -1
  /// Whether the iteration is one of numbers, which a message may still be assigned in.
  var takesMessage = false
  private var steps = 0
  private var depth = 0
  /// What may hold itself, directly or not, and is emptied at the end.
  private var namespaces: [NamespaceValue] = []
  private var functions: [FunctionValue] = []
  private var iterators: [ValueIterator] = []
  private var loops: [LoopValue] = []
  private var scopes: [Scope] = []

  init(_ program: TemplateProgram, _ context: RenderContext) throws(TemplateError) {
    self.program = program
    limits = context.limits
    now = context.now
    scope = Scope(count: program.names.count)
    output = Output(countsCodePoints: program.usesGeneration)
    globals = try ContextValues(context).variables(named: program.names)
    scopes.append(scope)
  }

  /// Runs the template.
  func run() throws(TemplateError) -> RenderedChat {
    defer { close() }
    do throws(TemplateError) {
      _ = try execute(program.body)
      if let fault = output.fault { throw fault }
    } catch {
      throw error.placed(at: place, in: program.source)
    }
    let (utf8, stretches) = output.finished()
    return RenderedChat(utf8: utf8, stretches: stretches, generationRanges: generationRanges)
  }

  /// Empties whatever could be part of a cycle, or of a chain too long to be freed by recursion.
  private func close() {
    for namespace in namespaces { (namespace.names, namespace.values) = ([], []) }
    for function in functions { function.scope = nil }
    for iterator in iterators { iterator.close() }
    for loop in loops { loop.close() }
    for scope in scopes { scope.removeAll() }
  }

  // MARK: Limits

  /// Counts what is done; an error when it is too much.
  func charge(_ count: Int) throws(TemplateError) {
    guard count <= limits.steps - steps else {
      throw TemplateError(.limit, "the template takes more than \(limits.steps) steps")
    }
    steps += count
  }

  func charge(bytes: Int) throws(TemplateError) {
    try charge(bytes >> 6)
  }

  /// Refuses a string that is too long, before it is made where possible.
  func checkLength(_ byteCount: Int) throws(TemplateError) {
    guard byteCount <= limits.textBytes else {
      throw TemplateError(.limit, "a text of more than \(limits.textBytes) bytes")
    }
  }

  func enter() throws(TemplateError) {
    depth += 1
    guard depth <= limits.depth else {
      throw TemplateError(.recursion, "maximum recursion depth exceeded")
    }
  }

  func leave() { depth -= 1 }

  // MARK: Values

  func value(of name: Name) -> Value {
    if let value = scope.value(of: name.id) ?? globals[name.id] { return value }
    return .undefined(UndefinedValue("\(Representation.quoted(Text(name.text))) is undefined"))
  }

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

  func write(_ text: Text) throws(TemplateError) {
    try charge(text.pieceCount)
    output.write(text, during: runningMessage)
    try checkLength(output.byteCount)
  }

  func write(_ source: TextSource) throws(TemplateError) {
    try charge(1)
    output.write(Piece(source), during: runningMessage)
    try checkLength(output.byteCount)
  }

  /// What `body` writes, as a string.
  func capture(_ body: () throws(TemplateError) -> Void) throws(TemplateError) -> Text {
    suspended.append(output)
    output = Output()
    try body()
    if let fault = output.fault { throw fault }
    let text = output.text
    try charge(text.pieceCount)
    if let outer = suspended.popLast() { output = outer }
    return text
  }

  /// Notes what a `generation` block wrote, before it is written.
  func noteGeneration(_ text: Text) {
    let start = (suspended.first ?? output).codePointCount
    generationRanges.append(start..<start + text.count)
  }
}
