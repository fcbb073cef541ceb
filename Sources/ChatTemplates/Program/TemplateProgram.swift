/// What a template's source becomes: tables that an evaluator goes over.
final class TemplateProgram: Sendable {
  /// A name behind a dot.
  struct Attribute: Sendable {
    let name: AttributeName
    let key: Key

    /// What of it is asked for often.
    struct Key: BitwiseCopyable, Sendable {
      /// Its bytes.
      let literal: Passage
      /// How it is looked for in objects of the context.
      let form: KeyForm
      /// The attribute of `loop` of that name.
      let loopAttribute: LoopAttribute?
      /// Whether a mapping has a method of that name.
      let isMappingMethod: Bool
      let stringMethod: StringMethod?
      /// Whether strings have neither a method nor another attribute of that name.
      var isForeignToStrings: Bool { !isMappingMethod && stringMethod == nil }
      /// Whether it is `get`.
      let isGet: Bool
      /// Whether a message's reasoning may stand for it.
      let isReasoning: Bool
      /// Whether it begins with an underscore.
      let isUnderscored: Bool
    }
  }

  /// Where a variable that the template does not set comes from.
  enum Global: BitwiseCopyable, Sendable {
    case messages
    case tools
    case documents
    case addGenerationPrompt
    /// The context, else a function that every template has.
    case function
    /// The context.
    case other

    private static let functions = [
      "range", "dict", "namespace", "raise_exception", "strftime_now",
    ]

    init(name: String) {
      switch name {
      case "messages": self = .messages
      case "tools": self = .tools
      case "documents": self = .documents
      case "add_generation_prompt": self = .addGenerationPrompt
      case _ where Self.functions.contains(name): self = .function
      default: self = .other
      }
    }
  }

  /// The arguments of a call, a filter or a test.
  struct ArgumentNodes: BitwiseCopyable, Sendable {
    let positional: Children
    /// Numbers of names and nodes alternate.
    let keywords: Children
    /// The place among the keywords of the first whose name came before; -1 if there is none.
    let repeated: Int32
    /// What stands behind `*`, or `Node.absent`.
    let others: NodeID
    /// What stands behind `**`, or `Node.absent`.
    let otherKeywords: NodeID
  }

  /// A `for`.
  struct Loop: BitwiseCopyable, Sendable {
    let target: Int32
    /// The variable, where the target is one; else -1.
    let name: Int32
    let iterable: NodeID
    /// Which items it takes, or `Node.absent`.
    let test: NodeID
    let isRecursive: Bool
    let body: Command.Body
    let otherwise: Command.Body
    let place: Int32
  }

  let nodes: Table<Node>
  let children: Table<NodeID>
  let commands: Table<Command>
  let body: Command.Body
  let runs: Table<PlainRun>
  let runParts: Table<PlainRun.Part>
  let tests: Table<PlainTest>
  let testSteps: Table<PlainTest.Step>
  let distances: Table<Int32>
  let loops: Table<Loop>
  let targets: Table<CompiledTarget>
  let macros: [Macro]
  let arguments: Table<ArgumentNodes>
  let comparisons: [[(comparison: Expression.Comparison, right: NodeID)]]
  /// The names of attributes and arguments.
  let attributes: [Attribute]
  /// Their numbers.
  let attributeIDs: [String: Int32]
  let keys: Table<Attribute.Key>
  /// How many of them messages are read for; the first.
  let memberCount: Int32
  let keyNumbers: KeyNumbers
  let constants: [Constant]
  let scopedValues: [[(target: Int32, value: NodeID)]]
  /// The names of filters and tests, by number.
  let words: [String]
  /// The names of variables, by number.
  let names: [String]
  let globals: Table<Global>
  /// The text of data and of string literals, all in one.
  let literals: Table<UInt8>
  /// The same as a source of texts.
  let literalSource: TextSource
  /// The number of `loop`; -1 if the template does not use it.
  let loopNumber: Int32
  /// The number of the argument name `caller`.
  let callerName: Int32
  /// The number of `caller`, if the template uses it.
  let callerID: Int?
  let keywordsID: Int?
  let positionalID: Int?
  let usesGeneration: Bool
  /// The source that places count in, with its line ends made one.
  let source: [UInt8]
  /// Where its lines begin.
  let lineStarts: [Int]

