extension TokenEncoder {
  /// What the lengths in `merger` count after `tokenize`.
  enum LengthUnit {
    /// Bytes of the piece.
    case pieceBytes
    /// Bytes of the characters that the byte-level alphabet writes for the piece (`characters`).
    case characterBytes
  }

  /// Makes tokens of a piece; their ids are in `merger` afterwards, but no lengths.
  @inline(__always)
  func tokenizeIDs(
    _ piece: UnsafeBufferPointer<UInt8>,
    _ alphabet: PreTokenizedText.Alphabet
  ) throws(TokenizerError) {
    if alphabet == .byteLevel, let byteMerging, unsafe byteMerging.merge(piece, with: merger) {
      return
    }
    if case .marked(let marked) = preTokenizing, unsafe piece.contains(0x20) {
      let written = unsafe marked.marking.written(piece)
      unsafe try written.withUnsafeBufferPointer { (written) throws(TokenizerError) in
        unsafe try tokenizeCharacters(written)
      }
      return
    }
    if alphabet == .unicode, let made = unsafe try makeTokensOfParts(of: piece) {
      merger.begin(capacity: made.count)
      unsafe merger.append(made)
      return
    }
    unsafe try tokenize(piece, alphabet)
  }

  /// Makes tokens of a piece of a Unigram model part by part.
  ///
  /// - Returns: The ids, valid until the next piece; nil where the piece has one part only, or may have
  ///   other tokens as a whole.
  @inline(__always)
  func makeTokensOfParts(
    of piece: UnsafeBufferPointer<UInt8>
  ) throws(TokenizerError) -> UnsafeBufferPointer<Int32>? {
    guard let model = unigram, let boundaries = model.boundaries,
      piece.count <= markedWord.count
    else { return nil }
    return unsafe try makeTokens(of: piece, model, cutBy: boundaries, partCache)
  }

  private func makeTokens(
    of piece: UnsafeBufferPointer<UInt8>,
    _ model: UnigramModel,
    cutBy boundaries: UnigramBoundaries,
    _ cache: WordCache
  ) throws(TokenizerError) -> UnsafeBufferPointer<Int32>? {
    guard let base = piece.baseAddress else { return nil }
    var end = unsafe boundaries.endOfWord(in: base, count: piece.count, from: 0)
    guard end < piece.count else { return nil }
    let merger = partMerger
    let lattice = lattice
    let output = unsafe partIDs.base
    var count = 0
    var start = 0
    // Safety: parts lie within the piece, 16 bytes are read only where it has them, and there is room
    // for one id for each byte and for those that a cache writes at once.
    while true {
      let part = unsafe UnsafeBufferPointer(start: base + start, count: end &- start)
      let key = unsafe WordCache.Key(part, isWide: start &+ 16 <= piece.count)
      if let key, let found = unsafe cache.write(key, to: output + count) {
        count &+= found
      } else {
        guard unsafe try model.tokenize(part, with: merger, lattice) else { return nil }
        unsafe (output + count).update(from: merger.ids, count: merger.count)
        count &+= merger.count
        if let key { unsafe cache.store(key, ids: merger.ids, count: merger.count) }
      }
      guard end < piece.count else {
        return unsafe UnsafeBufferPointer(start: output, count: count)
      }
      start = end
      end = unsafe boundaries.endOfWord(in: base, count: piece.count, from: start)
    }
  }

  /// Makes tokens of a piece; they are in `merger` afterwards.
  @discardableResult
  func tokenize(
    _ piece: UnsafeBufferPointer<UInt8>,
    _ alphabet: PreTokenizedText.Alphabet
  ) throws(TokenizerError) -> LengthUnit {
    if alphabet == .byteLevel {
      if case .bpe(let model) = tokenizer.model,
        unsafe model.tokenizeBytes(piece, with: merger)
      {
        return .pieceBytes
      }
      characters.removeAll(keepingCapacity: true)
      // Safety: positions are below the count.
      for position in 0..<piece.count {
        ByteCharacters.append(unsafe piece[position], to: &characters)
      }
      let written = characters
      unsafe try written.withUnsafeBufferPointer { (written) throws(TokenizerError) in
        unsafe try tokenizeCharacters(written)
      }
      return .characterBytes
    }
    unsafe try tokenizeCharacters(piece)
    return .pieceBytes
  }

  private func tokenizeCharacters(
    _ piece: UnsafeBufferPointer<UInt8>
  ) throws(TokenizerError) {
    switch tokenizer.model {
    case .bpe(let model):
      unsafe try model.tokenize(piece, with: merger)
    case .wordLevel(let model):
      merger.begin(capacity: 1)
      let id = unsafe try model.id(of: piece)
      merger.append(id, length: piece.count)
    case .wordPiece(let model):
      unsafe try model.tokenize(piece, with: merger)
    case .unigram(let model):
      unsafe try model.tokenize(piece, with: merger, lattice)
    }
  }

  /// Steps 4 and 5 where the pre-tokenizer makes pieces.
  ///
  /// All pieces of one tokenizer have the same alphabet, so the caches need not tell them apart.
  func encodePieces(
    of text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    var pieces = PreTokenizedText(
      unsafe NormalizedText(Array(text), originalStart: start, trackingAlignments: false)
    )
    try tokenizer.preTokenizer?.apply(to: &pieces, using: matchers)
    let alphabet = pieces.alphabet
    let ranges = pieces.pieces
    unsafe try pieces.bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
      if alphabet == .unicode, case .bpe(let model) = tokenizer.model,
        let boundaries = model.boundaries
      {
        for piece in ranges {
          unsafe try encode(bytes, piece.range, cutBy: boundaries, .unicode, &ids)
        }
        return
      }
      var written = 0
      for piece in ranges {
        unsafe try encodeWord(
          UnsafeBufferPointer(rebasing: bytes[piece.range]),
          isWide: piece.range.lowerBound + 16 <= bytes.count,
          alphabet,
          &written,
          &ids
        )
      }
      flush(written, andMergedTo: nil, &ids)
    }
  }
}
