/// A trie of byte sequences in the layout of the Darts double array.
///
/// A unit holds its label (bits 0–7), whether a sequence ends at it (8), and the distance to its
/// children (10–30, shifted by 8 if bit 9 is set), or (bit 31) a value.
struct DoubleArrayTrie: Sendable {
  private let units: [UInt32]
  /// By ASCII character: whether it has a value by itself.
  let mapsASCII: [Bool]

  init(units: [UInt32]) {
    self.units = units
    mapsASCII = (0..<128).map { byte in
      Self.shortestPrefix(of: [UInt8(byte)], in: units) != nil
    }
  }

  /// The little-endian number at a byte offset, which must have four bytes behind it.
  static func unit(at offset: Int, of bytes: [UInt8]) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32($1 * 8) }
  }

  /// The value of the shortest sequence that `text` begins with; nil if there is none.
  ///
  /// A zero byte ends the text. A damaged trie that leads out of its units has no value.
  func shortestPrefix(of text: ArraySlice<UInt8>) -> Int? {
    Self.shortestPrefix(of: text, in: units)
  }

  private static func shortestPrefix(of text: ArraySlice<UInt8>, in units: [UInt32]) -> Int? {
    guard let root = units.first else { return nil }
    var place = distance(of: root)
    for byte in text {
      place ^= Int(byte)
      guard byte != 0, place < units.count else { return nil }
      let unit = units[place]
      guard unit & 0x8000_00FF == UInt32(byte) else { return nil }
      place ^= distance(of: unit)
      if unit & 0x100 != 0 {
        return place < units.count ? Int(units[place] & 0x7FFF_FFFF) : nil
      }
    }
    return nil
  }

  private static func distance(of unit: UInt32) -> Int {
    Int(unit >> 10) << (unit & 0x200 != 0 ? 8 : 0)
  }
}
