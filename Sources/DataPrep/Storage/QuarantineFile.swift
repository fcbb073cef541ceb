#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The raw lines of records that could not be read, one after the other.
///
/// The file comes into being with the first line and is committed with the rest of the output.
final class QuarantineFile {
  private let file: PartialFile
  private var descriptor: CInt = -1

  /// The final path.
  var path: String { file.path }

  /// Chooses a path; nothing is written.
  init(path: String) {
    file = PartialFile(for: path)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Adds a line, from memory or from a spool.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func append(_ line: [UInt8], _ spooled: SpooledBytes?) throws(DataPrepError) {
    if descriptor < 0 { descriptor = try file.create() }
    if let spooled {
      unsafe try spooled.forEachPiece { piece throws(DataPrepError) in
        unsafe try FileSystem.write(piece, to: descriptor, path)
      }
    }
    let ended = line.last == UInt8(ascii: "\n") ? line : line + [UInt8(ascii: "\n")]
    unsafe try ended.withUnsafeBufferPointer { bytes throws(DataPrepError) in
      unsafe try FileSystem.write(UnsafeRawBufferPointer(bytes), to: descriptor, path)
    }
  }

  /// The path of the file, or `nil` where no line came.
  var pathOfLines: String? { descriptor >= 0 ? path : nil }

  /// Commits the file, if a line came.
  func commit() throws(DataPrepError) {
    if descriptor >= 0 { try file.commit() }
  }

  /// Removes the file if it has not been committed.
  func discard() {
    if descriptor >= 0 { file.discard() }
  }
}
