import JSON

/// `{"messages": [{"role", "content", …}, …], "tools": …}`, or the list alone.
///
/// Messages go to the template as they are. A message has a role, and a content that is a text, null
/// or a list of parts; without one it must have something else that a template writes, such as
/// `tool_calls`. `weight`, `train` or `loss` says how much its tokens count.
///
/// The same form reads `conversations`, whose messages may also be written as
/// `{"from": "human", "value": …}` (``ShareGPTForm``), and `prompt` and `completion` that are lists of
/// messages, of which the prompt's are never trained.
struct ChatForm: Sendable {
  /// The key of the list.
  let listKey: String
  /// The key of a list that goes before it and is prompt; nil where the form has none.
  var promptKey: String?
  let categories: CategoryList?

  static let messages = "messages"
  static let conversations = "conversations"

  /// Reads an object that holds the list, or the list itself.
  ///
  /// - Throws: ``DataPrepError`` without a place: `missingField`, `wrongFieldType`, `wrongShape`,
  ///   `unknownCategory`.
  func read(_ node: JSONNode) throws(DataPrepError) -> Chat {
    let record = JSONItem(copying: node)
    guard node.kind == .object else {
      var chat = Chat(messages: try read(list: node, of: record, path: ""))
      if categories != nil { chat.categoryIDs = Array(repeating: -1, count: chat.messages.count) }
      return chat
    }
    var chat = Chat(messages: [])
    if let promptKey, let prompt = node[promptKey], !prompt.isNull {
      chat.messages = try messages(prompt, of: record, under: promptKey)
      chat.promptMessageCount = chat.messages.count
    }
    guard let list = node[listKey] else { throw DataPrepError(.missingField, listKey) }
    chat.messages += try messages(list, of: record, under: listKey)
    var system: JSONNode?
    for member in node.members {
      switch member.key {
      case listKey, promptKey, "add_generation_prompt", FieldNames.category: break
      case "tools": chat.tools = try tools(member.node, of: record)
      case "documents": chat.documents = record.item(at: member.node)
      case "chat_template_kwargs":
        for (key, value) in member.node.value.object ?? JSONObject() { chat.variables[key] = value }
      case "system" where listKey == Self.conversations: system = member.node
      case let key: chat.variables[key] = member.node.value
      }
    }
    if let system { try prepend(system, to: &chat) }
    if let categories {
      let id = try categories.id(in: node)
      chat.categoryIDs = Array(repeating: id, count: chat.messages.count)
    }
    return chat
  }

  private func messages(
    _ list: JSONNode,
    of record: JSONItem,
    under key: String
  ) throws(DataPrepError) -> [JSONItem] {
    guard list.kind == .array else {
      throw DataPrepError(
        .wrongFieldType,
        key,
        found: list.kindName,
        expected: "a list of messages"
      )
    }
    return try read(list: list, of: record, path: key)
  }

  private func read(
    list: JSONNode,
    of record: JSONItem,
    path: String
  ) throws(DataPrepError) -> [JSONItem] {
    var messages: [JSONItem] = []
    messages.reserveCapacity(list.count)
    for element in list.elements {
      let place = "\(path)[\(messages.count)]"
      guard element.kind == .object else {
        throw DataPrepError(
          .wrongFieldType,
          place,
          found: element.kindName,
          expected: "a message"
        )
      }
      if element["role"] == nil, element["from"] != nil {
        messages.append(JSONItem(try ShareGPTForm().read(element, at: place)))
      } else {
        try check(element, at: place)
        messages.append(record.item(at: element))
      }
      try MessageWeight.check(element, at: place)
    }
    return messages
  }

  private func check(_ message: JSONNode, at place: String) throws(DataPrepError) {
    guard let role = message["role"] else {
      // What stands beside the key, or else the list, tells how it would be called.
      let isFrom =
        message["value"] != nil || listKey == Self.conversations && message["content"] == nil
      throw DataPrepError(.missingField, "\(place).\(isFrom ? "from" : "role")")
    }
    guard role.kind == .string else {
      throw DataPrepError(
        .wrongFieldType,
        "\(place).role",
        found: role.kindName,
        expected: "a string"
      )
    }
    guard let content = message["content"] else {
      // What a template can write in its place; a message of a role alone says nothing.
      guard message.count > 1 else { throw DataPrepError(.missingField, "\(place).content") }
      return
    }
    switch content.kind {
    case .string, .null: return
    case .array:
      var number = 0
      for part in content.elements {
        guard part.kind == .object || part.kind == .string else {
          throw DataPrepError(
            .wrongFieldType,
            "\(place).content[\(number)]",
            found: part.kindName,
            expected: "a part of a content"
          )
        }
        number += 1
      }
    default:
      throw DataPrepError(
        .wrongFieldType,
        "\(place).content",
        found: content.kindName,
        expected: "a string, null or a list of parts"
      )
    }
  }

  /// Tools stand as a list, or in some sets as the JSON text of one.
  private func tools(_ node: JSONNode, of record: JSONItem) throws(DataPrepError) -> JSONItem {
    guard let text = unsafe node.utf8 else { return record.item(at: node) }
    if unsafe text.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return .null }
    // The parser that holds the record is in use.
    guard let tools = unsafe try? JSONParser().parse(copying: Array(text)) else {
      throw DataPrepError(
        .wrongFieldType,
        "tools",
        found: "a string that is not JSON",
        expected: "a list, or the JSON text of one"
      )
    }
    return JSONItem(copying: tools)
  }

  /// The sets that name their key `conversations` may keep the system message beside the list.
  private func prepend(_ system: JSONNode, to chat: inout Chat) throws(DataPrepError) {
    guard !system.isNull else { return }
    let text = unsafe try system.text(of: "system")
    guard !text.isEmpty, chat.messages.isEmpty || chat.role(of: 0) != "system" else {
      return
    }
    chat.messages.insert(
      JSONItem(.object(["role": .string("system"), "content": system.value])),
      at: 0
    )
  }
}
