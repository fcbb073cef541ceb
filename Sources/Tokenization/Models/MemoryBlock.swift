#if canImport(Glibc)
internal import Glibc
#endif

/// A block of memory of fixed size that its owner fills once and frees with itself.
///
/// The tables of a model are read some twenty million times a second. Arrays held by a class cost a
/// retain, an exclusivity check and a bounds check at each read (measured: 3.5–4.5× slower), so the
/// tables are raw memory here and their readers copy the pointer into a local.
///
/// Sendable: whoever fills a block does so before sharing it; a shared block is only read.
@safe final class MemoryBlock<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The first element; valid as long as the block is.
  let base: UnsafeMutablePointer<Element>
  /// The number of elements.
  let count: Int

  /// The size of a large page.
  private static var pageByteCount: Int { 2 << 20 }

  /// Makes a block of `count` elements, all equal to `value`, on a cache-line boundary.
  init(repeating value: Element, count: Int) {
    let byteCount = max(count, 1) * MemoryLayout<Element>.stride
    let isLarge = byteCount >= Self.pageByteCount / 2
    // Safety: at least one element is allocated, all of them are initialised, and freed in deinit.
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount,
      alignment: isLarge ? Self.pageByteCount : 64
    )
    #if canImport(Glibc)
    // Random reads over megabytes wait for address translation as well; large pages spare them
    // most of that. A kernel that has none leaves things as they are.
    if isLarge { unsafe madvise(memory, byteCount, MADV_HUGEPAGE) }
    #endif
    unsafe base = memory.bindMemory(to: Element.self, capacity: max(count, 1))
    unsafe base.initialize(repeating: value, count: max(count, 1))
    self.count = count
  }

  /// Makes a block that holds a copy of `elements`.
  convenience init(copying elements: [Element], filler: Element) {
    self.init(repeating: filler, count: elements.count)
    // Safety: the block has room for `elements.count` elements.
    unsafe elements.withUnsafeBufferPointer { source in
      if let start = source.baseAddress {
        unsafe base.update(from: start, count: source.count)
      }
    }
  }

  deinit {
    unsafe UnsafeMutableRawPointer(base).deallocate()
  }

  /// The element at `index`, which must be within the block.
  subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(index >= 0 && index < count)
      return unsafe base[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < count)
      unsafe base[index] = newValue
    }
  }
}
