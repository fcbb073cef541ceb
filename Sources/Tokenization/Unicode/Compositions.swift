/// The pairs of scalars that composing forms put together.
struct Compositions: Sendable {
  /// Slots of an open-addressed table of first << 32 | second; 0 is free.
  private var keys = [UInt64](repeating: 0, count: Self.slotCount)
  private var composed = [UInt32](repeating: 0, count: Self.slotCount)

  private static let slotCount = 4096

  /// Reads the `composed=first,second` entries of a generated table.
  init(_ table: String) {
    var reader = TableReader(table)
    while let result = reader.number() {
      guard reader.isFollowed(by: "="), let first = reader.number(),
        reader.isFollowed(by: ","), let second = reader.number()
      else { return }
      let slot = slot(of: first, second)
      keys[slot] = UInt64(first) << 32 | UInt64(second)
      composed[slot] = result
    }
  }

  /// What `first` and `second` compose to; nil if they do not.
  func composition(of first: UInt32, _ second: UInt32) -> UInt32? {
    if let syllable = HangulSyllables.composition(of: first, second) { return syllable }
    let slot = slot(of: first, second)
    return keys[slot] == 0 ? nil : composed[slot]
  }

  /// The slot that holds the pair, or the free one where it would go.
  ///
  /// A quarter of the slots is taken, so there always is a free one.
  private func slot(of first: UInt32, _ second: UInt32) -> Int {
    let key = UInt64(first) << 32 | UInt64(second)
    var slot = Int((key &* 0x9E37_79B9_7F4A_7C15) >> 52)
    while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (Self.slotCount - 1) }
    return slot
  }
}

/// The syllables that are composed of jamo by arithmetic (chapter 3.12 of the Unicode standard).
enum HangulSyllables {
  private static let base: UInt32 = 0xAC00
  private static let leadBase: UInt32 = 0x1100
  private static let vowelBase: UInt32 = 0x1161
  private static let tailBase: UInt32 = 0x11A7
  private static let tailCount: UInt32 = 28
  private static let vowelTailCount: UInt32 = 588

  /// Whether `scalar` is a syllable of two or three jamo.
  static func contains(_ scalar: UInt32) -> Bool {
    (0xAC00...0xD7A3).contains(scalar)
  }

  /// The jamo of a syllable; the tail is nil if it has none.
  static func jamo(of syllable: UInt32) -> (lead: UInt32, vowel: UInt32, tail: UInt32?) {
    let index = syllable &- base
    let tail = index % tailCount
    return (
      leadBase &+ index / vowelTailCount,
      vowelBase &+ index % vowelTailCount / tailCount,
      tail == 0 ? nil : tailBase &+ tail
    )
  }

  /// A lead with a vowel, or a syllable of two with a tail.
  static func composition(of first: UInt32, _ second: UInt32) -> UInt32? {
    switch (first, second) {
    case (0x1100...0x1112, 0x1161...0x1175):
      base &+ (first &- leadBase) &* vowelTailCount &+ (second &- vowelBase) &* tailCount
    case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (first &- base) % tailCount == 0:
      first &+ (second &- tailBase)
    default:
      nil
    }
  }
}
