/// A token that is found in the text itself, before the model sees it.
struct AddedToken: Sendable, Hashable {
  /// The text of the token, in UTF-8. (Strings that look the same compare equal; tokens must not.)
  var content: [UInt8]
  /// Whether it is found only where no word character stands next to it (`single_word`).
  var isSingleWord = false
  /// Whether it takes the white space on its left with it (`lstrip`).
  var stripsLeft = false
  /// Whether it takes the white space on its right with it (`rstrip`).
  var stripsRight = false
  /// Whether it is looked for in the normalized text, in its own normalized form.
  var isNormalized = true
  /// Whether decoding can leave it out.
  var isSpecial = false

  /// The special token that `Tokenizer.addSpecialTokens` adds: found verbatim, in the raw text.
  static func special(_ content: String) -> AddedToken {
    AddedToken(content: Array(content.utf8), isNormalized: false, isSpecial: true)
  }
}

/// Which added tokens are recognised in a text.
package enum AddedTokenRecognition: Sendable {
  /// All of them.
  case all
  /// Only those that are not special: the text of a special token is encoded as plain text.
  case exceptSpecial
}
