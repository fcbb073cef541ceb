/// Whole small files: tokenizers, configurations, lists.
enum FileBytes {
  /// More than any file has that is read whole: a device may have no end.
  private static let maximumByteCount = 1 << 29

  /// How a file's path came about.
  enum Origin {
    /// The user names the file: it may be a pipe whose writer is still to come.
    case named
    /// It was found in a folder, where a pipe in its place would keep the reader waiting for ever.
    case found
  }

  /// Reads a file.
  ///
  /// - Throws: ``DataPrepError`` with code `inputNotFound` or `unreadable`.
  static func read(_ path: String, _ origin: Origin = .named) throws(DataPrepError) -> [UInt8] {
    guard origin == .named || FileSystem.isRegularFile(path) || !FileSystem.leadsToSomething(path)
    else {
      throw DataPrepError(.unreadable, path, found: "it is no regular file")
    }
    let source = try PlainSource(path: path)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe try buffer.withUnsafeMutableBufferPointer {
        target throws(DataPrepError) in
        unsafe try source.read(into: UnsafeMutableRawBufferPointer(target))
      }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= maximumByteCount else {
        throw DataPrepError(.unreadable, path, found: "more than \(maximumByteCount >> 20) MiB")
      }
      bytes += buffer[..<count]
    }
  }
}
