internal import JSON

/// One rendering of a template: its variables, its output and what it has used up.
///
/// It belongs to one thread at a time, and keeps its memory from one rendering to the next.
final class Evaluator {
  let program: TemplateProgram
  private(set) var limits = RenderLimits()
  /// What is rendered, while `run` holds it.
  private(set) var context: Held<RenderContext.Storage>?
  /// Whether the user passes variables.
  private var hasVariables = false
  let sources: RecordSources
  /// The arrays and objects of the context that were made values, by their places.
  private(set) var recordValues: [RecordPlace: Value] = [:]
  private var hasRecordValues = false
  /// The variable `messages`, once it is asked for.
  let messages = OperandList(Row(), isMessages: true)
  private var hasMessages = false
  /// The context's variables, by number, as far as they were asked for.
  private let globals: Row<Operand?>
  /// The numbers of those that were.
  private let knownGlobals = Row<Int32>()
  /// The constants that were rendered with last, and which of them the template names, by number.
  private var constants: RenderConstants?
  private var constantsID: ObjectIdentifier?
  private let constantItems: Row<HeldItem?>
  /// The functions that every template has, by the numbers of their names, and the macros that are no
  /// other's part, by their numbers: they are the same in each rendering that asks for them.
  private let functions: Row<Operand?>
  private let outermostMacros: Row<Operand?>
  /// What those name.
  private var heldFunctions: [AnyObject] = []
  var scope: Held<Scope> {
    didSet { recentVariable = -1 }
  }
  /// The variable that was a message when it was asked for a member last, and where its members stand;
  /// -1 once a variable may be another.
  var recentVariable: Int32 = -1
  var recentMembers: Int32 = -1
  let output = Output()
  /// The members of messages that were asked for one, by the numbers of the program's names; nil where
  /// `member` must tell.
  let members = Row<Operand?>(capacity: 64)
  /// The members of a message that has none.
  let absentMembers: Row<Operand?>
  /// The strings of the sums that are being evaluated.
  let pending = Row<Passage>()
  /// The parts of the sums that are being written.
  let summands = Row<Operand>()
  /// The strings that were made of several.
  let passages = Row<Passage>()
  /// The strings of the run that is being written.
  let runStrings = Row<Passage>()
  /// The bytes of a string that is being made.
  let scratch = Row<UInt8>(capacity: 1024)
  /// The arguments of the calls that are being evaluated, one call's behind the other's.
  let arguments = Row<Operand>()
  /// For each of them the number of its name; -1 for one without, -2 for one that is used up.
  let argumentNames = Row<Int32>()
  /// Names that came up while the template ran: their numbers follow those of the program.
  private var madeNames: [String] = []
  private var madeNumbers: [String: Int32] = [:]
  private var hasMadeNames = false
  private let generationRanges = Row<Range<Int>>()
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
  var stepsLeft = 0
  var depth = 0
  /// What operands name, until the rendering ends.
  private let held = Row<AnyObject>(capacity: 32)
  /// Those that are used again: of each the first are in use.
  private let scopes = Row<Held<Scope>>()
  private var scopeCount = 0
  private let loops = Row<Held<LoopValue>>()
  private var loopCount = 0
  private let namespaces = Row<Held<NamespaceValue>>(capacity: 4)
  private var namespaceCount = 0
  /// The same, to be held.
  private let kept = (
    scopes: Row<Scope>(), loops: Row<LoopValue>(), namespaces: Row<NamespaceValue>()
  )

  init(_ program: TemplateProgram) {
    self.program = program
    sources = RecordSources(program)
    absentMembers = Row(capacity: Int(program.memberCount))
    for name in 0..<program.memberCount {
      absentMembers.append(!program.keys[name].form.isAbsent ? .undefined(.member(name)) : nil)
    }
    let outermost = Scope()
    kept.scopes.append(outermost)
    scope = Held(outermost)
    scopes.append(scope)
    scopeCount = 1
    globals = Row(capacity: program.names.count)
    constantItems = Row(capacity: program.names.count)
    functions = Row(capacity: program.names.count)
    for _ in program.names {
      globals.append(nil)
      constantItems.append(nil)
      functions.append(nil)
    }
    outermostMacros = Row(capacity: program.macros.count)
    for _ in program.macros { outermostMacros.append(nil) }
  }

