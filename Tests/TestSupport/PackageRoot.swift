package import Foundation

/// The folder that holds `Package.swift`.
package enum PackageRoot {
  /// The folder itself.
  package static let url = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The place of a file or folder under the package's root.
  package static func url(_ path: String) -> URL {
    url.appendingPathComponent(path)
  }
}

/// The value of an environment variable; nil where it is unset or empty.
func environmentValue(_ name: String) -> String? {
  guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
  return value
}
