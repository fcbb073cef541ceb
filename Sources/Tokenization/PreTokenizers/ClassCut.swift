/// Cuts at characters of one sort: what `Digits`, `Punctuation` and `WhitespaceSplit` do.
struct ClassCut: Sendable {
  let delimiters: TextClass
  let behavior: SplitBehavior
  private let classes = TextClasses()
  /// One bit for each ASCII character: whether it is a delimiter.
  private let plain: (low: UInt64, high: UInt64)

  static let whitespaceRemoved = ClassCut(.whitespace, .removed)
  static let punctuationIsolated = ClassCut(.punctuation, .isolated)

  init(_ delimiters: TextClass, _ behavior: SplitBehavior) {
    self.delimiters = delimiters
    self.behavior = behavior
    var low: UInt64 = 0
    var high: UInt64 = 0
    for scalar in 0..<UInt32(64) {
      if classes.has(scalar, delimiters) { low |= 1 << UInt64(scalar) }
      if classes.has(scalar + 64, delimiters) { high |= 1 << UInt64(scalar) }
    }
    plain = (low, high)
  }

  @inline(__always)
  func isDelimiter(_ scalar: UInt32) -> Bool {
    guard scalar < 0x80 else { return classes.has(scalar, delimiters) }
    let bits = scalar < 64 ? plain.low : plain.high
    return bits &>> UInt64(scalar & 63) & 1 != 0
  }

  /// Cuts a range of some characters; `emit` receives the parts, of which some may be empty.
  @inline(__always)
  func cut(_ characters: PieceCharacters, _ range: Range<Int>, _ emit: (Range<Int>) -> Void) {
    var cutter = SplitCutter(behavior, of: range)
    characters.forEach(in: range) { scalar, character in
      if isDelimiter(scalar) { cutter.cut(at: character, emit) }
    }
    cutter.finish(emit)
  }
}
