extension DatasetReader {
  /// Reads whole rows of small numbers, a byte for each, where the file's layout makes that cheap.
  ///
  /// A shuffled chunk of four-byte numbers below 256 is a plane of their lowest bytes and three of
  /// zeros, so that no number has to be put together:
  ///
  ///     1 2 3 260  →  01 02 03 04 · 00 00 00 01 · 00 … · 00 …   (260 has another byte: refused)
  ///
  /// - Parameters:
  ///   - rows: Rows that exist.
  ///   - bytes: Gets `rows.count * width` numbers; of unknown content where the result is false.
  ///   - decoder: Working memory of this thread.
  /// - Returns: Whether it could be done; if not, ``readRows(_:into:using:)`` reads the rows.
  /// - Throws: what ``readRows(_:into:using:)`` throws.
  package func readBytes(
    ofRows rows: Range<Int>,
    into bytes: inout [UInt8],
    using decoder: ChunkFilterDecoder
  ) throws(HDF5Error) -> Bool {
    guard case .chunked(let extents, let pipeline) = layout, extents.count == 2,
      format.byteCount == 4, format.kind != .float, format.byteOrder == .littleEndian,
      pipeline.filters.first == .shuffle(elementSize: 4),
      rows.lowerBound >= 0, rows.upperBound <= rowCount, !rows.isEmpty, width > 0
    else { return false }
    let (chunkRows, chunkColumns) = (extents[0], extents[1])
    let width = width
    if bytes.count != rows.count * width {
      bytes = [UInt8](repeating: 0, count: rows.count * width)
    }
    var row = rows.lowerBound / chunkRows * chunkRows
    while row < rows.upperBound {
      let (sum, overflows) = row.addingReportingOverflow(chunkRows)
      let part = rows.clamped(to: row..<(overflows ? Int.max : sum))
      for column in stride(from: 0, to: width, by: chunkColumns) {
        let columnCount = min(chunkColumns, width - column)
        let isRead = unsafe try withChunk(at: [row, column], using: decoder) {
          (chunk) throws(HDF5Error) in
          let first = (part.lowerBound - row) * chunkColumns
          let range = first..<first + part.count * chunkColumns
          guard unsafe chunk.shuffledElementSize == 4,
            unsafe ShuffleFilter.areBytes(chunk.bytes, range)
          else { return false }
          // The chunk's first quarter has a byte for each number, and the rows lie inside it.
          unsafe bytes.withUnsafeMutableBytes { target in
            for index in part {
              let source = (index - row) * chunkColumns
              let start = (index - rows.lowerBound) * width + column
              unsafe UnsafeMutableRawBufferPointer(
                rebasing: target[start..<start + columnCount]
              ).copyMemory(
                from: UnsafeRawBufferPointer(
                  rebasing: chunk.bytes[source..<source + columnCount]
                )
              )
            }
          }
          return true
        }
        if part.count == chunkRows { decoder.forgetLargeChunk() }
        // A chunk that was never written is the fill value, which the other way knows.
        guard isRead == true else { return false }
      }
      row = part.upperBound
    }
    return true
  }
}
