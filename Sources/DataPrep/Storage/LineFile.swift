#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file of lines that is being written under a temporary name.
final class LineFile {
  private static let bufferLimit = 1 << 20

  let file: PartialFile
  private var descriptor: CInt = -1
  private var buffer: [UInt8] = []

  /// Creates the file under its temporary name.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  init(path: String) throws(DataPrepError) {
    file = PartialFile(for: path)
    descriptor = try file.create()
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Adds bytes.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func append(_ bytes: [UInt8]) throws(DataPrepError) {
    buffer += bytes
    if buffer.count >= Self.bufferLimit { try flush() }
  }

  /// Writes what is still held back.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func flush() throws(DataPrepError) {
    // Safe: the pointer stays in the closure.
    unsafe try buffer.withUnsafeBufferPointer { bytes throws(DataPrepError) in
      unsafe try FileSystem.write(UnsafeRawBufferPointer(bytes), to: descriptor, file.path)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
