package import JSON

/// A rendered chat that knows its turns, and which text a model is trained on.
package struct LabelledChat: Sendable {
  /// The rendering in UTF-8.
  package let utf8: [UInt8]
  /// The assistant's turns in the order of the text; a message that is not printed has none.
  package let turns: [AssistantTurn]
  /// The bytes that a model is trained on, in order; those of different turns stand apart.
  package let trained: [Range<Int>]
  /// Where the last trained turn ends, from where on nothing can be learned; nil if no turn is
  /// trained, or everything.
  package let tailStart: Int?

  /// Finds the turns of a chat.
  ///
  /// - Parameters:
  ///   - chat: What the template made.
  ///   - context: What it was rendered with.
  ///   - grammar: How the template writes turns with these variables.
  ///   - trainedTurns: Which turns are trained; those of weight 0 never are, unless all text is.
  ///   - firstMessage: The first message whose turn may be trained, unless all text is.
  package init(
    _ chat: RenderedChat,
    of context: RenderContext,
    grammar: TurnGrammar,
    training trainedTurns: TrainedTurns = .assistant,
    from firstMessage: Int = 0
  ) {
    utf8 = chat.utf8
    let isAssistant = context.messages.map { $0.has("role", "assistant") }
    let map = TurnMap(chat, isAssistant: isAssistant)
    let finder = TurnFinder(
      utf8: chat.utf8,
      parts: map.parts,
      grammar: grammar,
      endsWithPrompt: context.addGenerationPrompt
    )
    var turns = finder.turns(of: isAssistant, in: context.messages)
    for index in turns.indices {
      let isChosen =
        switch trainedTurns {
        case .assistant, .all: true
        case .last: index == turns.count - 1
        }
      turns[index].isTrained =
        isChosen && turns[index].weight > 0 && turns[index].message >= firstMessage
    }
    self.turns = turns
    guard trainedTurns != .all else {
      trained = chat.utf8.isEmpty ? [] : [0..<chat.utf8.count]
      tailStart = nil
      return
    }
    var trained: [Range<Int>] = []
    trained.reserveCapacity(turns.count)
    for turn in turns where turn.isTrained {
      for range in turn.completion where !range.isEmpty { trained.append(range) }
    }
    self.trained = trained
    tailStart = turns.last(where: \.isTrained)?.completionEnd
  }

  /// Ranges of the UTF-8, in order and without overlap, as ranges of code points.
  package func codePoints(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    result.reserveCapacity(ranges.count)
    var byte = 0
    var codePoint = 0
    func advance(to offset: Int) -> Int {
      if offset < byte { (byte, codePoint) = (0, 0) }
      codePoint += utf8[byte..<offset].codePointCount
      byte = offset
      return codePoint
    }
    for range in ranges {
      let start = advance(to: range.lowerBound)
      result.append(start..<advance(to: range.upperBound))
    }
    return result
  }
}

extension JSONItem {
  /// How much a message counts in training: the first of `weight`, `train` and `loss` that it has,
  /// as a number from 0 to 1 or a boolean; 1 where there is none.
  package var trainingWeight: Double {
    let keys: [StaticString] = ["weight", "train", "loss"]
    for key in keys {
      guard let index = index(of: key) else { continue }
      let value = JSONItem(text, at: index).node
      if let flag = value.boolean { return flag ? 1 : 0 }
      if let number = value.double, number.isFinite { return min(max(number, 0), 1) }
    }
    return 1
  }
}
