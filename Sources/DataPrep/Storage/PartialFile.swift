import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A file, or a whole folder, that is being written under a temporary name beside its final one.
///
/// The name holds the host and the process, so what a killed run left behind is recognised and
/// removed by the next run for the same output, and a living run's file never is. Where the final
/// path is a symbolic link, what it leads to is replaced, and the link stays.
struct PartialFile: Sendable {
  /// The final path, as it was given.
  let path: String
  /// The path while it is being written: `.NAME.HOST-PID.partial` in the same folder.
  let partialPath: String
  /// The final path behind links.
  private let target: String

  /// Chooses a name; nothing is written.
  init(for path: String) {
    self.path = path
    target = FileSystem.isLink(path) ? FileSystem.absolute(path) : path
    let folder = FileSystem.folder(of: target)
    partialPath =
      "\(folder)/\(Self.prefix(target))\(ProcessInfo.processInfo.processIdentifier)\(Self.suffix)"
  }

  /// Creates the file, empty, and removes what killed runs left for the same output.
  ///
  /// - Returns: A descriptor to write to, which the caller closes.
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func create() throws(DataPrepError) -> CInt {
    removeLeftOvers()
    return try FileSystem.create(partialPath, for: path)
  }

  /// Puts the file in its final place and makes that durable; a file that it replaces gives it its
  /// permissions.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable`, where something else than a file stands there.
  func commit() throws(DataPrepError) {
    if !FileSystem.isFolder(partialPath) { try FileSystem.checkMayBeFile(target) }
    FileSystem.copyPermissions(ofFileAt: target, to: partialPath)
    try FileSystem.synchronize(partialPath)
    try FileSystem.rename(partialPath, to: target)
    try FileSystem.synchronize(FileSystem.folder(of: target))
  }

  /// Removes the file if it has not been committed.
  func discard() {
    Self.remove(partialPath)
  }

  /// Removes what killed runs left for the same output.
  ///
  /// A file with the number of this process is one of them: containers give each run the same.
  func removeLeftOvers() {
    let folder = FileSystem.folder(of: target)
    guard let names = try? FileSystem.names(in: folder) else { return }
    let prefix = Self.prefix(target)
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(Self.suffix) {
      let middle = name.dropFirst(prefix.count).dropLast(Self.suffix.count)
      guard let process = pid_t(middle), !Self.isAnotherLivingProcess(process) else { continue }
      Self.remove("\(folder)/\(name)")
    }
  }

  private static func isAnotherLivingProcess(_ process: pid_t) -> Bool {
    guard process != ProcessInfo.processInfo.processIdentifier else { return false }
    return kill(process, 0) == 0 || errno != ESRCH
  }

  private static func remove(_ path: String) {
    if FileSystem.isFolder(path) && !FileSystem.isLink(path) {
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
