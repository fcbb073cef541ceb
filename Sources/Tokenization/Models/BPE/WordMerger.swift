/// Merges the symbols of one word, always the pair of lowest rank first, the leftmost of equals.
///
/// 1. The caller appends the word's symbols: an id each, and the number of bytes it stands for.
/// 2. Short words are merged by scanning for the lowest rank: quadratic, but in registers and cache.
/// 3. Long words keep their pairs in a heap of (rank, position), and drop what has become stale when
///    it comes up: n log n, so that a word of megabytes takes seconds at most.
/// 4. What remains is read from `ids` and `lengths`.
///
///     h e l l o   ranks: he 5, ll 2, hell 9     ->  h e ll o  ->  he ll o  ->  hell o
///
/// One per thread. It keeps its memory for the next word; `trim()` gives up what a long one took.
@safe final class WordMerger {
  /// Up to this many symbols, scanning beats the heap (measured; the curves cross near 100).
  static let longestScannedWord = 96

  /// The number of symbols: before merging those appended, afterwards those that remain.
  private(set) var count = 0
  private var idBlock: MemoryBlock<Int32>
  private var lengthBlock: MemoryBlock<Int32>
  private var valueBlock: MemoryBlock<UInt64>
  /// Links between symbols and the heap: empty until a long word comes.
  private var links: MemoryBlock<Link>
  private var heap: MemoryBlock<UInt64>

  private struct Link: BitwiseCopyable {
    var previous: Int32
    var next: Int32
  }

  init(capacity: Int = 256) {
    idBlock = MemoryBlock(repeating: 0, count: capacity)
    lengthBlock = MemoryBlock(repeating: 0, count: capacity)
    valueBlock = MemoryBlock(repeating: 0, count: capacity)
    links = MemoryBlock(repeating: Link(previous: -1, next: -1), count: 0)
    heap = MemoryBlock(repeating: 0, count: 0)
  }

  /// The ids of the symbols, valid until the next word.
  var ids: UnsafeMutablePointer<Int32> {
    @inline(__always) get { unsafe idBlock.base }
  }

  /// The numbers of bytes that the symbols stand for, valid until the next word.
  var lengths: UnsafeMutablePointer<Int32> {
    @inline(__always) get { unsafe lengthBlock.base }
  }

  /// Starts a new word of at most `capacity` symbols.
  func begin(capacity: Int) {
    count = 0
    if capacity > idBlock.count { grow(to: capacity) }
  }

  /// Appends a symbol that stands for `length` bytes.
  @inline(__always)
  func append(_ id: Int32, length: Int) {
    if count == idBlock.count { grow(to: count &* 2) }
    // Safety: there is room, as just ensured.
    unsafe idBlock.base[count] = id
    unsafe lengthBlock.base[count] = Int32(truncatingIfNeeded: length)
    count &+= 1
  }

  /// Appends symbols without lengths.
  func append(_ ids: UnsafeBufferPointer<Int32>) {
    for position in ids.indices { append(unsafe ids[position], length: 0) }
  }

  /// Turns the order of the symbols from `start` on around.
  func reverse(from start: Int) {
    var lower = start
    var upper = count &- 1
    // Safety: both lie below `count`, or the loop is not entered.
    while lower < upper {
      swap(&(unsafe idBlock.base)[lower], &(unsafe idBlock.base)[upper])
      swap(&(unsafe lengthBlock.base)[lower], &(unsafe lengthBlock.base)[upper])
      lower &+= 1
      upper &-= 1
    }
  }

  /// Merges the word to its end.
  @inline(__always)
  func merge(by table: MergeTable) {
    merge(by: table, usingHeap: count > Self.longestScannedWord)
  }

  /// Merges the word to its end, one way or the other.
  func merge(by table: MergeTable, usingHeap: Bool) {
    guard count > 1 else { return }
    // Safety: pairs 0..<count - 1 lie within the blocks, which hold at least `count` elements.
    let ids = unsafe idBlock.base
    let values = unsafe valueBlock.base
    for position in 0..<count &- 1 {
      unsafe values[position] = table.value(ids[position], ids[position &+ 1])
    }
    if usingHeap {
      mergeByHeap(table)
    } else {
      scan(table, tracksLengths: true)
    }
  }

  /// Merges bytes whose symbols do not depend on their place, but for the last one of a word; false
  /// when a byte has none.
  ///
  /// `endsWord` says that the last byte is that of a word. Only ids come out, no lengths.
  func merge(
    bytes word: UnsafePointer<UInt8>,
    count total: Int,
    endsWord: Bool,
    _ symbols: ByteSymbols,
    by table: MergeTable
  ) -> Bool {
    if total > idBlock.count { grow(to: total) }
    // Safety: ids and values hold `total` elements; tables are indexed by one byte and by two.
    let ids = unsafe idBlock.base
    let values = unsafe valueBlock.base
    let symbolIDs = unsafe symbols.middleIDs
    let pairs = unsafe symbols.pairs.base
    var left = Int(unsafe word[0])
    var all = unsafe symbolIDs[left]
    unsafe ids[0] = symbolIDs[left]
    for position in 1..<max(total, 1) {
      let right = Int(unsafe word[position])
      let id = unsafe symbolIDs[right]
      unsafe ids[position] = id
      all |= id
      unsafe values[position &- 1] = pairs[left &<< 8 | right]
      left = right
    }
    if endsWord, !symbols.isUniform, total > 0 {
      let id = symbols.lastID(of: unsafe word[total &- 1], isWord: total == 1)
      unsafe ids[total &- 1] = id
      all |= id
      if total > 1 { unsafe values[total &- 2] = table.value(ids[total &- 2], id) }
    }
    guard all >= 0 else { return false }
    count = total
    if total > Self.longestScannedWord {
      mergeByHeap(table)
    } else {
      scan(table, tracksLengths: false)
    }
    return true
  }

