/// How many tokens have which type before and which now, whatever numbers stand for types.
///
/// A dictionary of them would be asked for every token. Most files have few pairs of types, and one that
/// is small for its tokens has some ten thousands at most: each pair is counted in a slot, which it gives
/// up to the next one that needs it.
struct OddTypeCounts {
  private struct Slot {
    var key: Int64 = 0
    var count = 0
  }

  private static let slotBits = 16
  /// None before the first token.
  private var slots: [Slot] = []
  /// What left its slot.
  private var counts: [Int64: Int] = [:]

  /// Stands for a pair of types.
  static func key(_ typeBefore: Int32, _ type: Int32) -> Int64 {
    Int64(typeBefore) << 32 | Int64(UInt32(bitPattern: type))
  }

  /// Counts a token.
  mutating func add(_ typeBefore: Int32, _ type: Int32) {
    if slots.isEmpty { slots = Array(repeating: Slot(), count: 1 << Self.slotBits) }
    let key = Self.key(typeBefore, type)
    // Types that follow one another have slots that do.
    let place = Int(typeBefore &+ type &* 40_503) & (1 << Self.slotBits - 1)
    if slots[place].key != key, slots[place].count > 0 {
      counts[slots[place].key, default: 0] += slots[place].count
      slots[place].count = 0
    }
    slots[place].key = key
    slots[place].count += 1
  }

  /// All counts, by ``key(_:_:)``; counting begins anew.
  mutating func finish() -> [Int64: Int] {
    for slot in slots where slot.count > 0 { counts[slot.key, default: 0] += slot.count }
    defer { (slots, counts) = ([], [:]) }
    return counts
  }
}
