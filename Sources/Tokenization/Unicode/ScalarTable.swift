/// A value for each of the 1,114,112 scalars, in pages of which equal ones are stored once.
struct ScalarTable<Value: FixedWidthInteger & Sendable>: Sendable {
  private static var blockBits: UInt32 { 7 }

  /// For each block of scalars, where its page begins.
  private var blocks = [UInt32](repeating: 0, count: 0x11_0000 >> Int(blockBits))
  /// The first page is all 0, and the last block always has its page.
  private var pages = [Value](repeating: 0, count: 1 << Int(blockBits))

  /// Begins with 0 for every scalar.
  init() {}

  /// Reads the `first-last=value` entries of a generated table.
  init(runs: String) {
    var reader = TableReader(runs)
    while let first = reader.number() {
      let last = reader.isFollowed(by: "-") ? reader.number() ?? first : first
      guard reader.isFollowed(by: "="), let value = reader.number() else { return }
      fill(first...max(first, last), with: Value(truncatingIfNeeded: value))
    }
  }

  /// The value of a scalar; 0 for what is none.
  @inline(__always)
  subscript(scalar: UInt32) -> Value {
    guard scalar < 0x11_0000 else { return 0 }
    let page = blocks[Int(scalar >> Self.blockBits)]
    return pages[Int(page + (scalar & (1 << Self.blockBits - 1)))]
  }

  /// Sets the value of every scalar of a range.
  mutating func fill(_ range: ClosedRange<UInt32>, with value: Value) {
    for scalar in range where scalar < 0x11_0000 {
      let block = Int(scalar >> Self.blockBits)
      if blocks[block] == 0 {
        blocks[block] = UInt32(pages.count)
        pages += repeatElement(0, count: 1 << Int(Self.blockBits))
      }
      pages[Int(blocks[block] + (scalar & (1 << Self.blockBits - 1)))] = value
    }
  }

  /// Lends the table to a hot loop.
  @inline(__always)
  func withUnsafeLookup<Result>(_ body: (UnsafeScalarLookup<Value>) -> Result) -> Result {
    unsafe blocks.withUnsafeBufferPointer { blocks in
      unsafe pages.withUnsafeBufferPointer { pages in
        // Safety: both arrays are never empty and live through the closure.
        guard let blocks = blocks.baseAddress, let pages = pages.baseAddress else {
          preconditionFailure("a table without pages")
        }
        return unsafe body(UnsafeScalarLookup(blocks: blocks, pages: pages))
      }
    }
  }
}

/// A ``ScalarTable`` without bounds checks, valid only inside `withUnsafeLookup`.
@unsafe
struct UnsafeScalarLookup<Value: FixedWidthInteger & Sendable> {
  let blocks: UnsafePointer<UInt32>
  let pages: UnsafePointer<Value>

  /// The value of a scalar.
  @inline(__always)
  subscript(scalar: UInt32) -> Value {
    // Safety: `ScalarCursor` gives scalars below 0x110000 only, every such scalar has a block, and
    // every block points at a whole page.
    unsafe pages[Int(blocks[Int(scalar >> 7)] + (scalar & 0x7F))]
  }
}

/// Reads the hexadecimal numbers of a generated table.
struct TableReader {
  private let text: String.UTF8View
  private var index: String.UTF8View.Index

  /// Begins at the start of the table.
  init(_ text: String) {
    self.text = text.utf8
    index = self.text.startIndex
  }

  /// The next number, or nil at the end; blanks before it are skipped.
  mutating func number() -> UInt32? {
    while index < text.endIndex, text[index] == UInt8(ascii: " ") { index = text.index(after: index) }
    var value: UInt32 = 0
    var digits = 0
    while index < text.endIndex, let digit = Self.digit(text[index]) {
      value = value << 4 | digit
      digits += 1
      index = text.index(after: index)
    }
    return digits > 0 ? value : nil
  }

  /// Goes past `mark` if it comes next.
  mutating func isFollowed(by mark: Unicode.Scalar) -> Bool {
    guard index < text.endIndex, text[index] == UInt8(ascii: mark) else { return false }
    index = text.index(after: index)
    return true
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 0x30
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte) - 0x37
    default: nil
    }
  }
}
