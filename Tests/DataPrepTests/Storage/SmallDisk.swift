import Foundation

/// A tmpfs of a few kilobytes, for what happens on a full disk; needs root.
struct SmallDisk {
  let path: String

  /// Mounts a disk, or gives `nil` where that is not allowed.
  init?(byteCount: Int) {
    path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try? FileManager.default.createDirectory(
      atPath: path,
      withIntermediateDirectories: true
    )
    guard Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(byteCount)", "tmpfs", path]) else {
      try? FileManager.default.removeItem(atPath: path)
      return nil
    }
  }

  /// Whether this process may mount one.
  static let isAvailable: Bool = {
    guard let disk = SmallDisk(byteCount: 4096) else { return false }
    disk.unmount()
    return true
  }()

  func unmount() {
    _ = Self.run("/bin/umount", [path])
    try? FileManager.default.removeItem(atPath: path)
  }

  private static func run(_ program: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
