/// A row of words at one address that never changes: what an evaluator goes over.
@safe
// Proof of `@unchecked`: the memory is filled in `init`, never written after it, and freed with the
// last reference. Every access checks its place.
final class Table<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  let base: UnsafePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    // Safe: there is room for all of them.
    _ = unsafe UnsafeMutableBufferPointer(start: memory, count: elements.count)
      .initialize(fromContentsOf: elements)
    unsafe base = UnsafePointer(memory)
    count = elements.count
  }

  deinit { unsafe base.deallocate() }

  subscript(place: Int) -> Element {
    precondition(UInt(bitPattern: place) < UInt(bitPattern: count), "beyond the table")
    return unsafe base[place]
  }

  subscript(place: Int32) -> Element { self[Int(place)] }

  /// Where an element stands, for large ones of which little is asked.
  // Safe for callers that hold the table.
  @inline(__always)
  func address(of place: Int32) -> UnsafePointer<Element> {
    precondition(UInt(bitPattern: Int(place)) < UInt(bitPattern: count), "beyond the table")
    return unsafe base + Int(place)
  }
}
