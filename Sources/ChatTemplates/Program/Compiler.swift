/// Makes a program's tables of a template's tree.
///
/// It recurses only as deep as the parser has.
struct Compiler {
  private(set) var nodes: [Node] = []
  private(set) var children: [NodeID] = []
  private(set) var commands: [Command] = []
  private(set) var runs: [PlainRun] = []
  private(set) var runParts: [PlainRun.Part] = []
  private(set) var tests: [PlainTest] = []
  private(set) var testSteps: [PlainTest.Step] = []
  private(set) var distances: [Int32] = []
  private(set) var loops: [TemplateProgram.Loop] = []
  private(set) var targets: [CompiledTarget] = []
  private(set) var macros: [Macro] = []
  private(set) var arguments: [TemplateProgram.ArgumentNodes] = []
  private(set) var comparisons: [[(comparison: Expression.Comparison, right: NodeID)]] = []
  private(set) var attributes: [TemplateProgram.Attribute] = []
  private(set) var constants: [TemplateProgram.Constant] = []
  private(set) var scopedValues: [[(target: Int32, value: NodeID)]] = []
  private(set) var words: [String] = []
  private(set) var literals: [UInt8] = []
  private(set) var attributeIDs: [String: Int32] = [:]
  private var takesUndefined = false

  // MARK: Statements

  /// The commands of a body, which stand together in the table.
  mutating func compile(_ body: [Statement]) -> Command.Body {
    let compiled = sequence(body)
    let start = Int32(commands.count)
    commands += compiled
    return Command.Body(start: start, count: Int32(compiled.count))
  }

  /// The commands of a body, those within its conditions among them.
  private mutating func sequence(_ body: [Statement]) -> [Command] {
    var compiled: [Command] = []
    // The last command, if it is a text that no jump ends behind.
    var text: (start: Int32, end: Int32)?
    // Where the commands begin that no jump ends among.
    var start = 0
    for statement in body {
      if case .conditional(let parts, let otherwise) = statement {
        addRuns(&compiled, from: start)
        compiled += conditional(parts, otherwise)
        text = nil
        start = compiled.count
        continue
      }
      let command = compile(statement)
      guard case .data(let start, let end) = command else {
        compiled.append(command)
        text = nil
        continue
      }
      // Texts that follow each other are one, literals that are put out among them.
      if let last = text, last.end == start {
        compiled[compiled.count - 1] = .data(start: last.start, end: end)
        text = (last.start, end)
      } else {
        compiled.append(command)
        text = (start, end)
      }
    }
    addRuns(&compiled, from: start)
    return compiled
  }

  /// Puts a run before commands that it can stand for, from a place on that no jump ends behind.
  private mutating func addRuns(_ commands: inout [Command], from start: Int) {
    var result: [Command] = []
    var builder = PlainRunBuilder()
    var taken: [Command] = []
    for command in commands[start...] {
      if builder.add(command, nodes, children, attributes) {
        taken.append(command)
        continue
      }
      result += run(builder, insteadOf: taken)
      result.append(command)
      (builder, taken) = (PlainRunBuilder(), [])
    }
    commands.replaceSubrange(start..., with: result + run(builder, insteadOf: taken))
  }

  private mutating func run(_ builder: PlainRunBuilder, insteadOf commands: [Command]) -> [Command]
  {
    guard !builder.strings.isEmpty else { return commands }
    let parts = Children(start: Int32(runParts.count), count: Int32(builder.parts.count))
    runParts += builder.parts
    let strings = Children(start: Int32(runParts.count), count: Int32(builder.strings.count))
    runParts += builder.strings
    runs.append(
      PlainRun(
        parts: parts,
        strings: strings,
        steps: Int32(clamping: builder.steps),
        byteCount: Int32(clamping: builder.byteCount)
      )
    )
    return [.plainRun(Int32(runs.count - 1), instead: Int32(commands.count))] + commands
  }

  /// The branches of an `if`, each with a jump over it and, behind it, one to the end.
  private mutating func conditional(
    _ parts: [Statement.Branch],
    _ otherwise: [Statement]
  ) -> [Command] {
    var compiled: [Command] = []
    var conditions: [NodeID] = []
    // Where the branches begin, and where all but the last end.
    var starts: [Int] = []
    var ends: [Int] = []
    for (place, part) in parts.enumerated() {
      let condition = compile(part.test)
      conditions.append(condition)
      let body = sequence(part.body)
      let isLast = place == parts.count - 1 && otherwise.isEmpty
      let distance = Int32(body.count + (isLast ? 0 : 1))
      compiled.append(.jumpUnless(condition, by: distance))
      starts.append(compiled.count)
      compiled += body
      if !isLast {
        ends.append(compiled.count)
        compiled.append(.jump(by: 0))
      }
    }
    starts.append(compiled.count)
    compiled += sequence(otherwise)
    for end in ends { compiled[end] = .jump(by: Int32(compiled.count - 1 - end)) }
    guard let branch = branch(conditions, starts) else { return compiled }
    return [branch] + compiled
  }

