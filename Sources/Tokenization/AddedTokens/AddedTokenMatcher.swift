/// Finds the first added token in a text: the leftmost, and of those that start there the longest.
///
/// 1. A scan looks for the places where a token can start, eight bytes at a time, by its first two
///    bytes or by its first one: text without candidates costs next to nothing.
/// 2. A trie walks from the candidate as far as it can and remembers the last token it passed.
@safe final class AddedTokenMatcher: @unchecked Sendable {
  // Filled in `init` and only read afterwards, hence Sendable.

  /// Node and byte to node, open-addressed: key in the upper half, child in the lower.
  private let edges: MemoryBlock<UInt64>
  private let edgeMask: Int
  /// By node: the id of the token that ends there, or -1.
  private let tokens: MemoryBlock<Int32>
  private let scan: LeadScan

  /// Where a token was found.
  struct Match: Equatable {
    var start: Int
    var end: Int
    var id: Int32
  }

  /// Makes a matcher; contents must be different from each other and not empty.
  init(_ contents: [(content: [UInt8], id: Int32)]) {
    let byteCount = contents.reduce(0) { $0 + $1.content.count }
    let slotCount = ByteHash.slotCount(for: byteCount + 1)
    edges = MemoryBlock(repeating: .max, count: slotCount)
    edgeMask = slotCount - 1
    tokens = MemoryBlock(repeating: -1, count: byteCount + 1)
    scan = LeadScan(contents.map(\.content))
    var nodeCount = 1
    for (content, id) in contents {
      var node = 0
      for byte in content {
        let slot = slot(of: node, byte)
        if edges[slot] == .max {
          edges[slot] =
            UInt64(truncatingIfNeeded: node << 8 | Int(byte)) << 32
            | UInt64(truncatingIfNeeded: nodeCount)
          nodeCount += 1
        }
        node = Int(edges[slot] & 0xFFFF_FFFF)
      }
      tokens[node] = id
    }
  }

  /// The first match at or after `start`.
  @inline(__always)
  func firstMatch(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Match? {
    var position = start
    while true {
      position = unsafe scan.nextCandidate(in: text, from: position)
      guard position < text.count else { return nil }
      if let match = unsafe longestMatch(in: text, at: position) { return match }
      position &+= 1
    }
  }

  private func longestMatch(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Match? {
    var node = 0
    var position = start
    var match: Match?
    // Safety: positions are checked against the count.
    while position < text.count {
      let edge = edges[slot(of: node, unsafe text[position])]
      if edge == .max { break }
      node = Int(edge & 0xFFFF_FFFF)
      position &+= 1
      let id = tokens[node]
      if id >= 0 { match = Match(start: start, end: position, id: id) }
    }
    return match
  }

  /// The slot that holds this edge, or the free one where it would be.
  @inline(__always)
  private func slot(of node: Int, _ byte: UInt8) -> Int {
    let key = UInt64(truncatingIfNeeded: node &<< 8 | Int(byte))
    var slot = Int(truncatingIfNeeded: ByteHash.mix(key &+ 1)) & edgeMask
    while edges[slot] != .max, edges[slot] &>> 32 != key { slot = (slot &+ 1) & edgeMask }
    return slot
  }
}
