/// Makes statements of tokens, as Jinja2's parser does, with its messages.
///
/// It recurses only as deep as `maximumNesting` and makes no tree of more than `maximumHeight`
/// levels, so that what recurses over the tree needs no more.
struct Parser {
  /// How many statements, brackets and prefix operators may stand within each other.
  static let maximumNesting = 100
  /// How many levels an expression may have; a chain of operators has one for each.
  static let maximumHeight = 250

  /// An expression and the number of its levels.
  struct Node {
    var expression: Expression
    var height = 1
  }

  private let tokens: [Token]
  let source: [UInt8]
  private var index = 0
  var nesting = 0
  /// The tags that are open, and what each body may end with.
  var openTags: [String] = []
  var endings: [[String]] = []
  /// The variables' names by number.
  private(set) var names: [String] = []
  private var ids: [String: Int] = [:]
  /// For each open macro the names that its body uses.
  var usedNames: [Set<String>] = []
  /// Whether there is a `generation` block.
  var usesGeneration = false
  /// How many loops `break` could leave.
  var loopDepth = 0

  init(_ text: String) throws(TemplateError) {
    (tokens, source) = Lexer.tokens(of: text)
    try throwFault()
  }

  /// The whole template.
  mutating func parse() throws(TemplateError) -> [Statement] {
    try parseBody(until: [])
  }

  // MARK: Tokens

  var current: Token { tokens[index] }
  var next: Token { tokens[min(index + 1, tokens.count - 1)] }

  /// Goes on by a token and gives the one that it leaves.
  @discardableResult
  mutating func advance() throws(TemplateError) -> Token {
    let token = tokens[index]
    if token.kind != .end { index += 1 }
    try throwFault()
    return token
  }

  /// Goes back by a token, so that `elif` can be read as `if`.
  mutating func stepBack() {
    index = max(index - 1, 0)
  }

  private func throwFault() throws(TemplateError) {
    if let fault = tokens[index].fault { throw fault }
  }

  mutating func skip(name: String) throws(TemplateError) -> Bool {
    guard current.isName(name) else { return false }
    try advance()
    return true
  }

  mutating func skip(symbol: String) throws(TemplateError) -> Bool {
    guard current.isSymbol(symbol) else { return false }
    try advance()
    return true
  }

  @discardableResult
  mutating func expect(_ kind: Token.Kind) throws(TemplateError) -> Token {
    guard current.kind == kind else { throw unexpected(kind.description) }
    return try advance()
  }

  mutating func expect(symbol: String) throws(TemplateError) {
    guard current.isSymbol(symbol) else { throw unexpected(symbol) }
    try advance()
  }

  mutating func expect(name: String) throws(TemplateError) {
    guard current.isName(name) else { throw unexpected(name) }
    try advance()
  }

  private func unexpected(_ expected: String) -> TemplateError {
    current.kind == .end
      ? fault("unexpected end of template, expected \(quoted(expected)).")
      : fault("expected token \(quoted(expected)), got \(quoted(current.description))")
  }

  // MARK: Faults

  func quoted(_ text: String) -> String { Representation.quoted(Text(text)) }

  /// A syntax error at the current token, or at `offset`.
  func fault(
    _ message: String,
    at offset: Int? = nil,
    _ kind: TemplateError.Kind = .syntax
  ) -> TemplateError {
    TemplateError(kind, message).placed(at: offset ?? current.offset, in: source)
  }

  /// Runs `body` one level deeper.
  mutating func nested<Result>(
    _ body: (inout Parser) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    guard nesting < Self.maximumNesting else {
      throw fault("more than \(Self.maximumNesting) levels of nesting", .recursion)
    }
    nesting += 1
    let result = try body(&self)
    nesting -= 1
    return result
  }

  /// The height of a node above others; refused beyond the limit.
  func height(above heights: Int...) throws(TemplateError) -> Int {
    let height = 1 + (heights.max() ?? 0)
    guard height <= Self.maximumHeight else {
      throw fault("an expression of more than \(Self.maximumHeight) levels", .recursion)
    }
    return height
  }

  private func fault(_ message: String, _ kind: TemplateError.Kind) -> TemplateError {
    fault(message, at: nil, kind)
  }

  // MARK: Names

  /// The name with its number.
  mutating func name(_ text: String, at place: Int) -> Name {
    if let id = ids[text] { return Name(id: id, text: text, place: place) }
    ids[text] = names.count
    names.append(text)
    return Name(id: names.count - 1, text: text, place: place)
  }

  /// The same for a name that is read.
  mutating func usedName(_ text: String, at place: Int) -> Name {
    for index in usedNames.indices { usedNames[index].insert(text) }
    return name(text, at: place)
  }
}
