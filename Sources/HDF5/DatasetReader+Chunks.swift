import CHDF5
import Synchronization

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
  /// The address in the file, from the superblock on.
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

  /// How many chunks are stored (H5Dget_num_chunks).
  ///
  /// - Throws: `libraryFailure` where the index is damaged, `closed`.
  package func storedChunkCount() throws(HDF5Error) -> Int {
    let place = place
    guard chunkExtents != nil else { return 0 }
    return try file.read { (_) throws(HDF5Error) in
      let space = try Identifier(.dataspace, from: "H5Dget_space", at: place) {
        H5Dget_space(identifier.rawValue)
      }
      let spaceID = space.rawValue
      var count: hsize_t = 0
      // `count` outlives the call.
      _ = try Library.call("H5Dget_num_chunks", at: place) {
        unsafe H5Dget_num_chunks(identifier.rawValue, spaceID, &count)
      }
      return Int(clamping: count)
    }
  }

  /// Says where the stored chunk of an index lies (H5Dget_chunk_info).
  ///
  /// The library counts through the chunks before: for some, not for all.
  ///
  /// - Throws: `outsideFile`, `libraryFailure` where there is no such chunk, `closed`.
  package func chunkInfo(_ index: Int) throws(HDF5Error) -> ChunkInfo {
    let place = place
    guard let extents = chunkExtents, let chunk = hsize_t(exactly: index) else {
      throw place.error(.invalidRequest, "there is no chunk \(index)")
    }
    let info = try file.read { (_) throws(HDF5Error) in
      let space = try Identifier(.dataspace, from: "H5Dget_space", at: place) {
        H5Dget_space(identifier.rawValue)
      }
      let spaceID = space.rawValue
      var offset = [hsize_t](repeating: 0, count: extents.count)
      var filterMask: CUnsignedInt = 0
      var address: haddr_t = 0
      var byteCount: hsize_t = 0
      // `offset` has a number for each dimension; the others outlive the call.
      _ = try Library.call("H5Dget_chunk_info", at: place) {
        unsafe H5Dget_chunk_info(
          identifier.rawValue,
          spaceID,
          chunk,
          &offset,
          &filterMask,
          &address,
          &byteCount
        )
      }
      return ChunkInfo(
        offset: offset.map { Int(clamping: $0) },
        address: Int(clamping: address),
        byteCount: Int(clamping: byteCount),
        filterMask: filterMask
      )
    }
    let fileByteCount = file.source?.byteCount ?? 0
    guard info.address <= fileByteCount, info.byteCount <= fileByteCount - info.address else {
      throw place.error(
        .outsideFile,
        "chunk \(index): \(info.byteCount) bytes at byte \(info.address) of \(fileByteCount)"
      )
    }
    return info
  }

  /// Reads the chunk that begins at a position, as it is stored (H5Dread_chunk).
  ///
  /// Calls take turns; ``decode(_:using:)`` then works on any thread.
  ///
  /// - Returns: nil where the chunk was never written.
  /// - Throws: `invalidRequest` where no chunk begins there, `outsideFile`, `damagedChunk`,
  ///   `libraryFailure` where the index is damaged, `closed`.
  package func readChunk(at offset: [Int]) throws(HDF5Error) -> EncodedChunk? {
    let place = place
    guard
      case .chunked(let extents, let pipeline) = layout, offset.count == extents.count,
      zip(offset, shape).allSatisfy({ $0 >= 0 && $0 < $1 }),
      zip(offset, extents).allSatisfy({ $0.isMultiple(of: $1) })
    else {
      throw place.error(.invalidRequest, "no chunk begins at \(offset)")
    }
    let position = offset.map { hsize_t(clamping: $0) }
    return try file.read { (_) throws(HDF5Error) in
      pipeline.filters.isEmpty
        ? try readUnfilteredChunk(position, offset, place)
        : try readFilteredChunk(position, offset, place)
    }
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

  /// The size is asked for and the bytes are read in one turn, so that both mean the same entry.
  private func readFilteredChunk(
    _ position: [hsize_t],
    _ offset: [Int],
    _ place: Place
  ) throws(HDF5Error) -> EncodedChunk? {
    let dataset = identifier.rawValue
    let maximum = hsize_t(clamping: file.source?.byteCount ?? 0)
    var byteCount: hsize_t = 0
    var filterMask: UInt32 = 0
    var bytes: [UInt8] = []
    do throws(HDF5Error) {
      // `position` has a number for each dimension; `bytes` has as many bytes as the library just
      // said, which it looks up once and keeps for the read.
      _ = try Library.call("H5Dread_chunk", at: place) {
        let result = unsafe H5Dget_chunk_storage_size(dataset, position, &byteCount)
        guard result >= 0, byteCount > 0, byteCount <= maximum else { return result }
        bytes = [UInt8](repeating: 0, count: Int(byteCount))
        return unsafe H5Dread_chunk(
          dataset,
          hid_t(H5P_DEFAULT),
          position,
          &filterMask,
          &bytes
        )
      }
    } catch {
      guard error.isMissingChunk else { throw error.isOutside ? outside(error) : error }
      return nil
    }
    guard byteCount <= maximum else {
      throw place.error(.outsideFile, "a chunk of \(byteCount) bytes in a file of \(maximum)")
    }
    guard byteCount > 0 else { return nil }
    return EncodedChunk(offset: offset, bytes: bytes, filterMask: filterMask)
  }

  /// Reads a chunk that no filter encoded.
  ///
  /// For these the library says that they have a chunk's size, and then reads as many bytes as the
  /// index says: a file could overrun any buffer. It does refuse what reaches past the file's end, so
  /// that a buffer as long as the file is enough; only what is written of it takes memory.
  private func readUnfilteredChunk(
    _ position: [hsize_t],
    _ offset: [Int],
    _ place: Place
  ) throws(HDF5Error) -> EncodedChunk? {
    let dataset = identifier.rawValue
    let chunkByteCount = chunkByteCount ?? 0
    // The index keeps a chunk's size in 32 bits.
    let capacity = max(
      chunkByteCount,
      min(file.source?.byteCount ?? 0, Int(UInt32.max))
    )
    return try unfilteredChunk.withLock { (buffer) throws(HDF5Error) in
      guard let target = unsafe buffer.reserve(capacity) else {
        throw place.error(.outOfMemory, "no memory for a file of \(capacity) bytes")
      }
      var filterMask: UInt32 = 0
      do throws(HDF5Error) {
        // `position` has a number for each dimension; `target` is as long as the file.
        _ = try Library.call("H5Dread_chunk", at: place) {
          unsafe H5Dread_chunk(
            dataset,
            hid_t(H5P_DEFAULT),
            position,
            &filterMask,
            target.baseAddress
          )
        }
      } catch {
        guard error.isMissingChunk else { throw error.isOutside ? outside(error) : error }
        return nil
      }
      let bytes = unsafe [UInt8](target.prefix(chunkByteCount))
      return EncodedChunk(offset: offset, bytes: bytes, filterMask: filterMask)
    }
  }

  private func outside(_ error: HDF5Error) -> HDF5Error {
    HDF5Error(
      .outsideFile,
      path: error.path,
      object: error.object,
      operation: error.operation,
      detail: error.detail
    )
  }
}

extension HDF5Error {
  /// Whether the library says that there is no such chunk; it has no code for it.
  fileprivate var isMissingChunk: Bool {
    ["chunk storage is not allocated", "chunk address isn't defined", "storage is not initialized"]
      .contains(detail)
  }

  /// Whether the library says that an address is beyond the file's end.
  fileprivate var isOutside: Bool { detail.hasPrefix("addr overflow") }
}
