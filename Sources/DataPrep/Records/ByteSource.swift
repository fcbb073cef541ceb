/// A stream of bytes that is read once, from front to back.
protocol ByteSource: AnyObject {
  /// Reads up to `buffer.count` bytes; 0 means the end.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable` or `damagedArchive`.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataPrepError) -> Int

  /// Bytes taken from the file so far, as they lie on disk.
  var consumedByteCount: Int { get }
}
