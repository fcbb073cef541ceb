#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The bytes of a file or of standard input, by `read(2)`.
final class PlainSource: ByteSource {
  private let descriptor: CInt
  private let path: String
  private(set) var consumedByteCount = 0

  /// Opens a file, or standard input for `-`.
  ///
  /// - Throws: ``DataPrepError`` with code `inputNotFound` or `unreadable`.
  init(path: String) throws(DataPrepError) {
    self.path = path
    guard path != InputSet.standardInput else {
      descriptor = STDIN_FILENO
      return
    }
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? DataPrepError(.inputNotFound, path)
        : DataPrepError(.unreadable, path, found: SystemError.current.sentence)
    }
  }

  deinit {
    if descriptor > STDERR_FILENO { close(descriptor) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataPrepError) -> Int {
    while true {
      // The buffer is the caller's for the length of the call.
      let count = unsafe Self.systemRead(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 {
        consumedByteCount += count
        return count
      }
      guard errno == EINTR else {
        throw DataPrepError(.unreadable, path, found: SystemError.current.sentence)
      }
    }
  }

  private static func systemRead(
    _ descriptor: CInt,
    _ base: UnsafeMutableRawPointer?,
    _ count: Int
  ) -> Int {
    guard let base = unsafe base else { return 0 }
    #if canImport(Glibc)
    return unsafe Glibc.read(descriptor, base, count)
    #else
    return unsafe Darwin.read(descriptor, base, count)
    #endif
  }
}
