extension TokenEncoder {
  /// Encodes a word that is too long for `cache`.
  ///
  /// 1. A word that has come before is remembered, up to 255 bytes.
  /// 2. Other words of the byte level are cut where no merge reaches across, and the parts are looked
  ///    up like words: those of a sentence without spaces come again, the sentence does not.
  /// 3. What has no cut is merged; what is longer than a window, window by window.
  ///
  /// - Parameters:
  ///   - word: The word, in bytes of the text.
  ///   - alphabet: What its bytes mean to the model.
  ///   - written: How many ids `output` holds; it has room for 255 more.
  ///   - ids: Takes over what does not fit.
  /// - Returns: How many ids `output` holds now.
  /// - Throws: What `tokenize` throws.
  func encodeLongWord(
    _ word: UnsafeBufferPointer<UInt8>,
    _ alphabet: PreTokenizedText.Alphabet,
    _ written: Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) -> Int {
    guard let start = word.baseAddress else { return written }
    guard word.count <= LongWordCache.longestWord else {
      if let laterSteps {
        flush(written, andMergedTo: nil, &ids)
        unsafe try encodePieces(of: word, by: laterSteps, &ids)
        return 0
      }
      return unsafe try encodeEndlessWord(word, alphabet, written, &ids)
    }
    let hash = unsafe ByteHash.hash(start, count: word.count)
    if let found = unsafe longWords.find(start, count: word.count, hash: hash) {
      return unsafe append(found, at: written)
    }
    // A word of 255 bytes has as many tokens at most, so that everything stays in `output`.
    var end = written
    if case .bpe(let model) = tokenizer.model, alphabet == .byteLevel,
      let boundaries = model.byteBoundaries, let byteMerging,
      unsafe laterSteps?.leavesWhole(word, using: matchers) ?? true
    {
      if model.settings.ignoresMerges, let id = unsafe model.byteSymbols?.id(ofWord: word) {
        output[end] = id
        end += 1
      } else {
        var part = 0
        while part < word.count {
          let next = unsafe boundaries.endOfWord(in: start, count: word.count, from: part)
          end = unsafe encodePart(word, part..<next, byteMerging, end)
          part = next
        }
      }
    } else {
      let made = unsafe try makeTokens(of: word, alphabet)
      guard made.count <= LongWordCache.mostTokens else {
        unsafe flush(written, and: made, &ids)
        return 0
      }
      end = unsafe append(made, at: written)
    }
    unsafe longWords.store(
      start,
      count: word.count,
      hash: hash,
      ids: output.base + written,
      idCount: end - written
    )
    return end
  }

  /// Encodes a word of more than 255 bytes that goes through no later steps.
  func encodeEndlessWord(
    _ word: UnsafeBufferPointer<UInt8>,
    _ alphabet: PreTokenizedText.Alphabet,
    _ written: Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) -> Int {
    guard case .bpe(let model) = tokenizer.model, let start = word.baseAddress else {
      unsafe try tokenizeIDs(word, alphabet)
      flush(written, andMergedTo: &ids)
      return 0
    }
    guard alphabet == .byteLevel, let boundaries = model.byteBoundaries, let byteMerging else {
      flush(written, andMergedTo: nil, &ids)
      unsafe try mergeEndless(word, alphabet, model, endsWord: true, &ids)
      return 0
    }
    if model.settings.ignoresMerges, let id = unsafe model.byteSymbols?.id(ofWord: word) {
      output[written] = id
      return written + 1
    }
    var end = written
    var part = 0
    while part < word.count {
      let next = unsafe boundaries.endOfWord(in: start, count: word.count, from: part)
      if next - part > LongWordCache.longestWord {
        flush(end, andMergedTo: nil, &ids)
        end = 0
        let bytes = unsafe UnsafeBufferPointer(rebasing: word[part..<next])
        unsafe try mergeEndless(bytes, alphabet, model, endsWord: next == word.count, &ids)
      } else {
        end = unsafe encodePart(word, part..<next, byteMerging, end)
        if end > Self.outputLimit {
          flush(end, andMergedTo: nil, &ids)
          end = 0
        }
      }
      part = next
    }
    return end
  }

