/// Where the chunks of a dataset lie: the version 1 B-tree of the file, read and checked once.
///
/// It takes some 40 bytes for each chunk. With it chunks are read without libhdf5, by any thread at
/// once, which also keeps out a trap: for chunks without filters the library believes the index's size
/// when it reads and the dataset's when it is asked, so that a file could overrun the buffer.
struct ChunkIndex: Sendable {
  private let chunkExtents: [Int]
  /// How far apart the numbers of neighbours are, by dimension, where every chunk is stored.
  private let strides: [Int]
  /// The positions of all chunks, ascending, `rank` numbers for each.
  private var offsets: [Int] = []
  /// The places in the file.
  private var addresses: [Int] = []
  private var byteCounts: [UInt32] = []
  private var filterMasks: [UInt32] = []

  /// The number of stored chunks.
  var count: Int { addresses.count }

  private var rank: Int { chunkExtents.count }

  private init(extents: [Int], chunkExtents: [Int]) {
    self.chunkExtents = chunkExtents
    var strides: [Int] = []
    var stride = 1
    for (extent, chunkExtent) in zip(extents, chunkExtents).reversed() {
      strides.append(stride)
      // What comes out is only where a chunk is looked for first.
      stride = stride &* (extent / chunkExtent + (extent % chunkExtent == 0 ? 0 : 1))
    }
    self.strides = strides.reversed()
  }

  /// Reads the index of the dataset of an object header; nil where the file has another kind of index.
  ///
  /// - Throws: `damagedFile`, `outsideFile` for a chunk that reaches past the file's end.
  init?(
    ofHeader header: UInt64,
    in structure: FileStructure,
    extents: [Int],
    chunkExtents: [Int],
    at place: Place
  ) throws(HDF5Error) {
    let messages = try structure.messages(ofHeader: header, at: place)
    guard
      let layout = messages.first(where: { $0.kind == .layout }),
      let root = try Self.root(layout.bytes, structure, place)
    else { return nil }
    self.init(extents: extents, chunkExtents: chunkExtents)
    guard !structure.isUndefined(root) else { return }
    try structure.walkTree(
      root,
      ofKind: .chunks,
      keySize: 8 + 8 * (rank + 1),
      at: place
    ) { (key, address) throws(HDF5Error) in
      try append(key, address, structure, place)
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

  /// Finds the number of the chunk at a position; nil where it was never written.
  func number(at offset: [Int]) -> Int? {
    var guess = 0
    for dimension in 0..<rank {
      guess = guess &+ offset[dimension] / chunkExtents[dimension] &* strides[dimension]
    }
    if guess >= 0, guess < count, order(of: guess, offset) == 0 { return guess }
    var range = 0..<count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let order = order(of: middle, offset)
      if order == 0 { return middle }
      range = order < 0 ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// The bytes of the file that a chunk of a number takes.
  func range(of number: Int) -> Range<Int> {
    // The sum was checked to lie in the file.
    addresses[number]..<addresses[number] + Int(byteCounts[number])
  }

  /// The filters that the chunk of a number skipped, by bit.
  func filterMask(of number: Int) -> UInt32 { filterMasks[number] }

  /// Whether a chunk stands before a position, −1, at it, 0, or behind it, 1.
  private func order(of number: Int, _ offset: [Int]) -> Int {
    for dimension in 0..<rank {
      let found = offsets[number * rank + dimension]
      if found != offset[dimension] { return found < offset[dimension] ? -1 : 1 }
    }
    return 0
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

  /// Whether the position that begins at an index of ``offsets`` is behind the one before it.
  private func isAscending(from start: Int) -> Bool {
    for index in start..<start + rank where offsets[index] != offsets[index - rank] {
      return offsets[index - rank] < offsets[index]
    }
    return false
  }

  private mutating func append(
    _ key: ArraySlice<UInt8>,
    _ address: UInt64,
    _ structure: FileStructure,
    _ place: Place
  ) throws(HDF5Error) {
    var cursor = ByteCursor(key, at: place)
    let byteCount = try cursor.number(4)
    let filterMask = try cursor.number(4)
    let start = offsets.count
    for extent in chunkExtents {
      guard let position = Int(exactly: try cursor.number(8)), position % extent == 0 else {
        throw place.damaged("a chunk is not in its place")
      }
      offsets.append(position)
    }
    guard count == 0 || isAscending(from: start) else {
      throw place.damaged("the chunks are not in order")
    }
    let room = UInt64(clamping: structure.file.byteCount - structure.superblock.base)
    guard address <= room, byteCount <= room - address else {
      throw place.error(
        .outsideFile,
        "chunk at \(Array(offsets[start...])): \(byteCount) bytes at address \(address) of \(room)"
      )
    }
    addresses.append(structure.superblock.base + Int(address))
    byteCounts.append(UInt32(truncatingIfNeeded: byteCount))
    filterMasks.append(UInt32(truncatingIfNeeded: filterMask))
  }
}
