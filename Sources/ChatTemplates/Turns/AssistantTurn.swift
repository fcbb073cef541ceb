/// What an assistant's message became in a rendering.
package struct AssistantTurn: Sendable {
  /// The message's place in `messages`.
  package let message: Int
  /// Where its text begins in the UTF-8 of the output.
  package let start: Int
  /// Where the prompt ends and what the model writes begins.
  package let promptEnd: Int
  /// What the model writes, its terminator included; usually one range.
  ///
  /// Where the model writes nothing it is one empty range at the prompt's end.
  package let completion: [Range<Int>]
  /// The special token that ends the turn; nil where the template writes none.
  package let terminator: Range<Int>?
  /// How much the turn counts: the message's `weight`, `train` or `loss`, from 0 to 1.
  package let weight: Double
  /// Whether the model is trained on it.
  package internal(set) var isTrained: Bool

  /// The end of what the model writes.
  package var completionEnd: Int { completion.last?.upperBound ?? promptEnd }
}
