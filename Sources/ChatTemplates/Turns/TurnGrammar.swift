/// How a template writes an assistant's turn: what opens it and what ends it.
///
/// It is learned once for a template and the variables that it is rendered with.
package final class TurnGrammar: Sendable {
  /// What ends a turn.
  struct Terminator: Sendable, Hashable {
    /// Where a template writes it.
    enum Place: Sendable, Hashable {
      /// In the turn that it ends, or behind the last.
      case inTurn
      /// At the start of what comes next.
      case inNextTurn
    }

    let utf8: [UInt8]
    let place: Place
    /// Whether it is a special token; if not, it is what the template writes after every answer.
    let isSpecialToken: Bool
  }

  /// What `add_generation_prompt` appends; nil where no rendering shows it.
  let generationPrompt: [UInt8]?
  /// Everything that the template writes after the last message when an answer is wanted.
  let opening: [UInt8]
  /// What the template writes in an answer's turn before the answer's first word, as far as it is
  /// prompt: it differs from the generation prompt where the template is not at one with itself.
  let turnOpening: [UInt8]
  /// What ends a turn that another follows; nil where the template writes nothing.
  let terminator: Terminator?
  let specialTokens: SpecialTokens
  /// The token that begins a chat; empty where it is not known.
  let beginning: [UInt8]

  init(
    generationPrompt: [UInt8]?,
    opening: [UInt8],
    turnOpening: [UInt8],
    terminator: Terminator?,
    specialTokens: SpecialTokens,
    beginning: [UInt8]
  ) {
    self.generationPrompt = generationPrompt
    self.opening = opening
    self.turnOpening = turnOpening
    self.terminator = terminator
    self.specialTokens = specialTokens
    self.beginning = beginning
  }

  /// The text that `add_generation_prompt` appends; empty if none or unknown.
  package var generationPromptText: String {
    String(decoding: generationPrompt ?? [], as: UTF8.self)
  }
  /// The text that ends a turn; nil where the template writes nothing.
  package var terminatorText: String? {
    terminator.map { String(decoding: $0.utf8, as: UTF8.self) }
  }
}
