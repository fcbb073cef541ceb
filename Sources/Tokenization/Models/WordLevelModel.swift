/// A model whose tokens are whole words: a piece is a token or it is unknown.
struct WordLevelModel: Sendable {
  let vocabulary: Vocabulary
  /// The token for words that are not in the vocabulary.
  let unknownToken: String

  /// The id of a piece.
  ///
  /// - Throws: `.unknownTokenMissing` for an unknown word when the vocabulary lacks the unknown
  ///   token.
  func id(of piece: UnsafeBufferPointer<UInt8>) throws(TokenizerError) -> Int32 {
    if let id = unsafe vocabulary.id(of: piece) { return id }
    guard let id = vocabulary.id(of: Array(unknownToken.utf8)) else {
      throw TokenizerError.unknownTokenMissing(unknownToken)
    }
    return id
  }
}
