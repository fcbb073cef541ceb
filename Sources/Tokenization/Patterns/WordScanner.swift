/// The split patterns that have a hand-written scanner.
///
/// Each of them matches at every position of every text, so a text is its words end to end. A
/// scanner finds the same words as the general matcher (tests say so) several times as fast.
enum WordScanner: Sendable, Hashable, CaseIterable {
  case gpt2, llama3, qwen2, o200k, deepSeek

  /// The scanner of a pattern; nil where the pattern is not letter for letter a known one.
  init?(pattern: String) {
    self.init(sequence: [pattern])
  }

  /// The scanner of some `Split`s by a regular expression, each isolating its matches in what the
  /// one before has left; nil where the patterns are not letter for letter known ones.
  init?(sequence: [String]) {
    // By bytes: to String's == some different characters are equal (`;` and U+037E).
    let scanner = Self.allCases.first {
      $0.patterns.elementsEqual(sequence) { $0.utf8.elementsEqual($1.utf8) }
    }
    guard let scanner else { return nil }
    self = scanner
  }

  /// Which characters are side by side in words, in text without white space; nil where that is not
  /// known.
  var neighbours: MatchedNeighbours? { self == .gpt2 ? Self.neighboursOfGPT2 : nil }

  /// Of the pattern that a byte level brings along, which may follow any other step.
  private static let neighboursOfGPT2 =
    (try? ExpressionParser.parse(KnownPattern.gpt2)).flatMap { MatchedNeighbours($0) }

  /// The patterns that the scanner stands for, applied one after the other.
  var patterns: [String] {
    switch self {
    case .gpt2: [KnownPattern.gpt2]
    case .llama3: [KnownPattern.llama3]
    case .qwen2: [KnownPattern.qwen2]
    case .o200k: [KnownPattern.o200k]
    case .deepSeek: KnownPattern.deepSeek
    }
  }
}

/// Finds words one after the other; a conforming type for each `WordScanner`, so that a generic
/// loop over words has the scanner inlined.
protocol WordScanning {
  /// Where the word that begins at `start` ends.
  ///
  /// The `count` bytes must be valid UTF-8; `start` must be below `count` and be 0 or where the word
  /// before it ended. The end is above `start`. Hand in `ScalarClasses.unicode16`, read once before
  /// the loop.
  static func endOfWord(
    in bytes: UnsafePointer<UInt8>,
    count: Int,
    from start: Int,
    classes: ScalarClasses
  ) -> Int
}

extension CategorySet {
  /// `[^\s\p{L}\p{N}]`.
  static let neitherSpaceNorLetterNorNumber =
    CategorySet.whitespace.union(.letter).union(.number).inverted
}

extension WordScanner {
  /// Calls `body` with the start and end of each word.
  ///
  /// For callers to whom one dynamic step a word does not matter; a hot loop is generic over
  /// `WordScanning` instead.
  func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Int, Int) -> Void) {
    switch self {
    case .gpt2: unsafe Self.forEachWord(of: GPT2Scanner.self, in: bytes, body)
    case .llama3: unsafe Self.forEachWord(of: Llama3Scanner.self, in: bytes, body)
    case .qwen2: unsafe Self.forEachWord(of: Qwen2Scanner.self, in: bytes, body)
    case .o200k: unsafe Self.forEachWord(of: O200KScanner.self, in: bytes, body)
    case .deepSeek: unsafe Self.forEachWord(of: DeepSeekScanner.self, in: bytes, body)
    }
  }

  @inline(__always)
  private static func forEachWord<Scanner: WordScanning>(
    of scanner: Scanner.Type,
    in bytes: UnsafeBufferPointer<UInt8>,
    _ body: (Int, Int) -> Void
  ) {
    guard let base = bytes.baseAddress else { return }
    let classes = ScalarClasses.unicode16
    var start = 0
    while start < bytes.count {
      // Safety: the buffer holds `count` bytes of valid UTF-8, and `start` is below `count`.
      let end = unsafe Scanner.endOfWord(
        in: base,
        count: bytes.count,
        from: start,
        classes: classes
      )
      body(start, end)
      start = end
    }
  }
}
