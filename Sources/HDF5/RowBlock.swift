/// Rows that are being read: a file's bytes come in, numbers go out.
struct RowBlock<Value: Element> {
  let rows: Range<Int>
  private(set) var values: [Value]
  private let width: Int
  private let format: NumberFormat

  /// Makes rows of unknown content in the memory of an array, which is empty until it gets them back.
  init(rows: Range<Int>, width: Int, format: NumberFormat, reusing storage: inout [Value]) {
    self.rows = rows
    self.width = width
    self.format = format
    values = storage
    storage = []
    if values.count != rows.count * width { values = Self.zeros(rows.count * width) }
  }

  /// Zeros, whose bytes are zeros: a generic array of a repeated number is filled one by one.
  private static func zeros(_ count: Int) -> [Value] {
    // All of the memory, which has room for so many numbers, gets its content here.
    unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      _ = unsafe UnsafeMutableRawBufferPointer(buffer)
        .initializeMemory(as: UInt8.self, repeating: 0)
      initializedCount = count
    }
  }

  /// Puts the number whose bytes are given in some columns of some rows.
  mutating func fill(
    _ number: [UInt8],
    rows: Range<Int>,
    columns: Range<Int>,
    at place: Place
  ) throws(HDF5Error) {
    var bits: UInt64 = 0
    for byte in 0..<format.byteCount {
      let position = format.byteOrder == .littleEndian ? format.byteCount - 1 - byte : byte
      bits = bits << 8 | UInt64(number[position])
    }
    guard let value = Value(bits: bits, format: format) else {
      throw place.error(
        .valueOutOfRange,
        "row \(rows.lowerBound), column \(columns.lowerBound): "
          + "the \(format) does not fit \(Value.format)"
      )
    }
    for row in rows {
      let start = (row - self.rows.lowerBound) * width
      for index in start + columns.lowerBound..<start + columns.upperBound {
        values[index] = value
      }
    }
  }

  /// Puts numbers where they belong, from a column of a row on; they must all lie in that row.
  mutating func copy(
    _ bytes: UnsafeRawBufferPointer,
    row: Int,
    column: Int,
    at place: Place
  ) throws(HDF5Error) {
    let start = (row - rows.lowerBound) * width + column
    let count = bytes.count / format.byteCount
    precondition(rows.contains(row) && column >= 0 && count <= width - column)
    if format == Value.format {
      // The memory of a number is what the file has; the range was checked above.
      unsafe values.withUnsafeMutableBytes { target in
        let size = MemoryLayout<Value>.stride
        unsafe UnsafeMutableRawBufferPointer(
          rebasing: target[start * size..<(start + count) * size]
        ).copyMemory(from: bytes)
      }
    } else {
      unsafe try convert(bytes, count: count, start: start, row: row, column: column, at: place)
    }
  }

  /// Puts whole rows where they belong.
  mutating func copy(
    _ bytes: UnsafeRawBufferPointer,
    rows: Range<Int>,
    at place: Place
  ) throws(HDF5Error) {
    let rowByteCount = width * format.byteCount
    precondition(bytes.count == rows.count * rowByteCount && contains(rows))
    if format == Value.format {
      let start = (rows.lowerBound - self.rows.lowerBound) * rowByteCount
      // The memory of a number is what the file has; the rows were checked above.
      unsafe values.withUnsafeMutableBytes { target in
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[start..<start + bytes.count])
          .copyMemory(from: bytes)
      }
      return
    }
    let first = (rows.lowerBound - self.rows.lowerBound) * width
    if unsafe convertAtOnce(bytes, count: rows.count * width, start: first) { return }
    // Each part below lies inside `bytes`, by the count checked above.
    for (index, row) in rows.enumerated() {
      let part = unsafe bytes[index * rowByteCount..<(index + 1) * rowByteCount]
      unsafe try copy(
        UnsafeRawBufferPointer(rebasing: part),
        row: row,
        column: 0,
        at: place
      )
    }
  }

  /// Puts numbers of a chunk where they belong: columns of rows, or several whole rows.
  ///
  /// Numbers as memory has them are put together straight in their place; `start` is the place of the
  /// first in the chunk. Throws `valueOutOfRange`, `outOfMemory`.
  mutating func copy(
    _ chunk: UnfilteredChunk,
    from start: Int,
    rows: Range<Int>,
    columns: Range<Int>,
    at place: Place,
    _ decoder: ChunkFilterDecoder
  ) throws(HDF5Error) {
    precondition(contains(rows) && (rows.count == 1 || columns == 0..<width))
    let count = rows.count * columns.count
    let size = format.byteCount
    guard format == Value.format, size == 4, unsafe chunk.shuffledElementSize == size else {
      let bytes = unsafe try decoder.unshuffled(chunk)
      let part = unsafe UnsafeRawBufferPointer(
        rebasing: bytes[start * size..<(start + count) * size]
      )
      if columns == 0..<width {
        unsafe try copy(part, rows: rows, at: place)
      } else {
        unsafe try copy(part, row: rows.lowerBound, column: columns.lowerBound, at: place)
      }
      return
    }
    let first = (rows.lowerBound - self.rows.lowerBound) * width + columns.lowerBound
    precondition(first + count <= values.count)
    // The target is as many numbers, inside the rows' memory.
    unsafe values.withUnsafeMutableBytes { target in
      unsafe ShuffleFilter.unshuffle(
        wordsOf: chunk.bytes,
        start..<start + count,
        into: UnsafeMutableRawBufferPointer(
          rebasing: target[first * size..<(first + count) * size]
        )
      )
    }
  }

  private func contains(_ rows: Range<Int>) -> Bool {
    rows.lowerBound >= self.rows.lowerBound && rows.upperBound <= self.rows.upperBound
  }

  /// Converts numbers of usual formats that all fit, of rows that were checked.
  ///
  /// - Returns: Whether it could be done; if not, ``convert(_:count:start:row:column:at:)`` does it or
  ///   names the number that does not fit.
  private mutating func convertAtOnce(
    _ bytes: UnsafeRawBufferPointer,
    count: Int,
    start: Int
  ) -> Bool {
    // The numbers from `start` on are `count` of those that there are.
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe Value.convert(
        UnsafeRawBufferPointer(rebasing: bytes[..<(count * format.byteCount)]),
        of: format,
        into: UnsafeMutableBufferPointer(rebasing: values[start..<start + count])
      )
    }
  }

  private mutating func convert(
    _ bytes: UnsafeRawBufferPointer,
    count: Int,
    start: Int,
    row: Int,
    column: Int,
    at place: Place
  ) throws(HDF5Error) {
    let size = format.byteCount
    if unsafe convertAtOnce(bytes, count: count, start: start) { return }
    for index in 0..<count {
      var bits: UInt64 = 0
      for byte in 0..<size {
        let position = format.byteOrder == .littleEndian ? size - 1 - byte : byte
        // `index * size + position` is below `count * size`, at most the buffer's count.
        bits = unsafe bits << 8 | UInt64(bytes[index * size + position])
      }
      guard let value = Value(bits: bits, format: format) else {
        throw place.error(
          .valueOutOfRange,
          "row \(row), column \(column + index): the \(format) does not fit \(Value.format)"
        )
      }
      values[start + index] = value
    }
  }
}
