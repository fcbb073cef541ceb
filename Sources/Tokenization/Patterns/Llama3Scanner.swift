/// The words of Llama 3 and cl100k.
///
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*`
/// `|\s*[\r\n]+|\s+(?!\S)|\s+`
///
/// `"(I'LL) pay 1234"` → `(I`, `'LL`, `)`, ` pay`, ` `, `123`, `4`
enum Llama3Scanner: WordScanning {
  @inline(__always)
  static func endOfWord(
    in bytes: UnsafePointer<UInt8>,
    count: Int,
    from start: Int,
    classes: ScalarClasses
  ) -> Int {
    unsafe ScannedText(bytes, count: count, classes: classes)
      .end(ofChatWordAt: start, digitLimit: 3)
  }
}

/// The words of Qwen2, whose pattern is that of Llama 3 with `\p{N}` for `\p{N}{1,3}`.
enum Qwen2Scanner: WordScanning {
  @inline(__always)
  static func endOfWord(
    in bytes: UnsafePointer<UInt8>,
    count: Int,
    from start: Int,
    classes: ScalarClasses
  ) -> Int {
    unsafe ScannedText(bytes, count: count, classes: classes)
      .end(ofChatWordAt: start, digitLimit: 1)
  }
}

extension ScannedText {
  /// Where the word of Llama 3 at `start` ends if words have at most `digitLimit` digits.
  @inline(__always)
  fileprivate func end(ofChatWordAt start: Int, digitLimit: Int) -> Int {
    let first = scalar(at: start)
    if first.set.meets(.letter) { return end(ofLetterRun: .letter, from: first.end) }
    if first.set.meets(.number) {
      return end(ofRun: .number, from: first.end, limit: digitLimit &- 1)
    }
    if self[start] == UInt8(ascii: "'"), let end = end(ofContractionAt: start) { return end }
    let second = scalarIfAny(at: first.end)
    if second.set.meets(.letter), !first.set.meets(.newline) {
      return end(ofLetterRun: .letter, from: second.end)
    }
    if !first.set.meets(.whitespace) {
      return endOfSymbols(from: first.end)
    }
    if self[start] == UInt8(ascii: " "), second.set.meets(.neitherSpaceNorLetterNorNumber) {
      return endOfSymbols(from: second.end)
    }
    return end(ofLinesOrSpacesAt: start)
  }

  /// The rest of `[^\s\p{L}\p{N}]+[\r\n]*`.
  @inline(__always)
  private func endOfSymbols(from start: Int) -> Int {
    end(ofNewlinesAt: end(ofRun: .neitherSpaceNorLetterNorNumber, from: start))
  }
}
