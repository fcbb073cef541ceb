/// The tokens of a model, by id and by bytes.
///
/// All tokens lie in one byte arena; two open-addressed tables and an index by id point into it.
/// There is no object per token: a vocabulary of 200,000 tokens is built in a few milliseconds.
@safe struct Vocabulary: Sendable {
  /// The number of tokens.
  let count: Int
  /// One more than the highest id; some ids below it may have no token.
  let idBound: Int

  private let arena: MemoryBlock<UInt8>
  /// By id: where the token starts in the arena, and its length; a length of -1 marks a free id.
  private let places: MemoryBlock<Place>
  private let index: TokenIndex

  struct Place: BitwiseCopyable {
    var start: UInt32
    var length: Int32

    static let free = Place(start: 0, length: -1)
  }

  /// Makes a vocabulary of what `builder` collected.
  ///
  /// A token that is there twice has its last id. The others are free again, unless `keepsRepeated`
  /// lets them stand for the token as well.
  init(_ builder: VocabularyBuilder, keepingRepeated keepsRepeated: Bool = false) {
    arena = MemoryBlock(copying: builder.arena, filler: 0)
    idBound = builder.idBound
    places = MemoryBlock(repeating: .free, count: idBound)
    index = TokenIndex(capacity: builder.entries.count)
    var count = 0
    for entry in builder.entries {
      let former = index.insert(
        start: entry.start,
        length: entry.length,
        id: entry.id,
        arena: arena
      )
      if let former, !keepsRepeated {
        // A repeated key replaces the id of the one before it, as in every JSON reader.
        places[Int(former)] = .free
      } else {
        count += 1
      }
      places[Int(entry.id)] = Place(start: entry.start, length: entry.length)
    }
    self.count = count
  }

  /// The id of the token with these bytes.
  @inline(__always)
  func id(of bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard let base = bytes.baseAddress else { return idOfEmptyToken }
    return unsafe index.find(base, count: bytes.count, arena: arena)
  }

  /// The id of the token with these bytes.
  func id(of bytes: [UInt8]) -> Int32? {
    unsafe bytes.withUnsafeBufferPointer { unsafe id(of: $0) }
  }

  /// Looks up many tokens, which takes less time than one after the other.
  func find(_ queries: UnsafeMutableBufferPointer<TokenIndex.Query>) {
    unsafe index.find(queries, arena: arena)
  }

  /// The bytes of the token with this id, valid as long as the vocabulary is.
  @inline(__always)
  func bytes(of id: Int32) -> UnsafeBufferPointer<UInt8>? {
    guard id >= 0, Int(id) < idBound else { return nil }
    // Safety: the index is checked, and a place always lies within the arena.
    let place = unsafe places.base[Int(id)]
    guard place.length >= 0 else { return nil }
    return unsafe UnsafeBufferPointer(
      start: arena.base + Int(place.start),
      count: Int(place.length)
    )
  }

  /// A copy of the bytes of the token with this id; empty if there is none.
  func copiedBytes(of id: Int32) -> [UInt8] {
    unsafe bytes(of: id).map { unsafe Array($0) } ?? []
  }

  /// By byte: the id of its `<0x..>` token, -1 if there is none.
  var byteTokenIDs: [Int32] {
    let digits = Array("0123456789ABCDEF".utf8)
    return (0..<256).map { byte in
      let token = Array("<0x".utf8) + [digits[byte >> 4], digits[byte & 15]] + Array(">".utf8)
      return id(of: token) ?? -1
    }
  }

  private var idOfEmptyToken: Int32? {
    var byte: UInt8 = 0
    return unsafe withUnsafePointer(to: &byte) { unsafe index.find($0, count: 0, arena: arena) }
  }
}

/// Collects the tokens of a vocabulary before it is built.
struct VocabularyBuilder {
  struct Entry {
    var start: UInt32
    var length: Int32
    var id: Int32
  }

  /// Ids at or above this are refused: every table by id would have to be that large.
  static let highestID = (1 << 24) - 1

  private(set) var arena: [UInt8] = []
  private(set) var entries: [Entry] = []
  private(set) var idBound = 0

  init(capacity: Int) {
    entries.reserveCapacity(capacity)
    arena.reserveCapacity(capacity &* 8)
  }

  /// Adds a token; `id` must be between 0 and `highestID`.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, id: Int32) {
    precondition(id >= 0 && Int(id) <= Self.highestID)
    entries.append(
      Entry(
        start: UInt32(truncatingIfNeeded: arena.count),
        length: Int32(truncatingIfNeeded: bytes.count),
        id: id
      )
    )
    unsafe arena.append(contentsOf: bytes)
    idBound = max(idBound, Int(id) + 1)
  }

  /// Adds a token; `id` must be between 0 and `highestID`.
  mutating func append(_ bytes: [UInt8], id: Int32) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append($0, id: id) }
  }

  /// The place in `entries` of the first id that stands for two different tokens.
  func firstRepeatedID() -> Int? {
    var seen = [Int32](repeating: -1, count: idBound)
    for (position, entry) in entries.enumerated() {
      let former = Int(seen[Int(entry.id)])
      if former >= 0, bytes(at: former) != bytes(at: position) { return position }
      seen[Int(entry.id)] = Int32(truncatingIfNeeded: position)
    }
    return nil
  }

  /// The bytes of the token at `position` in `entries`.
  func bytes(at position: Int) -> ArraySlice<UInt8> {
    let entry = entries[position]
    return arena[Int(entry.start)..<Int(entry.start) + Int(entry.length)]
  }
}
