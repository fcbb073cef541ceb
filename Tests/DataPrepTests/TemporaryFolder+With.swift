import Foundation
import TestSupport

extension TemporaryFolder {
  /// Makes a folder for `body` and removes it afterwards.
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    return try body(folder.url)
  }
}
