/// Between which neighbouring characters no merge of a byte-level model ever reaches.
///
/// As `MergeBoundaries`, but the tokens of a byte-level model may begin and end inside of characters.
/// A merge reaches from character `a` to character `b` if its left token ends with `a` or is the last
/// bytes of `a`, and its right token begins with `b` or is the first bytes of `b`.
///
///     E4 BD A0 | E5 A5 BD   joined by   A0 + E5 A5 BD,   … E4 BD A0 + E5,   A0 + E5 A5, …
///
/// The letters of scripts without spaces stand in words of whole sentences, which hardly ever come
/// again. Their parts between boundaries are a word or two, and do.
///
/// Merges with parts of characters are few, so the characters that may take part in one are marked.
///
/// A class, as it is taken up for every long word.
@safe final class ByteBoundaries: NeighbourCutting, Sendable {
  /// What is joined; parts of characters are packed like characters and resemble none.
  private let pairs: MergeBoundaries
  /// By hash of a character: `before` a part and `behind` a part.
  private let roles: MemoryBlock<UInt8>
  /// By byte: whether some merge joins a part of a character that ends with it to another part.
  private let endsOfParts: MemoryBlock<Bool>

  private static let before: UInt8 = 1
  private static let behind: UInt8 = 2
  private static let roleBits: UInt32 = 12
  /// Vocabularies of 100,000 to 200,000 tokens join 15,000 to 35,000 pairs of characters.
  private static let usualPairCount = 1 << 16

  /// Makes boundaries that nothing is joined across yet.
  fileprivate init() {
    pairs = MergeBoundaries(pairCount: Self.usualPairCount)
    roles = MemoryBlock(repeating: 0, count: 1 << Int(Self.roleBits))
    endsOfParts = MemoryBlock(repeating: false, count: 256)
  }

  /// Enters that merges join two characters or parts of such.
  fileprivate func insert(_ left: UInt32, _ right: UInt32) {
    pairs.insert(left, right)
    switch (Self.isWhole(left), Self.isWhole(right)) {
    case (true, true): break
    case (true, false): roles[Self.slot(left)] |= Self.before
    case (false, true): roles[Self.slot(right)] |= Self.behind
    case (false, false): endsOfParts[Int(left & 0xFF)] = true
    }
  }

  /// Whether a merge may reach from one packed character to the next.
  @inline(__always)
  func areJoined(_ left: UInt32, _ right: UInt32) -> Bool {
    left | right < 0x80
      ? joinsPlain(left, UInt8(truncatingIfNeeded: right)) : joins(left, right)
  }

  @inline(__always)
  func joinsPlain(_ left: UInt32, _ right: UInt8) -> Bool {
    pairs.joinsPlain(left, right)
  }

  @inline(__always)
  func joins(_ left: UInt32, _ right: UInt32) -> Bool {
    pairs.joins(left, right) || mayJoinParts(left, right)
  }

  @inline(__always)
  private func mayJoinParts(_ left: UInt32, _ right: UInt32) -> Bool {
    // Safety: slots are below the number of roles; a byte is below 256.
    let marks =
      unsafe roles.base[Self.slot(left)] & Self.before
      | roles.base[Self.slot(right)] & Self.behind
    if marks == 0, unsafe !endsOfParts.base[Int(left & 0xFF)] { return false }
    return joinsParts(left, right)
  }

  /// Whether a merge may join the end of `left` to the beginning of `right`.
  @inline(never)
  private func joinsParts(_ left: UInt32, _ right: UInt32) -> Bool {
    var mask = UInt32.max
    while true {
      let end = left & mask
      var beginning = right
      repeat {
        if pairs.joins(end, beginning) { return true }
        beginning &>>= 8
      } while beginning != 0
      // The next shorter end; what is left of one byte is none.
      let width = UInt32(32 &- end.leadingZeroBitCount &+ 7) / 8
      guard width > 1 else { return false }
      mask = (1 &<< ((width &- 1) &* 8)) &- 1
    }
  }

  /// Whether packed bytes are a character and not a part of one.
  private static func isWhole(_ packed: UInt32) -> Bool {
    switch packed {
    case 0...0x7F, 0xC000...0xDFFF, 0xE0_0000...0xEF_FFFF, 0xF000_0000...: true
    default: false
    }
  }

  @inline(__always)
  private static func slot(_ character: UInt32) -> Int {
    Int(truncatingIfNeeded: (character &* 0x9E37_79B1) &>> (32 &- roleBits))
  }
}

