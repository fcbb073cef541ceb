import CHDF5

/// A two-dimensional dataset of 32-bit integers that is being read; anyone's file.
///
/// Chunks are read raw (H5Dread_chunk) and decoded here, because libhdf5 1.10 crashes on streams that
/// inflate to less than a chunk. Accepted are chunked datasets with shuffle and deflate.
package struct DatasetReader: ~Copyable {
  private let identifier: Identifier
  private let name: String
  /// Rows.
  package let rowCount: Int
  /// Columns.
  package let width: Int
  private let chunkRows: Int
  private let chunkColumns: Int
  private let filters: [H5Z_filter_t]
  private let inflater = Inflater()

  /// Opens a dataset of the root group (H5Dopen2).
  ///
  /// - Throws: ``HDF5Error``: `missing`, `refused` for another rank, type, layout or filter.
  package init(_ name: String, in file: borrowing HDF5File) throws(HDF5Error) {
    let raw = file.identifier.raw
    let exists = try Library.value("H5Lexists") {
      unsafe Int64(H5Lexists(raw, name, dp_H5P_DEFAULT()))
    }
    guard exists > 0 else { throw HDF5Error(.missing, name, "there is no such dataset") }
    var link = H5L_info_t()
    try Library.call("H5Lget_info") { unsafe H5Lget_info(raw, name, &link, dp_H5P_DEFAULT()) }
    guard link.type == H5L_TYPE_HARD else {
      throw HDF5Error(.refused, name, "a soft or external link")
    }
    let opened = try Identifier("H5Dopen2") { unsafe dp_H5Dopen(raw, name) }
    let shape = try Self.shape(of: opened.raw, name)
    try Self.checkType(of: opened.raw, name)
    let creation = try Identifier("H5Dget_create_plist") { H5Dget_create_plist(opened.raw) }
    let chunkShape = try Self.chunkShape(creation.raw, name)
    filters = try Self.filters(creation.raw, name)
    (rowCount, width) = shape
    (chunkRows, chunkColumns) = chunkShape
    self.name = name
    identifier = opened
  }

  /// Reads whole rows, one after the other.
  ///
  /// - Throws: ``HDF5Error``: `damaged` for a chunk that does not decode, `callFailed`.
  package borrowing func readRows(_ rows: Range<Int>) throws(HDF5Error) -> [Int32] {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows that exist")
    var result = [Int32](repeating: 0, count: rows.count * width)
    guard !result.isEmpty else { return result }
    for chunkRow in rows.lowerBound / chunkRows...(rows.upperBound - 1) / chunkRows {
      for chunkColumn in 0...(width - 1) / chunkColumns {
        let chunk = try readChunk(chunkRow * chunkRows, chunkColumn * chunkColumns)
        copy(chunk, chunkRow * chunkRows, chunkColumn * chunkColumns, rows, &result)
      }
    }
    return result
  }

  /// How many chunks are stored (H5Dget_num_chunks).
  package borrowing func storedChunkCount() throws(HDF5Error) -> Int {
    let dataset = identifier.raw
    let space = try Identifier("H5Dget_space") { H5Dget_space(dataset) }
    var count: hsize_t = 0
    try Library.call("H5Dget_num_chunks") {
      unsafe H5Dget_num_chunks(dataset, space.raw, &count)
    }
    return Int(clamping: count)
  }

  private borrowing func copy(
    _ chunk: [Int32], _ firstRow: Int, _ firstColumn: Int, _ rows: Range<Int>,
    _ result: inout [Int32]
  ) {
    let columns = min(chunkColumns, width - firstColumn)
    for row in max(rows.lowerBound, firstRow)..<min(rows.upperBound, firstRow + chunkRows) {
      let source = (row - firstRow) * chunkColumns
      let target = (row - rows.lowerBound) * width + firstColumn
      for column in 0..<columns { result[target + column] = chunk[source + column] }
    }
  }

  private borrowing func readChunk(_ row: Int, _ column: Int) throws(HDF5Error) -> [Int32] {
    var offset = [hsize_t(row), hsize_t(column)]
    var byteCount: hsize_t = 0
    let dataset = identifier.raw
    try Library.call("H5Dget_chunk_storage_size") {
      unsafe H5Dget_chunk_storage_size(dataset, &offset, &byteCount)
    }
    let elementCount = chunkRows * chunkColumns
    // A chunk that was never written holds the fill value, which we take as zero.
    guard byteCount > 0 else { return [Int32](repeating: 0, count: elementCount) }
    guard byteCount <= hsize_t(elementCount * 4 + elementCount + 4096) else {
      throw HDF5Error(.damaged, name, "a chunk is larger than its data")
    }
    var bytes = [UInt8](repeating: 0, count: Int(byteCount))
    var skipped: UInt32 = 0
    try Library.call("H5Dread_chunk") {
      unsafe bytes.withUnsafeMutableBytes {
        unsafe H5Dread_chunk(dataset, dp_H5P_DEFAULT(), &offset, &skipped, $0.baseAddress)
      }
    }
    for (index, filter) in filters.enumerated().reversed() where skipped & (1 << index) == 0 {
      if filter == H5Z_FILTER_DEFLATE {
        bytes = try inflater.inflate(bytes, toByteCount: elementCount * 4)
      } else {
        bytes = ShuffleFilter.unshuffle(bytes, elementSize: 4)
      }
    }
    guard bytes.count == elementCount * 4 else {
      throw HDF5Error(.damaged, name, "a chunk has \(bytes.count) bytes")
    }
    return unsafe bytes.withUnsafeBytes { raw in
      (0..<elementCount).map { index in
        Int32(littleEndian: unsafe raw.loadUnaligned(fromByteOffset: index * 4, as: Int32.self))
      }
    }
  }

  private static func shape(of dataset: hid_t, _ name: String) throws(HDF5Error) -> (Int, Int) {
    let space = try Identifier("H5Dget_space") { H5Dget_space(dataset) }
    let rank = try Library.value("H5Sget_simple_extent_ndims") {
      Int64(H5Sget_simple_extent_ndims(space.raw))
    }
    guard rank == 2 else { throw HDF5Error(.refused, name, "rank \(rank), expected 2") }
    var extent: [hsize_t] = [0, 0]
    _ = try Library.value("H5Sget_simple_extent_dims") {
      unsafe Int64(H5Sget_simple_extent_dims(space.raw, &extent, nil))
    }
    guard let rows = Int(exactly: extent[0]), let width = Int(exactly: extent[1]),
      rows.multipliedReportingOverflow(by: max(width, 1)).overflow == false
    else { throw HDF5Error(.refused, name, "a shape of \(extent[0]) × \(extent[1])") }
    return (rows, width)
  }

  private static func checkType(of dataset: hid_t, _ name: String) throws(HDF5Error) {
    let type = try Identifier("H5Dget_type") { H5Dget_type(dataset) }
    let isEqual = try Library.value("H5Tequal") {
      Int64(H5Tequal(type.raw, dp_H5T_STD_I32LE()))
    }
    guard isEqual > 0 else {
      throw HDF5Error(.refused, name, "the type is not little-endian Int32")
    }
  }

  private static func chunkShape(
    _ creation: hid_t, _ name: String
  ) throws(HDF5Error) -> (Int, Int) {
    let layout = try Library.value("H5Pget_layout") { Int64(H5Pget_layout(creation).rawValue) }
    guard layout == Int64(H5D_CHUNKED.rawValue) else {
      throw HDF5Error(.refused, name, "the dataset is not chunked")
    }
    var chunk: [hsize_t] = [0, 0]
    _ = try Library.value("H5Pget_chunk") { unsafe Int64(H5Pget_chunk(creation, 2, &chunk)) }
    guard chunk[0] > 0, chunk[1] > 0, chunk[0] <= 1 << 28, chunk[1] <= 1 << 28,
      chunk[0] * chunk[1] <= 1 << 28
    else { throw HDF5Error(.refused, name, "chunks of \(chunk[0]) × \(chunk[1])") }
    return (Int(chunk[0]), Int(chunk[1]))
  }

  private static func filters(
    _ creation: hid_t, _ name: String
  ) throws(HDF5Error) -> [H5Z_filter_t] {
    let count = try Library.value("H5Pget_nfilters") { Int64(H5Pget_nfilters(creation)) }
    var filters: [H5Z_filter_t] = []
    for index in 0..<UInt32(clamping: count) {
      var flags: UInt32 = 0
      var valueCount = 0
      var configuration: UInt32 = 0
      let filter = try Library.value("H5Pget_filter2") {
        unsafe Int64(
          H5Pget_filter2(
            creation, index, &flags, &valueCount, nil, 0, nil, &configuration))
      }
      let known = filter == Int64(H5Z_FILTER_SHUFFLE) || filter == Int64(H5Z_FILTER_DEFLATE)
      guard known else { throw HDF5Error(.refused, name, "filter \(filter)") }
      filters.append(H5Z_filter_t(filter))
    }
    return filters
  }
}
