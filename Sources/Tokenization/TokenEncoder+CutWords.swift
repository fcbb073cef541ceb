extension TokenEncoder {
  /// How many parts are made of a text before they are cut further: memory does not grow with it.
  private static let partLimit = 1 << 12

  /// Steps 4 and 5 where the text is cut as it stands.
  func encodeCut(
    _ text: UnsafeBufferPointer<UInt8>,
    _ cuts: RawCuts,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    var written = 0
    // Safety: the text lives through the call.
    let characters = unsafe PieceCharacters(text: text)
    try cut(characters, [0..<text.count], cuts, from: 0, &written, &ids)
    flush(written, andMergedTo: nil, &ids)
  }

  /// Cuts parts of a text by a step and all that follow, and encodes the words that come of it.
  private func cut(
    _ characters: PieceCharacters,
    _ parts: [Range<Int>],
    _ cuts: RawCuts,
    from step: Int,
    _ written: inout Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    guard step < cuts.cuts.count else {
      unsafe try encodeParts(characters.bytes, parts, cuts, &written, &ids)
      return
    }
    if step == cuts.cuts.count - 1, let lastCut = cuts.lastCut {
      unsafe try encode(characters.bytes, parts, cutBy: lastCut, cuts.alphabet, &written, &ids)
      return
    }
    var newParts: [Range<Int>] = []
    if step < partScratch.count { swap(&newParts, &partScratch[step]) }
    newParts.removeAll(keepingCapacity: true)
    var failure: TokenizerError?
    try cuts.cuts[step].cut(characters, parts, using: matchers) { part in
      newParts.append(part)
      guard newParts.count == Self.partLimit else { return }
      do throws(TokenizerError) {
        if failure == nil { try cut(characters, newParts, cuts, from: step + 1, &written, &ids) }
      } catch {
        failure = error
      }
      newParts.removeAll(keepingCapacity: true)
    }
    if let failure { throw failure }
    try cut(characters, newParts, cuts, from: step + 1, &written, &ids)
    while partScratch.count <= step { partScratch.append([]) }
    swap(&newParts, &partScratch[step])
  }

  /// Cuts parts of a text the last time and appends the ids of the words.
  private func encode(
    _ text: UnsafeBufferPointer<UInt8>,
    _ parts: [Range<Int>],
    cutBy lastCut: RawCuts.LastCut,
    _ alphabet: PreTokenizedText.Alphabet,
    _ written: inout Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    switch lastCut {
    case .scanner(let scanner):
      for part in parts { unsafe try encode(text, part, cutBy: scanner, alphabet, &written, &ids) }
    case .automaton(let automaton):
      let reader = automaton.reader(ofTextOf: text.count)
      for part in parts { unsafe try encode(text, part, cutBy: reader, alphabet, &written, &ids) }
    }
  }

  /// Appends the ids of words, of which some may be empty.
  private func encodeParts(
    _ text: UnsafeBufferPointer<UInt8>,
    _ parts: [Range<Int>],
    _ cuts: RawCuts,
    _ written: inout Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    if cuts.rest.isEmpty, cuts.alphabet == .unicode, case .bpe(let model) = tokenizer.model,
      let boundaries = model.boundaries
    {
      for part in parts {
        unsafe try encode(text, part, cutBy: boundaries, .unicode, &written, &ids)
      }
      return
    }
    guard let base = text.baseAddress else { return }
    let lastWide = text.count &- 16
    let alphabet = cuts.alphabet
    // Safety: parts lie within the text, and 16 bytes are read only up to `lastWide`.
    for part in parts where !part.isEmpty {
      unsafe try encodeWord(
        UnsafeBufferPointer(start: base + part.lowerBound, count: part.count),
        isWide: part.lowerBound <= lastWide,
        alphabet,
        &written,
        &ids
      )
    }
  }

  /// Appends the tokens of a word that goes through later steps by itself.
  ///
  /// The caches that know words are not asked for its pieces: a piece is done with the steps that
  /// the same bytes would go through as a word.
  func encodePieces(
    of word: UnsafeBufferPointer<UInt8>,
    by cuts: RawCuts,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    var text = PreTokenizedText(
      unsafe NormalizedText(Array(word), originalStart: 0, trackingAlignments: false)
    )
    if cuts.mapsToBytes { try text.mapToByteLevel() }
    for step in cuts.rest { try step.apply(to: &text, using: matchers) }
    let alphabet = text.alphabet
    let pieces = text.pieces
    unsafe try text.bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
      for piece in pieces {
        // Safety: a slice checks that the piece lies inside the buffer.
        let bytes = unsafe UnsafeBufferPointer(rebasing: bytes[piece.range])
        // The way of endless words uses `output`, which holds the ids before it while a short word is
        // encoded. Steps that write can make its pieces longer than 255 bytes, twice that or so.
        if min(word.count, bytes.count) <= LongWordCache.longestWord {
          unsafe try tokenizeIDs(bytes, alphabet)
          flush(0, andMergedTo: merger, &ids)
        } else {
          flush(unsafe try encodeEndlessWord(bytes, alphabet, 0, &ids), andMergedTo: nil, &ids)
        }
      }
    }
  }

  /// Whether a word may hold the mark that later steps write, or a space that would become one.
  @inline(__always)
  private func mayHoldMark(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let first = markedWord[0]
    // Safety: positions are below the count.
    for position in 0..<word.count {
      let byte = unsafe word[position]
      if byte == first || byte == 0x20 { return true }
    }
    return false
  }

  /// Makes the tokens of a word of up to 255 bytes that no cache knows.
  ///
  /// - Returns: The ids, valid until the next word.
  @inline(__always)
  func makeTokens(
    of word: UnsafeBufferPointer<UInt8>,
    _ alphabet: PreTokenizedText.Alphabet
  ) throws(TokenizerError) -> UnsafeBufferPointer<Int32> {
    if markCount > 0, unsafe !mayHoldMark(word) {
      // Safety: there is room for a mark and a word of 255 bytes.
      let marked = unsafe markedWord.base
      if let start = word.baseAddress {
        unsafe (marked + markCount).update(from: start, count: word.count)
      }
      let piece = unsafe UnsafeBufferPointer(
        start: UnsafePointer(marked),
        count: markCount &+ word.count
      )
      if let made = unsafe try makeTokensOfParts(of: piece) { return unsafe made }
      unsafe try tokenize(piece, alphabet)
    } else if let laterSteps, unsafe !laterSteps.leavesWhole(word, using: matchers) {
      var ids: [Int32] = []
      unsafe try encodePieces(of: word, by: laterSteps, &ids)
      merger.begin(capacity: ids.count)
      for id in ids { merger.append(id, length: 0) }
    } else {
      unsafe try tokenizeIDs(word, alphabet)
    }
    return unsafe UnsafeBufferPointer(start: merger.ids, count: merger.count)
  }
}
