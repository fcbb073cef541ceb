/// A row of elements that grows at its end and keeps its memory.
///
/// It is what an array is, for the evaluator's hot loops: held by reference, it needs no check of
/// exclusive access, and reading an element retains nothing.
// Safe: `base` has room for `capacity` elements, of which the first `count` are there; every access
// checks its place.
@safe
final class Row<Element> {
  private var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 16) {
    self.capacity = max(capacity, 1)
    unsafe base = .allocate(capacity: self.capacity)
  }

  /// Takes a copy of an array's elements.
  convenience init(_ elements: [Element]) {
    self.init(capacity: elements.count)
    for element in elements { append(element) }
  }

  deinit {
    unsafe base.deinitialize(count: count)
    unsafe base.deallocate()
  }

  var isEmpty: Bool { count == 0 }

  subscript(place: Int) -> Element {
    get {
      precondition(UInt(bitPattern: place) < UInt(bitPattern: count), "beyond the row")
      return unsafe base[place]
    }
    set {
      precondition(UInt(bitPattern: place) < UInt(bitPattern: count), "beyond the row")
      unsafe base[place] = newValue
    }
  }

  /// The element at a place; nil where there is none.
  func element(_ place: Int) -> Element? {
    UInt(bitPattern: place) < UInt(bitPattern: count) ? unsafe base[place] : nil
  }

  @inline(__always)
  func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    unsafe (base + count).initialize(to: element)
    count &+= 1
  }

  /// Keeps the first `newCount` elements.
  func truncate(to newCount: Int) {
    if newCount == count { return }
    precondition(newCount >= 0 && newCount <= count, "beyond the row")
    unsafe (base + newCount).deinitialize(count: count - newCount)
    count = newCount
  }

  func removeAll() { truncate(to: 0) }

  @inline(never)
  private func grow(to needed: Int) {
    let newCapacity = max(needed, capacity * 2)
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    unsafe grown.moveInitialize(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = grown
    capacity = newCapacity
  }

  /// The elements from a place on, as an array.
  func array(from start: Int = 0) -> [Element] {
    precondition(start >= 0 && start <= count, "beyond the row")
    return unsafe Array(UnsafeBufferPointer(start: base + start, count: count - start))
  }
}

extension Row where Element: BitwiseCopyable {
  /// Appends a copy of all elements of a buffer.
  @inline(__always)
  func append(contentsOf elements: UnsafeBufferPointer<Element>) {
    guard let start = elements.baseAddress else { return }
    if elements.count > capacity &- count { grow(to: count + elements.count) }
    unsafe (base + count).update(from: start, count: elements.count)
    count &+= elements.count
  }

  /// Appends a copy of all elements of another row.
  func append(contentsOf other: Row<Element>) {
    unsafe append(contentsOf: UnsafeBufferPointer(start: other.base, count: other.count))
  }

  /// Makes room for so many more elements and hands it to `fill`, which tells how many it has written
  /// from its start on.
  @inline(__always)
  func append(atMost added: Int, _ fill: (UnsafeMutablePointer<Element>) -> Int) {
    if added > capacity &- count { grow(to: count + added) }
    let written = unsafe fill(base + count)
    precondition(UInt(bitPattern: written) <= UInt(bitPattern: added), "beyond the room")
    count &+= written
  }

  /// Changes an element where it stands.
  @inline(__always)
  func update(_ place: Int, _ change: (inout Element) -> Void) {
    precondition(UInt(bitPattern: place) < UInt(bitPattern: count), "beyond the row")
    unsafe change(&base[place])
  }
}

extension Row<UInt8> {
  /// Appends a copy of so many bytes; short strings without a call.
  @inline(__always)
  func append(_ count: Int, at start: UnsafePointer<UInt8>) {
    if count > capacity &- self.count { grow(to: self.count + count) }
    unsafe copy(count, from: start, to: base + self.count)
    self.count &+= count
  }

  /// Appends the bytes of a text of the program.
  func append(_ text: StaticString) {
    unsafe append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    )
  }

  /// The number of code points within a range of UTF-8.
  func codePointCount(in range: Range<Int>) -> Int {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "beyond the row")
    return unsafe UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
      .codePointCount
  }
}

/// Copies a string of the template; a short one with what stands behind it.
// Safe for callers that have room for `Evaluator.shortByteCount` bytes more at both places.
@inline(__always)
func copyLiteral(
  _ count: Int,
  from source: UnsafePointer<UInt8>,
  to target: UnsafeMutablePointer<UInt8>
) {
  if count <= Evaluator.shortByteCount {
    unsafe UnsafeMutableRawPointer(target).storeBytes(
      of: UnsafeRawPointer(source).loadUnaligned(as: SIMD32<UInt8>.self),
      as: SIMD32<UInt8>.self
    )
  } else {
    unsafe target.update(from: source, count: count)
  }
}

/// Copies so many bytes; short strings without a call.
// Safe for callers that have as many at both places.
@inline(__always)
func copy(
  _ count: Int,
  from source: UnsafePointer<UInt8>,
  to target: UnsafeMutablePointer<UInt8>
) {
  let start = unsafe UnsafeRawPointer(source)
  let end = UnsafeMutableRawPointer(target)
  // The words at either end of the string are within it; where they overlap they agree.
  if count > 16 || count < 4 {
    unsafe end.copyMemory(from: start, byteCount: count)
  } else if count >= 8 {
    let first = unsafe start.loadUnaligned(as: UInt64.self)
    let last = unsafe start.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    unsafe end.storeBytes(of: first, as: UInt64.self)
    unsafe end.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
  } else {
    let first = unsafe start.loadUnaligned(as: UInt32.self)
    let last = unsafe start.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
    unsafe end.storeBytes(of: first, as: UInt32.self)
    unsafe end.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
  }
}