  /// Runs the template; `finish` must follow.
  func run(_ context: RenderContext) throws(TemplateError) -> RenderedChat {
    let storage = Held(context.storage)
    storage.with { $0.firstMemory?.prefetch() }
    limits = storage.with { $0.settings.limits }
    stepsLeft = limits.steps
    hasVariables = storage.with { $0.hasVariables }
    if constantsID != storage.with({ $0.constantsID }) { take(context.constants) }
    // The caller holds the context, and nothing looks at it once the template has run.
    self.context = storage
    defer { self.context = nil }
    do throws(TemplateError) {
      _ = try execute(program.body)
      if output.isFaulty, let fault = output.fault { throw fault }
    } catch {
      throw error.placed(at: Int(place), in: program.source, lineStarts: program.lineStarts)
    }
    return RenderedChat(
      output,
      of: context,
      generationRanges: generationRanges.isEmpty ? [] : generationRanges.array(),
      names: program.names
    )
  }

  private func take(_ constants: RenderConstants?) {
    self.constants = constants
    constantsID = constants.map(ObjectIdentifier.init)
    for (place, name) in program.names.enumerated() {
      constantItems[place] = constants?.items[name].map { HeldItem($0) }
    }
  }

  /// Lets go of a rendering; false where the memory that it took is too much to be kept.
  ///
  /// Whatever could be part of a cycle is emptied.
  func finish() -> Bool {
    for place in 0..<loopCount { loops[place].with { $0.close() } }
    for place in 0..<namespaceCount { namespaces[place].with { $0.removeAll() } }
    messages.items.removeAll()
    if messages.value != nil { messages.value = nil }
    hasMessages = false
    if hasRecordValues { recordValues.removeAll() }
    hasRecordValues = false
    guard output.bytes.capacity <= Self.keptByteCount, passages.capacity <= Self.keptCount,
      held.capacity <= Self.keptCount, arguments.capacity <= Self.keptCount,
      members.capacity <= Self.keptCount, messages.items.capacity <= Self.keptCount,
      scratch.capacity <= Self.keptByteCount
    else { return false }
    held.removeAll()
    for place in 0..<knownGlobals.count { globals[Int(knownGlobals[place])] = nil }
    knownGlobals.removeAll()
    scopes.truncate(to: min(scopes.count, Self.keptScopeCount))
    kept.scopes.truncate(to: scopes.count)
    scopeCount = 1
    scope = scopes[0]
    scope.with { $0.reset(within: nil) }
    loops.truncate(to: min(loops.count, Self.keptScopeCount))
    kept.loops.truncate(to: loops.count)
    loopCount = 0
    namespaces.truncate(to: min(namespaces.count, Self.keptScopeCount))
    kept.namespaces.truncate(to: namespaces.count)
    namespaceCount = 0
    output.reset()
    pending.removeAll()
    summands.removeAll()
    passages.removeAll()
    arguments.removeAll()
    argumentNames.removeAll()
    if hasMadeNames { (madeNames, madeNumbers) = ([], [:]) }
    hasMadeNames = false
    if !generationRanges.isEmpty { generationRanges.removeAll() }
    generationStart = nil
    counted = (0, 0)
    place = 0
    runningMessage = -1
    takesMessage = false
    depth = 0
    members.removeAll()
    sources.reset()
    return true
  }

  private static let keptByteCount = 1 << 20
  private static let keptCount = 1 << 14
  private static let keptScopeCount = 64

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

  /// Whether `enter` would go through.
  @inline(__always)
  var mayGoDeeper: Bool { depth < limits.depth }

