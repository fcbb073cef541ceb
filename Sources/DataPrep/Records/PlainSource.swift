#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The bytes of a file, a pipe or standard input, by `read(2)`.
///
/// Whoever writes to a pipe may keep it waiting: it is polled, so that a run can be cancelled.
final class PlainSource: ByteSource {
  private let descriptor: CInt
  private let path: String
  private let cancellation: Cancellation?
  private(set) var consumedByteCount = 0

  /// Opens a file, or standard input for `-`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - cancellation: Ends a wait for data; `nil` where the file is a regular one.
  /// - Throws: ``DataPrepError`` with code `inputNotFound` or `unreadable`.
  init(path: String, cancellation: Cancellation? = nil) throws(DataPrepError) {
    self.path = path == InputSet.standardInput ? "<stdin>" : path
    self.cancellation = cancellation
    guard path != InputSet.standardInput else {
      descriptor = STDIN_FILENO
      return
    }
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    let mode = O_RDONLY | O_CLOEXEC | (cancellation == nil ? 0 : O_NONBLOCK)
    descriptor = unsafe open(path, mode)
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
      try waitForData()
      // The buffer is the caller's for the length of the call.
      let count = unsafe Self.systemRead(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 {
        consumedByteCount += count
        return count
      }
      guard errno == EINTR || errno == EAGAIN else {
        throw DataPrepError(.unreadable, path, found: SystemError.current.sentence)
      }
    }
  }

  /// Waits until there is something to read, or the end; regular files are always ready.
  private func waitForData() throws(DataPrepError) {
    guard let cancellation else { return }
    while true {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // One entry, for the length of the call.
      if unsafe poll(&entry, 1, 100) != 0 { return }
      try cancellation.check()
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
