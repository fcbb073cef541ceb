package import JSON

extension RenderedChat {
  /// The messages, by place, of whose content or tool calls nothing is written.
  ///
  /// A template that expects a list of parts writes nothing of a string, one that knows no tools
  /// writes no calls, and some leave out the messages of roles that they do not name. What is left out
  /// cannot be trained on, and nothing else in a rendering tells that it was there. One stretch is
  /// enough: what a template leaves out of a content on purpose, earlier reasoning say, is not missed.
  package func unwrittenMessages(of messages: [JSONItem]) -> [Int] {
    let keys = Saying.keys
    // By message and key.
    var missing: [Saying?] = messages.flatMap { message in
      keys.map { Saying($0, of: message) }
    }
    var isRewritten = false
    forEachPart { part in
      guard part.hasField else { return }
      isRewritten = isRewritten || !part.isExact
      guard messages.indices.contains(part.message) else { return }
      for place in part.message * keys.count..<(part.message + 1) * keys.count {
        if let saying = missing[place], isWritten(saying, by: part) { missing[place] = nil }
      }
    }
    return messages.indices.filter { message in
      missing[message * keys.count..<(message + 1) * keys.count].contains { saying in
        // Text that is made of several messages has the place of the first one alone.
        saying.map { !isRewritten || !$0.stands(in: utf8) } ?? false
      }
    }
  }

  /// Whether a part of the same message is, or was made of, what the message says there.
  private func isWritten(_ saying: Saying, by part: Part) -> Bool {
    if let start = start(of: part) { return saying.bytes.contains(start) }
    guard let field = madeField(of: part) else { return true }
    return field.isMessage || field.isWithin(saying.item)
  }
}

/// What a message says under one key.
private struct Saying {
  static let keys: [StaticString] = ["content", "tool_calls"]

  /// The key's value.
  let item: JSONItem
  /// Where the value's strings stand among those of its text.
  let bytes: Range<Int>

  /// Takes the value of a key; nil where it has no text but white space, or no call.
  init?(_ key: StaticString, of message: JSONItem) {
    guard let index = message.index(of: key) else { return nil }
    item = JSONItem(message.text, at: index)
    bytes = item.stringsRange
    guard item.isSaying else { return nil }
  }

  /// Whether one of the strings is part of a text, without the white space around it.
  func stands(in utf8: [UInt8]) -> Bool {
    item.strings.contains { string in
      let start = Whitespace.leadingCount(string[...])
      let text = string[start..<max(start, Whitespace.trimmedEnd(string[...]))]
      return !text.isEmpty && ByteSearch(text).first(in: utf8[...]) != nil
    }
  }
}

extension JSONItem {
  /// Whether a content or a list of calls says anything in words.
  ///
  /// Of a list of parts only `text` counts: the place of a picture is the template's to write.
  fileprivate var isSaying: Bool {
    if let bytes = unsafe node.utf8 {
      if unsafe bytes.contains(where: { (0x21..<0x7F).contains($0) }) { return true }
      return unsafe Whitespace.leadingCount(Array(bytes)[...]) < bytes.count
    }
    return array?.contains { part in
      guard part.node.kind == .object else { return part.isSaying }
      return part["text"]?.isSaying ?? (part["function"] != nil || part["name"] != nil)
    } ?? false
  }
}
