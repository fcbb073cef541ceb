import ChatTemplates
import JSON
import Tokenization

extension RenderedRecord {
  /// Cuts a rendering and gives its parts their tokens.
  ///
  /// - Throws: ``TokenizerError`` where the text cannot be encoded.
  init(
    _ rendering: RecordRenderer.Rendering,
    encoder: TokenEncoder?
  ) throws(TokenizerError) {
    let labelled = rendering.labelled
    let types = Self.types(of: labelled)
    var stretches: [Stretch] = []
    var starts: [Int] = []
    var place = 0
    for stretch in rendering.rendered.stretches {
      let origin = Origin(stretch.origin, rendering.context.messages)
      var start = stretch.range.lowerBound
      while start < stretch.range.upperBound {
        while place < types.count - 1, types[place].end <= start { place += 1 }
        let end = min(stretch.range.upperBound, max(types[place].end, start + 1))
        let text = String(decoding: labelled.utf8[start..<end], as: UTF8.self)
        let next = Stretch(text: text, origin: origin, type: types[place].type)
        // What a template writes during different messages is one stretch for the eye.
        if let last = stretches.last, origin == .template, last.origin == .template,
          last.type == next.type
        {
          stretches[stretches.count - 1] = Stretch(
            text: last.text + text,
            origin: .template,
            type: last.type
          )
        } else {
          stretches.append(next)
          starts.append(start)
        }
        start = end
      }
    }
    if let encoder {
      try Self.addTokens(to: &stretches, starts, rendering, encoder)
    }
    self.stretches = stretches
    promptFaults = labelled.turns.filter(\.isTrained).compactMap { turn in
      let proof = PromptProof(
        of: turn,
        in: labelled,
        rendered: rendering.context,
        by: rendering.template
      )
      return PromptFault(proof).map { (turn.message, $0) }
    }
  }

  /// The type of each part of the text, with its end; the last ends where the text does.
  private static func types(of chat: LabelledChat) -> [(end: Int, type: TokenType)] {
    var types: [(end: Int, type: TokenType)] = []
    let separator = chat.turns.last(where: \.isTrained)?.terminator
    func add(_ end: Int, _ type: TokenType) {
      if end > types.last?.end ?? 0 { types.append((end, type)) }
    }
    for range in chat.trained {
      add(range.lowerBound, .prompt)
      if let separator, separator.upperBound == range.upperBound, chat.tailStart != nil {
        add(separator.lowerBound, .completion)
        add(separator.upperBound, .separator)
      } else {
        add(range.upperBound, .completion)
      }
    }
    add(chat.utf8.count, .prompt)
    return types
  }

  /// Gives each token to the stretch of its first byte; what messages say holds no special tokens.
  private static func addTokens(
    to stretches: inout [Stretch],
    _ starts: [Int],
    _ rendering: RecordRenderer.Rendering,
    _ encoder: TokenEncoder
  ) throws(TokenizerError) {
    let text = LabelledText(
      rendered: rendering.rendered,
      turns: rendering.labelled.turns,
      context: rendering.context,
      template: rendering.template,
      specialVariables: rendering.specialVariables
    )
    var places = TextPlaces()
    places.plainRanges = text.plainRanges(holdsSpecialToken: encoder.holdsSpecialToken)
    places.offsets = Array(starts.dropFirst()) + [text.utf8.count]
    var ids: [Int32] = []
    unsafe try text.utf8.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
      unsafe try encoder.encode(bytes, places: &places, appendingTo: &ids)
    }
    var start = 0
    for (index, place) in zip(stretches.indices, places.places) {
      let end = min(max(place.tokenCount, start), ids.count)
      for token in start..<end {
        stretches[index].tokens.append(
          Token(id: ids[token], isShared: place.isStraddled && token == end - 1)
        )
      }
      start = end
    }
  }
}

extension RenderedRecord.Origin {
  fileprivate init(_ origin: ChatTemplates.Origin, _ messages: [JSONItem]) {
    guard let field = origin.field else {
      self = .template
      return
    }
    guard let message = field.message, messages.indices.contains(message) else {
      self = .variable(name: field.path)
      return
    }
    self = .message(
      index: message,
      role: messages[message]["role"]?.string ?? "",
      path: field.path
    )
  }
}

extension RenderedRecord.PromptFault {
  fileprivate init?(_ proof: PromptProof) {
    switch proof {
    case .equal: return nil
    case .otherOpening: self = .otherOpening
    case .rewrittenHistory: self = .rewrittenHistory
    case .refused: self = .refused
    }
  }
}
