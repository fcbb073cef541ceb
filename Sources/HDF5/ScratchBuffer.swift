#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Memory that grows to what was asked for and is used again.
@safe struct ScratchBuffer: ~Copyable {
  private var memory = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Returns `count` bytes of unknown content, valid until the next call or the buffer's end.
  ///
  /// - Throws: `outOfMemory`; how much a file asks for is the file's doing.
  mutating func reserve(_ count: Int) throws(HDF5Error) -> UnsafeMutableRawBufferPointer {
    if unsafe count > memory.count {
      unsafe free(memory.baseAddress)
      let address = unsafe malloc(count)
      unsafe memory = UnsafeMutableRawBufferPointer(
        start: address,
        count: address == nil ? 0 : count
      )
      guard unsafe address != nil else {
        throw HDF5Error(.outOfMemory, detail: "no memory for \(count) bytes of a chunk")
      }
    }
    return unsafe UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
  }

  /// Whether some bytes lie in the memory.
  func holds(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let start = unsafe memory.baseAddress, let other = bytes.baseAddress else {
      return false
    }
    return unsafe other >= start && other < start + memory.count
  }

  /// Gives the memory back where there is more of it than that.
  mutating func release(above byteCount: Int) {
    guard unsafe memory.count > byteCount else { return }
    unsafe free(memory.baseAddress)
    unsafe memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  deinit {
    unsafe free(memory.baseAddress)
  }
}
