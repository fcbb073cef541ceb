import CHDF5
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The one gate to libhdf5: every call is made under one lock, and a failure is captured at once.
///
/// libhdf5 may have been built without thread safety, and its error stack belongs to the thread: any
/// other call, even a close, clears it. So a call, its check and the reading of the stack happen
/// together, and compression, which needs no lock, happens elsewhere.
enum Library {
  private static let lock = Mutex(())

  /// Opens the library once: no exit handler (it can loop over an error stack left on a worker
  /// thread), no plugins (a file must not load code).
  private static let isOpen: Bool = {
    _ = H5dont_atexit()
    guard H5open() >= 0 else { return false }
    return H5PLset_loading_state(0) >= 0
  }()

  /// Makes a call that returns a status.
  ///
  /// - Throws: ``HDF5Error`` with code `callFailed` or `diskFull`.
  static func call(_ function: String, _ body: () -> herr_t) throws(HDF5Error) {
    _ = try value(function) { Int64(body()) }
  }

  /// Makes a call that returns an identifier, or a number that is negative on failure.
  ///
  /// - Throws: ``HDF5Error`` with code `callFailed` or `diskFull`.
  static func value(_ function: String, _ body: () -> Int64) throws(HDF5Error) -> Int64 {
    try lock.withLock { _ throws(HDF5Error) in
      guard isOpen else { throw HDF5Error(.callFailed, "H5open", "the library does not open") }
      // Automatic printing is a setting of each thread.
      _ = H5Eset_auto2(dp_H5E_DEFAULT(), nil, nil)
      errno = 0
      let result = body()
      guard result < 0 else { return result }
      let systemError = errno
      let detail = ErrorStack.take()
      let isDiskFull =
        systemError == ENOSPC || systemError == EDQUOT || detail.contains("errno = \(ENOSPC)")
      throw HDF5Error(isDiskFull ? .diskFull : .callFailed, function, detail)
    }
  }

  /// Releases an identifier; a failure is not reported.
  static func release(_ identifier: hid_t) {
    lock.withLock { _ in
      _ = H5Eset_auto2(dp_H5E_DEFAULT(), nil, nil)
      _ = H5Idec_ref(identifier)
      _ = H5Eclear2(dp_H5E_DEFAULT())
    }
  }
}

/// libhdf5's stack of errors on this thread.
private enum ErrorStack {
  /// The innermost message; the stack is empty afterwards.
  static func take() -> String {
    var message = ""
    // H5Ewalk2 calls back before it returns, with `message` as its data; it is called for the
    // innermost entry first, and returning 1 ends the walk.
    unsafe withUnsafeMutablePointer(to: &message) { pointer in
      _ = unsafe H5Ewalk2(
        dp_H5E_DEFAULT(), H5E_WALK_UPWARD,
        { _, entry, data in
          guard let entry = unsafe entry, let data = unsafe data else { return 1 }
          let text = unsafe entry.pointee.desc.map { unsafe String(cString: $0) } ?? ""
          unsafe data.assumingMemoryBound(to: String.self).pointee = text
          return 1
        }, pointer)
    }
    _ = H5Eclear2(dp_H5E_DEFAULT())
    return message.isEmpty ? "no reason given" : message
  }
}
