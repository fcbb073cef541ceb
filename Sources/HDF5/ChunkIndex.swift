/// Where the chunks of a dataset lie: the version 1 B-tree of the file, read and checked once.
///
/// It takes some 40 bytes for each chunk. With it chunks are read without libhdf5, by any thread at
/// once, which also keeps out a trap: for chunks without filters the library believes the index's size
/// when it reads and the dataset's when it is asked, so that a file could overrun the buffer.
struct ChunkIndex: Sendable {
  private let rank: Int
  /// The positions of all chunks, ascending, `rank` numbers for each.
  private var offsets: [Int] = []
  /// The places in the file.
  private var addresses: [Int] = []
  private var byteCounts: [UInt32] = []
  private var filterMasks: [UInt32] = []

  /// The number of stored chunks.
  var count: Int { addresses.count }

  private init(rank: Int) {
    self.rank = rank
  }

  /// Reads the index of the dataset of an object header; nil where the file has another kind of index.
  ///
  /// - Throws: `damagedFile`, `outsideFile` for a chunk that reaches past the file's end.
  init?(
    ofHeader header: UInt64,
    in structure: FileStructure,
    chunkExtents: [Int],
    at place: Place
  ) throws(HDF5Error) {
    let messages = try structure.messages(ofHeader: header, at: place)
    guard
      let layout = messages.first(where: { $0.kind == .layout }),
      let root = try Self.root(layout.bytes, structure, place)
    else { return nil }
    self.init(rank: chunkExtents.count)
    guard !structure.isUndefined(root) else { return }
    try structure.walkTree(
      root,
      ofKind: .chunks,
      keySize: 8 + 8 * (rank + 1),
      at: place
    ) { (key, address) throws(HDF5Error) in
      try append(key, address, structure, chunkExtents, place)
    }
  }

  /// Describes a chunk by its number, in the order of positions.
  func info(_ index: Int) -> ChunkInfo {
    ChunkInfo(
      offset: Array(offsets[index * rank..<(index + 1) * rank]),
      address: addresses[index],
      byteCount: Int(byteCounts[index]),
      filterMask: filterMasks[index]
    )
  }

  /// Finds the chunk at a position; nil where it was never written.
  func chunk(at offset: [Int]) -> ChunkInfo? {
    var range = 0..<count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let found = offsets[middle * rank..<(middle + 1) * rank]
      if found.elementsEqual(offset) { return info(middle) }
      range =
        found.lexicographicallyPrecedes(offset)
        ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// Reads the address of the B-tree from a layout message, versions 1 to 3.
  private static func root(
    _ layout: [UInt8],
    _ structure: FileStructure,
    _ place: Place
  ) throws(HDF5Error) -> UInt64? {
    let chunked = 2
    var cursor = ByteCursor(layout, at: place)
    switch try cursor.smallNumber(1) {
    case 1, 2:
      try cursor.take(1)
      guard try cursor.smallNumber(1) == chunked else { return nil }
      try cursor.take(5)
    case 3:
      guard try cursor.smallNumber(1) == chunked else { return nil }
      try cursor.take(1)
    default: return nil
    }
    return try cursor.number(structure.superblock.addressSize)
  }

  private mutating func append(
    _ key: ArraySlice<UInt8>,
    _ address: UInt64,
    _ structure: FileStructure,
    _ chunkExtents: [Int],
    _ place: Place
  ) throws(HDF5Error) {
    var cursor = ByteCursor(Array(key), at: place)
    let byteCount = try cursor.number(4)
    let filterMask = try cursor.number(4)
    var offset: [Int] = []
    for extent in chunkExtents {
      guard let position = Int(exactly: try cursor.number(8)), position % extent == 0 else {
        throw place.damaged("a chunk is not in its place")
      }
      offset.append(position)
    }
    guard offsets.suffix(rank).lexicographicallyPrecedes(offset) || count == 0 else {
      throw place.damaged("the chunks are not in order")
    }
    let room = UInt64(clamping: structure.file.byteCount - structure.superblock.base)
    guard address <= room, byteCount <= room - address else {
      throw place.error(
        .outsideFile,
        "chunk at \(offset): \(byteCount) bytes at address \(address) of \(room)"
      )
    }
    offsets += offset
    addresses.append(structure.superblock.base + Int(address))
    byteCounts.append(UInt32(truncatingIfNeeded: byteCount))
    filterMasks.append(UInt32(truncatingIfNeeded: filterMask))
  }
}
