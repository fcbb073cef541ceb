import ChatTemplates

extension LabelledText {
  /// Whether a turn's prompt, as it is trained, is the one that the template makes for inference;
  /// nil where the template makes none.
  ///
  /// Templates that rewrite earlier turns (leaving out their reasoning, say) fail here for all turns
  /// but the last.
  func hasPromptOfInference(_ turn: AssistantTurn, _ renderer: ChatRenderer) -> Bool? {
    guard let prompt = try? renderer.prompt(before: turn.message, of: self) else { return nil }
    return utf8[..<turn.promptEnd].elementsEqual(prompt)
  }

  /// The messages, by place, of whose content or tool calls the template writes nothing.
  var unwrittenMessages: [Int] { rendered.unwrittenMessages(of: context.messages) }

  /// Whether `{% generation %}` marks what the turns' completions are; nil where the template marks
  /// nothing.
  ///
  /// A block may end before the terminator, or behind it: where the model stops is known better here.
  var marksItsTurns: Bool? {
    guard template.marksGeneration else { return nil }
    var marked = bytes(ofCodePoints: rendered.generationRanges)[...]
    marked.sort { $0.lowerBound < $1.lowerBound }
    for turn in turns {
      guard let first = turn.completion.first else { continue }
      guard let range = marked.popFirst() else { return false }
      let contentEnd = turn.terminator?.lowerBound ?? turn.completionEnd
      guard range.lowerBound == first.lowerBound, range.upperBound >= contentEnd else {
        return false
      }
    }
    return marked.isEmpty
  }

  private func bytes(ofCodePoints ranges: [Range<Int>]) -> [Range<Int>] {
    guard let last = ranges.map(\.upperBound).max() else { return [] }
    var starts: [Int] = []
    starts.reserveCapacity(last + 1)
    for (offset, byte) in utf8.enumerated() where byte & 0xC0 != 0x80 {
      if starts.count > last { break }
      starts.append(offset)
    }
    func offset(_ codePoint: Int) -> Int {
      codePoint < starts.count ? starts[codePoint] : utf8.count
    }
    return ranges.map { offset($0.lowerBound)..<offset($0.upperBound) }
  }
}
