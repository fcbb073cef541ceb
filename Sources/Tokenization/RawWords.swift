/// The words of a raw text, where white space parts them whatever the normalizer makes of them.
///
/// Some normalizers look at a character, or at what stands beside it, but never across white space,
/// and some pre-tokenizers drop white space first of all. Then equal words of the raw text have
/// equal tokens: a word that comes again is looked up, and only a new one is normalized.
///
///     lowercase, strip accents; split at white space     Déjà vu   →   Déjà | vu
///
/// Nothing is assumed about what the words hold: each goes through all steps by itself. What must
/// hold is that the steps make of the text what they make of its words, but for the white space
/// between them:
/// 1. Each step of the normalizer leaves white space white space, and looks at no character together
///    with one on the other side (`Normalizer.leavesWordsApart`).
/// 2. The first step of the pre-tokenizer drops all white space (`RawCuts.dropsWhiteSpace`).
/// 3. No added token that is looked for in normalized text holds white space.
///
/// Words are cut further between ASCII characters where the pre-tokenizer is sure to part them
/// (`RawCuts.asciiJoins`): most of `self.words[0],` has come before, but not all of it.
struct RawWords: Sendable {
  /// One bit for each of the first 64 bytes: whether it parts words; space, tab and the line ends.
  private let separators: UInt64
  /// By byte: the character that the normalizer makes of a printable ASCII one, whatever stands
  /// beside it; 0 where it makes anything else.
  private let plain: [UInt8]
  /// Whether a space and the character beside it may be one to the normalizer.
  private let looksAtClusters: Bool
  /// By byte: whether an added token begins with it that is looked for in normalized text.
  private let beginsToken: [Bool]
  /// Whether there are such tokens.
  let findsTokens: Bool
  /// Between which ASCII characters words are cut; nil where that is nowhere.
  private let partings: ASCIIPairs?
  /// Whether letters of ASCII stay together.
  private let joinsLetters: Bool
  /// Whether the pre-tokenizer does not cut a word without white space any further.
  let keepsWordsWhole: Bool

  /// A text that grows too much is refused as a whole; its words would not be.
  private static let mostGrowth = 64

  /// Nil where equal words may have different tokens, or there is no normalizer.
  init?(_ tokenizer: Tokenizer, _ cuts: RawCuts) {
    guard let normalizer = tokenizer.normalizer, normalizer.leavesWordsApart(isFirst: true),
      normalizer.mostGrowth <= RawWords.mostGrowth, cuts.dropsWhiteSpace
    else { return nil }
    let forms = tokenizer.addedVocabulary.normalizedForms
    let classes = TextClasses()
    var begins = [Bool](repeating: false, count: 256)
    for form in forms {
      var holdsSpace = false
      form.forEachScalar { scalar, _ in
        holdsSpace = holdsSpace || classes.has(scalar, .whitespace)
      }
      guard !holdsSpace, let first = form.first else { return nil }
      begins[Int(first)] = true
    }
    beginsToken = begins
    findsTokens = !forms.isEmpty
    looksAtClusters = normalizer.looksAtClusters
    guard normalizer.parts(at: 0x20) else { return nil }
    separators = [0x09, 0x0A, 0x0D].reduce(1 << 0x20) { bits, byte in
      normalizer.parts(at: byte) ? bits | 1 << UInt64(byte) : bits
    }
    let plain = (0..<256).map { byte in
      (0x21...0x7E).contains(byte) ? normalizer.plainCharacter(of: UInt8(byte)) : 0
    }
    self.plain = plain
    keepsWordsWhole = cuts.cuts.count == 1 && cuts.asciiJoins == nil
    let looksBeside = tokenizer.addedVocabulary.tokens.values
      .contains { $0.isNormalized && $0.isSingleWord }
    let partings = looksBeside ? nil : Self.partings(plain, cuts, forms)
    self.partings = partings
    let letters = (UInt8(0x41)...0x5A).map { $0 } + (UInt8(0x61)...0x7A).map { $0 }
    joinsLetters = letters.allSatisfy { left in
      letters.allSatisfy { right in partings?.contains(left, right) != true }
    }
  }

  /// Between which characters words are cut, where the normalizer treats them one by one.
  private static func partings(
    _ plain: [UInt8],
    _ cuts: RawCuts,
    _ forms: [[UInt8]]
  ) -> ASCIIPairs? {
    guard var joins = cuts.asciiJoins else { return nil }
    for form in forms {
      for (left, right) in zip(form, form.dropFirst()) { joins.insert(left, right) }
    }
    var partings = ASCIIPairs()
    var isEmpty = true
    for left in UInt8(0x21)...0x7E where plain[Int(left)] != 0 {
      for right in UInt8(0x21)...0x7E where plain[Int(right)] != 0 {
        guard !joins.contains(plain[Int(left)], plain[Int(right)]) else { continue }
        partings.insert(left, right)
        isEmpty = false
      }
    }
    return isEmpty ? nil : partings
  }

  /// What the normalizer makes of a printable ASCII character, whatever stands beside it; 0 where that
  /// is anything but another one.
  func plainCharacter(of character: UInt8) -> UInt8 { plain[Int(character)] }

  /// Whether a word without the first byte of any added token is sure to hold none.
  func mayHoldToken(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    guard findsTokens else { return false }
    // Safety: positions are below the count; there are 256 entries.
    for position in 0..<word.count where beginsToken[Int(unsafe word[position])] { return true }
    return false
  }