  /// What goes on with the branch whose condition holds, or behind all of them; nil where steps say no
  /// more than the commands.
  ///
  /// `starts`: where the branches begin, counted from the command behind it.
  private mutating func branch(_ conditions: [NodeID], _ starts: [Int]) -> Command? {
    let start = Int32(testSteps.count)
    guard let builder = PlainTestBuilder(conditions, nodes, children, first: start) else {
      return nil
    }
    tests.append(
      PlainTest(start: start, nesting: builder.nesting, distances: Int32(distances.count))
    )
    testSteps += builder.steps
    distances += starts.map { Int32($0) }
    return .branch(Int32(tests.count - 1))
  }

  private mutating func compile(_ statement: Statement) -> Command {
    switch statement {
    case .data(let bytes):
      let (start, end) = literal(bytes)
      return .data(start: start, end: end)
    case .output(let expression, let place):
      takesUndefined = true
      let node = node(expression)
      takesUndefined = false
      if case .string(let start, let end) = node { return .data(start: start, end: end) }
      nodes.append(node)
      return .output(NodeID(nodes.count - 1), place: Int32(place))
    case .loop(let loop): return .loop(compile(loop))
    case .assign(.name(let name), let expression, let place):
      return .assign(name: Int32(name.id), compile(expression), place: Int32(place))
    case .assign(let target, let expression, let place):
      return .assignTarget(compile(target), compile(expression), place: Int32(place))
    case .assignBlock(let target, let filter, let body, let place):
      return .assignBlock(
        compile(target),
        filter: filter.map { compile($0) } ?? Node.absent,
        compile(body),
        place: Int32(place)
      )
    case .macro(let name, let body): return .macro(name: Int32(name.id), compile(body))
    case .callBlock(let call, let body, let place):
      return .callBlock(compile(call), macro: compile(body), place: Int32(place))
    case .filterBlock(let filter, let body, let place):
      return .filterBlock(compile(filter), compile(body), place: Int32(place))
    case .generation(let body, let place): return .generation(compile(body), place: Int32(place))
    case .with(let values, let body, let place):
      var compiled: [(target: Int32, value: NodeID)] = []
      for value in values { compiled.append((compile(value.target), compile(value.value))) }
      scopedValues.append(compiled)
      return .with(Int32(scopedValues.count - 1), compile(body), place: Int32(place))
    case .breakLoop: return .breakLoop
    // `sequence` makes several commands of it.
    case .conditional: return .jump(by: 0)
    case .continueLoop: return .continueLoop
    }
  }

  private mutating func compile(_ loop: Statement.Loop) -> Int32 {
    var name: Int32 = -1
    if case .name(let only) = loop.target { name = Int32(only.id) }
    let compiled = TemplateProgram.Loop(
      target: compile(loop.target),
      name: name,
      iterable: compile(loop.iterable),
      test: loop.test.map { compile($0) } ?? Node.absent,
      isRecursive: loop.isRecursive,
      body: compile(loop.body),
      otherwise: compile(loop.otherwise),
      place: Int32(loop.place)
    )
    loops.append(compiled)
    return Int32(loops.count - 1)
  }

  private mutating func compile(_ macro: MacroBody) -> Int32 {
    let defaults = macro.defaults.map { compile($0) }
    let names = macro.parameters.map { attribute(AttributeName($0.text)) }
    let body = compile(macro.body)
    macros.append(Macro(macro, parameterNames: names, defaults: defaults, body: body))
    return Int32(macros.count - 1)
  }

  private mutating func compile(_ target: Target) -> Int32 {
    let target = compiled(target)
    targets.append(target)
    return Int32(targets.count - 1)
  }

  private mutating func compiled(_ target: Target) -> CompiledTarget {
    switch target {
    case .name(let name): return .name(Int32(name.id))
    case .tuple(let parts):
      var numbers: [Int32] = []
      for part in parts { numbers.append(compile(part)) }
      return .tuple(table(numbers))
    case .attribute(let name, let text):
      return .attribute(of: Int32(name.id), attribute(AttributeName(text)))
    }
  }

  // MARK: Expressions

  private mutating func compile(_ expression: Expression) -> NodeID {
    let node = node(expression)
    nodes.append(node)
    return NodeID(nodes.count - 1)
  }

