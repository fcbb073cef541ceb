/// What a dataset may claim by the size of its file, beyond the bytes that deflate can make of it.
///
/// Deflate makes a thousand bytes of one, so that a small file can hold a row that never ends, or more
/// rows than anybody wrote. What no file of texts reaches is refused before it costs time and memory:
///
///     rows        at most 2^24, or one for each byte of the file
///     width       at most 2^24
///     chunks      at most 1 GiB in all, or 64 times what the extents hold of them
///
/// One record many times over makes rows of less than a byte each: three million rows of eight tokens,
/// two datasets of four bytes a token, are 192 MB, of which deflate makes 190 KB. Texts that differ take
/// more than a byte a row, so that only copies count against the first number, and nobody writes 2^24
/// of them. The width is no matter here: a million rows of 4,096, mostly padding, are 32 MB. The longest contexts that models are trained for have some 10 million tokens. Datasets of
/// one dimension are no rows.
enum DatasetBounds {
  private static let freeRowCount = 1 << 24
  private static let maximumWidth = 1 << 24
  private static let freeChunkByteCount = 1 << 30
  private static let maximumExcess = 64

  /// Checks rows and their width.
  ///
  /// - Throws: `oversized`.
  static func check(
    _ extents: [Int],
    _ fileByteCount: Int,
    at place: Place
  ) throws(HDF5Error) {
    guard extents.count > 1, let rowCount = extents.first, let width = extents.last else { return }
    let mostRows = max(freeRowCount, fileByteCount)
    guard rowCount <= mostRows else {
      throw place.error(
        .oversized,
        "declares \(rowCount) rows in a file of \(fileByteCount) bytes; at most \(mostRows) are read"
      )
    }
    guard width <= maximumWidth else {
      throw place.error(
        .oversized,
        "rows of \(width) numbers, expected at most \(maximumWidth)"
      )
    }
  }

  /// Checks that chunks are not mostly beside the data: all of a chunk is inflated for any number of it.
  ///
  /// - Parameters:
  ///   - chunkExtents: The extents of a chunk, of which the bytes were checked.
  ///   - chunkCount: How many chunks are stored.
  ///   - byteCount: The bytes that the dataset's extents promise.
  ///   - elementSize: The bytes of a number.
  ///   - place: The dataset.
  /// - Throws: `oversized`.
  static func check(
    chunks chunkExtents: [Int],
    _ chunkCount: Int,
    for byteCount: Int,
    elementSize: Int,
    at place: Place
  ) throws(HDF5Error) {
    let (all, overflows) = chunkExtents.reduce(elementSize, *)
      .multipliedReportingOverflow(by: chunkCount)
    guard overflows || all > freeChunkByteCount, overflows || all / maximumExcess > byteCount else {
      return
    }
    let shape = chunkExtents.map { "\($0)" }.joined(separator: " × ")
    throw place.error(
      .oversized,
      "\(chunkCount) chunks of \(shape) numbers for \(byteCount / elementSize)"
    )
  }
}
