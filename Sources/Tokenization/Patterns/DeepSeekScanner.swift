/// The words of DeepSeek V3: the three `Split`s of `KnownPattern.deepSeek` at once.
///
/// 1. Numbers are cut into threes from the beginning of each run.
/// 2. What is left falls into pieces: runs of kana and the first CJK block, and what is between.
/// 3. The third pattern splits both sorts of pieces and takes the end of a piece for the end of the
///    text: `\s+(?!\S)` gives away no space before a number. It does not match control and other
///    invisible characters unless a letter follows; a run of those is a word too.
///
/// `"x = 2000年ア・,ok"` → `x`, ` =`, ` `, `200`, `0`, `年ア`, `・`, `,ok`
enum DeepSeekScanner: WordScanning {
  @inline(__always)
  static func endOfWord(
    in bytes: UnsafePointer<UInt8>,
    count: Int,
    from start: Int,
    classes: ScalarClasses
  ) -> Int {
    let text = unsafe ScannedText(bytes, count: count, classes: classes)
    let first = text.scalar(at: start)
    let piece = text.sort(at: start)
    if first.set.meets(.letterOrMark) {
      return text.end(ofRun: .letterOrMark, in: piece, from: first.end)
    }
    if first.set.meets(.number) { return text.end(ofRun: .number, from: first.end, limit: 2) }
    if first.set.meets(.punctuationOrSymbol) {
      if text[start] < 0x80, first.end < count, text.isASCIILetter(at: first.end) {
        return text.end(ofASCIILettersFrom: first.end)
      }
      return text.endOfMarks(in: piece, from: first.end)
    }
    // White space or invisible: `[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+` comes first.
    let second = text.set(in: piece, at: first.end)
    if second.meets(.letterOrMark), !first.set.meets(.newline) {
      return text.end(ofRun: .letterOrMark, in: piece, from: first.end)
    }
    if !first.set.meets(.whitespace) {
      return text.end(ofInvisiblesAt: start, in: piece, from: first.end)
    }
    if text[start] == UInt8(ascii: " "), second.meets(.punctuationOrSymbol) {
      return text.endOfMarks(in: piece, from: first.end)
    }
    return text.end(ofPieceSpacesAt: start)
  }
}

/// The sorts of pieces that the second pattern makes.
private enum Piece {
  case kanaOrIdeographs, between
}

extension CategorySet {
  fileprivate static let punctuationOrSymbol = CategorySet.punctuation.union(.symbol)
}

extension ScannedText {
  /// The sort of piece that a scalar belongs to: `[一-龥]` and U+3040 to U+30FF, or not.
  @inline(__always)
  fileprivate func sort(at position: Int) -> Piece {
    let lead = self[position]
    guard lead >= 0xE3, lead <= 0xE9 else { return .between }
    // Safety: in valid UTF-8 two more bytes follow these.
    let tail = UInt32(self[position &+ 1]) & 0x3F
    let scalar =
      (UInt32(lead) & 0x0F) &<< 12 | tail &<< 6 | UInt32(self[position &+ 2]) & 0x3F
    let isInside = (0x4E00...0x9FA5).contains(scalar) || (0x3040...0x30FF).contains(scalar)
    return isInside ? .kanaOrIdeographs : .between
  }

  @inline(__always)
  fileprivate func isASCIILetter(at position: Int) -> Bool {
    classes.set(ofASCII: self[position]).meets(.letter)
  }

  /// The rest of `[A-Za-z]+`.
  @inline(__always)
  fileprivate func end(ofASCIILettersFrom start: Int) -> Int {
    var position = start
    while position &+ 8 <= count {
      // Safety: eight bytes are left.
      let word = unsafe UInt64(
        littleEndian: UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self)
      )
      let others = Self.markingOthersThanLetters(in: word)
      if others != 0 { return position &+ others.trailingZeroBitCount &>> 3 }
      position &+= 8
    }
    while position < count, isASCIILetter(at: position) { position &+= 1 }
    return position
  }

  /// The category at a position; empty where the piece has ended.
  @inline(__always)
  fileprivate func set(in piece: Piece, at position: Int) -> CategorySet {
    position < count && sort(at: position) == piece ? scalar(at: position).set : []
  }

  /// Where a run ends that does not go beyond its piece.
  @inline(__always)
  fileprivate func end(ofRun set: CategorySet, in piece: Piece, from start: Int) -> Int {
    let skipsLetters = set.meets(.letter) && piece == .between
    var position = skipsLetters ? end(ofASCIILettersFrom: start) : start
    while position < count {
      let next = scalar(at: position)
      guard next.set.meets(set), sort(at: position) == piece else { return position }
      position = next.end
    }
    return position
  }

  /// The rest of `[\p{P}\p{S}]+[\r\n]*`.
  @inline(__always)
  fileprivate func endOfMarks(in piece: Piece, from start: Int) -> Int {
    let end = end(ofRun: .punctuationOrSymbol, in: piece, from: start)
    return piece == .between ? self.end(ofNewlinesAt: end) : end
  }

  /// `\s*[\r\n]+|\s+(?!\S)|\s+` in a piece.
  @inline(__always)
  fileprivate func end(ofPieceSpacesAt start: Int) -> Int {
    let (end, afterNewline) = whiteSpace(at: start)
    if afterNewline > start { return afterNewline }
    let next = set(in: .between, at: end)
    return next.isEmpty || next.meets(.number) ? end : withoutLast(start, end)
  }

  /// What the third pattern leaves over: a run of invisible scalars, without the last of them where
  /// a letter or mark follows, for then that one begins a match.
  @inline(__always)
  fileprivate func end(ofInvisiblesAt start: Int, in piece: Piece, from next: Int) -> Int {
    let invisible = CategorySet.other.subtracting(.whitespace)
    let end = end(ofRun: invisible, in: piece, from: next)
    return set(in: piece, at: end).meets(.letterOrMark) ? withoutLast(start, end) : end
  }
}