  /// Encodes a part of a byte-level word, of 255 bytes at most, into `output`.
  private func encodePart(
    _ word: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>,
    _ merging: ByteWordMerging,
    _ written: Int
  ) -> Int {
    let part = unsafe UnsafeBufferPointer(rebasing: word[range])
    let endsWord = range.upperBound == word.count
    // Safety: 16 bytes are read only where the word has them.
    var key = unsafe WordCache.Key(part, isWide: range.lowerBound + 16 <= word.count)
    // The end of a word may have other tokens than the same bytes before it.
    if endsWord, !merging.isUniform { key = key?.marked }
    let cache = partCache
    // Safety: the parts of a word have as many ids as it has bytes, for which there is room.
    if let key, let known = unsafe cache.write(key, to: output.base + written) {
      return written + known
    }
    // Every byte of text has a symbol where words are cut.
    _ = unsafe merging.mergePart(part, endsWord: endsWord, with: merger)
    if let key { unsafe cache.store(key, ids: merger.ids, count: merger.count) }
    return unsafe append(UnsafeBufferPointer(start: merger.ids, count: merger.count), at: written)
  }

  /// Appends the ids of a word without cuts.
  private func mergeEndless(
    _ word: UnsafeBufferPointer<UInt8>,
    _ alphabet: PreTokenizedText.Alphabet,
    _ model: BPEModel,
    endsWord: Bool,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    guard word.count > WindowedMerging.windowByteCount,
      let windows = WindowedMerging(model, alphabet, merger)
    else {
      if alphabet == .byteLevel, model.byteBoundaries != nil, let byteMerging {
        _ = unsafe byteMerging.mergePart(word, endsWord: endsWord, with: merger)
      } else {
        unsafe try tokenizeIDs(word, alphabet)
      }
      flush(0, andMergedTo: &ids)
      return
    }
    guard case .marked(let marked) = preTokenizing, unsafe word.contains(0x20) else {
      unsafe try windows.merge(word, endsWord: endsWord, appendingTo: &ids)
      return
    }
    let written = unsafe marked.marking.written(word)
    unsafe try written.withUnsafeBufferPointer { (written) throws(TokenizerError) in
      unsafe try windows.merge(written, appendingTo: &ids)
    }
  }

  /// Appends what the output buffer holds, and behind it the tokens in `merger`.
  private func flush(_ written: Int, andMergedTo ids: inout [Int32]) {
    flush(written, andMergedTo: merger, &ids)
  }

  /// Appends what the output buffer holds, and behind it the tokens in a merger.
  func flush(_ written: Int, andMergedTo merger: WordMerger?, _ ids: inout [Int32]) {
    // Safety: buffer and merger hold that many ids.
    unsafe ids.append(contentsOf: UnsafeBufferPointer(start: output.base, count: written))
    guard let merger else { return }
    unsafe ids.append(contentsOf: UnsafeBufferPointer(start: merger.ids, count: merger.count))
  }

  /// Appends what the output buffer holds, and behind it the tokens of a word.
  func flush(_ written: Int, and made: UnsafeBufferPointer<Int32>, _ ids: inout [Int32]) {
    flush(written, andMergedTo: nil, &ids)
    unsafe ids.append(contentsOf: made)
  }

  /// Copies ids into the output buffer, which must have room for them.
  func append(_ ids: UnsafeBufferPointer<Int32>, at written: Int) -> Int {
    guard let start = ids.baseAddress else { return written }
    // Safety: the caller has made sure of the room.
    unsafe (output.base + written).update(from: start, count: ids.count)
    return written + ids.count
  }
}
