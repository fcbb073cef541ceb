/// The names of a message's reasoning, under each of which templates read it.
enum ReasoningNames {
  static let content: StaticString = "reasoning_content"
  static let thinking: StaticString = "thinking"
  /// In the order in which they count.
  static let all: [StaticString] = [content, thinking, "reasoning"]
}
