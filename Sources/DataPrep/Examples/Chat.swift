import JSON

/// A conversation as a template takes it, copied out of the record.
struct Chat: Sendable {
  /// The messages, objects as they are in the record.
  var messages: [JSONItem]
  /// How many messages at the start are prompt whoever wrote them: nothing of them is trained.
  var promptMessageCount = 0
  /// The tools, or null.
  var tools = JSONItem.null
  /// The documents, or null.
  var documents = JSONItem.null
  /// The record's other keys, which a template may use.
  var variables = JSONObject()
  /// By message: the index in the list of categories, or −1; empty where the plan has none.
  var categoryIDs: [Int32] = []
  /// Pairs that are not among the messages because they have no completion.
  var skippedPairCount = 0
  /// What those pairs' prompts say.
  var skippedPrompts: [String] = []

  /// The role of a message, or an empty text.
  func role(of message: Int) -> String {
    messages[message]["role"]?.string ?? ""
  }

  /// The chat up to a message.
  func prefix(_ count: Int) -> Chat {
    keeping(Array(messages.indices.prefix(count)))
  }

  /// The chat with some of its messages alone.
  func keeping(_ kept: [Int]) -> Chat {
    var chat = self
    chat.messages = kept.map { messages[$0] }
    chat.promptMessageCount = kept.count { $0 < promptMessageCount }
    if !categoryIDs.isEmpty { chat.categoryIDs = kept.map { categoryIDs[$0] } }
    return chat
  }

  /// The category of a message, or −1.
  func category(of message: Int) -> Int32 {
    categoryIDs.indices.contains(message) ? categoryIDs[message] : -1
  }
}
