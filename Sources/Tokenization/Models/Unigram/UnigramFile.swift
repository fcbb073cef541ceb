internal import JSON

/// Reads a Unigram model from its JSON section.
enum UnigramFile {
  /// Reads the vocabulary and the settings, of which only the vocabulary must be there.
  static func read(_ node: JSONNode, path: String) throws(TokenizerError) -> UnigramModel {
    guard let pieces = node["vocab"] else { throw .missingField("vocab", path: path) }
    guard pieces.kind == .array else {
      throw .wrongType(path: path + ".vocab", found: "\(pieces.kind)", expected: "an array")
    }
    var builder = VocabularyBuilder(capacity: pieces.count)
    var scores: [Double] = []
    scores.reserveCapacity(pieces.count)
    for piece in pieces.elements {
      let index = scores.count
      // Called for an error only: a path for each of 250,000 pieces takes 0.1 s.
      func place() -> String { "\(path).vocab[\(index)]" }
      guard index <= VocabularyBuilder.highestID else {
        throw .invalidValue(
          path: place(),
          found: "one more",
          expected: "at most \(VocabularyBuilder.highestID + 1) tokens"
        )
      }
      var parts = piece.elements.makeIterator()
      guard piece.kind == .array, let token = unsafe parts.next()?.utf8,
        let score = parts.next()?.number, parts.next() == nil
      else {
        throw .wrongType(
          path: place(),
          found: "\(piece.kind)",
          expected: "an array of a token and its score"
        )
      }
      guard let value = ReferenceNumber.double(score) else {
        throw .invalidValue(path: place() + "[1]", found: score.text, expected: "a smaller number")
      }
      unsafe builder.append(token, id: Int32(truncatingIfNeeded: index))
      scores.append(value)
    }
    return UnigramModel(
      vocabulary: Vocabulary(builder, keepingRepeated: true),
      scores: scores,
      unknownID: try unknownID(of: node, count: scores.count, path: path),
      byteFallback: try byteFallback(of: node, path: path)
    )
  }

  private static func unknownID(
    of node: JSONNode,
    count: Int,
    path: String
  ) throws(TokenizerError) -> Int32? {
    guard let field = node["unk_id"], field.kind != .null else { return nil }
    guard let id = field.int64, id >= 0, id < count else {
      throw .invalidValue(
        path: path + ".unk_id",
        found: field.int64.map { "\($0)" } ?? "\(field.kind)",
        expected: count > 0
          ? "null or an id from 0 to \(count - 1)" : "null, since the vocabulary is empty"
      )
    }
    return Int32(truncatingIfNeeded: id)
  }

  private static func byteFallback(
    of node: JSONNode,
    path: String
  ) throws(TokenizerError) -> Bool {
    guard let field = node["byte_fallback"] else { return false }
    guard let value = field.boolean else {
      throw .wrongType(
        path: path + ".byte_fallback",
        found: "\(field.kind)",
        expected: "true or false"
      )
    }
    return value
  }
}