/// Collects the merges of a byte-level model for `ByteBoundaries`.
struct ByteBoundariesBuilder {
  /// The characters at the edges of a token, packed; `none` where the edge lies inside of one.
  private struct Edges: BitwiseCopyable {
    /// The first character, or all of a token that is the beginning of one.
    var head = none
    /// The same where the token ends a word, so that its suffix is not text.
    var headAtEnd = none
    /// The last character, or all of a token that is the end of one.
    var tail = none
  }

  /// Not 0, which is a character.
  private static let none = UInt32.max

  /// By token id.
  private let edges: MemoryBlock<Edges>
  private let boundaries = ByteBoundaries()

  init(_ vocabulary: Vocabulary, _ settings: BPESettings) {
    edges = MemoryBlock(repeating: Edges(), count: vocabulary.idBound)
    let bytes = ByteCharacters.bytes
    let suffix = settings.suffix
    for id in 0..<vocabulary.idBound {
      guard let token = unsafe vocabulary.bytes(of: Int32(truncatingIfNeeded: id)) else { continue }
      edges[id] = unsafe Edges(head: Self.head(of: token, bytes), tail: Self.tail(of: token, bytes))
      guard !suffix.isEmpty, unsafe token.suffix(suffix.count).elementsEqual(suffix) else {
        continue
      }
      let text = unsafe UnsafeBufferPointer(rebasing: token.dropLast(suffix.count))
      edges[id].headAtEnd = unsafe Self.head(of: text, bytes)
    }
  }

  /// Enters the merge of two tokens.
  func append(_ leftID: Int32, _ rightID: Int32) {
    let left = edges[Int(leftID)].tail
    guard left != Self.none else { return }
    let right = edges[Int(rightID)]
    if right.head != Self.none { boundaries.insert(left, right.head) }
    if right.headAtEnd != Self.none { boundaries.insert(left, right.headAtEnd) }
  }

  /// The boundaries, where cutting is exact: where each byte has a symbol, which does not depend on
  /// its place, unless it is the last of a word.
  func boundaries(_ symbols: ByteSymbols, _ settings: BPESettings) -> ByteBoundaries? {
    guard symbols.coversText, symbols.isUniformInside else { return nil }
    return symbols.isUniform || !settings.ignoresMerges ? boundaries : nil
  }

  private static func head(of token: UnsafeBufferPointer<UInt8>, _ bytes: [Int16]) -> UInt32 {
    var position = 0
    guard let lead = unsafe byte(of: token, at: &position, bytes), lead & 0xC0 != 0x80
    else { return none }
    var packed = UInt32(lead)
    for _ in 1..<max(width(of: lead), 2) where lead >= 0x80 {
      guard position < token.count else { break }
      guard let byte = unsafe byte(of: token, at: &position, bytes) else { return none }
      packed = packed << 8 | UInt32(byte)
    }
    return packed
  }

  private static func tail(of token: UnsafeBufferPointer<UInt8>, _ bytes: [Int16]) -> UInt32 {
    var end = token.count
    var packed: UInt32 = 0
    for count in 1...4 {
      guard end > 0 else { return count > 1 ? packed : none }
      // The characters that stand for bytes take one byte or two.
      var start = unsafe token[end - 1] & 0xC0 == 0x80 && end > 1 ? end - 2 : end - 1
      end = start
      guard let byte = unsafe byte(of: token, at: &start, bytes) else { return none }
      packed |= UInt32(byte) << UInt32((count - 1) * 8)
      guard byte & 0xC0 == 0x80 else { return width(of: byte) == count ? packed : none }
    }
    return none
  }

  /// The byte that the character at `position` stands for, by character; nil if it stands for none.
  private static func byte(
    of token: UnsafeBufferPointer<UInt8>,
    at position: inout Int,
    _ bytes: [Int16]
  ) -> UInt8? {
    guard position < token.count else { return nil }
    // Safety: positions are checked against the count.
    let lead = unsafe token[position]
    position += 1
    var scalar = Int(lead)
    if lead >= 0x80 {
      guard lead & 0xE0 == 0xC0, position < token.count else { return nil }
      scalar = Int(lead & 0x1F) << 6 | Int(unsafe token[position] & 0x3F)
      position += 1
    }
    guard scalar < bytes.count else { return nil }
    return UInt8(exactly: bytes[scalar])
  }

  private static func width(of lead: UInt8) -> Int {
    lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }
}
