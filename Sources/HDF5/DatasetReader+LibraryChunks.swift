import CHDF5
import Synchronization

// The chunks of datasets whose index only libhdf5 can read: those of the formats after 1.8.

extension DatasetReader {
  /// Counts the stored chunks (H5Dget_num_chunks).
  func storedChunkCountOfLibrary() throws(HDF5Error) -> Int {
    let place = place
    try file.checkIsOpen()
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

  /// Describes a chunk by its number (H5Dget_chunk_info).
  func chunkInfoOfLibrary(_ number: Int) throws(HDF5Error) -> ChunkInfo {
    let place = place
    try file.checkIsOpen()
    let space = try Identifier(.dataspace, from: "H5Dget_space", at: place) {
      H5Dget_space(identifier.rawValue)
    }
    let spaceID = space.rawValue
    var offset = [hsize_t](repeating: 0, count: Dataspace.maximumRank)
    var filterMask: CUnsignedInt = 0
    var address: haddr_t = 0
    var byteCount: hsize_t = 0
    // `offset` has a number for each possible dimension; the others outlive the call.
    _ = try Library.call("H5Dget_chunk_info", at: place) {
      unsafe H5Dget_chunk_info(
        identifier.rawValue,
        spaceID,
        hsize_t(clamping: number),
        &offset,
        &filterMask,
        &address,
        &byteCount
      )
    }
    guard
      let start = Int(exactly: address), let count = Int(exactly: byteCount),
      start <= file.byteCount, count <= file.byteCount - start
    else {
      throw place.error(
        .outsideFile,
        "chunk \(number): \(byteCount) bytes at byte \(address) of \(file.byteCount)"
      )
    }
    return ChunkInfo(
      offset: offset.prefix(shape.count).map { Int(clamping: $0) },
      address: start,
      byteCount: count,
      filterMask: filterMask
    )
  }

  /// The size is asked for and the bytes are read in one turn, so that both mean the same entry.
  func readFilteredChunkByLibrary(at offset: [Int]) throws(HDF5Error) -> EncodedChunk? {
    try file.checkIsOpen()
    let place = place
    let position = offset.map { hsize_t(clamping: $0) }
    let dataset = identifier.rawValue
    let maximum = hsize_t(clamping: file.byteCount)
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
  func readUnfilteredChunkByLibrary(at offset: [Int]) throws(HDF5Error) -> EncodedChunk? {
    try file.checkIsOpen()
    let place = place
    let position = offset.map { hsize_t(clamping: $0) }
    let dataset = identifier.rawValue
    let chunkByteCount = chunkByteCount ?? 0
    // The index keeps a chunk's size in 32 bits.
    let capacity = max(
      chunkByteCount,
      min(file.byteCount, Int(UInt32.max))
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
