/// A word of a template.
struct Token: Sendable {
  /// What kind of word it is.
  enum Kind: Hashable, Sendable {
    case data
    case variableBegin
    case variableEnd
    case blockBegin
    case blockEnd
    case name
    case string
    case integer
    case float
    case symbol
    case end
    /// Where the lexer cannot go on; the parser throws the fault when it gets there.
    case fault
  }

  let kind: Kind
  /// A name, a symbol, or the digits of a number.
  var text = ""
  /// The bytes of data or of a string literal's value.
  var bytes: [UInt8] = []
  /// Where it begins in the source.
  let offset: Int
  var fault: TemplateError?

  init(_ kind: Kind, _ text: String = "", at offset: Int) {
    self.kind = kind
    self.text = text
    self.offset = offset
  }

  func isName(_ name: String) -> Bool { kind == .name && text == name }
  func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

  /// The token as the reference's messages name it.
  var description: String {
    switch kind {
    case .name, .symbol: text
    default: kind.description
    }
  }
}

extension Token.Kind {
  /// The kind as the reference's messages name it.
  var description: String {
    switch self {
    case .data: "template data / text"
    case .variableBegin: "begin of print statement"
    case .variableEnd: "end of print statement"
    case .blockBegin: "begin of statement block"
    case .blockEnd: "end of statement block"
    case .name: "name"
    case .string: "string"
    case .integer: "integer"
    case .float: "float"
    case .symbol: "operator"
    case .end: "end of template"
    case .fault: "fault"
    }
  }
}
