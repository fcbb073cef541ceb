import DataPrep

/// How a token type looks: its letter, name and colours.
struct TokenTypeStyle {
  /// The letter in a strip.
  let letter: Character
  /// The name in legends and run lengths.
  let name: String
  /// The colour of its cells.
  let cell: Colours.Role
  /// The colour of its text.
  let text: Colours.Role

  /// The style of a number as a file has it; one that is no token type shows as `?`.
  init(_ tokenType: Int32) {
    let known = UInt8(exactly: tokenType).flatMap(TokenType.init(rawValue:))
    self = known.map(TokenTypeStyle.init) ?? TokenTypeStyle(unknown: tokenType)
  }

  /// The style of a token type.
  init(_ tokenType: TokenType) {
    name = tokenType.name
    switch tokenType {
    case .prompt: (letter, cell, text) = ("p", .promptCell, .prompt)
    case .completion: (letter, cell, text) = ("c", .completionCell, .completion)
    case .padding: (letter, cell, text) = (".", .paddingCell, .faint)
    case .separator: (letter, cell, text) = ("s", .separatorCell, .separator)
    }
  }

  private init(unknown tokenType: Int32) {
    (letter, name, cell, text) = ("?", "type \(tokenType)", .unknownCell, .error)
  }
}
