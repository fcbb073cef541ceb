internal import JSON

/// Reads a WordPiece model from its JSON section.
enum WordPieceFile {
  /// Reads the settings and the vocabulary; none of them may be absent.
  static func read(_ node: JSONNode, path: String) throws(TokenizerError) -> WordPieceModel {
    let unknownToken = try string("unk_token", of: node, path: path)
    let prefix = try string("continuing_subword_prefix", of: node, path: path)
    let name = "max_input_chars_per_word"
    guard let longestWord = node[name] else { throw .missingField(name, path: path) }
    let length: Int
    switch longestWord.number {
    case .integer(let value) where value >= 0: length = Int(value)
    case .unsigned: length = .max
    default:
      throw .wrongType(
        path: "\(path).\(name)",
        found: longestWord.int64.map { "\($0)" } ?? "\(longestWord.kind)",
        expected: "a whole number from 0"
      )
    }
    return WordPieceModel(
      vocabulary: try ModelFile.vocabulary(of: node, path: path),
      unknownToken: unknownToken,
      prefix: Array(prefix.utf8),
      longestWord: length
    )
  }

  private static func string(
    _ name: String,
    of node: JSONNode,
    path: String
  ) throws(TokenizerError) -> String {
    guard let field = node[name] else { throw .missingField(name, path: path) }
    guard let value = field.string else {
      throw .wrongType(path: "\(path).\(name)", found: "\(field.kind)", expected: "a string")
    }
    return value
  }
}
