import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A file, or a whole folder, that is being written under a temporary name beside its final one.
///
/// The name holds the host and the process, so what a killed run left behind is recognised and
/// removed by the next run for the same output, and a living run's file never is.
struct PartialFile: Sendable {
  /// The final path.
  let path: String
  /// The path while it is being written: `.NAME.HOST-PID.partial` in the same folder.
  let partialPath: String

  /// Chooses a name; nothing is written.
  init(for path: String) {
    self.path = path
    let folder = FileSystem.folder(of: path)
    partialPath =
      "\(folder)/\(Self.prefix(path))\(ProcessInfo.processInfo.processIdentifier)\(Self.suffix)"
  }

  /// Creates the file, empty, and removes what killed runs left for the same output.
  ///
  /// - Returns: A descriptor to write to, which the caller closes.
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func create() throws(DataPrepError) -> CInt {
    removeLeftOvers()
    // Safe: the string is a C string until the call returns.
    let descriptor = unsafe open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileSystem.unwritable(path) }
    return descriptor
  }

  /// Puts the file in its final place and makes that durable.
  func commit() throws(DataPrepError) {
    try FileSystem.synchronize(partialPath)
    try FileSystem.rename(partialPath, to: path)
    try FileSystem.synchronize(FileSystem.folder(of: path))
  }

  /// Removes the file if it has not been committed.
  func discard() {
    Self.remove(partialPath)
  }

  /// Removes what killed runs left for the same output.
  func removeLeftOvers() {
    let folder = FileSystem.folder(of: path)
    guard let names = try? FileSystem.names(in: folder) else { return }
    let prefix = Self.prefix(path)
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(Self.suffix) {
      let middle = name.dropFirst(prefix.count).dropLast(Self.suffix.count)
      guard let process = pid_t(middle), kill(process, 0) != 0, errno == ESRCH else { continue }
      Self.remove("\(folder)/\(name)")
    }
  }

  private static func remove(_ path: String) {
    if FileSystem.isFolder(path) {
      try? FileManager.default.removeItem(atPath: path)
    } else {
      FileSystem.remove(path)
    }
  }

  private static let suffix = ".partial"

  private static func prefix(_ path: String) -> String {
    ".\(FileSystem.name(of: path)).\(ProcessInfo.processInfo.hostName)-"
  }
}
