/// A trie over bytes with links to follow where a byte leads nowhere, in flat arrays.
///
/// The trie is a double array: the child of a state by a byte stands at `base + byte`, and it is one
/// if its `parent` says so. What `link` and `output` mean is up to the model that fills them in:
/// each reads a text from left to right without ever going back, so that the time depends on the
/// text's length and not on how the tokens resemble each other.
///
/// Sendable: it is filled before it is shared and only read afterwards.
@safe final class ByteAutomaton: Sendable {
  struct State: BitwiseCopyable {
    /// Where the children begin; any number for a state without children.
    var base: Int32 = 0
    /// -1 for a free place, -2 for a root.
    var parent: Int32 = -1
    /// The state to go on from where there is no child.
    var link: Int32 = -1
    /// What is found here; -1 for nothing.
    var output: Int32 = -1
  }

  /// By place; behind the highest base there are 256 of them at least.
  let states: MemoryBlock<State>

  init(_ states: MemoryBlock<State>) {
    self.states = states
  }

  /// The child of a state by a byte, -1 if there is none.
  @inline(__always)
  static func child(
    of state: Int32,
    by byte: UInt8,
    in states: UnsafeMutablePointer<State>
  ) -> Int32 {
    // Safety: the caller passes a state's place, and any base has 256 places behind it.
    let place = unsafe states[Int(state)].base &+ Int32(byte)
    return unsafe states[Int(place)].parent == state ? place : -1
  }
}

/// Builds the trie of a `ByteAutomaton`.
///
/// 1. The keys of each root are sorted, so that those below a state are neighbours.
/// 2. Level by level, each state's children get a base where all of them find free places.
/// 3. `entries` tells the states in that order; links of a state lead to states of lower levels,
///    so that the model can work them out from first to last.
struct ByteAutomatonBuilder {
  /// A key of the trie, not empty.
  struct Key {
    var start: Int
    var length: Int
    var token: Int32
    /// The first bytes, the first one on top: most comparisons look no further.
    var head: UInt64 = 0
  }

  /// A state, apart from the roots.
  struct Entry {
    var state: Int32
    var parent: Int32
    var byte: UInt8
    /// The token that ends here, -1 for none.
    var token: Int32
  }

  /// The keys of a state whose children have no places yet.
  private struct Pending {
    var state: Int32
    var lower: Int
    var upper: Int
  }

  /// All states but the roots, those nearer to a root first.
  private(set) var entries: [Entry] = []
  private var slots = DoubleArraySlots()

  /// Builds the trie of several roots, which get the places 0, 1, …; the keys of one root must
  /// differ and lie inside `bytes`.
  init(roots: [[Key]], bytes: [UInt8]) {
    var keys: [Key] = []
    var level: [Pending] = []
    for (root, rootKeys) in roots.enumerated() {
      let lower = keys.count
      keys += Self.sorted(rootKeys, bytes)
      slots.takeRoot(root)
      level.append(Pending(state: Int32(root), lower: lower, upper: keys.count))
    }
    var depth = 0
    var children: [(byte: UInt8, lower: Int)] = []
    while !level.isEmpty {
      var next: [Pending] = []
      next.reserveCapacity(level.count)
      for pending in level {
        children.removeAll(keepingCapacity: true)
        var position = pending.lower
        while position < pending.upper {
          // The first bytes stand in the key: the others lie all over the memory.
          let byte =
            depth < 8
            ? UInt8(truncatingIfNeeded: keys[position].head >> UInt64(56 - depth * 8))
            : bytes[keys[position].start + depth]
          if children.last?.byte != byte { children.append((byte, position)) }
          position += 1
        }
        guard !children.isEmpty else { continue }
        let base = slots.base(for: children)
        slots.states[Int(pending.state)].base = Int32(truncatingIfNeeded: base)
        for (index, child) in children.enumerated() {
          let place = base + Int(child.byte)
          slots.take(place, parent: pending.state)
          var lower = child.lower
          let upper = index + 1 < children.count ? children[index + 1].lower : pending.upper
          // The shortest of the keys comes first, and only it can end here.
          let ends = keys[lower].length == depth + 1
          entries.append(
            Entry(
              state: Int32(truncatingIfNeeded: place),
              parent: pending.state,
              byte: child.byte,
              token: ends ? keys[lower].token : -1
            )
          )
          if ends { lower += 1 }
          if lower < upper {
            next.append(
              Pending(state: Int32(truncatingIfNeeded: place), lower: lower, upper: upper)
            )
          }
        }
      }
      level = next
      depth += 1
    }
  }

