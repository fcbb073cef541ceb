/// Encodes texts with a tokenizer.
///
/// The way of a text:
/// 1. Added tokens are cut out of the raw text.
/// 2. What lies between is normalized, unless a quick check shows that this would change nothing.
/// 3. Normalized added tokens are cut out.
/// 4. The pre-tokenizer cuts pieces; where it is one of the common patterns followed by the byte
///    level, a hand-written scanner finds words (`TokenEncoder+Words`), and where its first steps
///    only cut, so do we (`TokenEncoder+CutWords`): no pieces are made.
/// 5. The model makes tokens of each piece; a cache knows those of words seen before.
/// 6. The post-processor adds its special tokens.
///
/// Where white space parts words before all of that (`RawWords`), each word goes through 2 to 5 by
/// itself and is remembered as it stands in the text.
///
/// One per thread: it owns scratch memory and the word caches (some 5 MiB). Memory beyond that
/// grows with the longest word, not with the text.
package final class TokenEncoder {
  let tokenizer: Tokenizer
  let merger = WordMerger()
  let lattice = UnigramLattice()
  let cache = WordCache()
  let longWords = LongWordCache()
  /// Collects ids before they go to the caller's array.
  let output = MemoryBlock<Int32>(repeating: 0, count: outputCapacity)
  /// Scratch for the added tokens of the raw and of the normalized text.
  var rawSpans: [AddedTokenSpan] = []
  private var normalizedSpans: [AddedTokenSpan] = []
  /// Special tokens that were left as text because they lie in plain ranges.
  var plainTokenCount = 0
  /// The characters of a byte-level piece, for the rare piece that needs them written out.
  var characters: [UInt8] = []

  let matchers = PatternMatchers()
  static let outputCapacity = 1 << 12
  /// Up to this many ids in `output`, a word's fit in as well; of its last ones some are written at
  /// once.
  static let outputLimit = outputCapacity - LongWordCache.mostTokens - WordCache.writtenCount

  /// Knows the parts of long words.
  ///
  /// Where words are taken whole whatever the merges say, go through later steps or end in symbols of
  /// their own, their parts do not, and need a cache apart: 5 MiB, made when the first part comes.
  private(set) lazy var partCache: WordCache = {
    guard case .bpe(let model) = tokenizer.model else { return WordCache() }
    let isOfWords = !model.settings.ignoresMerges && laterSteps == nil
    return isOfWords && model.byteSymbols?.isUniform != false ? cache : WordCache()
  }()

  /// Merges words of bytes; nil where the model does not, or has symbols by place.
  let byteMerging: ByteWordMerging?
  let preTokenizing: PreTokenizing
  /// What each word goes through by itself; nil where that is nothing.
  let laterSteps: RawCuts?
  /// Where the words of the raw text are remembered; nil where they are not.
  private let rawWords: (words: RawWords, memory: RawWordMemory)?
  /// The tokens of the parts of a word.
  let partIDs = MemoryBlock<Int32>(
    repeating: 0,
    count: RawCuts.longestMark + LongWordCache.longestWord + WordCache.writtenCount
  )
  let partMerger = WordMerger()
  /// A word behind the mark that later steps put in front of it.
  let markedWord = MemoryBlock<UInt8>(
    repeating: 0,
    count: RawCuts.longestMark + LongWordCache.longestWord
  )
  /// The bytes of that mark; 0 where there is none.
  let markCount: Int
  /// The model, if it is a Unigram one; here for those who ask by the word.
  let unigram: UnigramModel?
  /// By step that cuts: scratch memory for parts of the text.
  var partScratch: [[Range<Int>]] = []
  /// Whether tokens are spelled as the text is, but for normalizers and marks.
  let spellsText: Bool
  /// Whether something may be put in front of a text before the model sees it.
  let mayPrefix: Bool
  /// Whether the vocabulary spells tokens in the byte-level alphabet.
  let spellsBytes: Bool

  init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    mayPrefix =
      tokenizer.normalizer.map { !$0.isForm } ?? false
      || tokenizer.preTokenizer?.mayPrefix ?? false
    spellsBytes =
      tokenizer.preTokenizer?.writesByteCharacters ?? false
      || tokenizer.normalizer?.writesByteCharacters ?? false
    if case .bpe(let model) = tokenizer.model {
      byteMerging = ByteWordMerging(model)
    } else {
      byteMerging = nil
    }
    preTokenizing = PreTokenizing(tokenizer)
    if case .cut(let cuts) = preTokenizing, !cuts.rest.isEmpty {
      laterSteps = cuts
    } else {
      laterSteps = nil
    }
    let mark = laterSteps?.mark?.bytes ?? []
    markCount = mark.count
    for (index, byte) in mark.enumerated() { markedWord[index] = byte }
    unigram = if case .unigram(let model) = tokenizer.model { model } else { nil }
    if case .cut(let cuts) = preTokenizing, let words = RawWords(tokenizer, cuts) {
      rawWords = (words, RawWordMemory())
    } else {
      rawWords = nil
    }
    if case .marked = preTokenizing { spellsText = true } else { spellsText = spellsBytes }
  }

  /// Encodes a text, which must be valid UTF-8, and appends the ids of its tokens.
  ///
  /// - Throws: `.unknownTokenMissing` when the text needs an unknown token that the vocabulary
  ///   lacks, `.matchLimit` when a pattern gives up on the text.
  package func encode(
    _ text: UnsafeBufferPointer<UInt8>,
    addingSpecialTokens: Bool,
    recognizing recognition: AddedTokenRecognition = .all,
    appendingTo ids: inout [Int32]
  ) throws(TokenizerError) {
    guard let affixes = tokenizer.affixes else {
      let start = ids.count
      unsafe try encode(text, recognition, &ids)
      process(&ids, from: start, addingSpecialTokens: addingSpecialTokens)
      return
    }
    if addingSpecialTokens { ids += affixes.prefix }
    unsafe try encode(text, recognition, &ids)
    if addingSpecialTokens { ids += affixes.suffix }
  }

  /// Steps 1 to 5.
  private func encode(
    _ text: UnsafeBufferPointer<UInt8>,
    _ recognition: AddedTokenRecognition,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    var spans: [AddedTokenSpan] = []
    swap(&spans, &rawSpans)
    defer { swap(&spans, &rawSpans) }
    let added = tokenizer.addedVocabulary
    unsafe added.split(text, by: added.rawMatcher, recognizing: recognition, into: &spans)
    if spans.isEmpty {
      unsafe try encodeSegment(text, from: 0, recognition, &ids)
    } else {
      for span in spans {
        if let id = span.id {
          ids.append(id)
        } else {
          unsafe try encodeSegment(
            UnsafeBufferPointer(rebasing: text[span.start..<span.end]),
            from: span.start,
            recognition,
            &ids
          )
        }
      }
    }
    trim()
  }

  /// Steps 2 and 3 for text between added tokens, which starts at byte `start` of the whole text.
  func encodeSegment(
    _ text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    _ recognition: AddedTokenRecognition,
    exceptIn plain: PlainRanges? = nil,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    if case .marked(let marked) = preTokenizing, unsafe !marked.mayHoldNormalizedToken(text) {
      unsafe try encodeNormalized(text, from: start, nil, recognition, nil, &ids)
      return
    }
    if let rawWords, plain?.ranges.isEmpty ?? true,
      recognition == .all || !rawWords.words.findsTokens
    {
      unsafe try encodeRawWords(of: text, rawWords.words, rawWords.memory, &ids)
      return
    }
    unsafe try encodeWholeSegment(text, from: start, recognition, exceptIn: plain, &ids)
  }

  /// The same for a segment that is normalized as a whole.
  func encodeWholeSegment(
    _ text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    _ recognition: AddedTokenRecognition,
    exceptIn plain: PlainRanges? = nil,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    guard let normalizer = tokenizer.normalizer, unsafe !normalizer.isIdentity(on: text) else {
      unsafe try encodeNormalized(text, from: start, nil, recognition, plain, &ids)
      return
    }
    let tracksAlignments =
      tokenizer.preTokenizer?.readsOriginalStart ?? false
      || plain != nil && tokenizer.addedVocabulary.normalizedMatcher != nil
    var normalized = unsafe NormalizedText(
      Array(text),
      originalStart: start,
      trackingAlignments: tracksAlignments
    )
    try normalizer.apply(to: &normalized, using: matchers)
    let aligned = tracksAlignments ? normalized : nil
    unsafe try normalized.bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
      unsafe try encodeNormalized(
        bytes,
        from: start,
        aligned,
        recognition,
        plain,
        isWritten: true,
        &ids
      )
    }
  }

  /// Step 3 for normalized text, whose alignments `aligned` has where they are needed.
  ///
  /// `isWritten` says that the normalizer has changed the text.
  func encodeNormalized(
    _ text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    _ aligned: NormalizedText?,
    _ recognition: AddedTokenRecognition,
    _ plain: PlainRanges?,
    isWritten: Bool = false,
    _ ids: inout [Int32]
  ) throws(TokenizerError) {
    var spans: [AddedTokenSpan] = []
    swap(&spans, &normalizedSpans)
    defer { swap(&spans, &normalizedSpans) }
    let added = tokenizer.addedVocabulary
    plainTokenCount += unsafe added.split(
      text,
      by: added.normalizedMatcher,
      recognizing: recognition,
      exceptIn: plain?.seen(from: start, aligned),
      into: &spans
    )
    if spans.isEmpty { spans.append(AddedTokenSpan(start: 0, end: text.count)) }
    for span in spans {
      if let id = span.id {
        ids.append(id)
      } else {
        let range = span.start..<span.end
        unsafe try encodeText(
          UnsafeBufferPointer(rebasing: text[range]),
          from: aligned?.originalRange(of: range).lowerBound ?? start + span.start,
          isWritten: isWritten,
          &ids
        )
      }
    }
  }

  /// Gives up scratch memory beyond what common texts need.
  func trim() {
    merger.trim()
    lattice.trim()
  }

  /// Step 6 for a template that does more than put tokens before and behind the text.
  private func process(_ ids: inout [Int32], from start: Int, addingSpecialTokens: Bool) {
    guard let postProcessor = tokenizer.postProcessor else { return }
    let tokens = ids[start...].map { PostProcessor.Token(id: $0, text: [], offsets: 0..<0) }
    ids.removeSubrange(start...)
    ids += postProcessor.process(tokens, addingSpecialTokens: addingSpecialTokens).map(\.id)
  }
}
