import Foundation

/// A Python with the packages of `Scripts/requirements.txt`, for comparison with the reference.
///
/// It is looked for where `DATAPREP_PYTHON` says, else at `.venv/bin/python` in the package's root,
/// where `Scripts/reference-environment` makes it. A suite that needs it says so:
///
/// ```swift
/// @Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
/// ```
package enum ReferencePython {
  /// The interpreter's path, whether or not it is there.
  package static let path =
    environmentValue("DATAPREP_PYTHON") ?? PackageRoot.url(".venv/bin/python").path

  /// Whether the interpreter is there.
  package static let isAvailable = FileManager.default.isExecutableFile(atPath: path)

  /// Whether `DATAPREP_EXPECT_PYTHON=1` says that the interpreter must be there.
  package static let isExpected = environmentValue("DATAPREP_EXPECT_PYTHON") == "1"

  /// A script that ended with a status other than 0.
  package struct Failure: Error, Sendable {
    /// The script's exit status.
    package let exitStatus: Int32
    /// What it wrote to standard error.
    package let errors: String
  }

  /// Runs a script and waits for its end.
  ///
  /// - Parameters:
  ///   - script: the program's text.
  ///   - arguments: what `sys.argv[1:]` holds.
  ///   - standardInput: the bytes that `sys.stdin.buffer` reads.
  ///   - timeLimit: seconds after which it is killed.
  /// - Returns: what it wrote to standard output.
  /// - Throws: `Failure` for a status other than 0; what `ChildProcess` throws.
  package static func run(
    _ script: String,
    arguments: [String] = [],
    standardInput: [UInt8] = [],
    timeLimit: Double = 300
  ) throws -> [UInt8] {
    let child = try ChildProcess(
      running: path,
      ["-c", script] + arguments,
      standardInput: standardInput,
      environment: ["PYTHONUTF8": "1", "TOKENIZERS_PARALLELISM": "false"],
      timeLimit: timeLimit
    )
    guard child.exitStatus == 0 else {
      throw Failure(exitStatus: child.exitStatus, errors: child.errorText)
    }
    return child.output
  }
}
