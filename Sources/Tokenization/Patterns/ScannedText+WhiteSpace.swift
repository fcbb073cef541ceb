/// The alternatives that the known patterns share: white space, line ends and contractions.
extension ScannedText {
  /// `\s+(?!\S)|\s+` at white space: the run, without its last scalar if more than one and text
  /// follows.
  @inline(__always)
  func end(ofSpacesAt start: Int) -> Int {
    let end = end(ofRun: .whitespace, from: start)
    return end == count ? end : withoutLast(start, end)
  }

  /// `\s*[\r\n]+|\s+(?!\S)|\s+` at white space: the run up to its last line end; if there is none,
  /// as above.
  @inline(__always)
  func end(ofLinesOrSpacesAt start: Int) -> Int {
    let (end, afterNewline) = whiteSpace(at: start)
    if afterNewline > start { return afterNewline }
    return end == count ? end : withoutLast(start, end)
  }

  /// Where the white space at `start` ends, and where its last line end does (`start` if none).
  @inline(__always)
  func whiteSpace(at start: Int) -> (end: Int, afterNewline: Int) {
    var position = start
    var afterNewline = start
    while position < count {
      let next = scalar(at: position)
      guard next.set.meets(.whitespace) else { break }
      position = next.end
      if next.set.meets(.newline) { afterNewline = position }
    }
    return (position, afterNewline)
  }

  /// The run without its last scalar, or all of it where it has only one.
  @inline(__always)
  func withoutLast(_ start: Int, _ end: Int) -> Int {
    let last = lastScalar(before: end, downTo: start)
    return last > start ? last : end
  }

  /// `[\r\n]*`.
  @inline(__always)
  func end(ofNewlinesAt start: Int) -> Int {
    var position = start
    while position < count, self[position] == 0x0A || self[position] == 0x0D { position &+= 1 }
    return position
  }

  /// `'s|'t|'re|'ve|'m|'ll|'d` at an apostrophe; nil where it does not match.
  @inline(__always)
  func end(ofLowercaseContractionAt start: Int) -> Int? {
    guard start &+ 1 < count else { return nil }
    return end(ofContraction: self[start &+ 1], from: start) { $0 }
  }

  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)` at an apostrophe; nil where it does not match.
  @inline(__always)
  func end(ofContractionAt start: Int) -> Int? {
    guard start &+ 1 < count else { return nil }
    let second = self[start &+ 1]
    // U+017F is the other lowercase form of S; its two bytes are C5 BF.
    if second == 0xC5, start &+ 2 < count, self[start &+ 2] == 0xBF { return start &+ 3 }
    return end(ofContraction: second | 0x20, from: start) { $0 | 0x20 }
  }

  @inline(__always)
  private func end(
    ofContraction second: UInt8,
    from start: Int,
    folding fold: (UInt8) -> UInt8
  ) -> Int? {
    let expected: UInt8
    switch second {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
      return start &+ 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"): expected = UInt8(ascii: "e")
    case UInt8(ascii: "l"): expected = UInt8(ascii: "l")
    default: return nil
    }
    guard start &+ 2 < count, fold(self[start &+ 2]) == expected else { return nil }
    return start &+ 3
  }
}
