/// The words of GPT-2, which is also what `ByteLevel` splits at.
///
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
///
/// `"I'm  here."` → `I`, `'m`, ` `, ` here`, `.`
enum GPT2Scanner: WordScanning {
  @inline(__always)
  static func endOfWord(
    in bytes: UnsafePointer<UInt8>,
    count: Int,
    from start: Int,
    classes: ScalarClasses
  ) -> Int {
    let text = unsafe ScannedText(bytes, count: count, classes: classes)
    var position = start
    switch text[start] {
    case UInt8(ascii: " "):
      position &+= 1
      if position == count { return count }
    case UInt8(ascii: "'"):
      if let end = text.end(ofLowercaseContractionAt: start) { return end }
    default: break
    }
    let first = text.scalar(at: position)
    if first.set.meets(.letter) { return text.end(ofLetterRun: .letter, from: first.end) }
    if first.set.meets(.whitespace) { return text.end(ofSpacesAt: start) }
    if first.set.meets(.number) { return text.end(ofRun: .number, from: first.end) }
    return text.end(ofRun: .neitherSpaceNorLetterNorNumber, from: first.end)
  }
}
