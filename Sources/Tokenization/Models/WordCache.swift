/// Remembers the tokens of words, so that a word that comes again costs one look-up.
///
/// A two-way table: each short word has a bucket with two places and takes the one that was used
/// longest ago. A word of up to 15 bytes is its own key, in two 64-bit integers with its length on
/// top, so that comparing is comparing two integers; four token ids lie beside it, which makes an
/// entry half a cache line.
///
/// One per thread; 5 MiB.
@safe final class WordCache {
  /// The longest word that has a place.
  static let longestWord = 15
  /// The number of ids in an entry.
  static let inlineCount = 4
  /// How many ids are written at once, those that count and others behind them.
  static let writtenCount = 16
  static let bucketBits: UInt64 = 16

  struct Entry: BitwiseCopyable {
    var low: UInt64 = 0
    /// Bits 60…63 hold the number of tokens, bits 56…59 the length of the word.
    var high: UInt64 = 0
    /// The first tokens; of a word with more than four, where they lie in `overflow`.
    var ids = SIMD4<Int32>()

    /// The number of tokens.
    @inline(__always)
    var count: Int { Int(truncatingIfNeeded: high &>> 60) }
  }

  /// The key of a word: its bytes and its length.
  struct Key {
    var low: UInt64
    var high: UInt64

    /// The bits of an entry's upper half that belong to the key.
    static let mask = (UInt64(1) << 60) - 1

    /// The key of a word that is not empty; nil for one of more than 15 bytes.
    ///
    /// `isWide` says that 16 bytes can be read at the word.
    @inline(__always)
    init?(_ word: UnsafeBufferPointer<UInt8>, isWide: Bool) {
      guard word.count <= WordCache.longestWord, let start = word.baseAddress else { return nil }
      self = unsafe isWide ? Key(start, count: word.count) : Key(atEnd: start, count: word.count)
    }

    /// Reads a word of 1…15 bytes of which 16 bytes can be read.
    @inline(__always)
    private init(_ word: UnsafePointer<UInt8>, count: Int) {
      // Safety: the caller guarantees 16 readable bytes.
      let raw = unsafe UnsafeRawPointer(word)
      let lowBits = UInt64(truncatingIfNeeded: min(count, 8) &* 8)
      let highBits = UInt64(truncatingIfNeeded: max(count, 8) &- 8) &* 8
      let unused = 64 &- lowBits
      low = unsafe (raw.loadUnaligned(as: UInt64.self) &<< unused) &>> unused
      high = unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      high &= (1 &<< highBits) &- 1
      high |= UInt64(truncatingIfNeeded: count) &<< 56
    }

    /// Reads a word of 1…15 bytes near the end of its text.
    @inline(never)
    private init(atEnd word: UnsafePointer<UInt8>, count: Int) {
      low = 0
      high = UInt64(truncatingIfNeeded: count) &<< 56
      for position in 0..<count {
        // Safety: the word has `count` bytes.
        let byte = UInt64(unsafe word[position])
        if position < 8 {
          low |= byte &<< UInt64(position &* 8)
        } else {
          high |= byte &<< UInt64((position &- 8) &* 8)
        }
      }
    }

    /// Another key for the same bytes; nil where there is no room for the difference.
    ///
    /// For a word that counts apart from those that stand alone: at the end of a longer one, or inside
    /// of one.
    var marked: Key? {
      guard high &>> 56 & 15 < WordCache.longestWord else { return nil }
      var key = self
      // The last byte is free, and no byte of text is 0xFF.
      key.high |= 0xFF &<< 48
      return key
    }

    /// The word's bucket.
    @inline(__always)
    var bucket: Int {
      let mixed = (low ^ (high &* 0xD6E8_FEB8_6659_FD93)) &* 0x9E37_79B9_7F4A_7C15
      return Int(truncatingIfNeeded: mixed &>> (64 &- WordCache.bucketBits))
    }
  }

  /// Two entries to a bucket, which is one cache line; the later used one comes first.
  ///
  /// Valid as long as the cache is.
  private let entries: UnsafeMutablePointer<Entry>
  /// The ids of words with more than four tokens, end to end.
  ///
  /// Valid as long as the cache is.
  private let overflow: UnsafeMutablePointer<Int32>
  private let entryBlock: MemoryBlock<Entry>
  private let overflowBlock: MemoryBlock<Int32>
  private var overflowCount = 0
  private static let overflowCapacity = 1 << 18

  init() {
    entryBlock = MemoryBlock(repeating: Entry(), count: 2 << Int(Self.bucketBits))
    overflowBlock = MemoryBlock(repeating: 0, count: Self.overflowCapacity + Self.writtenCount)
    unsafe entries = entryBlock.base
    unsafe overflow = overflowBlock.base
  }

  /// The entry of a word, valid until the next look-up; nil if it is not there.
  @inline(__always)
  private func find(_ key: Key) -> UnsafeMutablePointer<Entry>? {
    // Safety: a bucket is below the number of buckets.
    let first = unsafe entries + key.bucket &* 2
    if unsafe Self.holds(first, key) { return unsafe first }
    let second = unsafe first + 1
    guard unsafe Self.holds(second, key) else { return nil }
    let former = unsafe first.pointee
    unsafe first.pointee = second.pointee
    unsafe second.pointee = former
    return unsafe first
  }

  @inline(__always)
  private static func holds(_ entry: UnsafeMutablePointer<Entry>, _ key: Key) -> Bool {
    unsafe entry.pointee.low == key.low && entry.pointee.high & Key.mask == key.high
  }

  /// Writes the tokens of a word and gives their number; nil if it is not there.
  ///
  /// There must be room for `writtenCount` ids.
  @inline(__always)
  func write(_ key: Key, to output: UnsafeMutablePointer<Int32>) -> Int? {
    guard let entry = unsafe find(key) else { return nil }
    let count = unsafe entry.pointee.count
    // Safety: an entry says where in the overflow the ids are that it has no room for. There is room
    // for sixteen ids behind each place there and in the output; those behind the last count for
    // nothing.
    if count > Self.inlineCount {
      let ids = unsafe UnsafeRawPointer(overflow + Int(entry.pointee.ids[0]))
      unsafe UnsafeMutableRawPointer(output)
        .storeBytes(of: ids.loadUnaligned(as: SIMD16<Int32>.self), as: SIMD16<Int32>.self)
    } else {
      unsafe UnsafeMutableRawPointer(output)
        .storeBytes(of: entry.pointee.ids, as: SIMD4<Int32>.self)
    }
    return count
  }

  /// Stores the tokens of a word in place of the one of its bucket that was used longest ago.
  func store(_ key: Key, ids: UnsafePointer<Int32>, count: Int) {
    guard count <= Self.longestWord else { return }
    var entry = Entry(
      low: key.low,
      high: key.high | UInt64(truncatingIfNeeded: count) &<< 60
    )
    // Safety: a bucket is below the number of buckets; the overflow has room, as ensured.
    if count > Self.inlineCount {
      if overflowCount &+ count > Self.overflowCapacity { clear() }
      entry.ids[0] = Int32(truncatingIfNeeded: overflowCount)
      unsafe (overflow + overflowCount).update(from: ids, count: count)
      overflowCount &+= count
    } else {
      for index in 0..<count { unsafe entry.ids[index] = ids[index] }
    }
    let first = unsafe entries + key.bucket &* 2
    unsafe first[1] = first[0]
    unsafe first[0] = entry
  }

  private func clear() {
    unsafe entries.update(repeating: Entry(), count: entryBlock.count)
    overflowCount = 0
  }
}
