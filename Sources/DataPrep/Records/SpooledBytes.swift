#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Bytes that are too many to keep in memory, in a temporary file without a name.
final class SpooledBytes: Sendable {
  private let descriptor: CInt
  private let folder: String

  /// Creates an empty spool in the folder that `TMPDIR` names, else in `/tmp`.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable`.
  init() throws(DataPrepError) {
    // Nothing in this library changes the environment, so the string stays where it is.
    let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
    let folder = named.isEmpty ? "/tmp" : named
    self.folder = folder
    var template = Array("\(folder)/dataprep-XXXXXX".utf8CString)
    // mkstemp writes the name into the template, which has its length and final zero.
    descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return -1 }
      let descriptor = unsafe mkstemp(base)
      if descriptor >= 0 { unsafe unlink(base) }
      return descriptor
    }
    guard descriptor >= 0 else {
      throw DataPrepError(.unwritable, folder, found: SystemError.current.sentence)
    }
  }

  deinit { close(descriptor) }

  /// Adds bytes at the end.
  func append(_ bytes: UnsafeRawBufferPointer) throws(DataPrepError) {
    unsafe try FileSystem.write(bytes, to: descriptor, folder)
  }

  /// Reads bytes that were added, from an offset on.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  func read(
    at offset: Int,
    into target: UnsafeMutableRawBufferPointer
  ) throws(DataPrepError) {
    var end = 0
    while end < target.count {
      // The address and the count are those of the target's part behind `end`.
      let count = unsafe pread(
        descriptor,
        target.baseAddress?.advanced(by: end),
        target.count - end,
        off_t(offset + end)
      )
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw DataPrepError(.unreadable, folder, found: SystemError.current.sentence)
      }
      end += count
    }
  }

  /// Hands out all bytes from the start, a piece at a time.
  ///
  /// - Throws: What `body` throws; ``DataPrepError`` with code `unreadable`.
  func forEachPiece(
    _ body: (UnsafeRawBufferPointer) throws(DataPrepError) -> Void
  ) throws(DataPrepError) {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var offset = 0
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(offset))
      }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw DataPrepError(.unreadable, folder, found: SystemError.current.sentence)
      }
      guard count > 0 else { return }
      offset += count
      unsafe try buffer.withUnsafeBufferPointer { bytes throws(DataPrepError) in
        let filled = unsafe UnsafeBufferPointer(rebasing: bytes[..<count])
        unsafe try body(UnsafeRawBufferPointer(filled))
      }
    }
  }
}