  /// A constant that has no node of its own.
  enum Constant: Sendable {
    case bigInteger(String)
    case float(Double)
  }

  /// What is taken down of each message takes memory for all of these.
  static let greatestMemberCount = 64

  init(_ text: String) throws(TemplateError) {
    var parser = try Parser(text)
    let statements = try parser.parse()
    names = parser.names
    globals = Table(parser.names.map { Global(name: $0) })
    source = parser.source
    lineStarts = TemplateError.lineStarts(of: parser.source)
    loopNumber = names.firstIndex(of: "loop").map { Int32($0) } ?? -1
    callerID = names.firstIndex(of: "caller")
    keywordsID = names.firstIndex(of: "kwargs")
    positionalID = names.firstIndex(of: "varargs")
    usesGeneration = parser.usesGeneration
    try NameCheck(source: source).check(statements)
    var compiler = Compiler()
    body = compiler.compile(statements)
    callerName = compiler.attribute(AttributeName("caller"))
    nodes = Table(compiler.nodes)
    children = Table(compiler.children)
    commands = Table(compiler.commands)
    runs = Table(compiler.runs)
    runParts = Table(compiler.runParts)
    tests = Table(compiler.tests)
    testSteps = Table(compiler.testSteps)
    distances = Table(compiler.distances)
    loops = Table(compiler.loops)
    targets = Table(compiler.targets)
    macros = compiler.macros
    arguments = Table(compiler.arguments)
    comparisons = compiler.comparisons
    attributes = compiler.attributes
    attributeIDs = compiler.attributeIDs
    keys = Table(compiler.attributes.map(\.key))
    let memberKeys = compiler.attributes.prefix(Self.greatestMemberCount).map(\.key)
    memberCount = Int32(memberKeys.count)
    keyNumbers = KeyNumbers(memberKeys)
    constants = compiler.constants
    scopedValues = compiler.scopedValues
    words = compiler.words
    // Short ones are copied with what stands behind them.
    literals = Table(compiler.literals + [UInt8](repeating: 0, count: Evaluator.shortByteCount))
    literalSource = TextSource(literals: compiler.literals)
  }
}

/// What can be assigned to, compiled.
enum CompiledTarget: BitwiseCopyable, Sendable {
  case name(Int32)
  /// Several, by their numbers, which stand in the table of children.
  case tuple(Children)
  /// An attribute of a variable, by the number of its name.
  case attribute(of: Int32, Int32)
}

/// A macro's or call block's signature with what it runs.
final class Macro: Sendable {
  let signature: MacroBody
  /// The numbers of the parameters, as variables and as names of arguments.
  let parameters: Table<Parameter>
  /// The values of the last parameters.
  let defaults: Table<NodeID>
  /// Whether a parameter has the name `caller`.
  let hasCallerParameter: Bool
  let form: Form

  /// What each call asks of a macro.
  struct Form: BitwiseCopyable, Sendable {
    let parameterCount: Int
    /// How many of the last parameters have a value of their own.
    let defaultCount: Int
    /// Whether more can be passed than parameters: the body names `caller`, `kwargs` or `varargs`.
    let takesOthers: Bool
    let body: Command.Body
  }

  /// A parameter.
  struct Parameter: BitwiseCopyable, Sendable {
    /// The number of the variable.
    let variable: Int32
    /// The number of the argument's name.
    let name: Int32
  }

  init(_ signature: MacroBody, parameterNames: [Int32], defaults: [NodeID], body: Command.Body) {
    self.signature = signature
    parameters = Table(
      zip(signature.parameters, parameterNames).map { Parameter(variable: Int32($0.id), name: $1) }
    )
    self.defaults = Table(defaults)
    hasCallerParameter = signature.parameters.contains { $0.text == "caller" }
    form = Form(
      parameterCount: signature.parameters.count,
      defaultCount: defaults.count,
      takesOthers: signature.usesCaller || signature.usesKeywords || signature.usesPositional,
      body: body
    )
  }
}
