import ArgumentParser
import DataPrep

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// `dataprep read-files`: the child of `validate`, which reads files behind limits.
///
/// It gets its tasks as an argument, and writes the outcome of each to standard output: the number of
/// its bytes, in eight, and the bytes.
struct ReadFilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read-files",
    abstract: "Read files behind limits, for validate",
    shouldDisplay: false
  )

  /// Bytes of data that are checked in a second at the very least.
  private static let slowestRate = 2_000_000
  /// The seconds that any file may take.
  private static let leastSeconds = 4

  /// The bytes of memory that this process may write to.
  @Option var memory = ResourceLimits.memoryByteCount

  @Argument var tasks: String

  func run() throws {
    ResourceLimits.limitMemory(to: min(max(1, memory), ResourceLimits.memoryByteCount))
    ResourceLimits.obeyTimeLimit()
    guard let tasks = FileTask.tasks(in: tasks) else {
      throw ExitCode(ExitStatus.wrongUsage.number)
    }
    for task in tasks {
      ResourceLimits.allow(seconds: Self.leastSeconds)
      let outcome = try FileValidation(task).run { byteCount in
        ResourceLimits.allow(seconds: Self.leastSeconds + byteCount / Self.slowestRate)
      }
      let bytes = outcome.bytes
      let count = (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
      guard FileDescriptorWriter.write(count + bytes, to: STDOUT_FILENO) == nil else {
        throw OutputError.closedPipe
      }
    }
  }
}
