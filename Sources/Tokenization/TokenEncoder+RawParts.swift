extension TokenEncoder {
  /// Cuts a raw word further and appends the tokens of its parts, which are remembered like raw words.
  ///
  /// - Parameters:
  ///   - word: A raw word that has more than one part.
  ///   - parts: Where it is cut.
  ///   - firstEnd: Where the first part ends.
  ///   - isInside: Whether that is inside of a word of the model.
  ///   - rawWords: How words are treated.
  ///   - memory: What remembers them.
  ///   - count: How many ids `output` holds; it has room for those of a word.
  ///   - ids: Takes over what does not go to `output`, behind what that holds.
  /// - Returns: How many ids `output` holds now.
  /// - Throws: What encoding a text throws.
  func encodeRawParts(
    of word: UnsafeBufferPointer<UInt8>,
    _ parts: RawParts,
    firstEnd: Int,
    isInside: Bool,
    _ rawWords: RawWords,
    _ memory: RawWordMemory,
    _ count: Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) -> Int {
    guard let base = word.baseAddress else { return count }
    let words = memory.words
    var written = count
    var start = 0
    var end = firstEnd
    var isInside = isInside
    // Safety: parts lie within the word, and 16 bytes are read only where it has them; `output` has
    // room for the ids of a part of up to 255 bytes.
    while true {
      let part = unsafe UnsafeBufferPointer(start: base + start, count: end &- start)
      var key = unsafe WordCache.Key(part, isWide: start &+ 16 <= word.count)
      if isInside { key = key?.marked }
      if let key, let found = unsafe words.write(key, to: output.base + written) {
        written &+= found
      } else if isInside {
        written = unsafe encodePartInside(part, key, memory, written, &ids)
      } else {
        written = unsafe try encodeRawWord(part, key, rawWords, memory, written, &ids)
      }
      if written > Self.outputLimit {
        flush(written, andMergedTo: nil, &ids)
        written = 0
      }
      guard end < word.count else { return written }
      start = end
      end = unsafe parts.endOfPart(in: word, from: start, isInside: &isInside)
    }
  }

  /// Merges a part that ends inside of a word, and remembers it if it has a key.
  private func encodePartInside(
    _ part: UnsafeBufferPointer<UInt8>,
    _ key: WordCache.Key?,
    _ memory: RawWordMemory,
    _ written: Int,
    _ ids: inout [Int32]
  ) -> Int {
    // There is one where words are cut, and every byte of text has a symbol there.
    guard let byteMerging else { return written }
    _ = unsafe byteMerging.mergePart(part, endsWord: false, with: merger)
    if let key { unsafe memory.words.store(key, ids: merger.ids, count: merger.count) }
    guard merger.count <= LongWordCache.mostTokens else {
      flush(written, andMergedTo: merger, &ids)
      return 0
    }
    return unsafe append(UnsafeBufferPointer(start: merger.ids, count: merger.count), at: written)
  }
}
