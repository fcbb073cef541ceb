#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Memory that starts as zeros and costs nothing until it is touched.
@safe final class ZeroedBlock {
  /// Valid as long as the block is.
  let base: UnsafeMutableRawPointer

  init(byteCount: Int) {
    // `calloc` hands out untouched pages of zeros, which `allocate` and `initialize` would touch.
    guard let memory = unsafe calloc(byteCount, 1) else {
      preconditionFailure("no memory for a word cache")
    }
    unsafe base = unsafe memory
  }

  deinit {
    unsafe free(base)
  }
}