  @inline(never)
  private var tooDeep: TemplateError {
    TemplateError(.recursion, "maximum recursion depth exceeded")
  }

  func leave() { depth -= 1 }

  // MARK: Variables

  /// Sets a variable of a scope: the current one, or one that is about to be.
  func set(_ id: Int32, _ value: Operand, in scope: Held<Scope>) {
    recentVariable = -1
    scope.with { $0.set(id, value) }
  }

  func value(ofName id: Int32) throws(TemplateError) -> Operand {
    if let value = scope.with({ $0.value(of: id) }) { return value }
    if let value = globals[Int(id)] { return value }
    return try firstValue(ofGlobal: id)
  }

  /// The same where it is known.
  @inline(__always)
  func knownValue(ofName id: Int32) -> Operand? {
    scope.with { $0.value(of: id) } ?? globals[Int(id)]
  }

  @inline(never)
  private func firstValue(ofGlobal id: Int32) throws(TemplateError) -> Operand {
    let value = try global(id) ?? .undefined(.name(id))
    globals[Int(id)] = value
    knownGlobals.append(id)
    return value
  }

  /// The context's variable of that name, or what every template has; nil if there is none.
  private func global(_ id: Int32) throws(TemplateError) -> Operand? {
    switch program.globals[id] {
    case .messages:
      if !hasMessages { makeMessages() }
      return .list(Held(messages))
    case .addGenerationPrompt:
      return .boolean(context?.with { $0.settings.addGenerationPrompt } ?? false)
    case .tools: return try variable(context?.with { HeldItem($0.settings.tools) }, id)
    case .documents: return try variable(context?.with { HeldItem($0.settings.documents) }, id)
    case .function:
      if let item = passed(id) { return try variable(item, id) }
      return function(ofName: id)
    case .other: return try variable(passed(id), id)
    }
  }

  /// What the user or the constants give for a variable.
  private func passed(_ id: Int32) -> HeldItem? {
    if hasVariables,
      let value = context?.with({ $0.settings.variables[program.names[Int(id)]] })
    {
      let item = JSONItem(value)
      held.append(item.text)
      return HeldItem(item)
    }
    return constantItems[Int(id)]
  }

  private func variable(_ item: HeldItem?, _ id: Int32) throws(TemplateError) -> Operand? {
    guard let item else { return nil }
    return try operand(in: sources.add(item, name: id), at: item.index)
  }

  private func makeMessages() {
    hasMessages = true
    guard let context else { return }
    context.with { sources.addMessages(of: $0) }
    let items = messages.items
    for source in Int(sources.firstMessage)..<sources.memories.count {
      items.append(
        messageOperand(Int32(truncatingIfNeeded: source), sources.memories[source])
      )
    }
  }

  /// A message, which is an object nearly always.
  private func messageOperand(_ source: Int32, _ memory: RecordSources.Memory) -> Operand {
    // Safe for the reasons that `Evaluator+Records` gives.
    if let tape = unsafe memory.tape,
      unsafe TapeWord(bits: tape[Int(memory.index)]).tag == TapeWord.object
    {
      return .record(RecordPlace(source: source, index: memory.index))
    }
    return (try? operand(in: source, at: Int(memory.index))) ?? .none
  }

  /// Keeps the value of an array or object, so that it is always the same.
  func keep(_ value: Value, of place: RecordPlace) {
    hasRecordValues = true
    recordValues[place] = value
  }

  // MARK: What is held

  /// Holds an object until the rendering ends; it counts as steps, for it takes memory.
  func hold<Object: AnyObject>(_ object: Object) -> Held<Object> {
    stepsLeft -= 2
    held.append(object)
    return Held(object)
  }

  /// The operand of a value that has no kind of its own.
  func other(_ value: Value) -> Operand { .other(hold(ValueBox(value))) }

  /// Something undefined, and what is said when it is used.
  func undefined(_ message: String) -> Operand { other(.undefined(UndefinedValue(message))) }

