import Synchronization

/// Memory of rows that were done with, for the next ones.
///
/// The system clears large memory whenever it is asked for it anew, which takes longer than reading a
/// row of millions of tokens into it.
final class RecycledArrays: Sendable {
  private let arrays = Mutex<[[Int32]]>([])

  /// An array of that many numbers, of unknown content; an empty one where there is none.
  func take(_ count: Int) -> [Int32] {
    arrays.withLock { arrays in
      guard let index = arrays.lastIndex(where: { $0.count == count }) else { return [] }
      return arrays.remove(at: index)
    }
  }

  /// A copy of an array.
  func copy(_ array: [Int32]) -> [Int32] {
    var copy = take(array.count)
    guard !copy.isEmpty else { return array }
    copy.replaceSubrange(copy.indices, with: array)
    return copy
  }

  /// Takes arrays that nobody looks at any more, if they are large.
  func give(_ done: [Int32]...) {
    arrays.withLock { arrays in
      arrays += done.filter { $0.count >= Self.least }.prefix(Self.most - arrays.count)
    }
  }

  /// The most arrays that wait: those of one slice.
  private static let most = 3

  /// The fewest numbers for which it is worth the while.
  private static let least = 1 << 18
}
