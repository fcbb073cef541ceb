import JSON

/// Recognises the shape of a record and reads it.
///
/// In this order: an object with a completion is a pair, of chats where one of the two fields is a
/// list; one with a list under `messages` is a chat,
/// under `conversations` a chat too; one with a prompt is a pair whose completion is missing; one with
/// an instruction and an output is an alpaca record; one with `text` is a text. A list whose first
/// element has a role (or says whom it is from) and no field of a pair is a chat, else it is a
/// conversation of pairs. A plan that names a schema accepts nothing else.
struct ExampleReader: Sendable {
  let schema: RecordSchema
  let fieldNames: FieldNames
  /// The categories of the plan, or `nil` where it has none.
  let categories: CategoryList?

  /// Reads a record.
  ///
  /// - Throws: ``DataPrepError`` without a place: `noSchema`, `wrongShape`, `missingField`,
  ///   `wrongFieldType`, `unknownCategory`.
  func read(
    _ node: JSONNode
  ) throws(DataPrepError) -> (content: RecordContent, schema: RecordSchema) {
    guard schema != .auto || node.kind == .array || node.kind == .object else {
      throw DataPrepError(.wrongShape, found: node.kindName, expected: expectation)
    }
    guard let schema = schema == .auto ? recognised(node) : schema else {
      throw DataPrepError(.noSchema, found: reasons(for: node))
    }
    return unsafe (try read(node, as: schema), schema)
  }

  private func read(
    _ node: JSONNode,
    as schema: RecordSchema
  ) throws(DataPrepError) -> RecordContent {
    switch (node.kind, schema) {
    case (.array, .turns):
      return unsafe .pairs(try TurnsForm(pair: pairForm).read(node))
    case (.object, .pair):
      return unsafe .pairs(Example(pairs: [try pairForm.read(node)]))
    case (.object, .text):
      return unsafe .pairs(Example(pairs: [try TextForm().read(node)]))
    case (.object, .alpaca):
      return unsafe .pairs(
        Example(pairs: [try AlpacaForm(categories: categories).read(node)])
      )
    case (.object, .messages), (.array, .messages):
      let form = ChatForm(listKey: ChatForm.messages, categories: categories)
      return unsafe .chat(try form.read(node))
    case (.object, .chatPair):
      let form = ChatForm(
        listKey: fieldNames.completion,
        promptKey: fieldNames.prompt,
        categories: categories
      )
      return unsafe .chat(try form.read(node))
    case (.object, .sharegpt), (.array, .sharegpt):
      let form = ChatForm(listKey: ChatForm.conversations, categories: categories)
      return unsafe .chat(try form.read(node))
    default:
      throw DataPrepError(.wrongShape, found: node.kindName, expected: expectation)
    }
  }

  private var pairForm: PairForm {
    PairForm(fieldNames: fieldNames, categories: categories)
  }

  private var expectation: String {
    switch schema {
    case .auto: "an object or a list of pairs"
    case .pair: "an object with a prompt and a completion"
    case .turns: "a list of pairs"
    case .messages: "an object with messages, or a list of them"
    case .chatPair: "an object with a prompt and a completion that are lists of messages"
    case .sharegpt: "an object with conversations"
    case .alpaca: "an object with an instruction and an output"
    case .text: "an object with a text"
    }
  }
}

// MARK: - Recognition

extension ExampleReader {
  /// Whether a record, or a pair of one, has the key of prompts.
  func hasPromptKey(_ node: JSONNode) -> Bool {
    switch node.kind {
    case .object: node[fieldNames.prompt] != nil
    case .array:
      node.elements.contains { $0.kind == .object && $0[fieldNames.prompt] != nil }
    default: false
    }
  }

  /// The schema whose keys a record has, or nil.
  func recognised(_ node: JSONNode) -> RecordSchema? {
    switch node.kind {
    case .array: recognised(list: node)
    case .object:
      if let completion = node[fieldNames.completion] {
        completion.kind == .array || node[fieldNames.prompt]?.kind == .array ? .chatPair : .pair
      } else if node[ChatForm.messages]?.kind == .array {
        .messages
      } else if node[ChatForm.conversations]?.kind == .array {
        .sharegpt
      } else if let prompt = node[fieldNames.prompt] {
        prompt.kind == .array ? .chatPair : .pair
      } else if node[AlpacaForm.instruction] != nil, node[AlpacaForm.output] != nil {
        .alpaca
      } else if node[FieldNames.text] != nil {
        .text
      } else {
        nil
      }
    default: nil
    }
  }

  private func recognised(list: JSONNode) -> RecordSchema? {
    // An empty list is a conversation without pairs.
    guard let first = list.elements.first(where: { _ in true }) else { return .turns }
    guard first.kind == .object else { return nil }
    if first[fieldNames.completion] != nil || first[fieldNames.prompt] != nil { return .turns }
    if first["role"] != nil { return .messages }
    return first["from"] != nil ? .sharegpt : nil
  }

  /// Why no schema fits a record, schema by schema.
  private func reasons(for node: JSONNode) -> String {
    let isList = node.kind == .array
    let shape = isList ? "it is a list" : nil
    let reasons: [(RecordSchema, String)] = [
      (.pair, shape ?? "\"\(fieldNames.completion)\" is missing"),
      (.turns, isList ? reason(inFirstOf: node) : "it is no list"),
      (.messages, isList ? reason(inFirstOf: node, key: "role") : listReason("messages", node)),
      (.chatPair, shape ?? "\"\(fieldNames.completion)\" is missing"),
      (
        .sharegpt,
        isList ? reason(inFirstOf: node, key: "from") : listReason("conversations", node)
      ),
      (
        .alpaca,
        shape ?? missing([AlpacaForm.instruction, AlpacaForm.output].filter { node[$0] == nil })
      ),
      (.text, shape ?? "\"\(FieldNames.text)\" is missing"),
    ]
    return reasons.map { "\($0.rawValue): \($1)" }.joined(separator: "; ")
  }

  private func missing(_ keys: [String]) -> String {
    keys.map { "\"\($0)\"" }.joined(separator: " and ") + (keys.count == 1 ? " is" : " are")
      + " missing"
  }

  private func listReason(_ key: String, _ node: JSONNode) -> String {
    guard let list = node[key] else { return missing([key]) }
    return "\"\(key)\" must be a list of messages, found \(list.kindName)"
  }

  private func reason(inFirstOf list: JSONNode, key: String? = nil) -> String {
    guard let first = list.elements.first(where: { _ in true }), first.kind == .object else {
      return "the first element is no object"
    }
    return missing([key ?? fieldNames.completion]) + " in the first element"
  }
}

extension JSONNode {
  /// What the value is, as a message says it.
  var kindName: String {
    switch kind {
    case .null: "null"
    case .boolean: "true or false"
    case .integer, .unsigned, .double, .bigNumber: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The bytes of a field that must be a string.
  func text(of field: String) throws(DataPrepError) -> UnsafeBufferPointer<UInt8> {
    guard let bytes = unsafe utf8 else {
      throw DataPrepError(.wrongFieldType, field, found: kindName, expected: "a string")
    }
    return unsafe bytes
  }
}
