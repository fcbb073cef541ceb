import Foundation

/// A program that was run to its end, and what it left.
///
/// Its three standard streams are files, so that no amount of input or output can block it. A test
/// that needs a real pipe runs `/bin/sh`.
package struct ChildProcess: Sendable {
  /// What the program wrote to standard output.
  package let output: [UInt8]

  /// What the program wrote to standard error.
  package let errors: [UInt8]

  /// The status it exited with; 128 + the signal's number where a signal ended it.
  package let exitStatus: Int32

  /// Standard output as text; bytes that are not UTF-8 are replaced.
  package var outputText: String { String(decoding: output, as: UTF8.self) }

  /// Standard error as text; bytes that are not UTF-8 are replaced.
  package var errorText: String { String(decoding: errors, as: UTF8.self) }

  /// Where a program's standard output goes.
  package enum Output: Sendable {
    /// To `output`.
    case captured
    /// To a pipe whose reader has gone.
    case closedPipe
  }

  /// Why a program could not be run to its end.
  package enum Failure: Error, Sendable {
    /// There is no such executable file.
    case notFound(String)
    /// It ran longer than the limit, in seconds, and was killed.
    case tookLongerThan(seconds: Double, errors: String)
  }

  /// Runs a program and waits for its end.
  ///
  /// - Parameters:
  ///   - executable: the path of the program.
  ///   - arguments: its arguments, without its own name.
  ///   - standardInput: the bytes it can read.
  ///   - standardOutput: where its output goes.
  ///   - environment: changes to this process's environment; nil removes a variable.
  ///   - folder: the folder it runs in; nil means this process's.
  ///   - timeLimit: seconds after which it is killed.
  /// - Throws: `Failure`, or the system's error where a file cannot be made or a program started.
  package init(
    running executable: String,
    _ arguments: [String] = [],
    standardInput: [UInt8] = [],
    standardOutput: Output = .captured,
    environment: [String: String?] = [:],
    in folder: String? = nil,
    timeLimit: Double = 120
  ) throws {
    guard FileManager.default.isExecutableFile(atPath: executable) else {
      throw Failure.notFound(executable)
    }
    let scratch = try TemporaryFolder()
    defer { scratch.remove() }
    try scratch.write(standardInput, to: "input")
    try scratch.write("", to: "output")
    try scratch.write("", to: "errors")

    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment {
      variables[name] = value
    }
    process.environment = variables
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.standardInput = try FileHandle(
      forReadingFrom: scratch.url.appendingPathComponent("input")
    )
    switch standardOutput {
    case .captured:
      process.standardOutput = try FileHandle(
        forWritingTo: scratch.url.appendingPathComponent("output")
      )
    case .closedPipe:
      let pipe = Pipe()
      process.standardOutput = pipe
      try pipe.fileHandleForReading.close()
    }
    process.standardError = try FileHandle(
      forWritingTo: scratch.url.appendingPathComponent("errors")
    )
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()

    let inTime = ended.wait(timeout: .now() + timeLimit) == .success
    if !inTime {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    output = try scratch.bytes("output")
    errors = try scratch.bytes("errors")
    guard inTime else {
      throw Failure.tookLongerThan(
        seconds: timeLimit,
        errors: String(decoding: errors, as: UTF8.self)
      )
    }
    exitStatus =
      process.terminationReason == .uncaughtSignal
      ? 128 + process.terminationStatus : process.terminationStatus
  }
}
