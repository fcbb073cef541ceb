package import Foundation
import Synchronization

/// A new, empty folder for one test.
///
/// It goes when `remove()` is called, else when the test process ends: a value's last use says
/// nothing about the last use of a path that was taken from it.
package struct TemporaryFolder: Sendable {
  /// The folder.
  package let url: URL

  /// The folder's path.
  package var path: String { url.path }

  /// Makes the folder.
  package init() throws {
    url = try Self.root().appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  /// Makes the folder within another one, with which it goes.
  package init(in folder: TemporaryFolder) throws {
    url = folder.url.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  /// The path of a file or folder in this folder.
  package func path(_ name: String) -> String {
    url.appendingPathComponent(name).path
  }

  /// Writes a file of that name and returns its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write([UInt8](text.utf8), to: name)
  }

  /// Writes a file of that name and returns its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(bytes).write(to: file)
    return file.path
  }

  /// The bytes of a file in this folder.
  package func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: url.appendingPathComponent(name)))
  }

  /// The text of a file in this folder, which must be UTF-8.
  package func text(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  /// The names in this folder, sorted, those that begin with a dot too.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// Removes the folder and what is in it.
  package func remove() {
    try? FileManager.default.removeItem(at: url)
  }

  // One parent for this process's folders, made at the first use and removed at its exit.
  private static let parent = Mutex<URL?>(nil)

  private static func root() throws -> URL {
    try parent.withLock { known in
      if let known { return known }
      let made = FileManager.default.temporaryDirectory
        .appendingPathComponent("dataprep-tests-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
      known = made
      atexit { TemporaryFolder.removeAll() }
      return made
    }
  }

  private static func removeAll() {
    guard let root = parent.withLock({ $0 }) else { return }
    try? FileManager.default.removeItem(at: root)
  }
}
