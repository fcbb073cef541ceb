#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Memory that is reserved once; what is never touched costs nothing.
@safe struct ReservedBuffer: ~Copyable, @unchecked Sendable {
  // Sendable: the memory has one owner, which only passes from thread to thread as a whole.
  private var memory = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Returns `count` bytes of unknown content, valid until the next call; nil where there are none.
  mutating func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer? {
    if unsafe count > memory.count {
      unsafe free(memory.baseAddress)
      let address = unsafe malloc(count)
      unsafe memory = UnsafeMutableRawBufferPointer(
        start: address,
        count: address == nil ? 0 : count
      )
      guard unsafe address != nil else { return nil }
    }
    return unsafe UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
  }

  deinit {
    unsafe free(memory.baseAddress)
  }
}
