/// The byte form of a byte-level vocabulary: symbols of bytes, pairs of bytes, words of bytes.
@safe final class ByteSymbols: @unchecked Sendable {
  // Filled in `init` and only read afterwards, hence Sendable.

  /// Whether every byte of UTF-8 has a symbol wherever it stands.
  ///
  /// Some vocabularies leave out the 13 bytes that no text has.
  let coversText: Bool
  /// Whether a byte's symbol does not depend on its place in the word.
  let isUniform: Bool
  /// Whether it does not, but for the last byte of the word.
  let isUniformInside: Bool
  private static let middle = 2
  private static let last = 3
  /// By place (whole word, first, middle, last) and byte: the symbol's id, or -1.
  let ids: MemoryBlock<Int32>
  /// By two bytes, the first one high: the merge of their symbols where neither ends the word.
  ///
  /// Empty unless `isUniformInside`.
  /// Saves the hash look-up of a word's initial pairs.
  let pairs: MemoryBlock<UInt64>
  /// The vocabulary by raw bytes.
  private let words: TokenIndex
  private let arena: MemoryBlock<UInt8>

  init(vocabulary: Vocabulary, merges: MergeTable, settings: BPESettings) {
    // Tokens with a character that stands for no byte never come out of byte-level text.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(vocabulary.count * 8)
    var places: [(start: Int, length: Int, id: Int32)] = []
    if settings.ignoresMerges {
      places.reserveCapacity(vocabulary.count)
      for id in 0..<Int32(truncatingIfNeeded: vocabulary.idBound) {
        guard let token = unsafe vocabulary.bytes(of: id) else { continue }
        let start = bytes.count
        if unsafe ByteCharacters.appendBytes(of: token, to: &bytes) {
          places.append((start, bytes.count - start, id))
        }
      }
    }
    arena = MemoryBlock(copying: bytes, filler: 0)
    words = TokenIndex(capacity: places.count)
    for place in places {
      words.insert(
        start: UInt32(truncatingIfNeeded: place.start),
        length: Int32(truncatingIfNeeded: place.length),
        id: place.id,
        arena: arena
      )
    }

    let ids = MemoryBlock<Int32>(repeating: -1, count: 4 * 256)
    for byte in 0..<256 {
      for place in 0..<4 {
        var symbol = place >= 2 ? settings.prefix : []
        ByteCharacters.append(UInt8(byte), to: &symbol)
        if place == 0 || place == 3 { symbol += settings.suffix }
        ids[place * 256 + byte] = vocabulary.id(of: symbol) ?? -1
      }
    }
    self.ids = ids
    coversText = (0..<4 * 256).allSatisfy { index in
      let byte = index & 0xFF
      return ids[index] >= 0 || byte == 0xC0 || byte == 0xC1 || byte >= 0xF5
    }
    isUniformInside = settings.prefix.isEmpty
    isUniform = isUniformInside && settings.suffix.isEmpty
    pairs = MemoryBlock(repeating: MergeTable.none, count: isUniformInside ? 1 << 16 : 0)
    guard isUniformInside else { return }
    let inside = Self.middle * 256
    for left in 0..<256 where ids[inside + left] >= 0 {
      for right in 0..<256 where ids[inside + right] >= 0 {
        pairs[left << 8 | right] = merges.value(ids[inside + left], ids[inside + right])
      }
    }
  }

  /// The symbols of bytes inside of a word, by byte.
  var middleIDs: UnsafePointer<Int32> {
    // Safety: there are 256 for each place.
    @inline(__always) get { unsafe UnsafePointer(ids.base + Self.middle * 256) }
  }

  /// The symbol of a byte that ends a word, or is one.
  @inline(__always)
  func lastID(of byte: UInt8, isWord: Bool) -> Int32 {
    ids[(isWord ? 0 : Self.last) * 256 + Int(byte)]
  }

  /// The id of the token with these raw bytes; known only for models that ignore merges.
  @inline(__always)
  func id(ofWord piece: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard let base = piece.baseAddress else { return nil }
    return unsafe words.find(base, count: piece.count, arena: arena)
  }

  /// Appends the symbols of a piece; false when a byte has none.
  ///
  /// `endsWord` says that the piece's last byte is that of a word.
  @inline(__always)
  func appendSymbols(
    of piece: UnsafeBufferPointer<UInt8>,
    endsWord: Bool = true,
    to merger: WordMerger
  ) -> Bool {
    // Safety: `begin` gave the merger room for every byte; a place and a byte make an index below
    // 1024.
    let table = unsafe ids.base
    for position in 0..<piece.count {
      var place = position == 0 ? 1 : 2
      if position == piece.count &- 1, endsWord { place = position == 0 ? 0 : Self.last }
      let id = unsafe table[place &* 256 &+ Int(piece[position])]
      if id < 0 { return false }
      merger.append(id, length: 1)
    }
    return true
  }
}
