/// Between which neighbouring characters no merge ever reaches.
///
/// A merge joins the last character of its left token to the first of its right one. Where two
/// characters of a text are not such a pair, no token reaches from the one to the other, whatever is
/// merged around them: the text can be cut there and each part merged alone. So a model that sees
/// whole texts at once, as those of SentencePiece do, gets parts of a word's size, which a cache
/// remembers.
///
///     ▁Hello,▁world   with merges  ▁ H, ▁H ello, ▁ world, …   ->   ▁Hello | , | ▁world
///
/// Pairs of ASCII characters have a bit each. The others are hashed to bits: two pairs that share
/// one cost a cut, never a token.
@safe struct MergeBoundaries: NeighbourCutting, Sendable {
  /// By left character: 128 bits, one for each right one.
  private let plain: MemoryBlock<UInt64>
  private let hashed: MemoryBlock<UInt64>
  private let shift: UInt64

  /// Makes room for some `pairCount` different joins.
  init(pairCount: Int) {
    plain = MemoryBlock(repeating: 0, count: 256)
    let bits = min(max(15, Int.bitWidth - (pairCount * 8).leadingZeroBitCount), 22)
    hashed = MemoryBlock(repeating: 0, count: 1 << (bits - 6))
    shift = UInt64(64 - bits)
  }

  /// Enters that merges join two characters; only before the value is shared.
  func insert(_ left: UInt32, _ right: UInt32) {
    // Safety: indices are those of `joinsPlain` and `joins`.
    if left < 0x80, right < 0x80 {
      unsafe plain.base[Int(left << 1 | right >> 6)] |= 1 << UInt64(right & 63)
    } else {
      let bit = self.bit(left, right)
      unsafe hashed.base[Int(bit >> 6)] |= 1 << (bit & 63)
    }
  }

  /// Whether a merge joins two ASCII characters.
  @inline(__always)
  func joinsPlain(_ left: UInt32, _ right: UInt8) -> Bool {
    // Safety: two words for each of 128 characters.
    let bits = unsafe plain.base[Int((left & 127) &<< 1 | UInt32(right) &>> 6 & 1)]
    return bits &>> UInt64(right & 63) & 1 != 0
  }

  /// Whether a merge may join two characters of which one is not ASCII.
  @inline(__always)
  func joins(_ left: UInt32, _ right: UInt32) -> Bool {
    let bit = self.bit(left, right)
    // Safety: `shift` keeps bits within the table.
    return unsafe hashed.base[Int(bit &>> 6)] &>> (bit & 63) & 1 != 0
  }

  /// The character at `position`, as its bytes in one number; `position` moves behind it.
  ///
  /// Of a character that is cut off at the end only what is there is read.
  @inline(__always)
  static func character(
    in text: UnsafePointer<UInt8>,
    count: Int,
    at position: inout Int
  ) -> UInt32 {
    // Safety: positions are below the count.
    var packed = UInt32(unsafe text[position])
    let width = packed < 0x80 ? 1 : packed < 0xE0 ? 2 : packed < 0xF0 ? 3 : 4
    let end = min(position &+ width, count)
    position &+= 1
    while position < end {
      packed = packed &<< 8 | UInt32(unsafe text[position])
      position &+= 1
    }
    return packed
  }

  /// The bytes of a character in one number.
  static func packed(_ character: some Sequence<UInt8>) -> UInt32 {
    character.reduce(0) { $0 << 8 | UInt32($1) }
  }

  @inline(__always)
  private func bit(_ left: UInt32, _ right: UInt32) -> UInt64 {
    let key = UInt64(left) &<< 32 | UInt64(right)
    return ((key ^ (key &>> 29)) &* 0x9E37_79B9_7F4A_7C15) &>> shift
  }
}

/// Collects the merges of a model for `MergeBoundaries`.
struct MergeBoundariesBuilder {
  private var joins: [UInt64] = []
  private var isUsable = true

  /// Enters the merge of two tokens.
  mutating func append(_ leftID: Int32, _ rightID: Int32, in vocabulary: Vocabulary) {
    guard isUsable else { return }
    // Tokens of bytes stand for parts of characters, which have no place in pairs of characters.
    guard let left = unsafe vocabulary.bytes(of: leftID), left.count > 0,
      let right = unsafe vocabulary.bytes(of: rightID), right.count > 0,
      unsafe !Self.isByteToken(left), unsafe !Self.isByteToken(right)
    else {
      isUsable = false
      return
    }
    var first = left.count - 1
    // Safety: positions lie within the tokens.
    while first > 0, unsafe left[first] & 0xC0 == 0x80 { first -= 1 }
    let lead = unsafe right[0]
    let width = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    let last = unsafe MergeBoundaries.packed(left[first...])
    let next = unsafe MergeBoundaries.packed(right.prefix(width))
    joins.append(UInt64(last) << 32 | UInt64(next))
  }

  /// The boundaries, where cutting is exact.
  ///
  /// It is not with tokens that are taken whole whatever the merges say, with characters that are
  /// spelled by their place in the piece, and with unknown characters that make one token with their
  /// neighbours, or none, so that those on either side meet.
  func boundaries(_ settings: BPESettings, fallsBackCompletely: Bool) -> MergeBoundaries? {
    guard isUsable, !settings.ignoresMerges, settings.prefix.isEmpty, settings.suffix.isEmpty,
      settings.byteFallback
        ? fallsBackCompletely : settings.unknownToken != nil && !settings.fusesUnknown
    else { return nil }
    let boundaries = MergeBoundaries(pairCount: joins.count)
    for join in joins {
      boundaries.insert(
        UInt32(truncatingIfNeeded: join >> 32),
        UInt32(truncatingIfNeeded: join)
      )
    }
    return boundaries
  }

  /// Whether a token is spelled `<0x…>`.
  private static func isByteToken(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe token.count == 6 && token.starts(with: "<0x".utf8) && token[5] == UInt8(ascii: ">")
  }
}
