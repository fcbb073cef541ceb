import CHDF5

extension DatasetReader {
  /// Reads whole rows, one after the other; the rank is 2 or 3.
  ///
  /// Integers of any width and byte order are read; those that do not fit are refused. Memory: the
  /// rows, and one chunk.
  ///
  /// - Parameters:
  ///   - rows: Rows that exist.
  ///   - type: Int32, Int64 or Float.
  ///   - decoder: Working memory of this thread; nil makes some.
  /// - Returns: `rows.count * width` numbers.
  /// - Throws: `wrongType`, `wrongRank`, `valueOutOfRange`, `damagedChunk`, `outsideFile`,
  ///   `invalidRequest` for rows that do not exist.
  package func readRows<Value: Element>(
    _ rows: Range<Int>,
    as type: Value.Type = Int32.self,
    using decoder: ChunkFilterDecoder? = nil
  ) throws(HDF5Error) -> [Value] {
    var values: [Value] = []
    try readRows(rows, into: &values, using: decoder ?? ChunkFilterDecoder())
    return values
  }

  /// Reads whole rows into the memory of an array, whose content and count they replace.
  ///
  /// An array of the same count that no one else holds is filled where it is. It is empty where an
  /// error is thrown.
  ///
  /// - Parameters:
  ///   - rows: Rows that exist.
  ///   - values: Gets `rows.count * width` numbers.
  ///   - decoder: Working memory of this thread.
  /// - Throws: what ``readRows(_:as:using:)`` throws.
  package func readRows<Value: Element>(
    _ rows: Range<Int>,
    into values: inout [Value],
    using decoder: ChunkFilterDecoder
  ) throws(HDF5Error) {
    guard (2...3).contains(shape.count) else {
      throw place.error(.wrongRank, "found \(shape.count) dimensions, expected 2")
    }
    guard Value.canRead(format) else {
      throw place.error(.wrongType, "found \(format), expected \(Value.format)")
    }
    guard rows.lowerBound >= 0, rows.upperBound <= rowCount else {
      throw place.error(
        .invalidRequest,
        "rows \(rows.lowerBound)..<\(rows.upperBound) of \(rowCount)"
      )
    }
    // The extents' product was checked, so that no product below overflows.
    guard !rows.isEmpty, width > 0 else {
      values = []
      return
    }
    var block = RowBlock<Value>(rows: rows, width: width, format: format, reusing: &values)
    switch layout {
    case .chunked(let extents, _):
      try readChunks(extents, into: &block, using: decoder)
    case .contiguous(let offset?):
      try readRun(from: offset, into: &block)
    case .contiguous(offset: nil):
      try block.fill(fillValue, rows: rows, columns: 0..<width, at: place)
    case .compact:
      try readHeader(into: &block)
    }
    values = block.values
  }

  /// Reads chunks of two dimensions, or of three, whose second is a part of the row.
  private func readChunks<Value>(
    _ extents: [Int],
    into block: inout RowBlock<Value>,
    using decoder: ChunkFilterDecoder
  ) throws(HDF5Error) {
    let isDeep = extents.count == 3
    let (chunkRows, chunkColumns) = (extents[0], extents[extents.count - 1])
    let (planeCount, chunkPlanes) = isDeep ? (shape[1], extents[1]) : (1, 1)
    let columnCount = shape[shape.count - 1]
    let firstRow = block.rows.lowerBound / chunkRows * chunkRows
    let holdsWholeRows = chunkPlanes == planeCount && chunkColumns == columnCount
    for row in stride(from: firstRow, to: block.rows.upperBound, by: chunkRows) {
      let rows = block.rows.clamped(to: row..<row.addingClamped(chunkRows))
      for plane in stride(from: 0, to: planeCount, by: chunkPlanes) {
        let planes = plane..<min(plane.addingClamped(chunkPlanes), planeCount)
        for column in stride(from: 0, to: columnCount, by: chunkColumns) {
          let columns = column..<min(column.addingClamped(chunkColumns), columnCount)
          let position = isDeep ? [row, plane, column] : [row, column]
          let isStored: Void? = unsafe try withChunk(at: position, using: decoder) {
            (chunk) throws(HDF5Error) in
            // Rows, planes and columns lie inside the chunk, which has exactly its bytes.
            if holdsWholeRows {
              unsafe try block.copy(
                chunk,
                from: (rows.lowerBound - row) * width,
                rows: rows,
                columns: 0..<width,
                at: place,
                decoder
              )
              return
            }
            for index in rows {
              for inner in planes {
                let start = inner * columnCount + column
                unsafe try block.copy(
                  chunk,
                  from: ((index - row) * chunkPlanes + inner - plane) * chunkColumns,
                  rows: index..<index + 1,
                  columns: start..<start + columns.count,
                  at: place,
                  decoder
                )
              }
            }
          }
          if rows.count == chunkRows { decoder.forgetLargeChunk() }
          guard isStored == nil else { continue }
          for plane in planes {
            let start = plane * columnCount
            try block.fill(
              fillValue,
              rows: rows,
              columns: start + columns.lowerBound..<start + columns.upperBound,
              at: place
            )
          }
        }
      }
    }
  }

  /// Reads contiguous data past libhdf5, a piece at a time.
  private func readRun<Value>(
    from offset: Int,
    into block: inout RowBlock<Value>
  ) throws(HDF5Error) {
    let rowByteCount = width * format.byteCount
    let rowsAtOnce = max(1, (1 << 20) / rowByteCount)
    for row in stride(from: block.rows.lowerBound, to: block.rows.upperBound, by: rowsAtOnce) {
      let rows = row..<min(row + rowsAtOnce, block.rows.upperBound)
      let start = offset + row * rowByteCount
      let bytes =
        try file.structure?.file.read(start..<start + rows.count * rowByteCount, at: place) ?? []
      unsafe try bytes.withUnsafeBufferPointer { (bytes) throws(HDF5Error) in
        unsafe try block.copy(UnsafeRawBufferPointer(bytes), rows: rows, at: place)
      }
    }
  }

  /// Reads data that lies in the object's header, at most 64 KiB, all at once.
  private func readHeader<Value>(into block: inout RowBlock<Value>) throws(HDF5Error) {
    let place = place
    let rowByteCount = width * format.byteCount
    let bytes = try file.read { (_) throws(HDF5Error) in
      var bytes = [UInt8](repeating: 0, count: rowCount * rowByteCount)
      let dataset = identifier.rawValue
      let type = try Identifier(.datatype, from: "H5Dget_type", at: place) {
        H5Dget_type(dataset)
      }
      let typeID = type.rawValue
      // The header holds exactly as many bytes as the extents say, and so does `bytes`; the file's own
      // type makes libhdf5 copy them as they are.
      _ = try Library.call("H5Dread", at: place) {
        unsafe H5Dread(
          dataset,
          typeID,
          hid_t(H5S_ALL),
          hid_t(H5S_ALL),
          hid_t(H5P_DEFAULT),
          &bytes
        )
      }
      return bytes
    }
    let rows = block.rows
    let range = rows.lowerBound * rowByteCount..<rows.upperBound * rowByteCount
    unsafe try bytes[range].withUnsafeBufferPointer { (bytes) throws(HDF5Error) in
      unsafe try block.copy(UnsafeRawBufferPointer(bytes), rows: rows, at: place)
    }
  }
}

extension Int {
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? Int.max : sum
  }
}
