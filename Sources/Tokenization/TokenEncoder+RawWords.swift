extension TokenEncoder {
  /// Remembers the tokens of raw words; some 6 MiB for each thread.
  final class RawWordMemory {
    fileprivate let words = WordCache()
    fileprivate let longWords = LongWordCache()
    /// The normalized form of a word that is new.
    fileprivate let written = MemoryBlock<UInt8>(
      repeating: 0,
      count: LongWordCache.longestWord
    )
  }

  /// Steps 2 to 5 for a text whose words are parted by white space.
  func encodeRawWords(
    of text: UnsafeBufferPointer<UInt8>,
    _ rawWords: RawWords,
    _ memory: RawWordMemory,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    guard let base = text.baseAddress else { return }
    let lastWide = text.count &- 16
    let words = memory.words
    var written = 0
    var start = unsafe rawWords.startOfWords(in: text)
    // Safety: words lie within the text and 16 bytes are read only up to `lastWide`; `output` has
    // room for the 255 ids of a word at most.
    while start < text.count {
      let end = unsafe rawWords.endOfWord(in: text, from: start)
      let word = unsafe UnsafeBufferPointer(start: base + start, count: end &- start)
      if word.count <= WordCache.longestWord {
        let key =
          start <= lastWide
          ? unsafe WordCache.Key(base + start, count: word.count)
          : unsafe WordCache.Key(atEnd: base + start, count: word.count)
        if let found = unsafe words.ids(of: key) {
          written = unsafe append(found, at: written)
        } else {
          flush(written, andMergedTo: nil, &ids)
          written = 0
          let first = ids.count
          unsafe try encodeNewWord(word, rawWords, memory, &ids)
          unsafe ids.withUnsafeBufferPointer { ids in
            guard let base = ids.baseAddress else { return }
            unsafe words.store(key, ids: base + first, count: ids.count &- first)
          }
        }
      } else {
        written = unsafe try encodeLongRawWord(word, rawWords, memory, written, &ids)
      }
      if written > Self.outputLimit {
        flush(written, andMergedTo: nil, &ids)
        written = 0
      }
      start = unsafe rawWords.endOfSpace(in: text, from: end)
    }
    flush(written, andMergedTo: nil, &ids)
  }

  /// The same for one word of more than 15 bytes.
  private func encodeLongRawWord(
    _ word: UnsafeBufferPointer<UInt8>,
    _ rawWords: RawWords,
    _ memory: RawWordMemory,
    _ written: Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) -> Int {
    guard let start = word.baseAddress else { return written }
    guard word.count <= LongWordCache.longestWord else {
      flush(written, andMergedTo: nil, &ids)
      unsafe try encodeNewWord(word, rawWords, memory, &ids)
      return 0
    }
    let hash = unsafe ByteHash.hash(start, count: word.count)
    if let found = unsafe memory.longWords.find(start, count: word.count, hash: hash) {
      return unsafe append(found, at: written)
    }
    flush(written, andMergedTo: nil, &ids)
    let first = ids.count
    unsafe try encodeNewWord(word, rawWords, memory, &ids)
    unsafe ids.withUnsafeBufferPointer { ids in
      guard let base = ids.baseAddress else { return }
      unsafe memory.longWords.store(
        start,
        count: word.count,
        hash: hash,
        ids: base + first,
        idCount: ids.count &- first
      )
    }
    return 0
  }

  /// Normalizes and encodes a word as a text of its own.
  private func encodeNewWord(
    _ word: UnsafeBufferPointer<UInt8>,
    _ rawWords: RawWords,
    _ memory: RawWordMemory,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    let buffer = unsafe memory.written.base
    guard word.count <= memory.written.count, unsafe rawWords.write(word, to: buffer) else {
      unsafe try encodeWholeSegment(word, from: 0, .all, &ids)
      return
    }
    // Safety: the word has just been written there, and encoding it does not come back here.
    let written = unsafe UnsafeBufferPointer(start: UnsafePointer(buffer), count: word.count)
    if unsafe rawWords.mayHoldToken(written) {
      unsafe try encodeNormalized(written, from: 0, nil, .all, nil, isWritten: true, &ids)
    } else if rawWords.keepsWordsWhole, case .cut(let cuts) = preTokenizing {
      unsafe try ids.append(contentsOf: makeTokens(of: written, cuts.alphabet))
    } else {
      unsafe try encodeText(written, from: 0, isWritten: true, &ids)
    }
  }
}
