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

  /// Whether the dataset is one block that was never written: all of it reads as the fill value.
  package var isNeverWritten: Bool {
    if case .contiguous(offset: nil) = layout { true } else { false }
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
    guard let number = index.number(at: offset) else { return nil }
    return EncodedChunk(
      offset: offset,
      bytes: try source.read(index.range(of: number), at: place),
      filterMask: index.filterMask(of: number)
    )
  }

  /// Decodes a chunk of this dataset, outside every lock.
  ///
  /// - Throws: `damagedChunk` where the bytes are not exactly a chunk.
  package func decode(
    _ chunk: EncodedChunk,
    using decoder: ChunkFilterDecoder
  ) throws(HDF5Error) -> [UInt8] {
    unsafe try chunk.bytes.withUnsafeBufferPointer { (bytes) throws(HDF5Error) in
      let chunk = unsafe try unfiltered(
        UnsafeRawBufferPointer(bytes),
        chunk.filterMask,
        at: chunk.offset,
        decoder
      )
      // The bytes are copied before the closure ends.
      return unsafe try [UInt8](decoder.unshuffled(chunk))
    }
  }

  /// Reads the chunk at a position, where one can begin, and hands `body` its bytes without filters,
  /// of which only the first shuffle may be left; `body` must not keep them.
  ///
  /// - Returns: What `body` returns; nil where the chunk was never written.
  /// - Throws: what ``readChunk(at:)`` and ``decode(_:using:)`` throw, and what `body` does.
  func withChunk<Result>(
    at offset: [Int],
    using decoder: ChunkFilterDecoder,
    _ body: (UnfilteredChunk) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result? {
    guard let index, let source = file.structure?.file else {
      guard let chunk = try readChunk(at: offset) else { return nil }
      return unsafe try chunk.bytes.withUnsafeBufferPointer { (bytes) throws(HDF5Error) in
        // The chunk's bytes live as long as this closure.
        let bytes = UnsafeRawBufferPointer(bytes)
        return unsafe try body(unfiltered(bytes, chunk.filterMask, at: offset, decoder))
      }
    }
    try file.checkIsOpen()
    guard let number = index.number(at: offset) else { return nil }
    if let chunk = unsafe decoder.kept(number: number, of: self) { return unsafe try body(chunk) }
    let range = index.range(of: number)
    // The decoder keeps the memory until its next chunk.
    let bytes = unsafe try decoder.reserveStored(range.count)
    unsafe try source.read(range, into: bytes, at: place)
    let chunk = unsafe try unfiltered(
      UnsafeRawBufferPointer(bytes),
      index.filterMask(of: number),
      at: offset,
      decoder
    )
    unsafe decoder.keep(chunk, number: number, of: self)
    return unsafe try body(chunk)
  }

  private func unfiltered(
    _ bytes: UnsafeRawBufferPointer,
    _ filterMask: UInt32,
    at offset: [Int],
    _ decoder: ChunkFilterDecoder
  ) throws(HDF5Error) -> UnfilteredChunk {
    guard case .chunked(_, let pipeline) = layout, let chunkByteCount else {
      throw place.error(.invalidRequest, "the dataset has no chunks")
    }
    do throws(HDF5Error) {
      return unsafe try decoder.unfiltered(
        bytes,
        pipeline,
        filterMask: filterMask,
        chunkByteCount
      )
    } catch {
      throw HDF5Error(
        error.code,
        path: file.path,
        object: error.object ?? "\(name), chunk at \(offset)",
        detail: error.detail
      )
    }
  }
}
