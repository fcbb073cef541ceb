import ChatTemplates
import JSON

/// A rendered chat with its turns, and where each stretch of it came from.
struct LabelledText {
  let rendered: RenderedChat
  let turns: [AssistantTurn]
  /// What the chat was rendered with.
  let context: RenderContext
  /// The template that rendered it.
  let template: ChatTemplate
  /// The variables that hold the tokenizer's special tokens.
  let specialVariables: Set<String>

  /// The text.
  var utf8: [UInt8] { rendered.utf8 }
}

extension LabelledText {
  /// The stretches in which the text of a special token is content: ranges of bytes, in order and
  /// apart.
  ///
  /// What is from the record is content, with two exceptions. A role is not, for templates write
  /// `<|user|>` with it, unless it holds more than a name. Text that the template has rewritten may
  /// hold the template's own tokens; it is content if the record holds one somewhere.
  func plainRanges(holdsSpecialToken: ([UInt8]) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var isInRecord: Bool?
    rendered.forEachPart { part in
      guard part.hasField, isContent(part) else { return }
      if !part.isExact {
        guard holdsSpecialToken(Array(utf8[part.range])) else { return }
        let holds = isInRecord ?? context.holdsText(where: holdsSpecialToken)
        isInRecord = holds
        if !holds { return }
      } else if part.isRole, utf8[part.range].allSatisfy(\.isNameByte) {
        return
      }
      if let last = ranges.last, last.upperBound == part.range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<part.range.upperBound
      } else {
        ranges.append(part.range)
      }
    }
    return ranges
  }

  /// Whether a part is the record's, not one of the tokenizer's special tokens.
  private func isContent(_ part: RenderedChat.Part) -> Bool {
    if part.message >= 0 { return true }
    guard let name = rendered.variable(of: part) else { return true }
    return !specialVariables.contains(name)
  }

  /// The text cut where the message changes that it belongs to: that message, and the part's end.
  var parts: [(message: Int?, end: Int)] {
    var parts: [(message: Int?, end: Int)] = []
    rendered.forEachPart { part in
      let place = part.running >= 0 ? part.running : part.message
      let message = place >= 0 ? place : nil
      if let last = parts.last, last.message == message {
        parts[parts.count - 1].end = part.range.upperBound
      } else {
        parts.append((message, part.range.upperBound))
      }
    }
    return parts
  }
}

extension UInt8 {
  /// Whether the byte can stand in the name of a role.
  fileprivate var isNameByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension RenderContext {
  /// Whether a string of the record, at any depth, is what `isMet` looks for; the tokenizer's special
  /// tokens are not the record's.
  fileprivate func holdsText(where isMet: ([UInt8]) -> Bool) -> Bool {
    var open = (settings.messages + [settings.tools, settings.documents]).map(\.value)
    open.append(.object(settings.variables))
    while let value = open.popLast() {
      switch value {
      case .string(let text): if isMet(Array(text.utf8)) { return true }
      case .array(let elements): open += elements
      case .object(let object):
        for (key, member) in object {
          if isMet(Array(key.utf8)) { return true }
          open.append(member)
        }
      default: break
      }
    }
    return false
  }
}
