/// Remembers the tokens of words that are too long for `WordCache`.
///
/// Such words are one in two hundred in prose, but each takes as long as fifty short ones, and half
/// of them have come before. A direct-mapped table by hash; bytes and ids lie end to end in two
/// arenas. When an arena is full, everything is forgotten.
///
/// One per thread; 1.3 MiB.
@safe final class LongWordCache {
  /// The longest word that has a place.
  static let longestWord = 255
  /// The most tokens that a word with a place has.
  static let mostTokens = 255

  private struct Entry: BitwiseCopyable {
    var hash: UInt64 = 0
    var textStart: UInt32 = 0
    var idStart: UInt32 = 0
    var length: UInt16 = 0
    var count: UInt16 = 0
  }

  private let entries = MemoryBlock<Entry>(repeating: Entry(), count: 1 << 13)
  private let text = MemoryBlock<UInt8>(repeating: 0, count: 1 << 19)
  private let ids = MemoryBlock<Int32>(repeating: 0, count: 1 << 17)
  private var textCount = 0
  private var idCount = 0

  /// The tokens of a word, valid until the next one is stored; nil if it is not there.
  func find(
    _ word: UnsafePointer<UInt8>,
    count: Int,
    hash: UInt64
  ) -> UnsafeBufferPointer<Int32>? {
    // Safety: a slot is below the number of entries; an entry's ranges lie within the arenas.
    let entry = unsafe entries.base[Self.slot(of: hash)]
    guard entry.hash == hash, Int(entry.length) == count else { return nil }
    guard unsafe ByteHash.areEqual(text.base + Int(entry.textStart), word, count: count) else {
      return nil
    }
    return unsafe UnsafeBufferPointer(start: ids.base + Int(entry.idStart), count: Int(entry.count))
  }

  /// Stores the tokens of a word; one that is too long or has too many is left out.
  func store(
    _ word: UnsafePointer<UInt8>,
    count: Int,
    hash: UInt64,
    ids newIDs: UnsafePointer<Int32>,
    idCount newCount: Int
  ) {
    guard count <= Self.longestWord, newCount <= Self.mostTokens else { return }
    if textCount &+ count > text.count || idCount &+ newCount > ids.count { forget() }
    // Safety: there is room in both arenas, as just ensured.
    unsafe (text.base + textCount).update(from: word, count: count)
    unsafe (ids.base + idCount).update(from: newIDs, count: newCount)
    unsafe entries.base[Self.slot(of: hash)] = Entry(
      hash: hash,
      textStart: UInt32(truncatingIfNeeded: textCount),
      idStart: UInt32(truncatingIfNeeded: idCount),
      length: UInt16(truncatingIfNeeded: count),
      count: UInt16(truncatingIfNeeded: newCount)
    )
    textCount &+= count
    idCount &+= newCount
  }

  private func forget() {
    unsafe entries.base.update(repeating: Entry(), count: entries.count)
    textCount = 0
    idCount = 0
  }

  private static func slot(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash &>> 51)
  }
}
