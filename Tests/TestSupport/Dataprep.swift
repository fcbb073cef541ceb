import Foundation

/// The built `dataprep`, run as a program.
///
/// ```swift
/// let run = try Dataprep.run("inspect", file)
/// #expect(run.exitStatus == 0)
/// #expect(run.outputText == "…")
/// ```
package enum Dataprep {
  /// The program's path: beside the test bundle, or where `DATAPREP_EXECUTABLE` says.
  package static let path =
    environmentValue("DATAPREP_EXECUTABLE")
    ?? productsFolder.appendingPathComponent("dataprep").path

  /// Runs it with these arguments and waits for its end.
  package static func run(_ arguments: String...) throws -> ChildProcess {
    try run(arguments)
  }

  /// Runs it and waits for its end; the parameters are those of `ChildProcess`.
  ///
  /// - Throws: what `ChildProcess` throws.
  package static func run(
    _ arguments: [String],
    standardInput: [UInt8] = [],
    standardOutput: ChildProcess.Output = .captured,
    environment: [String: String?] = [:],
    in folder: String? = nil,
    timeLimit: Double = 120
  ) throws -> ChildProcess {
    try ChildProcess(
      running: path,
      arguments,
      standardInput: standardInput,
      standardOutput: standardOutput,
      environment: environment,
      in: folder,
      timeLimit: timeLimit
    )
  }

  /// The folder that this build's products are in.
  private static var productsFolder: URL {
    #if os(macOS)
    for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
      return bundle.bundleURL.deletingLastPathComponent()
    }
    #endif
    return URL(fileURLWithPath: ProcessInfo.processInfo.arguments.first ?? "")
      .resolvingSymlinksInPath()
      .deletingLastPathComponent()
  }
}