  /// Gives up memory beyond what common words need.
  func trim() {
    guard idBlock.count > 1 << 16 else { return }
    idBlock = MemoryBlock(repeating: 0, count: 256)
    lengthBlock = MemoryBlock(repeating: 0, count: 256)
    valueBlock = MemoryBlock(repeating: 0, count: 256)
    links = MemoryBlock(repeating: Link(previous: -1, next: -1), count: 0)
    heap = MemoryBlock(repeating: 0, count: 0)
  }

  /// Makes room for `capacity` symbols and keeps the first `count`.
  private func grow(to capacity: Int) {
    let newIDs = MemoryBlock<Int32>(repeating: 0, count: capacity)
    let newLengths = MemoryBlock<Int32>(repeating: 0, count: capacity)
    // Safety: old and new blocks hold `count` elements.
    unsafe newIDs.base.update(from: idBlock.base, count: count)
    unsafe newLengths.base.update(from: lengthBlock.base, count: count)
    idBlock = newIDs
    lengthBlock = newLengths
    valueBlock = MemoryBlock(repeating: 0, count: capacity)
  }
}

// MARK: - Short words

extension WordMerger {
  /// Merges by scanning; needs the values of all pairs.
  @inline(__always)
  private func scan(_ table: MergeTable, tracksLengths: Bool) {
    // Safety: every index is below `count`, which only falls.
    let ids = unsafe idBlock.base
    let lengths = unsafe lengthBlock.base
    let values = unsafe valueBlock.base
    var last = count &- 1
    while last > 0 {
      var best = unsafe values[0]
      var place = 0
      var position = 1
      while position < last {
        let value = unsafe values[position]
        if value < best {
          best = value
          place = position
        }
        position &+= 1
      }
      if best == MergeTable.none { break }
      unsafe ids[place] = MergeTable.merged(best)
      if tracksLengths { unsafe lengths[place] &+= lengths[place &+ 1] }
      position = place &+ 1
      while position < last {
        unsafe ids[position] = ids[position &+ 1]
        if tracksLengths { unsafe lengths[position] = lengths[position &+ 1] }
        unsafe values[position &- 1] = values[position]
        position &+= 1
      }
      last &-= 1
      if place > 0 {
        unsafe values[place &- 1] = table.value(ids[place &- 1], ids[place])
      }
      if place < last {
        unsafe values[place] = table.value(ids[place], ids[place &+ 1])
      }
    }
    count = last &+ 1
  }
}

// MARK: - Long words

extension WordMerger {
  /// Merges with a heap; needs the values of all pairs.
  ///
  /// A heap entry is stale when the pair at its position has another rank by now. The reference
  /// compares the new ids instead; since a pair that changes grows, both find the same.
  private func mergeByHeap(_ table: MergeTable) {
    let total = count
    if links.count < total {
      links = MemoryBlock(repeating: Link(previous: -1, next: -1), count: total)
      // Each merge takes one entry out and puts two in at most.
      heap = MemoryBlock(repeating: 0, count: total * 2)
    }
    // Safety: positions are 0..<total and every block holds that many; the heap's bound is above.
    let ids = unsafe idBlock.base
    let lengths = unsafe lengthBlock.base
    let values = unsafe valueBlock.base
    let links = unsafe self.links.base
    var queue = unsafe RankHeap(base: heap.base)
    unsafe values[total &- 1] = MergeTable.none
    for position in 0..<total {
      unsafe links[position] = Link(
        previous: Int32(truncatingIfNeeded: position &- 1),
        next: position &+ 1 < total ? Int32(truncatingIfNeeded: position &+ 1) : -1
      )
      let value = unsafe values[position]
      if value != MergeTable.none { unsafe queue.append(rank: value &>> 32, position: position) }
    }
    unsafe queue.heapify()
    while let entry = unsafe queue.pop() {
      let place = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
      let value = unsafe values[place]
      guard value != MergeTable.none, value &>> 32 == entry &>> 32 else { continue }
      let right = Int(unsafe links[place].next)
      let next = unsafe links[right].next
      unsafe ids[place] = MergeTable.merged(value)
      unsafe lengths[place] &+= lengths[right]
      unsafe values[right] = MergeTable.none
      unsafe links[place].next = next
      unsafe values[place] = MergeTable.none
      if next >= 0 {
        unsafe links[Int(next)].previous = Int32(truncatingIfNeeded: place)
        let pair = unsafe table.value(ids[place], ids[Int(next)])
        unsafe values[place] = pair
        if pair != MergeTable.none { unsafe queue.push(rank: pair &>> 32, position: place) }
      }
      let previous = Int(unsafe links[place].previous)
      if previous >= 0 {
        let pair = unsafe table.value(ids[previous], ids[place])
        unsafe values[previous] = pair
        if pair != MergeTable.none { unsafe queue.push(rank: pair &>> 32, position: previous) }
      }
    }
    var kept = 0
    var position = 0
    while position >= 0 {
      unsafe ids[kept] = ids[position]
      unsafe lengths[kept] = lengths[position]
      kept &+= 1
      position = Int(unsafe links[position].next)
    }
    count = kept
  }
}
