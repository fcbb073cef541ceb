#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension HDF5Error.Code {
  /// The kind of failure that an `errno` stands for.
  init(systemError: Int32) {
    self =
      switch systemError {
      case ENOSPC, EDQUOT: .diskFull
      case ENOENT, ENOTDIR: .fileMissing
      case EEXIST: .fileExists
      case EACCES, EPERM, EROFS: .accessDenied
      case EISDIR: .notRegularFile
      default: .systemFailure
      }
  }
}

extension HDF5Error {
  /// Makes the error of a system call that just failed, with the system's words.
  static func system(_ number: Int32, _ operation: String, at place: Place) -> Self {
    // The C library's text is valid until the next call on this thread; it is copied here.
    let words = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    return Self(
      Code(systemError: number),
      path: place.path,
      object: place.object,
      operation: operation,
      detail: words,
      systemError: number
    )
  }
}
