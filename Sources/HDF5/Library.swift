import CHDF5
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The one gate to libhdf5: every call of it, from whichever thread, goes through here.
///
/// A build of the library need not be thread-safe, its error stack is one for each thread, and the
/// next call empties that stack. So under one lock: silence the thread, call, look at the result,
/// take the stack's content at once and clear it. Compression and decoding stay outside.
enum Library {
  private static let isOpen = Mutex(false)

  /// Runs `body`, which returns what a call of libhdf5 returned; a negative result is thrown.
  ///
  /// Where `body` calls several functions, it must return at the first that fails: the error is read
  /// from the stack that the last call left.
  static func call<Result: SignedInteger & Sendable>(
    _ operation: StaticString,
    at place: Place,
    _ body: () -> Result
  ) throws(HDF5Error) -> Result {
    try isOpen.withLock { (isOpen) throws(HDF5Error) -> Result in
      if !isOpen {
        try open(at: place)
        isOpen = true
      }
      silence()
      let result = body()
      guard result < 0 else { return result }
      throw takeError(operation, place)
    }
  }

  /// Runs `body` where a failure has no one left to tell: in a `deinit`.
  static func release(_ body: () -> herr_t) {
    isOpen.withLock { _ in
      silence()
      // What stays on a thread's stack is printed as "infinite loop closing library" at exit.
      if body() < 0 { H5Eclear2(hid_t(H5E_DEFAULT)) }
    }
  }

  /// Empties a file on disk, whose handle is open, so that a full disk has room again.
  static func truncate(_ file: hid_t) {
    isOpen.withLock { _ in
      silence()
      var handle: UnsafeMutableRawPointer?
      // The library's own driver has one descriptor for each file, to which it sets the pointer.
      let result = unsafe H5Fget_vfd_handle(file, hid_t(H5P_DEFAULT), &handle)
      if result >= 0, let handle = unsafe handle {
        _ = unsafe ftruncate(handle.assumingMemoryBound(to: CInt.self).pointee, 0)
      } else {
        H5Eclear2(hid_t(H5E_DEFAULT))
      }
    }
  }

  /// Opens the library without its exit handler, which would close files behind other threads' backs,
  /// and without plugins: a file could name code to load.
  private static func open(at place: Place) throws(HDF5Error) {
    guard H5dont_atexit() >= 0, H5open() >= 0, H5PLset_loading_state(0) >= 0 else {
      throw place.error(.libraryFailure, "libhdf5 does not start")
    }
  }

  /// Stops the library from printing its errors; the setting is one for each thread.
  private static func silence() {
    // Null for the function and its data is how printing is turned off.
    _ = H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
  }

  /// Reads the thread's error stack, innermost first, and clears it.
  private static func takeError(_ operation: StaticString, _ place: Place) -> HDF5Error {
    var stack = ErrorStack()
    // `stack` outlives the call, which keeps neither the pointer nor the function.
    unsafe withUnsafeMutablePointer(to: &stack) { stack in
      _ = unsafe H5Ewalk2(
        hid_t(H5E_DEFAULT),
        H5E_WALK_UPWARD,
        { _, entry, stack in
          if let text = unsafe entry?.pointee.desc {
            unsafe stack?.assumingMemoryBound(to: ErrorStack.self).pointee
              .messages.append(String(cString: text))
          }
          return 0
        },
        stack
      )
    }
    H5Eclear2(hid_t(H5E_DEFAULT))
    return stack.error(operation: "\(operation)", place: place)
  }
}
