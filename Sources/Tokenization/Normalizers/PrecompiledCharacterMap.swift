/// `Precompiled`: replaces characters by the map that SentencePiece compiles into its models.
///
/// The map is a double-array trie of byte sequences, each with a place in a block of texts that end
/// with a zero byte. As the reference uses it:
/// - A grapheme cluster of up to five bytes is looked up as a whole, any other character by
///   character.
/// - A look-up finds the *shortest* sequence that the text begins with, and its replacement takes
///   the place of all of the text looked up: behind a mapped character, the marks of a short
///   cluster are lost.
struct PrecompiledCharacterMap: Sendable {
  private let trie: DoubleArrayTrie
  /// The replacements, each ended by a zero byte.
  private let texts: [UInt8]
  /// The most bytes that stand for a character or a short cluster.
  let longestReplacement: Int

  init(json: ComponentNode) throws(TokenizerError) {
    let field = try json.field("precompiled_charsmap")
    guard let bytes = Base64.decode(try field.string()) else {
      throw field.mismatch("base64")
    }
    guard let map = Self(bytes) else { throw field.mismatch("a character map") }
    self = map
  }

  /// Reads the byte count of the trie, the trie and the texts; nil if they are cut short.
  private init?(_ bytes: [UInt8]) {
    guard bytes.count >= 4 else { return nil }
    let unitCount = Int(DoubleArrayTrie.unit(at: 0, of: bytes) / 4)
    let textStart = 4 + unitCount * 4
    guard textStart <= bytes.count else { return nil }
    trie = DoubleArrayTrie(
      units: (0..<unitCount).map { DoubleArrayTrie.unit(at: 4 + $0 * 4, of: bytes) }
    )
    texts = Array(bytes[textStart...])
    guard String(validating: texts, as: UTF8.self) != nil else { return nil }
    longestReplacement = texts.split(separator: 0).reduce(0) { max($0, $1.count) }
  }

  func apply(to text: inout NormalizedText) throws(TokenizerError) {
    let bytes = text.bytes
    let clusters = GraphemeClusters()
    var writer = CharacterMapWriter(old: text)
    var start = 0
    var added = 0
    while start < bytes.count {
      // An ASCII character before another is a cluster by itself, but for a carriage return.
      if bytes[start] < 0x80, !trie.mapsASCII[Int(bytes[start])], bytes[start] != 0x0D,
        start + 1 < bytes.count, bytes[start + 1] < 0x80
      {
        start += 1
        continue
      }
      // Most characters are a cluster by themselves, which their neighbour alone can tell.
      let (scalar, width) = bytes.scalar(at: start)
      let next = start + width
      if scalar >= 0x80,
        next == bytes.count || clusters.surelyPart(scalar, bytes.scalar(at: next).scalar)
      {
        if let replacement = replacement(of: bytes[start..<next]) {
          added += replacement.count
          try text.requireRoom(for: added, in: "Precompiled")
          writer.replace(start..<next, by: replacement)
        }
        start = next
        continue
      }
      let end = clusters.end(in: bytes, from: start)
      if end - start < 6, let replacement = replacement(of: bytes[start..<end]) {
        added += replacement.count
        try text.requireRoom(for: added, in: "Precompiled")
        writer.replace(start..<end, by: replacement)
        start = end
        continue
      }
      while start < end {
        let width = bytes.scalar(at: start).width
        if let replacement = replacement(of: bytes[start..<start + width]) {
          added += replacement.count
          try text.requireRoom(for: added, in: "Precompiled")
          writer.replace(start..<start + width, by: replacement)
        }
        start += width
      }
    }
    guard writer.isChanged else { return }
    try text.requirePlacedStart(for: "Precompiled")
    writer.finish(into: &text)
  }

  /// Accepts ASCII that the map leaves alone.
  func isIdentity(on bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var previous: UInt8 = 0
    // Safety: every index is one of the buffer's.
    for index in bytes.indices {
      let byte = unsafe bytes[index]
      // A carriage return may be mapped together with a line feed.
      if byte >= 0x80 || previous == 0x0D || trie.mapsASCII[Int(byte)] { return false }
      previous = byte
    }
    return true
  }

  private func replacement(of text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let place = trie.shortestPrefix(of: text), place <= texts.count else { return nil }
    // A damaged trie may lead into the middle of a character.
    if place < texts.count, texts[place] & 0xC0 == 0x80 { return nil }
    let end = texts[place...].firstIndex(of: 0) ?? texts.count
    return texts[place..<end]
  }
}
