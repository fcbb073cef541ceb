/// The assignment of best-fit decreasing, on lengths alone.
enum BestFitDecreasing {
  /// Assigns articles to rows.
  ///
  /// - Parameters:
  ///   - lengths: Token counts, each from 0 to `width`.
  ///   - width: The room of a row.
  /// - Returns: For each row the indices of its articles, in the order in which they were placed.
  static func rows(lengths: [Int], width: Int) -> [[Int]] {
    var rows: [[Int]] = []
    var room = RoomIndex(width: width)
    for index in longestFirst(lengths, width) {
      let length = lengths[index]
      if let (row, free) = room.takeTightest(for: length) {
        rows[row].append(index)
        room.add(row, free: free - length)
      } else {
        rows.append([index])
        room.add(rows.count - 1, free: width - length)
      }
    }
    return rows
  }

  /// Indices by length, longest first, equal ones in order: a counting sort.
  private static func longestFirst(_ lengths: [Int], _ width: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: width + 2)
    for length in lengths { starts[width - length + 1] += 1 }
    for slot in 1..<starts.count { starts[slot] += starts[slot - 1] }
    var order = [Int](repeating: 0, count: lengths.count)
    for (index, length) in lengths.enumerated() {
      order[starts[width - length]] = index
      starts[width - length] += 1
    }
    return order
  }

  /// Rows by their free room, with a bitmap of the amounts that occur.
  private struct RoomIndex {
    private var stacks: [[Int]]
    private var occupied: [UInt64]

    init(width: Int) {
      stacks = [[Int]](repeating: [], count: width + 1)
      occupied = [UInt64](repeating: 0, count: (width + 64) / 64)
    }

    mutating func add(_ row: Int, free: Int) {
      guard free > 0 else { return }
      stacks[free].append(row)
      occupied[free >> 6] |= 1 << UInt64(free & 63)
    }

    /// Removes and returns the newest of the rows with the least room that is enough.
    mutating func takeTightest(for length: Int) -> (row: Int, free: Int)? {
      var word = length >> 6
      guard word < occupied.count else { return nil }
      var bits = occupied[word] & (UInt64.max << UInt64(length & 63))
      while bits == 0 {
        word += 1
        guard word < occupied.count else { return nil }
        bits = occupied[word]
      }
      let free = (word << 6) + bits.trailingZeroBitCount
      guard let row = stacks[free].popLast() else { return nil }
      if stacks[free].isEmpty { occupied[word] &= ~(1 << UInt64(free & 63)) }
      return (row, free)
    }
  }
}
