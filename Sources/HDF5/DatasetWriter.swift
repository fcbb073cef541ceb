import CHDF5

/// A two-dimensional chunked dataset of 32-bit integers that is being written, a chunk at a time.
package struct DatasetWriter: ~Copyable {
  private let identifier: Identifier
  private let width: Int
  private let rowsPerChunk: Int

  /// Creates a dataset `[0, width]` of little-endian Int32 that can grow without limit (H5Dcreate2).
  ///
  /// - Parameters:
  ///   - name: The name in the root group.
  ///   - file: The file, which must outlive the writer.
  ///   - width: Columns.
  ///   - rowsPerChunk: Rows in a chunk.
  ///   - filters: What readers must know of the filters.
  /// - Throws: ``HDF5Error`` with code `callFailed` or `diskFull`.
  package init(
    _ name: String, in file: borrowing HDF5File, width: Int, rowsPerChunk: Int,
    filters: ChunkFilters
  ) throws(HDF5Error) {
    self.width = width
    self.rowsPerChunk = rowsPerChunk
    var extent = [0, hsize_t(width)]
    var maximum = [dp_H5S_UNLIMITED(), hsize_t(width)]
    var chunk = [hsize_t(rowsPerChunk), hsize_t(width)]
    // Each array has the two elements of the rank.
    let space = try Identifier("H5Screate_simple") {
      unsafe H5Screate_simple(2, &extent, &maximum)
    }
    let creation = try Identifier("H5Pcreate") { H5Pcreate(dp_H5P_DATASET_CREATE()) }
    try Library.call("H5Pset_chunk") { unsafe H5Pset_chunk(creation.raw, 2, &chunk) }
    try Library.call("H5Pset_obj_track_times") { H5Pset_obj_track_times(creation.raw, false) }
    if filters.shuffles {
      try Library.call("H5Pset_shuffle") { H5Pset_shuffle(creation.raw) }
    }
    if filters.deflate != .none {
      try Library.call("H5Pset_deflate") {
        H5Pset_deflate(creation.raw, filters.declaredLevel)
      }
    }
    let raw = file.identifier.raw
    identifier = try Identifier("H5Dcreate2") {
      unsafe H5Dcreate2(
        raw, name, dp_H5T_STD_I32LE(), space.raw, dp_H5P_DEFAULT(), creation.raw,
        dp_H5P_DEFAULT())
    }
  }

  /// Sets the number of rows (H5Dset_extent).
  ///
  /// - Throws: ``HDF5Error`` with code `callFailed` or `diskFull`.
  package borrowing func setRowCount(_ rowCount: Int) throws(HDF5Error) {
    var extent = [hsize_t(rowCount), hsize_t(width)]
    try Library.call("H5Dset_extent") { unsafe H5Dset_extent(identifier.raw, &extent) }
  }

  /// Writes a chunk that has been through the filters (H5Dwrite_chunk).
  ///
  /// - Parameters:
  ///   - bytes: The encoded chunk.
  ///   - row: The chunk's first row, a multiple of the rows in a chunk and under the row count.
  /// - Throws: ``HDF5Error`` with code `callFailed` or `diskFull`.
  package borrowing func writeChunk(
    _ bytes: [UInt8], startingAtRow row: Int
  ) throws(HDF5Error) {
    precondition(row % rowsPerChunk == 0, "a chunk starts at a multiple of its rows")
    var offset = [hsize_t(row), 0]
    try Library.call("H5Dwrite_chunk") {
      unsafe bytes.withUnsafeBytes {
        unsafe H5Dwrite_chunk(
          identifier.raw, dp_H5P_DEFAULT(), 0, &offset, $0.count, $0.baseAddress)
      }
    }
  }

  /// Closes the dataset (H5Dclose).
  package consuming func close() throws(HDF5Error) {
    try identifier.close("H5Dclose") { H5Dclose($0) }
  }
}

extension HDF5File {
  /// Creates a dataset; see ``DatasetWriter``.
  package borrowing func makeDataset(
    _ name: String, width: Int, rowsPerChunk: Int, filters: ChunkFilters
  ) throws(HDF5Error) -> DatasetWriter {
    try DatasetWriter(
      name, in: self, width: width, rowsPerChunk: rowsPerChunk, filters: filters)
  }
}
