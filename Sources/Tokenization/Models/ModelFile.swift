internal import JSON

/// Reads the `model` section of a tokenizer file.
///
/// Every fault of the file is an error that names the JSON path of the place.
enum ModelFile {
  /// Reads a model of any supported type.
  static func read(_ node: JSONNode, makesByteLevelPieces: Bool) throws(TokenizerError) -> Model {
    let path = "$.model"
    guard node.kind == .object else {
      throw .wrongType(path: path, found: "\(node.kind)", expected: "an object")
    }
    switch try type(of: node, path: path) {
    case "BPE":
      return .bpe(
        try BPEFile.read(node, path: path, makesByteLevelPieces: makesByteLevelPieces)
      )
    case "WordLevel":
      let unknownToken = try string("unk_token", of: node, path: path)
      guard let unknownToken else { throw .missingField("unk_token", path: path) }
      let vocabulary = try vocabulary(of: node, path: path)
      return .wordLevel(WordLevelModel(vocabulary: vocabulary, unknownToken: unknownToken))
    case "WordPiece":
      return .wordPiece(try WordPieceFile.read(node, path: path))
    case "Unigram":
      return .unigram(try UnigramFile.read(node, path: path))
    case let type:
      throw .unsupported("model type", type, path: path)
    }
  }

  /// The type of a model: old files do not tell it, and the reference then takes the first of these
  /// whose fields are there.
  private static func type(of node: JSONNode, path: String) throws(TokenizerError) -> String {
    if let type = node["type"] {
      guard let name = type.string else {
        throw .wrongType(path: path + ".type", found: "\(type.kind)", expected: "a string")
      }
      return name
    }
    func has(_ fields: String...) -> Bool { fields.allSatisfy { node[$0] != nil } }
    // No other model has a list of tokens.
    if node["vocab"]?.kind == .array { return "Unigram" }
    if has("vocab", "merges") { return "BPE" }
    if has("unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab") {
      return "WordPiece"
    }
    if has("unk_token", "vocab") { return "WordLevel" }
    throw .missingField("type", path: path)
  }

  /// Reads the `vocab` object: token to id.
  static func vocabulary(of node: JSONNode, path: String) throws(TokenizerError) -> Vocabulary {
    guard let vocab = node["vocab"] else { throw .missingField("vocab", path: path) }
    let path = path + ".vocab"
    guard vocab.kind == .object else {
      throw .wrongType(path: path, found: "\(vocab.kind)", expected: "an object")
    }
    var builder = VocabularyBuilder(capacity: vocab.count)
    for member in vocab.members {
      let value = member.node
      guard let id = value.int64, id >= 0, id <= VocabularyBuilder.highestID else {
        throw .invalidValue(
          path: "\(path)[\"\(member.key)\"]",
          found: value.int64.map { "\($0)" } ?? "\(value.kind)",
          expected: "an id from 0 to \(VocabularyBuilder.highestID)"
        )
      }
      unsafe builder.append(member.keyUTF8, id: Int32(truncatingIfNeeded: id))
    }
    if let position = builder.firstRepeatedID() {
      let token = String(decoding: builder.bytes(at: position), as: UTF8.self)
      throw .invalidValue(
        path: "\(path)[\"\(token)\"]",
        found: "the id \(builder.entries[position].id) again",
        expected: "an id of its own"
      )
    }
    return Vocabulary(builder)
  }

  /// The string in a field; nil when the field is absent or null.
  static func string(
    _ name: String,
    of node: JSONNode,
    path: String
  ) throws(TokenizerError) -> String? {
    guard let field = node[name], field.kind != .null else { return nil }
    guard let value = field.string else {
      throw .wrongType(path: "\(path).\(name)", found: "\(field.kind)", expected: "a string")
    }
    return value
  }

  /// The flag in a field; false when the field is absent or null.
  static func flag(
    _ name: String,
    of node: JSONNode,
    path: String
  ) throws(TokenizerError) -> Bool {
    guard let field = node[name], field.kind != .null else { return false }
    guard let value = field.boolean else {
      throw .wrongType(path: "\(path).\(name)", found: "\(field.kind)", expected: "true or false")
    }
    return value
  }
}
