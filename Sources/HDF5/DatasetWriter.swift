import CHDF5

/// A dataset of rows that is being written, a chunk at a time.
///
/// Its shape is `[rowCount, width]`, its chunks are `[rowsPerChunk, width]`, and it can grow without
/// limit. After a failure every further call, and the file's close, throws that failure again.
package struct DatasetWriter: ~Copyable, Sendable {
  /// The name inside the file.
  package let name: String
  /// The numbers in a row.
  package let width: Int
  /// The rows in a chunk.
  package let rowsPerChunk: Int
  /// How the file stores the numbers.
  package let format: NumberFormat

  private let identifier: Identifier
  private let file: FileHandle
  private let isFiltered: Bool

  fileprivate init(
    _ identifier: consuming Identifier,
    _ name: String,
    in file: FileHandle,
    width: Int,
    rowsPerChunk: Int,
    format: NumberFormat,
    filters: ChunkFilters
  ) {
    self.identifier = identifier
    self.name = name
    self.file = file
    self.width = width
    self.rowsPerChunk = rowsPerChunk
    self.format = format
    isFiltered = filters != ChunkFilters(shuffles: false, deflate: .none)
  }

  /// The bytes of a whole chunk before the filters.
  package var chunkByteCount: Int { rowsPerChunk * width * format.byteCount }

  /// Sets the number of rows (H5Dset_extent); rows that were never written read as zeros.
  ///
  /// - Throws: `invalidRequest` for a negative number, `diskFull`, whatever failed before.
  package borrowing func setRowCount(_ rowCount: Int) throws(HDF5Error) {
    let place = place
    guard let rowCount = hsize_t(exactly: rowCount) else {
      throw place.error(.invalidRequest, "\(rowCount) rows")
    }
    let extents = [rowCount, hsize_t(width)]
    let dataset = identifier.rawValue
    _ = try file.write { (_) throws(HDF5Error) in
      // The array has a number for each of the two dimensions.
      try Library.call("H5Dset_extent", at: place) { unsafe H5Dset_extent(dataset, extents) }
    }
  }

  /// Writes a chunk that has been through the filters (H5Dwrite_chunk).
  ///
  /// A chunk always holds all its rows: the last one is filled up before it is encoded.
  ///
  /// - Parameters:
  ///   - bytes: The encoded chunk.
  ///   - row: The chunk's first row, a multiple of ``rowsPerChunk`` and below the row count.
  /// - Throws: `invalidRequest` for another row or size, `diskFull`, whatever failed before.
  package borrowing func writeChunk(
    _ bytes: [UInt8],
    startingAtRow row: Int
  ) throws(HDF5Error) {
    let place = place
    guard row >= 0, row % rowsPerChunk == 0 else {
      throw place.error(
        .invalidRequest,
        "row \(row) begins no chunk of \(rowsPerChunk) rows"
      )
    }
    // libhdf5 takes any size, and reads past the chunk later.
    guard !bytes.isEmpty, isFiltered || bytes.count == chunkByteCount else {
      throw place.error(
        .invalidRequest,
        "a chunk of \(bytes.count) bytes, expected \(chunkByteCount)"
      )
    }
    let offset = [hsize_t(row), 0]
    let dataset = identifier.rawValue
    _ = try file.write { (_) throws(HDF5Error) in
      // `offset` has a number for each of the two dimensions; `bytes` goes with its count.
      try Library.call("H5Dwrite_chunk", at: place) {
        unsafe H5Dwrite_chunk(dataset, hid_t(H5P_DEFAULT), 0, offset, bytes.count, bytes)
      }
    }
  }

  /// Closes the dataset (H5Dclose).
  ///
  /// - Throws: `diskFull`, whatever failed before.
  package consuming func close() throws(HDF5Error) {
    let (place, file) = (place, file)
    try file.close(identifier, at: place)
  }

  private var place: Place { Place(file.path, name) }
}

extension HDF5File {
  /// Creates a dataset of no rows in the root group (H5Dcreate2).
  ///
  /// - Parameters:
  ///   - name: The name, which no other object has.
  ///   - type: Int32, Int64 or Float, stored little-endian.
  ///   - width: Numbers in a row, 1 or more.
  ///   - rowsPerChunk: Rows in a chunk, 1 or more; a chunk has less than 4 GiB.
  ///   - filters: What readers are told of the chunks' encoding.
  /// - Returns: The dataset, to be closed before the file.
  /// - Throws: `invalidRequest` for sizes that HDF5 does not take, `diskFull`.
  package borrowing func makeDataset<Value: Element>(
    _ name: String,
    of type: Value.Type = Int32.self,
    width: Int,
    rowsPerChunk: Int,
    filters: ChunkFilters
  ) throws(HDF5Error) -> DatasetWriter {
    let place = Place(path, name)
    try place.checkName(name)
    let format = Value.format
    // Both factors are below 2^32, so that no product overflows.
    guard
      (1...Int(UInt32.max)).contains(width), (1...Int(UInt32.max)).contains(rowsPerChunk),
      rowsPerChunk <= Int(UInt32.max) / format.byteCount / width
    else {
      throw place.error(
        .invalidRequest,
        "chunks of \(rowsPerChunk) rows of \(width) \(format) are not possible"
      )
    }
    let identifier = try handle.write { (file) throws(HDF5Error) in
      let type = try Datatype.identifier(of: format, at: place)
      let space = try Dataspace.make(extents: [0, width], maximum: [nil, width], at: place)
      let creation = try PropertyList.datasetCreation(
        chunkExtents: [rowsPerChunk, width],
        filters: filters,
        at: place
      )
      let access = try PropertyList.datasetAccess(at: place)
      let (spaceID, creationID) = (space.rawValue, creation.rawValue)
      let accessID = access.rawValue
      // The string is a C string until the call returns.
      return try Identifier(
        .object,
        from: "H5Dcreate2",
        at: place,
        of: handle.abandonment
      ) {
        unsafe H5Dcreate2(file, name, type, spaceID, hid_t(H5P_DEFAULT), creationID, accessID)
      }
    }
    return DatasetWriter(
      identifier,
      name,
      in: handle,
      width: width,
      rowsPerChunk: rowsPerChunk,
      format: format,
      filters: filters
    )
  }
}
