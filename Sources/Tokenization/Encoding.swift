/// What encoding a text gives: the ids of its tokens, and where each of them lies in the text.
package struct Encoding: Sendable, Equatable {
  /// The ids of the tokens.
  package var ids: [Int32] = []
  /// By token: the code points of the original text that it stands for, half-open.
  ///
  /// Tokens that share a character, as byte-level tokens can, have that character in common. Tokens
  /// that a post-processor adds have an empty range at 0.
  package var offsets: [Range<Int>] = []
}
