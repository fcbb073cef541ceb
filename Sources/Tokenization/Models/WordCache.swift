/// Remembers the tokens of words, so that a word that comes again costs one look-up.
///
/// A direct-mapped table: each short word has one place and takes it from the word before. A word of
/// up to 15 bytes is its own key, in two 64-bit integers with its length on top, so that comparing
/// is comparing two integers; four token ids lie beside it, which makes an entry half a cache line.
/// A word with more tokens than four has them in a second block.
///
/// One per thread.
@safe final class WordCache {
  /// The longest word that has a place.
  static let longestWord = 15
  /// The number of ids in an entry.
  static let inlineCount = 4
  static let slotBits: UInt64 = 16

  struct Entry: BitwiseCopyable {
    var low: UInt64 = 0
    /// Bits 60…63 hold the number of tokens, bits 56…59 the length of the word.
    var high: UInt64 = 0
    var ids = SIMD4<Int32>()
  }

  /// The key of a word: its bytes and its length.
  struct Key {
    var low: UInt64
    var high: UInt64

    /// Reads a word of 1…15 bytes of which 16 bytes can be read.
    @inline(__always)
    init(_ word: UnsafePointer<UInt8>, count: Int) {
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
    init(atEnd word: UnsafePointer<UInt8>, count: Int) {
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

    /// The word's place.
    @inline(__always)
    var slot: Int {
      let mixed = (low ^ (high &* 0xD6E8_FEB8_6659_FD93)) &* 0x9E37_79B9_7F4A_7C15
      return Int(truncatingIfNeeded: mixed &>> (64 &- WordCache.slotBits))
    }
  }

  /// By slot. Valid as long as the cache is.
  let entries: UnsafeMutablePointer<Entry>
  /// By slot: sixteen ids, used from the fifth token on.
  let overflow: UnsafeMutablePointer<Int32>
  private let entryBlock: MemoryBlock<Entry>
  private let overflowBlock: ZeroedBlock

  init() {
    entryBlock = MemoryBlock(repeating: Entry(), count: 1 << Int(Self.slotBits))
    overflowBlock = ZeroedBlock(byteCount: (1 << Int(Self.slotBits)) * 16 * 4)
    unsafe entries = entryBlock.base
    unsafe overflow = overflowBlock.base.bindMemory(
      to: Int32.self, capacity: (1 << Int(Self.slotBits)) * 16)
  }

  /// Stores the tokens of a word.
  @inline(__always)
  func store(_ key: Key, slot: Int, ids: UnsafePointer<Int32>, count: Int) {
    // Safety: a slot is below the number of entries; a word of 15 bytes has 15 tokens at most.
    precondition(count <= Self.longestWord)
    var entry = Entry(
      low: key.low, high: key.high | UInt64(truncatingIfNeeded: count) &<< 60)
    for index in 0..<min(count, Self.inlineCount) {
      unsafe entry.ids[index] = ids[index]
    }
    if count > Self.inlineCount {
      unsafe (overflow + slot &* 16).update(from: ids, count: count)
    }
    unsafe entries[slot] = entry
  }
}
