import JSON

extension Chat {
  /// The chat that pairs are: each prompt is the user's, each completion the assistant's.
  ///
  /// A prompt that is missing is an empty message, for templates want the turns to alternate. Pairs
  /// without a completion are left out, or end with the user's message where prompts are kept.
  ///
  /// - Parameters:
  ///   - example: The pairs; a text is a pair without a prompt.
  ///   - prefix: What goes before every prompt that is not empty.
  ///   - suffix: What goes behind it.
  ///   - promptOnly: Whether pairs without a completion are kept.
  ///   - hasCategories: Whether the plan has categories.
  init(
    _ example: Example,
    prefix: [UInt8],
    suffix: [UInt8],
    promptOnly: PromptOnlyPolicy,
    hasCategories: Bool
  ) {
    self.init(messages: [])
    for index in unsafe example.pairs.indices {
      let pair = unsafe example.pairs[index]
      var prompt = unsafe Array(pair.prompt)
      if unsafe !pair.promptInput.isEmpty {
        prompt += [0x0A, 0x0A]
        unsafe prompt.append(contentsOf: pair.promptInput)
      }
      if !prompt.isEmpty { prompt = prefix + prompt + suffix }
      let text = String(decoding: prompt, as: UTF8.self)
      let hasCompletion = unsafe !pair.completion.isEmpty
      guard hasCompletion || promptOnly == .keep else {
        skippedPairCount += 1
        skippedPrompts.append(text)
        continue
      }
      append("user", text, category: hasCategories ? unsafe pair.categoryID : nil)
      guard hasCompletion else { continue }
      let completion = unsafe String(decoding: pair.completion, as: UTF8.self)
      append("assistant", completion, category: hasCategories ? unsafe pair.categoryID : nil)
    }
  }

  private mutating func append(_ role: String, _ text: String, category: Int32?) {
    messages.append(JSONItem(.object(["role": .string(role), "content": .string(text)])))
    if let category { categoryIDs.append(category) }
  }
}
