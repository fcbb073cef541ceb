extension TokenEncoder {
  /// Steps 4 and 5 for text without added tokens, which comes from byte `start` of the whole text.
  ///
  /// `isWritten` says that the normalizer has changed the text.
  func encodeText(
    _ text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    isWritten: Bool,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    guard text.count > 0 else { return }
    switch preTokenizing {
    case .words(let scanner, let addsPrefixSpace):
      // Safety: the text is not empty.
      if addsPrefixSpace, unsafe text[0] != 0x20 {
        var spaced: [UInt8] = [0x20]
        unsafe spaced.append(contentsOf: text)
        unsafe try spaced.withUnsafeBufferPointer { (spaced) throws(TokenizerError) in
          unsafe try encodeWords(of: spaced, scanner, &ids)
        }
      } else {
        unsafe try encodeWords(of: text, scanner, &ids)
      }
    case .marked(let marked) where !isWritten || tokenizer.normalizer == nil:
      unsafe try encodeMarked(text, from: start, marked, &ids)
    case .cut(let cuts):
      unsafe try encodeCut(text, cuts, &ids)
    case .marked, .pieces:
      unsafe try encodePieces(of: text, from: start, &ids)
    }
  }

  private func encodeWords(
    of text: UnsafeBufferPointer<UInt8>,
    _ scanner: WordScanner,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    var written = 0
    unsafe try encode(text, 0..<text.count, cutBy: scanner, .byteLevel, &written, &ids)
    flush(written, andMergedTo: nil, &ids)
  }

  /// Encodes the words that a scanner finds in a range of a text; see below for the rest.
  func encode(
    _ text: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>,
    cutBy scanner: WordScanner,
    _ alphabet: PreTokenizedText.Alphabet,
    _ written: inout Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    switch scanner {
    case .gpt2: unsafe try encode(text, range, GPT2Scanner.self, alphabet, &written, &ids)
    case .llama3: unsafe try encode(text, range, Llama3Scanner.self, alphabet, &written, &ids)
    case .qwen2: unsafe try encode(text, range, Qwen2Scanner.self, alphabet, &written, &ids)
    case .o200k: unsafe try encode(text, range, O200KScanner.self, alphabet, &written, &ids)
    case .deepSeek: unsafe try encode(text, range, DeepSeekScanner.self, alphabet, &written, &ids)
    }
  }

  @inline(__always)
  private func encode<Scanner: WordScanning>(
    _ text: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>,
    _ scanner: Scanner.Type,
    _ alphabet: PreTokenizedText.Alphabet,
    _ written: inout Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    let cutter = ScannedWords<Scanner>(classes: ScalarClasses.unicode16)
    unsafe try encode(text, range, cutBy: cutter, alphabet, &written, &ids)
  }

  /// Encodes the words of a range of a text.
  @inline(__always)
  func encode<Cutter: WordCutting>(
    _ text: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>,
    cutBy cutter: Cutter,
    _ alphabet: PreTokenizedText.Alphabet,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    var written = 0
    unsafe try encode(text, range, cutBy: cutter, alphabet, &written, &ids)
    flush(written, andMergedTo: nil, &ids)
  }

  /// The hot loop: cut a word off a range of the text, look it up, copy its ids to `output`, behind
  /// those that are `written`; what does not fit goes to `ids` with all before it.
  @inline(__always)
  func encode<Cutter: WordCutting>(
    _ text: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>,
    cutBy cutter: Cutter,
    _ alphabet: PreTokenizedText.Alphabet,
    _ written: inout Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    guard let base = text.baseAddress else { return }
    let count = range.upperBound
    let lastWide = text.count &- 16
    var start = range.lowerBound
    // Safety: words lie within the text and 16 bytes are read only up to `lastWide`.
    while start < count {
      let end = unsafe cutter.endOfWord(in: base, count: count, from: start)
      unsafe try encodeWord(
        UnsafeBufferPointer(start: base + start, count: end &- start),
        isWide: start <= lastWide,
        alphabet,
        &written,
        &ids
      )
      start = end
    }
  }

  /// Writes the ids of a word into `output` behind those that are `written`; what does not fit goes
  /// to `ids` with all before it.
  ///
  /// `isWide` says that 16 bytes can be read at the word, which is not empty.
  @inline(__always)
  func encodeWord(
    _ word: UnsafeBufferPointer<UInt8>,
    isWide: Bool,
    _ alphabet: PreTokenizedText.Alphabet,
    _ written: inout Int,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    // Safety: a slot is below the number of entries; each word writes 255 ids at most, for which
    // `outputLimit` leaves room.
    if let key = unsafe WordCache.Key(word, isWide: isWide) {
      if let found = unsafe cache.write(key, to: output.base + written) {
        written &+= found
      } else {
        let made = unsafe try makeTokens(of: word, alphabet)
        guard made.count <= WordCache.longestWord, let madeIDs = made.baseAddress else {
          unsafe flush(written, and: made, &ids)
          written = 0
          return
        }
        unsafe cache.store(key, ids: madeIDs, count: made.count)
        unsafe (output.base + written).update(from: madeIDs, count: made.count)
        written &+= made.count
      }
    } else {
      written = unsafe try encodeLongWord(word, alphabet, written, &ids)
    }
    if written > Self.outputLimit {
      flush(written, andMergedTo: nil, &ids)
      written = 0
    }
  }
}

/// Cuts words off a text.
protocol WordCutting {
  /// The end of the word at `start`, which is below `count`.
  func endOfWord(in text: UnsafePointer<UInt8>, count: Int, from start: Int) -> Int
}

/// The words of a scanner.
private struct ScannedWords<Scanner: WordScanning>: WordCutting {
  let classes: ScalarClasses

  @inline(__always)
  func endOfWord(in text: UnsafePointer<UInt8>, count: Int, from start: Int) -> Int {
    // Safety: the scanner keeps to the count.
    unsafe Scanner.endOfWord(in: text, count: count, from: start, classes: classes)
  }
}
