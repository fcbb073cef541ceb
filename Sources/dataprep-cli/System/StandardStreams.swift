#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The three streams that a caller hands over, or closes.
enum StandardStreams {
  /// Puts a file that can be neither read nor written in the place of a closed stream.
  ///
  /// Else the first file that is opened would get its number: standard input would be a tokenizer, and
  /// the summary would be written into a dataset.
  static func occupyClosedOnes() {
    let streams = [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ]
    for (descriptor, mode) in streams {
      guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { continue }
      // Those below are open, so that this is the number that open(2) gives.
      _ = unsafe open("/dev/null", mode)
    }
  }
}
