/// `WordPiece`: joins pieces that begin with the prefix to the word before, puts a space before the
/// others, and tidies up what the splitting of English has left.
struct WordPieceDecoder: Sendable {
  private let prefix: [UInt8]
  private let cleansUp: Bool

  init(json: ComponentNode) throws(TokenizerError) {
    prefix = Array(try json.string("prefix").utf8)
    cleansUp = try json.boolean("cleanup")
  }

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    tokens.enumerated().map { index, token in
      var token = token
      if index > 0 {
        token = token.starts(with: prefix) ? Array(token.dropFirst(prefix.count)) : [0x20] + token
      }
      return cleansUp ? Self.cleanUp(token) : token
    }
  }

  /// Removes the spaces before punctuation and inside contractions.
  static func cleanUp(_ token: [UInt8]) -> [UInt8] {
    replacements.reduce(token) { $0.replacing($1.old, with: $1.new) }
  }

  private static let replacements: [(old: [UInt8], new: [UInt8])] = [
    (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
    (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }
}
