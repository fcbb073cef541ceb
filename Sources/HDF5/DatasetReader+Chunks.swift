/// A chunk as the file stores it.
package struct EncodedChunk: Sendable {
  /// The position of its first number, a multiple of the chunk's extents.
  package let offset: [Int]
  /// The stored bytes.
  package let bytes: [UInt8]
  /// The filters that this chunk skipped, by bit.
  package let filterMask: UInt32
}

/// Where a chunk is stored.
package struct ChunkInfo: Hashable, Sendable {
  /// The position of its first number, a multiple of the chunk's extents.
  package let offset: [Int]
  /// The first byte in the file.
  package let address: Int
  /// The stored bytes.
  package let byteCount: Int
  /// The filters that this chunk skipped, by bit.
  package let filterMask: UInt32
}

extension DatasetReader {
  /// The extents of a chunk; nil where the dataset has none.
  package var chunkExtents: [Int]? {
    guard case .chunked(let extents, _) = layout else { return nil }
    return extents
  }

  /// The bytes of a whole chunk before the filters; nil where the dataset has no chunks.
  package var chunkByteCount: Int? { chunkExtents?.reduce(format.byteCount, *) }

  /// How many chunks are stored.
  ///
  /// - Throws: `libraryFailure` where the index is damaged, `closed`; both for later formats only.
  package func storedChunkCount() throws(HDF5Error) -> Int {
    guard chunkExtents != nil else { return 0 }
    if let index { return index.count }
    return try storedChunkCountOfLibrary()
  }

  /// Says where the stored chunk of a number lies, in the order of positions.
  ///
  /// - Throws: `invalidRequest` where there is no such chunk; for the later formats also
  ///   `outsideFile`, `closed`, and the library counts through the chunks before.
  package func chunkInfo(_ number: Int) throws(HDF5Error) -> ChunkInfo {
    guard chunkExtents != nil, number >= 0, number < (index?.count ?? Int.max) else {
      throw place.error(.invalidRequest, "there is no chunk \(number)")
    }
    if let index { return index.info(number) }
    return try chunkInfoOfLibrary(number)
  }

  /// Reads the chunk that begins at a position, as it is stored.
  ///
  /// Any number of threads read at once; for the later formats, where libhdf5 reads (H5Dread_chunk),
  /// they take turns. ``decode(_:using:)`` then works on any thread.
  ///
  /// - Returns: The chunk; nil where it was never written.
  /// - Throws: `invalidRequest` where no chunk begins there, `closed`; for the later formats also
  ///   `outsideFile`, `libraryFailure` where the index is damaged.
  package func readChunk(at offset: [Int]) throws(HDF5Error) -> EncodedChunk? {
    let place = place
    guard
      case .chunked(let extents, let pipeline) = layout, offset.count == extents.count,
      zip(offset, shape).allSatisfy({ $0 >= 0 && $0 < $1 }),
      zip(offset, extents).allSatisfy({ $0.isMultiple(of: $1) })
    else {
      throw place.error(.invalidRequest, "no chunk begins at \(offset)")
    }
    guard let index, let source = file.structure?.file else {
      return try pipeline.filters.isEmpty
        ? readUnfilteredChunkByLibrary(at: offset) : readFilteredChunkByLibrary(at: offset)
    }
    try file.checkIsOpen()
    guard let chunk = index.chunk(at: offset) else { return nil }
    let range = chunk.address..<chunk.address + chunk.byteCount
    return EncodedChunk(
      offset: offset,
      bytes: try source.read(range, at: place),
      filterMask: chunk.filterMask
    )
  }

  /// Decodes a chunk of this dataset, outside every lock.
  ///
  /// - Throws: `damagedChunk` where the bytes are not exactly a chunk.
  package func decode(
    _ chunk: EncodedChunk,
    using decoder: ChunkFilterDecoder
  ) throws(HDF5Error) -> [UInt8] {
    // The bytes are copied before the closure ends.
    unsafe try decoded(chunk, using: decoder) { bytes in unsafe [UInt8](bytes) }
  }

  /// Decodes a chunk and hands its bytes to `body`, which must not keep them.
  func decoded<Result>(
    _ chunk: EncodedChunk,
    using decoder: ChunkFilterDecoder,
    _ body: (UnsafeRawBufferPointer) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    guard case .chunked(_, let pipeline) = layout, let chunkByteCount else {
      throw place.error(.invalidRequest, "the dataset has no chunks")
    }
    do throws(HDF5Error) {
      return unsafe try decoder.decoded(
        chunk.bytes,
        pipeline,
        filterMask: chunk.filterMask,
        chunkByteCount,
        body
      )
    } catch {
      throw HDF5Error(
        error.code,
        path: file.path,
        object: error.object ?? "\(name), chunk at \(chunk.offset)",
        detail: error.detail
      )
    }
  }
}
