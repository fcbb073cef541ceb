/// How often each number of a kind came: lengths, counts.
///
/// Small numbers have an array, for there are millions of articles; the few large ones a dictionary.
struct Tally: Sendable {
  private static let smallBound = 1 << 16
  private var small: [Int] = []
  private var large: [Int: Int] = [:]

  /// Notes a number, which is not negative, once or more often.
  mutating func add(_ number: Int, times: Int = 1) {
    guard number < Self.smallBound else {
      large[number, default: 0] += times
      return
    }
    if number >= small.count {
      small += repeatElement(0, count: max(64, min(Self.smallBound, number * 2 + 1) - small.count))
    }
    small[number] += times
  }

  /// Notes what another noted.
  mutating func add(_ other: Self) {
    for (number, count) in other.counts { add(number, times: count) }
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
/// An open-addressed table: one look-up for an article. A slot is a word, of which the upper half has
/// both lengths and the lower half the count; the few pairs that do not fit stand in a dictionary.
/// Memory follows the number of different pairs.
struct PairTally: Sendable {
  private struct Pair: Hashable {
    var promptCount: Int
    var completionCount: Int
  }

  /// 0 where the slot is free.
  private var slots: [UInt64] = []
  private var used = 0
  /// Keys that wait: their slots are far apart in memory, and looking for many at once is faster.
  private var waiting: [UInt32] = []
  private var large: [Pair: Int] = [:]
  private static let waitingLimit = 128
  private static let mostOfSlot = UInt64(UInt32.max)

  /// Notes a pair of lengths.
  mutating func add(promptCount: Int, completionCount: Int) {
    guard promptCount | completionCount < 1 << 16 else {
      large[Pair(promptCount: promptCount, completionCount: completionCount), default: 0] += 1
      return
    }
    waiting.append(UInt32(truncatingIfNeeded: promptCount << 16 | completionCount))
    if waiting.count == Self.waitingLimit { insertWaiting() }
  }

  /// Notes what another noted.
  mutating func add(_ other: Self) {
    for key in other.waiting {
      add(promptCount: Int(key >> 16), completionCount: Int(key & 0xFFFF))
    }
    for slot in other.slots where slot != 0 {
      if used * 4 >= slots.count * 3 { grow() }
      insert(UInt32(truncatingIfNeeded: slot >> 32), slot & Self.mostOfSlot)
    }
    for (pair, count) in other.large { large[pair, default: 0] += count }
  }

  private mutating func insertWaiting() {
    // Three quarters full: a smaller table is nearer to the processor.
    while (used + waiting.count) * 4 >= slots.count * 3 { grow() }
    let mask = slots.count - 1
    // None of these reads waits for another, which those of the insertions do.
    var touched: UInt64 = 0
    for key in waiting { touched |= slots[Self.place(of: key) & mask] }
    withExtendedLifetime(touched) {
      for key in waiting { insert(key, 1) }
    }
    waiting.removeAll(keepingCapacity: true)
  }

  private static func place(of key: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(key) &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// The pairs that came, in no order, each with how often it did.
  var pairs: [(promptCount: Int, completionCount: Int, count: Int)] {
    var all = self
    all.insertWaiting()
    var counts = all.large
    var pairs: [(promptCount: Int, completionCount: Int, count: Int)] = []
    for slot in all.slots where slot != 0 {
      let pair = Self.pair(slot)
      let more = counts.isEmpty ? nil : counts.removeValue(forKey: pair)
      let count = Int(slot & Self.mostOfSlot) + (more ?? 0)
      pairs.append((pair.promptCount, pair.completionCount, count))
    }
    for (pair, count) in counts { pairs.append((pair.promptCount, pair.completionCount, count)) }
    return pairs
  }

  private static func pair(_ slot: UInt64) -> Pair {
    Pair(promptCount: Int(slot >> 48), completionCount: Int(slot >> 32 & 0xFFFF))
  }

  private mutating func insert(_ key: UInt32, _ count: UInt64) {
    let mask = slots.count - 1
    var place = Self.place(of: key) & mask
    while slots[place] != 0, slots[place] >> 32 != UInt64(key) { place = (place + 1) & mask }
    let slot = slots[place]
    guard slot & Self.mostOfSlot + count <= Self.mostOfSlot else {
      large[Self.pair(slot), default: 0] += Int(count)
      return
    }
    if slot == 0 { used += 1 }
    slots[place] = UInt64(key) << 32 | (slot & Self.mostOfSlot) + count
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: max(256, slots.count * 2))
    used = 0
    for slot in old where slot != 0 {
      insert(UInt32(truncatingIfNeeded: slot >> 32), slot & Self.mostOfSlot)
    }
  }
}
