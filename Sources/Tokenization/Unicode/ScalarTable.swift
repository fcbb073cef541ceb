/// A value for each of the 1,114,112 scalars, in pages of which equal ones are stored once.
///
/// A table lives as long as the process: its memory is not counted, and so a look-up in a hot loop
/// costs two reads. Make tables as static constants only.
@safe
// Safe: the memory is written before `init` ends, never after, and never freed; every block of a
// scalar below 0x110000 points at a whole page, and the subscript refuses other scalars.
struct ScalarTable<Value: FixedWidthInteger & Sendable>: @unchecked Sendable {
  /// For each block of scalars, where its page begins.
  private let blocks: UnsafePointer<UInt32>
  private let pages: UnsafePointer<Value>

  /// Takes over what a builder holds.
  init(_ builder: ScalarTableBuilder<Value>) {
    unsafe blocks = Self.immortalCopy(of: builder.blocks)
    unsafe pages = Self.immortalCopy(of: builder.pages)
  }

  /// Reads the `first-last=value` entries of a generated table.
  init(runs: String) {
    var builder = ScalarTableBuilder<Value>()
    var reader = TableReader(runs)
    while let first = reader.number() {
      let last = reader.isFollowed(by: "-") ? reader.number() ?? first : first
      guard reader.isFollowed(by: "="), let value = reader.number() else { break }
      builder.fill(first...max(first, last), with: Value(truncatingIfNeeded: value))
    }
    self.init(builder)
  }

  /// The value of a scalar; 0 for what is none.
  @inline(__always)
  subscript(scalar: UInt32) -> Value {
    guard scalar < 0x11_0000 else { return 0 }
    let page = unsafe blocks[Int(scalar >> ScalarTableBuilder<Value>.blockBits)]
    return unsafe pages[Int(page &+ (scalar & ScalarTableBuilder<Value>.blockMask))]
  }

  private static func immortalCopy<Element>(of array: [Element]) -> UnsafePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: array.count)
    unsafe memory.initialize(from: array, count: array.count)
    return unsafe UnsafePointer(memory)
  }
}

/// Collects the values of a ``ScalarTable``.
struct ScalarTableBuilder<Value: FixedWidthInteger & Sendable> {
  static var blockBits: UInt32 { 7 }
  static var blockMask: UInt32 { 1 << blockBits - 1 }

  fileprivate var blocks = [UInt32](repeating: 0, count: 0x11_0000 >> Int(blockBits))
  /// The first page is all 0.
  fileprivate var pages = [Value](repeating: 0, count: 1 << Int(blockBits))

  /// Begins with 0 for every scalar.
  init() {}

  /// Sets the value of every scalar of a range.
  mutating func fill(_ range: ClosedRange<UInt32>, with value: Value) {
    for scalar in range where scalar < 0x11_0000 {
      let block = Int(scalar >> Self.blockBits)
      if blocks[block] == 0 {
        blocks[block] = UInt32(pages.count)
        pages += repeatElement(0, count: 1 << Int(Self.blockBits))
      }
      pages[Int(blocks[block] + (scalar & Self.blockMask))] = value
    }
  }
}
