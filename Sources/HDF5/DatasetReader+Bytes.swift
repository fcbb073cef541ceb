extension DatasetReader {
  /// Reads whole rows of small numbers, a byte for each, where the file's layout makes that cheap.
  ///
  /// A shuffled chunk of four-byte numbers below 256 is a plane of their lowest bytes and three of
  /// zeros, so that no number has to be put together:
  ///
  ///     1 2 3 260  →  01 02 03 04 · 00 00 00 01 · 00 … · 00 …   (260 has another byte: refused)
  ///
  /// The zeros need not even be inflated (``ByteInflater``).
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
        let columns = column..<column + columnCount
        let isRead: Bool?
        if let numbers = unsafe try chunkBytes(at: [row, column], using: decoder) {
          for index in part {
            // The rows lie inside the chunk, and the columns inside the rows.
            let source = (index - row) * chunkColumns
            let row = unsafe UnsafeRawBufferPointer(
              rebasing: numbers[source..<source + columnCount]
            )
            unsafe copy(row, to: &bytes, index - rows.lowerBound, columns)
          }
          isRead = true
        } else {
          isRead = unsafe try withChunk(at: [row, column], using: decoder) {
            (chunk) throws(HDF5Error) in
            let first = (part.lowerBound - row) * chunkColumns
            let range = first..<first + part.count * chunkColumns
            guard unsafe chunk.shuffledElementSize == 4,
              unsafe ShuffleFilter.areBytes(chunk.bytes, range)
            else { return false }
            // The chunk's first quarter has a byte for each number, and the rows lie inside it.
            for index in part {
              let source = (index - row) * chunkColumns
              let row = unsafe UnsafeRawBufferPointer(
                rebasing: chunk.bytes[source..<source + columnCount]
              )
              unsafe copy(row, to: &bytes, index - rows.lowerBound, columns)
            }
            return true
          }
        }
        if part.count == chunkRows { decoder.forgetLargeChunk() }
        // A chunk that was never written is the fill value, which the other way knows.
        guard isRead == true else { return false }
      }
      row = part.upperBound
    }
    return true
  }

  /// Copies a part of a row to its place among the bytes of rows.
  private func copy(
    _ source: UnsafeRawBufferPointer,
    to bytes: inout [UInt8],
    _ row: Int,
    _ columns: Range<Int>
  ) {
    let start = row * width + columns.lowerBound
    // The target is as many bytes, inside the rows' memory.
    unsafe bytes.withUnsafeMutableBytes { target in
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[start..<start + columns.count])
        .copyMemory(from: source)
    }
  }

  /// All numbers of the chunk at a position, a byte for each, valid until the decoder's next call.
  ///
  /// - Returns: Nil where no chunk is stored, it is not shuffled and deflated and nothing else, or
  ///   numbers have more bytes; also now and then without reason: the other way takes any chunk.
  private func chunkBytes(
    at offset: [Int],
    using decoder: ChunkFilterDecoder
  ) throws(HDF5Error) -> UnsafeRawBufferPointer? {
    guard case .chunked(_, let pipeline) = layout, let chunkByteCount,
      pipeline.filters.count == 2, case .deflate = pipeline.filters[1],
      let index, let source = file.structure?.file
    else { return nil }
    try file.checkIsOpen()
    guard let number = index.number(at: offset), index.filterMask(of: number) == 0 else {
      return nil
    }
    if let bytes = unsafe decoder.keptBytes(number: number, of: self) { return unsafe bytes }
    // A chunk that the other way decoded is not decoded anew.
    if unsafe decoder.kept(number: number, of: self) != nil { return nil }
    let range = index.range(of: number)
    // The decoder keeps the memory until its next chunk.
    let stored = unsafe try decoder.reserveStored(range.count)
    unsafe try source.read(range, into: stored, at: place)
    return unsafe try decoder.inflateBytes(
      UnsafeRawBufferPointer(stored),
      count: chunkByteCount / 4,
      number: number,
      of: self
    )
  }
}
