/// A binary heap of (rank, position) in memory that the caller owns; the lowest comes out first.
@unsafe struct RankHeap {
  private let base: UnsafeMutablePointer<UInt64>
  private var count = 0

  /// Uses the memory at `base`, which must have room for everything that is ever in the heap.
  init(base: UnsafeMutablePointer<UInt64>) {
    unsafe self.base = unsafe base
  }

  /// Adds an entry out of order; `heapify()` must follow.
  @inline(__always)
  mutating func append(rank: UInt64, position: Int) {
    unsafe base[count] = rank &<< 32 | UInt64(truncatingIfNeeded: position)
    unsafe count &+= 1
  }

  /// Puts appended entries into order in linear time.
  mutating func heapify() {
    var index = unsafe count / 2
    while index > 0 {
      index &-= 1
      unsafe sink(base[index], from: index)
    }
  }

  /// Adds an entry.
  @inline(__always)
  mutating func push(rank: UInt64, position: Int) {
    let entry = rank &<< 32 | UInt64(truncatingIfNeeded: position)
    var index = unsafe count
    unsafe count &+= 1
    while index > 0 {
      let parent = (index &- 1) / 2
      if unsafe base[parent] <= entry { break }
      unsafe base[index] = base[parent]
      index = parent
    }
    unsafe base[index] = entry
  }

  /// Takes out the lowest entry.
  @inline(__always)
  mutating func pop() -> UInt64? {
    guard unsafe count > 0 else { return nil }
    let lowest = unsafe base[0]
    unsafe count &-= 1
    if unsafe count > 0 { unsafe sink(base[count], from: 0) }
    return lowest
  }

  /// Puts `entry` where the hole at `start` or one of its descendants is.
  @inline(__always)
  private func sink(_ entry: UInt64, from start: Int) {
    var index = start
    while true {
      var child = index &* 2 &+ 1
      if unsafe child >= count { break }
      if unsafe child &+ 1 < count, unsafe base[child &+ 1] < base[child] { child &+= 1 }
      if unsafe base[child] >= entry { break }
      unsafe base[index] = base[child]
      index = child
    }
    unsafe base[index] = entry
  }
}
