#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Why the result could not be written.
enum OutputError: Error, Equatable {
  /// The reader has gone.
  case closedPipe
  /// Anything else, such as a full disk.
  ///
  /// - Parameters:
  ///   - reason: The system's words.
  ///   - files: What the run wrote before, which stands.
  case failed(reason: String, files: [String])
}

/// Standard output with a buffer: the program's result, and nothing else, goes here.
///
/// What was written stands in the buffer until ``flush()``; a failure to write is reported there.
final class StandardOutput {
  private static let bufferLimit = 1 << 16
  private var buffer: [UInt8] = []
  private let files: [String]

  /// Makes an empty buffer.
  ///
  /// - Parameter files: What the run wrote already: whoever closes standard output then wants no
  ///   summary, which is no failure.
  init(besides files: [String] = []) {
    self.files = files
    buffer.reserveCapacity(Self.bufferLimit + 4096)
  }

  /// Appends text.
  func write(_ text: String) throws(OutputError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferLimit { try flush() }
  }

  /// Lets `body` append bytes to the buffer.
  func write(_ body: (inout [UInt8]) -> Void) throws(OutputError) {
    body(&buffer)
    if buffer.count >= Self.bufferLimit { try flush() }
  }

  /// Appends a result in the form that was asked for; only that form is made.
  func write(
    _ format: OutputFormat,
    json: @autoclosure () -> JSONText,
    text: @autoclosure () -> String
  ) throws(OutputError) {
    switch format {
    case .json: try write(json().text + "\n")
    case .text: try write(text())
    }
  }

  /// Writes what the buffer holds.
  func flush() throws(OutputError) {
    defer { buffer.removeAll(keepingCapacity: true) }
    let problem = FileDescriptorWriter.write(buffer, to: STDOUT_FILENO)
    guard let problem else { return }
    guard problem != EPIPE else { throw .closedPipe }
    guard problem != EBADF || files.isEmpty else { return }
    throw .failed(reason: FileDescriptorWriter.reason(problem), files: files)
  }
}
