extension TokenEncoder {
  /// Remembers the tokens of raw words; some 6 MiB for each thread.
  final class RawWordMemory {
    /// Words and parts of words; keys of parts that end inside of a word of the model are marked.
    let words = WordCache()
    fileprivate let longWords = LongWordCache()
    /// Where long words are cut, once one has come.
    fileprivate var parts: RawParts??
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
      if let key = unsafe WordCache.Key(word, isWide: start <= lastWide) {
        if let found = unsafe words.write(key, to: output.base + written) {
          written &+= found
        } else {
          written = unsafe try encodeRawWord(word, key, rawWords, memory, written, &ids)
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

  /// The longest word of several parts that is remembered as a whole: longer ones are sentences, of
  /// which hardly any come again.
  private static let longestRememberedSentence = 64

  /// The same for one word of more than 15 bytes.
  private func encodeLongRawWord(
    _ word: UnsafeBufferPointer<UInt8>,
    _ rawWords: RawWords,
    _ memory: RawWordMemory,
    _ written: Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) -> Int {
    guard let start = word.baseAddress else { return written }
    let isShort = word.count <= Self.longestRememberedSentence
    let hash = isShort ? unsafe ByteHash.hash(start, count: word.count) : 0
    if isShort, let found = unsafe memory.longWords.find(start, count: word.count, hash: hash) {
      return unsafe append(found, at: written)
    }
    var isInside = false
    guard let parts = parts(of: rawWords, memory),
      case let end = unsafe parts.endOfPart(in: word, from: 0, isInside: &isInside),
      end < word.count
    else {
      return unsafe try isShort
        ? encodeNewLongWord(word, hash, rawWords, memory, written, &ids)
        : encodeRawWord(word, nil, rawWords, memory, written, &ids)
    }
    let idCount = ids.count
    let last = unsafe try encodeRawParts(
      of: word,
      parts,
      firstEnd: end,
      isInside: isInside,
      rawWords,
      memory,
      written,
      &ids
    )
    guard isShort else { return last }
    if ids.count == idCount {
      unsafe memory.longWords.store(
        start,
        count: word.count,
        hash: hash,
        ids: output.base + written,
        idCount: last - written
      )
      return last
    }
    // A part has sent what was in `output` to `ids`.
    flush(last, andMergedTo: nil, &ids)
    unsafe ids.withUnsafeBufferPointer {
      let made = unsafe UnsafeBufferPointer(rebasing: $0[(idCount + written)...])
      guard let madeIDs = made.baseAddress else { return }
      unsafe memory.longWords.store(
        start,
        count: word.count,
        hash: hash,
        ids: madeIDs,
        idCount: made.count
      )
    }
    return 0
  }

  /// Where raw words are cut further; nil where they are not.
  private func parts(of rawWords: RawWords, _ memory: RawWordMemory) -> RawParts? {
    if let parts = memory.parts { return parts }
    var parts: RawParts?
    if case .cut(let cuts) = preTokenizing { parts = RawParts(tokenizer, cuts, rawWords) }
    memory.parts = parts
    return parts
  }

  /// Encodes a word, or a part that ends where a word of the model does, that `words` does not know.
  ///
  /// `key` is that of a word of up to 15 bytes.
  func encodeRawWord(
    _ word: UnsafeBufferPointer<UInt8>,
    _ key: WordCache.Key?,
    _ rawWords: RawWords,
    _ memory: RawWordMemory,
    _ written: Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) -> Int {
    guard let start = word.baseAddress else { return written }
    if let key {
      return unsafe try encodeNewWord(word, rawWords, memory, written, &ids) { made in
        guard let ids = made.baseAddress else { return }
        unsafe memory.words.store(key, ids: ids, count: made.count)
      }
    }
    let isShort = word.count <= LongWordCache.longestWord
    let hash = isShort ? unsafe ByteHash.hash(start, count: word.count) : 0
    if isShort, let found = unsafe memory.longWords.find(start, count: word.count, hash: hash) {
      return unsafe append(found, at: written)
    }
    return unsafe try encodeNewLongWord(word, hash, rawWords, memory, written, &ids)
  }

  /// The same for one of more than 15 bytes that is in no memory; up to 255 bytes it has this hash.
  private func encodeNewLongWord(
    _ word: UnsafeBufferPointer<UInt8>,
    _ hash: UInt64,
    _ rawWords: RawWords,
    _ memory: RawWordMemory,
    _ written: Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) -> Int {
    guard word.count <= LongWordCache.longestWord, let start = word.baseAddress else {
      flush(written, andMergedTo: nil, &ids)
      unsafe try encodeWholeSegment(word, from: 0, .all, &ids)
      return 0
    }
    return unsafe try encodeNewWord(word, rawWords, memory, written, &ids) { made in
      guard let ids = made.baseAddress else { return }
      unsafe memory.longWords.store(
        start,
        count: word.count,
        hash: hash,
        ids: ids,
        idCount: made.count
      )
    }
  }

  /// Normalizes and encodes a word of up to 255 bytes as a text of its own.
  ///
  /// - Parameters:
  ///   - word: The raw word.
  ///   - rawWords: How words are treated.
  ///   - memory: Scratch memory.
  ///   - count: How many ids `output` holds; it has room for those of a word.
  ///   - ids: Takes over what does not go to `output`, behind what that holds.
  ///   - remember: Gets the ids of the word.
  /// - Returns: How many ids `output` holds now.
  /// - Throws: What encoding a text throws.
  @inline(__always)
  private func encodeNewWord(
    _ word: UnsafeBufferPointer<UInt8>,
    _ rawWords: RawWords,
    _ memory: RawWordMemory,
    _ count: Int,
    _ ids: inout [Int32],
    _ remember: (UnsafeBufferPointer<Int32>) -> Void
  ) throws(TokenizerError) -> Int {
    let buffer = unsafe memory.written.base
    let isPlain = unsafe rawWords.write(word, to: buffer)
    // Safety: the word has just been written there, and encoding it does not come back here.
    let written = unsafe UnsafeBufferPointer(start: UnsafePointer(buffer), count: word.count)
    let mayHoldToken = unsafe isPlain && rawWords.mayHoldToken(written)
    if isPlain, !mayHoldToken, rawWords.keepsWordsWhole, case .cut(let cuts) = preTokenizing {
      let made = unsafe try makeTokens(of: written, cuts.alphabet)
      unsafe remember(made)
      if made.count <= LongWordCache.mostTokens { return unsafe append(made, at: count) }
      unsafe flush(count, and: made, &ids)
      return 0
    }
    flush(count, andMergedTo: nil, &ids)
    let first = ids.count
    if !isPlain {
      unsafe try encodeWholeSegment(word, from: 0, .all, &ids)
    } else if mayHoldToken {
      unsafe try encodeNormalized(written, from: 0, nil, .all, nil, isWritten: true, &ids)
    } else {
      unsafe try encodeText(written, from: 0, isWritten: true, &ids)
    }
    unsafe ids.withUnsafeBufferPointer {
      unsafe remember(UnsafeBufferPointer(rebasing: $0[first...]))
    }
    return 0
  }
}
