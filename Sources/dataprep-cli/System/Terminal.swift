#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the program knows about where its output goes.
struct Terminal {
  /// A stream that may be a terminal.
  enum Stream {
    case standardOutput
    case standardError

    fileprivate var descriptor: Int32 {
      switch self {
      case .standardOutput: STDOUT_FILENO
      case .standardError: STDERR_FILENO
      }
    }
  }

  /// Columns where nothing says how many there are.
  static let usualColumns = 80

  let stream: Stream

  /// Whether the stream is a terminal that understands the usual sequences.
  var isInteractive: Bool {
    isatty(stream.descriptor) == 1 && Self.environmentValue("TERM") != "dumb"
  }

  /// The width in columns: the terminal's, else `COLUMNS`, else 80.
  var columns: Int {
    var size = winsize()
    // Safe: the call writes one `winsize`, which lives across it.
    if unsafe ioctl(stream.descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    let named = Self.environmentValue("COLUMNS").flatMap { Int($0) }
    return named.flatMap { $0 > 0 ? $0 : nil } ?? Self.usualColumns
  }

  /// The value of an environment variable; `nil` where it is unset or empty.
  static func environmentValue(_ name: String) -> String? {
    // Safe: nothing in this program changes the environment, so the string stays where it is.
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
