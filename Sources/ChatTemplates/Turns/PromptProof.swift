/// Whether a model is trained behind the prompt that it will be given.
///
/// At inference a server renders the messages before an answer with `add_generation_prompt`. A turn
/// is proven where that is exactly the text before its completion. It costs a rendering for each
/// turn.
package enum PromptProof: Sendable, Hashable {
  /// The prompt is the same.
  case equal
  /// The messages before are the same, but the answer is opened in another way: with a started
  /// `<think>`, say.
  case otherOpening
  /// The messages before are not rendered as they are with the answer: the template leaves earlier
  /// reasoning out, say.
  case rewrittenHistory
  /// The template refuses the messages before the answer alone.
  case refused

  /// Checks a turn of a chat.
  ///
  /// - Parameters:
  ///   - turn: A turn of `chat`.
  ///   - chat: The chat with its turns.
  ///   - context: What the chat was rendered with.
  ///   - template: What rendered it.
  package init(
    of turn: AssistantTurn,
    in chat: LabelledChat,
    rendered context: RenderContext,
    by template: ChatTemplate
  ) {
    var context = context
    context.messages.removeLast(context.messages.count - turn.message)
    context.addGenerationPrompt = true
    guard let prompt = try? template.render(context).utf8 else {
      self = .refused
      return
    }
    let trained = chat.utf8[..<turn.promptEnd]
    if prompt.elementsEqual(trained) {
      self = .equal
      return
    }
    let common = zip(prompt, trained).prefix { $0 == $1 }.count
    self = common >= min(turn.start, turn.promptEnd) ? .otherOpening : .rewrittenHistory
  }

  /// Whether a record, by its number from 0, is among those that are checked where checking all would
  /// cost too much: the first ones, and some of the rest.
  package static func isSampled(record: Int) -> Bool {
    record < 1024 || record % 64 == 0
  }
}
