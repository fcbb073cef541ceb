#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the system said about its last failed call.
struct SystemError: Equatable {
  /// The value of `errno`.
  let number: CInt

  /// The error of the last call on this thread.
  static var current: SystemError { SystemError(number: errno) }

  /// The system's sentence, such as `Permission denied`.
  var sentence: String {
    // strerror's result is valid until the next call on this thread; it is copied at once.
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }

  /// Whether there is no room for more data.
  var isDiskFull: Bool { number == ENOSPC || number == EDQUOT }
}