  /// The states, links and outputs not yet filled in.
  func makeAutomaton() -> ByteAutomaton {
    let spare = [ByteAutomaton.State](repeating: ByteAutomaton.State(), count: 256)
    return ByteAutomaton(
      MemoryBlock(copying: slots.states + spare, filler: ByteAutomaton.State())
    )
  }

  private static func sorted(_ keys: [Key], _ bytes: [UInt8]) -> [Key] {
    var keys = keys
    for index in keys.indices {
      var head: UInt64 = 0
      for position in 0..<8 {
        let isInside = position < keys[index].length
        head = head << 8 | UInt64(isInside ? bytes[keys[index].start + position] : 0)
      }
      keys[index].head = head
    }
    keys.sort { left, right in
      if left.head != right.head { return left.head < right.head }
      var position = 8
      let common = min(left.length, right.length)
      while position < common {
        let (a, b) = (bytes[left.start + position], bytes[right.start + position])
        if a != b { return a < b }
        position += 1
      }
      return left.length < right.length
    }
    return keys
  }
}

/// The places of a double array while it is filled: the free ones form a list.
private struct DoubleArraySlots {
  var states: [ByteAutomaton.State] = []
  /// By free place: the free ones before and behind it, -1 at the ends.
  private var previous: [Int32] = []
  private var next: [Int32] = []
  private var first: Int32 = -1
  private var last: Int32 = -1
  /// From here on all places are free.
  private var frontier = 256

  /// After so many places that do not fit, the children go to the end.
  private static let mostTries = 24

  /// The first 256 places are for the roots: no base is below 0.
  init() {
    states = Array(repeating: ByteAutomaton.State(), count: frontier)
    previous = Array(repeating: -1, count: frontier)
    next = previous
    grow(to: 1024)
  }

  /// A base with which all children have free places.
  mutating func base(for children: [(byte: UInt8, lower: Int)]) -> Int {
    let lead = Int(children[0].byte)
    var candidate = first
    for _ in 0..<Self.mostTries {
      guard candidate >= 0 else { break }
      let base = Int(candidate) - lead
      candidate = next[Int(candidate)]
      if children.allSatisfy({ isFree(base + Int($0.byte)) }) { return base }
    }
    if frontier + 256 > states.count { grow(to: states.count + states.count / 4) }
    return frontier - lead
  }

  /// Takes the place of a root.
  mutating func takeRoot(_ place: Int) {
    states[place].parent = -2
  }

  /// Takes a free place, which comes from `base(for:)`.
  mutating func take(_ place: Int, parent: Int32) {
    let before = previous[place]
    let behind = next[place]
    if before >= 0 { next[Int(before)] = behind } else { first = behind }
    if behind >= 0 { previous[Int(behind)] = before } else { last = before }
    states[place].parent = parent
    frontier = max(frontier, place + 1)
  }

  private func isFree(_ place: Int) -> Bool {
    place < states.count && states[place].parent == -1
  }

  private mutating func grow(to count: Int) {
    let start = states.count
    states += repeatElement(ByteAutomaton.State(), count: count - start)
    for place in start..<count {
      previous.append(place == start ? last : Int32(truncatingIfNeeded: place - 1))
      next.append(place + 1 < count ? Int32(truncatingIfNeeded: place + 1) : -1)
    }
    if last >= 0 {
      next[Int(last)] = Int32(truncatingIfNeeded: start)
    } else {
      first = Int32(truncatingIfNeeded: start)
    }
    last = Int32(truncatingIfNeeded: count - 1)
  }
}