  /// Writes what the normalizer makes of a word of characters that it treats one by one; false, and
  /// something written or other, where there are others in it.
  ///
  /// There must be room for the word.
  func write(_ word: UnsafeBufferPointer<UInt8>, to output: UnsafeMutablePointer<UInt8>) -> Bool {
    unsafe plain.withUnsafeBufferPointer { plain in
      // Safety: there are 256 entries, and the output has room for the word.
      for position in 0..<word.count {
        let character = unsafe plain[Int(word[position])]
        guard character != 0 else { return false }
        unsafe output[position] = character
      }
      return true
    }
  }

  @inline(__always)
  private func isSeparator(_ byte: UInt8) -> Bool {
    byte <= 0x20 && separators &>> UInt64(byte) & 1 != 0
  }

  /// Where the white space at or behind `start` ends.
  @inline(__always)
  func endOfSpace(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    // Safety: positions are below the count.
    while position < text.count, isSeparator(unsafe text[position]) { position &+= 1 }
    return position
  }

  /// Where the first word begins.
  func startOfWords(in text: UnsafeBufferPointer<UInt8>) -> Int {
    // Safety: there is a first byte.
    if looksAtClusters, text.count > 0, unsafe isSeparator(text[0]), unsafe !parts(text, at: 0) {
      return 0
    }
    return unsafe endOfSpace(in: text, from: 0)
  }

  /// Where the word that begins at `start`, which is below the count, ends.
  @inline(__always)
  func endOfWord(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = text.baseAddress else { return start }
    let raw = unsafe UnsafeRawPointer(base)
    var position = start
    // Safety: positions are below the count; eight bytes are read only where there are eight.
    while position < text.count {
      let byte = unsafe base[position]
      if byte <= 0x20 {
        if isSeparator(byte), unsafe !looksAtClusters || parts(text, at: position) {
          return position
        }
      } else if let partings, position > start,
        partings.contains(unsafe base[position &- 1], byte),
        unsafe standAlone(text, before: position, from: start)
      {
        return position
      }
      position &+= 1
      guard joinsLetters else { continue }
      // A run of what stays together: letters, or anything but ASCII; without partings, all but
      // what may be white space.
      while position &+ 8 <= text.count {
        let word = unsafe UInt64(
          littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        )
        let others: UInt64
        if partings == nil {
          others = Self.markingControlsAndSpaces(in: word)
        } else if byte >= 0x80 {
          others = ~word & 0x8080_8080_8080_8080
        } else if (byte | 0x20) &- 0x61 < 26 {
          others = ScannedText.markingOthersThanLetters(in: word)
        } else {
          break
        }
        if others != 0 {
          position &+= others.trailingZeroBitCount &>> 3
          break
        }
        position &+= 8
      }
    }
    return position
  }

  /// Whether the ASCII characters on both sides of `position` are what they are whatever is beside
  /// them: a mark behind may make another character of one, and one before may take it in.
  @inline(__always)
  private func standAlone(
    _ text: UnsafeBufferPointer<UInt8>,
    before position: Int,
    from start: Int
  ) -> Bool {
    // Safety: the places are compared with the count and with the start of the word.
    if position &+ 1 < text.count, unsafe text[position &+ 1] >= 0x80 { return false }
    return unsafe !looksAtClusters || position &- 2 < start || text[position &- 2] < 0x80
  }

  /// The highest bit of each of eight bytes that is at most U+0020.
  @inline(__always)
  private static func markingControlsAndSpaces(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let above = (word & (0x7F &* ones)) &+ (0x80 &- 0x21) &* ones
    return ~(above | word) & (0x80 &* ones)
  }

  /// Whether no cluster reaches over either end of the white space at `start`.
  private func parts(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    let end = unsafe endOfSpace(in: text, from: start)
    // Safety: positions are checked against 0 and the count. Controls such as line ends are clusters
    // by themselves.
    if start > 0, unsafe text[start] == 0x20, unsafe text[start &- 1] >= 0x80,
      let before = unsafe TextEdges.scalar(endingAt: start, in: text),
      GraphemeClusters.mayJoinNext(before.value)
    {
      return false
    }
    if end < text.count, unsafe text[end &- 1] == 0x20, unsafe text[end] >= 0x80,
      let behind = unsafe TextEdges.scalar(startingAt: end, in: text),
      GraphemeClusters.mayJoinPrevious(behind.value)
    {
      return false
    }
    return true
  }
}

extension RawCuts {
  /// Whether the first cut drops all white space and looks at nothing across it.
  fileprivate var dropsWhiteSpace: Bool {
    switch cuts.first {
    case .classes(let cut): cut.behavior == .removed && cut.delimiters.contains(.whitespace)
    case .wordsAndSymbols: true
    case .matches(let pattern, .removed, isInverted: true): pattern.pattern.asciiJoins != nil
    case .matches, nil: false
    }
  }

  /// The pairs of printable ASCII characters that may be in one word if they stand side by side, where
  /// the cuts drop white space; nil where that may be all.
  fileprivate var asciiJoins: ASCIIPairs? {
    switch (cuts.first, cuts.dropFirst().first) {
    case (.matches(let pattern, .removed, isInverted: true), _): pattern.pattern.asciiJoins
    case (.wordsAndSymbols, _):
      ASCIIPairs { left, right in
        let classes = TextClasses()
        return classes.has(UInt32(left), .word) == classes.has(UInt32(right), .word)
      }
    case (.classes(let spaces), .classes(let cut)):
      spaces.behavior == .removed && (cut.behavior == .isolated || cut.behavior == .removed)
        ? ASCIIPairs { !cut.isDelimiter(UInt32($0)) && !cut.isDelimiter(UInt32($1)) } : nil
    default: nil
    }
  }
}
