/// How often each number of a kind came: lengths, counts.
///
/// Small numbers have an array, for there are millions of articles; the few large ones a dictionary.
struct Tally: Sendable {
  private static let smallBound = 1 << 16
  private var small: [Int] = []
  private var large: [Int: Int] = [:]

  /// Notes a number, which is not negative.
  mutating func add(_ number: Int) {
    guard number < Self.smallBound else {
      large[number, default: 0] += 1
      return
    }
    if number >= small.count {
      small += repeatElement(0, count: max(64, min(Self.smallBound, number * 2 + 1) - small.count))
    }
    small[number] += 1
  }

  /// The numbers that came, in order, each with how often it did.
  var counts: [(number: Int, count: Int)] {
    var counts: [(number: Int, count: Int)] = []
    for (number, count) in small.enumerated() where count > 0 { counts.append((number, count)) }
    for (number, count) in large.sorted(by: { $0.key < $1.key }) { counts.append((number, count)) }
    return counts
  }
}

/// How often each pair of a prompt's and a completion's length came.
///
/// An open-addressed table: one look-up for an article. Memory follows the number of different pairs.
struct PairTally: Sendable {
  private struct Slot {
    var key: UInt64
    /// 0 where the slot is free.
    var count: Int
  }

  private var slots: [Slot] = []
  private var used = 0
  /// Keys that wait: their slots are far apart in memory, and looking for many at once is faster.
  private var waiting: [UInt64] = []
  private static let waitingLimit = 128

  /// Notes a pair of lengths, each of which is clamped to 32 bits.
  mutating func add(promptCount: Int, completionCount: Int) {
    waiting.append(
      UInt64(UInt32(clamping: promptCount)) << 32 | UInt64(UInt32(clamping: completionCount))
    )
    if waiting.count == Self.waitingLimit { insertWaiting() }
  }

  private mutating func insertWaiting() {
    while (used + waiting.count) * 2 >= slots.count { grow() }
    let mask = slots.count - 1
    // None of these reads waits for another, which those of the insertions do.
    var touched: UInt64 = 0
    for key in waiting { touched |= slots[Self.place(of: key) & mask].key }
    withExtendedLifetime(touched) {
      for key in waiting { insert(key, 1) }
    }
    waiting.removeAll(keepingCapacity: true)
  }

  private static func place(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// The pairs that came, in no order, each with how often it did.
  var pairs: [(promptCount: Int, completionCount: Int, count: Int)] {
    var all = self
    all.insertWaiting()
    return all.slots.lazy.filter { $0.count > 0 }
      .map { slot in
        (Int(slot.key >> 32), Int(UInt32(truncatingIfNeeded: slot.key)), slot.count)
      }
  }

  private mutating func insert(_ key: UInt64, _ count: Int) {
    let mask = slots.count - 1
    var place = Self.place(of: key) & mask
    while slots[place].count > 0, slots[place].key != key { place = (place + 1) & mask }
    if slots[place].count == 0 { used += 1 }
    slots[place] = Slot(key: key, count: slots[place].count + count)
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(key: 0, count: 0), count: max(256, slots.count * 2))
    used = 0
    for slot in old where slot.count > 0 { insert(slot.key, slot.count) }
  }
}