  /// The number of a name of an attribute or argument.
  func number(ofName name: String) -> Int32 {
    if let number = program.attributeIDs[name] { return number }
    if let number = madeNumbers[name] { return number }
    let number = Int32(truncatingIfNeeded: program.attributes.count + madeNames.count)
    stepsLeft -= 2
    hasMadeNames = true
    madeNames.append(name)
    madeNumbers[name] = number
    return number
  }

  /// The number of a name that an attribute or argument has had; nil if none had.
  func knownNumber(ofName name: String) -> Int32? {
    program.attributeIDs[name] ?? madeNumbers[name]
  }

  /// The name of an attribute or argument.
  func name(_ number: Int32) -> String {
    let place = Int(number)
    return place < program.attributes.count
      ? program.attributes[place].name.string : madeNames[place - program.attributes.count]
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
    return ValueIterator(depth: depth + 1, typeName: typeName, next)
  }

  /// An iterator over operands.
  func operandIterator(
    over depth: Int,
    _ next: @escaping ValueIterator.NextOperand
  ) throws(TemplateError) -> ValueIterator {
    guard depth < 100 else { throw TemplateError(.recursion, "too many generators in a chain") }
    return ValueIterator(operands: depth + 1, next)
  }

  /// A scope within the current one.
  func innerScope() -> Held<Scope> { innerScope(of: scope) }

  func innerScope(of parent: Held<Scope>) -> Held<Scope> {
    stepsLeft -= 1
    if scopeCount == scopes.count {
      let scope = Scope()
      kept.scopes.append(scope)
      scopes.append(Held(scope))
    }
    let scope = scopes[scopeCount]
    scopeCount += 1
    scope.with { $0.reset(within: parent) }
    return scope
  }

  /// Ends the body of a scope, which is used again unless something still sees it.
  func leave(_ scope: Held<Scope>) {
    if scopes[scopeCount - 1].isSame(as: scope), !scope.with({ $0.isCaptured }) { scopeCount -= 1 }
  }

  /// A loop that is used again in a later rendering.
  func makeLoop() -> Held<LoopValue> {
    stepsLeft -= 1
    if loopCount == loops.count {
      let loop = LoopValue()
      kept.loops.append(loop)
      loops.append(Held(loop))
    }
    loopCount += 1
    return loops[loopCount - 1]
  }

  /// An empty namespace.
  func makeNamespace() -> Held<NamespaceValue> {
    stepsLeft -= 1
    if namespaceCount == namespaces.count {
      let namespace = NamespaceValue()
      kept.namespaces.append(namespace)
      namespaces.append(Held(namespace))
    }
    namespaceCount += 1
    return namespaces[namespaceCount - 1]
  }

  /// A function that every template has.
  private func function(ofName id: Int32) -> Operand {
    // It counts as what is held.
    stepsLeft -= 2
    if let known = functions[Int(id)] { return known }
    let function = holdAlways(FunctionValue(.global(program.names[Int(id)])))
    functions[Int(id)] = function
    return function
  }

  /// The macro of a number, which sees the current scope.
  func macro(_ number: Int32) -> Operand {
    scope.with { $0.capture() }
    let macro = program.macros[Int(number)]
    guard scope.isSame(as: scopes[0]) else {
      return other(.function(FunctionValue(.macro(macro), scope: scope)))
    }
    stepsLeft -= 2
    if let known = outermostMacros[Int(number)] { return known }
    let function = holdAlways(FunctionValue(.macro(macro), scope: scope))
    outermostMacros[Int(number)] = function
    return function
  }

  /// The operand of a function that is the same in each rendering.
  private func holdAlways(_ function: FunctionValue) -> Operand {
    let box = ValueBox(.function(function))
    heldFunctions.append(box)
    return .other(Held(box))
  }

  /// A function that sees the current scope.
  func function(_ kind: FunctionValue.Kind) -> FunctionValue {
    scope.object.capture()
    return FunctionValue(kind, scope: scope)
  }

  // MARK: Generation

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
