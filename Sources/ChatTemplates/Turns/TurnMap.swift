/// A rendering, cut by the message that each part of it belongs to.
struct TurnMap {
  /// A part of the output.
  struct Part {
    var range: Range<Int>
    /// The message that the part belongs to; nil where it belongs to none.
    var message: Int?
    /// The message that was the current one; another where a template writes two at a time.
    var running: Int?
    /// Whether the text is that message's own, not the template's; its role does not count.
    var isFromMessage: Bool
  }

  /// The parts in their order; together they cover the output, and none is empty.
  private(set) var parts: [Part] = []

  /// Cuts a rendering.
  ///
  /// A part belongs to the message that was the current one when it was written, else to the
  /// message that its text is from. Two cases differ: the text of another message within an
  /// assistant's turn (a tool's answer, say) is that message's, and what an assistant said is its
  /// own also if the template writes it during another message's turn and never in its own.
  ///
  /// - Parameters:
  ///   - chat: The rendering.
  ///   - isAssistant: For each message, whether the model wrote it.
  init(_ chat: RenderedChat, isAssistant: [Bool]) {
    var written: [RenderedChat.Part] = []
    written.reserveCapacity(chat.markCount)
    chat.forEachPart { written.append($0) }
    // The assistant's messages that are written, at least in part, in their own turns.
    var isWrittenInItsTurn = [Bool](repeating: false, count: isAssistant.count)
    for part in written where part.running == part.message && !part.isRole {
      if isWrittenInItsTurn.indices.contains(part.message) {
        isWrittenInItsTurn[part.message] = true
      }
    }
    func isModel(_ message: Int) -> Bool {
      isAssistant.indices.contains(message) && isAssistant[message]
    }
    func owner(_ part: RenderedChat.Part) -> Int {
      let (source, running) = (part.message, part.running)
      guard source >= 0, running >= 0, source != running else {
        return running >= 0 ? running : source
      }
      if isModel(source) { return isWrittenInItsTurn[source] ? running : source }
      return isModel(running) ? source : running
    }
    parts.reserveCapacity(written.count)
    for part in written {
      let message = owner(part)
      append(
        Part(
          range: part.range,
          message: message >= 0 ? message : nil,
          running: part.running >= 0 ? part.running : nil,
          isFromMessage: message >= 0 && part.message == message && !part.isRole
        )
      )
    }
    assignGaps()
  }

  private mutating func append(_ part: Part) {
    guard let last = parts.last, last.message == part.message,
      last.isFromMessage == part.isFromMessage, last.running == part.running
    else { return parts.append(part) }
    parts[parts.count - 1].range = last.range.lowerBound..<part.range.upperBound
  }

  /// Gives what belongs to no message to the one that it stands within.
  private mutating func assignGaps() {
    guard parts.count > 2 else { return }
    for index in 1..<parts.count - 1 where parts[index].message == nil {
      let before = parts[index - 1].message
      if let before, before == parts[index + 1].message { parts[index].message = before }
    }
  }
}