  private mutating func node(_ expression: Expression) -> Node {
    let takesItself = takesUndefined
    defer { takesUndefined = takesItself }
    switch expression {
    case .not, .concatenation, .test, .comparison, .filter: takesUndefined = expression.isFolded
    case .or: takesUndefined = takesItself || expression.isFolded
    case .and, .conditional: break
    default: takesUndefined = false
    }
    return node(expression, takesItself)
  }

  /// `takesUndefined`: whether a constant that cannot be sliced gives something undefined there, for the
  /// reference folds constants when it compiles, and slices of them are errors only when it runs.
  private mutating func node(_ expression: Expression, _ takesUndefined: Bool) -> Node {
    switch expression {
    case .none: return .none
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .bigInteger(let digits): return constant(.bigInteger(digits))
    case .float(let value): return constant(.float(value))
    case .string(let bytes):
      let (start, end) = literal(bytes)
      return .string(start: start, end: end)
    case .name(let name): return .name(Int32(name.id))
    case .list(let parts): return .list(compile(parts))
    case .tuple(let parts): return .tuple(compile(parts))
    case .dictionary(let parts):
      return .dictionary(compile(parts.flatMap { [$0.key, $0.value] }))
    case .attribute(let object, let name, let place):
      return member(object, name, place, isAttribute: true)
    case .item(let object, .slice, let place) where takesUndefined && expression.isFolded:
      return .item(compile(object), compile(Expression.none), place: Int32(place))
    case .item(let object, .slice(let bounds), let place):
      return .slice(
        table(
          [compile(object)]
            + [bounds.start, bounds.stop, bounds.step].map { bound in
              bound.map { compile($0) } ?? Node.absent
            }
        ),
        place: Int32(place)
      )
    case .item(let object, .string(let key), let place):
      let name = AttributeName(String(decoding: key, as: UTF8.self))
      return member(object, name, place, isAttribute: false)
    case .item(let object, let index, let place):
      return .item(compile(object), compile(index), place: Int32(place))
    case .slice: return .strayedSlice
    case .and(let left, let right): return .and(compile(left), compile(right))
    case .or(let left, let right): return .or(compile(left), compile(right))
    case .not(let value): return .not(compile(value))
    case .conditional(let test, let then, let otherwise, let place):
      return .conditional(
        test: compile(test),
        then: compile(then),
        otherwise: otherwise.map { compile($0) } ?? Node.absent,
        place: Int32(place)
      )
    default: return operation(expression)
    }
  }

  private mutating func operation(_ expression: Expression) -> Node {
    switch expression {
    case .call(.attribute(let object, let name, let attributePlace), let arguments, let place):
      return .methodCall(
        compile(object),
        name: attribute(name),
        attributePlace: Int32(attributePlace),
        arguments: compile(arguments),
        place: Int32(place)
      )
    case .call(let callee, let arguments, let place):
      return .call(compile(callee), arguments: compile(arguments), place: Int32(place))
    case .filter(let value, let name, let arguments, let place):
      let use = FilterUse(
        filter: name.filter,
        name: word(name.text),
        arguments: compile(arguments),
        place: Int32(place)
      )
      return .filter(value.map { compile($0) } ?? Node.absent, use)
    case .test(let value, let name, let arguments, let place):
      let value = compile(value)
      let arguments = compile(arguments)
      guard let test = name.test else {
        return .unknownTest(
          value,
          name: word(name.text),
          arguments: arguments,
          place: Int32(place)
        )
      }
      return .test(value, test, arguments: arguments, place: Int32(place))
    case .negative(let value, let place): return .negative(compile(value), place: Int32(place))
    case .positive(let value, let place): return .positive(compile(value), place: Int32(place))
    case .arithmetic(.add, let left, let right, let place):
      var parts = [(right, place)]
      var first = left
      while case .arithmetic(.add, let inner, let part, let place) = first {
        parts.append((part, place))
        first = inner
      }
      return sum(of: first, and: parts.reversed())
    case .arithmetic(let operation, let left, let right, let place):
      return .arithmetic(operation, compile(left), compile(right), place: Int32(place))
    case .concatenation(let parts):
      var joined: [Expression] = []
      for part in parts {
        if let last = joined.last, let both = last.followed(by: part) {
          joined[joined.count - 1] = both
        } else {
          joined.append(part)
        }
      }
      if joined.count == 1, case .string = joined[0] { return node(joined[0]) }
      return .concatenation(compile(joined))
    case .comparison(let first, let parts, let place):
      let left = compile(first)
      if parts.count == 1, case .string(let bytes) = parts[0].right,
        parts[0].comparison == .equal || parts[0].comparison == .notEqual
      {
        let (start, end) = literal(bytes)
        let isWanted = parts[0].comparison == .equal
        let general = Node.literalEquality(
          left,
          start: start,
          end: end,
          isWanted: isWanted,
          place: Int32(place)
        )
        guard case .variableMember(let use, _, _) = nodes[Int(left)] else { return general }
        nodes.append(general)
        let node = NodeID(nodes.count - 1)
        return isWanted
          ? .memberEquality(use, start: start, end: end, general: node)
          : .memberInequality(use, start: start, end: end, general: node)
      }
      if parts.count == 1 {
        return .comparison(
          left,
          parts[0].comparison,
          compile(parts[0].right),
          place: Int32(place)
        )
      }
      let compiled = parts.map { (comparison: $0.comparison, right: compile($0.right)) }
      comparisons.append(compiled)
      return .comparisons(left, Int32(comparisons.count - 1), place: Int32(place))
    default: return .none
    }
  }

