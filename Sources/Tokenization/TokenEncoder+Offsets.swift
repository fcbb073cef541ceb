extension TokenEncoder {
  /// Encodes a text and tells where its tokens lie.
  ///
  /// Takes the long way through all steps and is an order of magnitude slower than
  /// `encode(_:addingSpecialTokens:appendingTo:)`; the ids are the same.
  package func encode(
    _ text: String,
    addingSpecialTokens: Bool,
    recognizing recognition: AddedTokenRecognition = .all
  ) throws(TokenizerError) -> Encoding {
    let bytes = Array(text.utf8)
    let index = CodePointIndex(bytes)
    var tokens: [PostProcessor.Token] = []
    for span in split(bytes, by: tokenizer.addedVocabulary.rawMatcher, recognition) {
      let content = Array(bytes[span.start..<span.end])
      if let id = span.id {
        let offsets = index.codePoints(of: span.start..<span.end)
        tokens.append(PostProcessor.Token(id: id, text: content, offsets: offsets))
        continue
      }
      var segment = NormalizedText(
        content,
        originalStart: span.start,
        trackingAlignments: true
      )
      try tokenizer.normalizer?.apply(to: &segment, using: matchers)
      let matcher = tokenizer.addedVocabulary.normalizedMatcher
      for part in split(segment.bytes, by: matcher, recognition) {
        let range = part.start..<part.end
        if let id = part.id {
          let offsets = index.codePoints(of: segment.originalRange(of: range))
          tokens.append(
            PostProcessor.Token(id: id, text: Array(segment.bytes[range]), offsets: offsets)
          )
        } else {
          try appendTokens(of: PreTokenizedText(segment, pieces: [range]), index, to: &tokens)
        }
      }
    }
    if let postProcessor = tokenizer.postProcessor {
      tokens = postProcessor.process(tokens, addingSpecialTokens: addingSpecialTokens)
    }
    trim()
    return Encoding(ids: tokens.map(\.id), offsets: tokens.map(\.offsets))
  }

  /// The spans of a text, which is one of them if it holds no added token.
  private func split(
    _ text: [UInt8],
    by matcher: AddedTokenMatcher?,
    _ recognition: AddedTokenRecognition
  ) -> [AddedTokenSpan] {
    guard !text.isEmpty else { return [] }
    var spans: [AddedTokenSpan] = []
    unsafe text.withUnsafeBufferPointer { text in
      unsafe tokenizer.addedVocabulary.split(
        text,
        by: matcher,
        recognizing: recognition,
        into: &spans
      )
    }
    return spans.isEmpty ? [AddedTokenSpan(start: 0, end: text.count)] : spans
  }

  /// Steps 4 and 5 for normalized text without added tokens.
  private func appendTokens(
    of text: PreTokenizedText,
    _ index: CodePointIndex,
    to tokens: inout [PostProcessor.Token]
  ) throws(TokenizerError) {
    var pieces = text
    let readsTokens = tokenizer.postProcessor?.readsTokens ?? false
    try tokenizer.preTokenizer?.apply(to: &pieces, using: matchers)
    for piece in pieces.pieces {
      let bytes = Array(pieces.bytes[piece.range])
      let unit = unsafe try bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
        unsafe try tokenize(bytes, pieces.alphabet)
      }
      // By byte of what the model saw: the byte of the piece that it belongs to.
      let places = unit == .characterBytes ? Self.placesOfCharacterBytes(bytes) : nil
      var start = 0
      for position in 0..<merger.count {
        // Safety: the merger holds `count` tokens.
        let id = unsafe merger.ids[position]
        // Below 0: the token stands for the same text as the one behind it.
        let length = Int(unsafe merger.lengths[position])
        let end = start + abs(length)
        let place = Self.place(of: start..<end, piece, places, pieces)
        let text = readsTokens ? tokenizer.model.vocabulary.copiedBytes(of: id) : []
        tokens.append(
          PostProcessor.Token(id: id, text: text, offsets: index.codePoints(of: place))
        )
        if length > 0 { start = end }
      }
    }
  }

  /// The part of the original that a token lies on; `range` counts bytes of what the model saw.
  private static func place(
    of range: Range<Int>,
    _ piece: PreTokenizedText.Piece,
    _ places: [Int]?,
    _ text: PreTokenizedText
  ) -> Range<Int> {
    let count = places?.count ?? piece.range.count
    // The reference has no answer beyond the piece either, and leaves such a range as it is.
    guard range.upperBound <= count, !range.isEmpty else { return range }
    let first = places?[range.lowerBound] ?? range.lowerBound
    let last = places?[range.upperBound - 1] ?? range.upperBound - 1
    let start = piece.range.lowerBound
    return text.originalRange(of: start + first..<start + last + 1)
  }

  /// By byte of the characters that stand for the bytes of a piece: the byte it belongs to.
  private static func placesOfCharacterBytes(_ piece: [UInt8]) -> [Int] {
    var places: [Int] = []
    for (place, byte) in piece.enumerated() {
      places.append(place)
      if ByteCharacters.scalars[Int(byte)] >= 0x80 { places.append(place) }
    }
    return places
  }
}
