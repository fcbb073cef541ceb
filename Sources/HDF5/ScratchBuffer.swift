/// Memory that grows to what was asked for and is used again.
@safe struct ScratchBuffer: ~Copyable {
  private var memory = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Returns `count` bytes of unknown content, valid until the next call or the buffer's end.
  mutating func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if unsafe count > memory.count {
      unsafe memory.deallocate()
      unsafe memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    }
    return unsafe UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
  }

  deinit {
    unsafe memory.deallocate()
  }
}