  /// `object.name` or `object['name']`.
  private mutating func member(
    _ object: Expression,
    _ name: AttributeName,
    _ place: Int,
    isAttribute: Bool
  ) -> Node {
    let node = compile(object)
    let number = attribute(name)
    let general =
      isAttribute
      ? Node.attribute(node, name: number, place: Int32(place))
      : Node.member(node, name: number, place: Int32(place))
    guard case .name(let variable) = nodes[Int(node)] else { return general }
    nodes.append(general)
    return .variableMember(
      MemberUse(name: variable, key: number),
      general: NodeID(nodes.count - 1),
      place: Int32(place)
    )
  }

  /// A sum with the places of its operators; strings of the template that follow each other are one.
  private mutating func sum(
    of first: Expression,
    and parts: some Collection<(Expression, Int)>
  ) -> Node {
    var first = first
    var others: [(part: Expression, place: Int)] = []
    for (part, place) in parts {
      if let last = others.last, let both = last.part.followed(by: part) {
        others[others.count - 1].part = both
      } else if others.isEmpty, let both = first.followed(by: part) {
        first = both
      } else {
        others.append((part, place))
      }
    }
    if others.isEmpty { return node(first) }
    var compiled = [compile(first)]
    for (part, place) in others { compiled += [compile(part), Int32(place)] }
    let isPlain = ([first] + others.map(\.part)).allSatisfy(\.isPlainPart)
    return .sum(table(compiled), isPlain: isPlain)
  }

  private mutating func compile(_ parts: [Expression]) -> Children {
    table(parts.map { compile($0) })
  }

  private mutating func table(_ nodes: [NodeID]) -> Children {
    let start = Int32(children.count)
    children += nodes
    return Children(start: start, count: Int32(nodes.count))
  }

  private mutating func compile(_ given: Arguments) -> Int32 {
    guard !given.isEmpty else { return Node.absent }
    let positional = compile(given.positional)
    var keywords: [NodeID] = []
    var repeated: Int32?
    for (place, keyword) in given.keywords.enumerated() {
      if repeated == nil, given.keywords[..<place].contains(where: { $0.name == keyword.name }) {
        repeated = Int32(place)
      }
      keywords += [attribute(AttributeName(keyword.name)), compile(keyword.value)]
    }
    arguments.append(
      TemplateProgram.ArgumentNodes(
        positional: positional,
        keywords: table(keywords),
        repeated: repeated ?? -1,
        others: given.others.map { compile($0) } ?? Node.absent,
        otherKeywords: given.otherKeywords.map { compile($0) } ?? Node.absent
      )
    )
    return Int32(arguments.count - 1)
  }

  // MARK: Words

  private mutating func literal(_ bytes: [UInt8]) -> (start: Int32, end: Int32) {
    let start = Int32(literals.count)
    literals += bytes
    return (start, Int32(literals.count))
  }

  private mutating func constant(_ constant: TemplateProgram.Constant) -> Node {
    constants.append(constant)
    return .constant(Int32(constants.count - 1))
  }

  private mutating func word(_ text: String) -> Int32 {
    words.append(text)
    return Int32(words.count - 1)
  }

  /// The number of the name of an attribute or argument.
  mutating func attribute(_ name: AttributeName) -> Int32 {
    if let id = attributeIDs[name.string] { return id }
    let (start, end) = literal(Array(name.string.utf8))
    attributes.append(
      TemplateProgram.Attribute(
        name: name,
        key: TemplateProgram.Attribute.Key(
          literal: Passage(source: Passage.literals, start: start, end: end),
          form: KeyForm(name.string),
          loopAttribute: LoopAttribute(rawValue: name.string),
          isMappingMethod: name.isMappingMethod,
          stringMethod: name.stringMethod,
          isGet: name.string == "get",
          isReasoning: name.string == ReasoningNames.content.description
            || name.string == ReasoningNames.thinking.description,
          isUnderscored: name.string.utf8.first == UInt8(ascii: "_")
        )
      )
    )
    let id = Int32(attributes.count - 1)
    attributeIDs[name.string] = id
    return id
  }
}
