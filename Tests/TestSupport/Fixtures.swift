package import Foundation

/// The optional folder of real tokenizers and goldens, which is not part of the repository.
///
/// It is looked for where `DATAPREP_FIXTURES` says, else at `../shared/fixtures` from the package's
/// root. A suite that needs it says so, and is then reported as skipped by name where it is absent:
///
/// ```swift
/// @Suite(.enabled(if: Fixtures.isAvailable, "needs the fixtures folder"))
/// ```
package enum Fixtures {
  /// The folder, whether or not it is there.
  package static let folder =
    environmentValue("DATAPREP_FIXTURES").map { URL(fileURLWithPath: $0) }
    ?? PackageRoot.url("../shared/fixtures").standardizedFileURL

  /// Whether the folder is there.
  package static let isAvailable = contains("")

  /// Whether `DATAPREP_EXPECT_FIXTURES=1` says that the folder must be there.
  package static let isExpected = environmentValue("DATAPREP_EXPECT_FIXTURES") == "1"

  /// The place of a file or folder in the fixtures, named as in `tokenizers/gpt2/tokenizer.json`.
  package static func url(_ path: String) -> URL {
    path.isEmpty ? folder : folder.appendingPathComponent(path)
  }

  /// The path of a file or folder in the fixtures.
  package static func path(_ path: String) -> String {
    url(path).path
  }

  /// Whether the fixtures hold a file or folder of that name.
  package static func contains(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: self.path(path))
  }

  /// The bytes of a file in the fixtures.
  package static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: url(path)))
  }
}
