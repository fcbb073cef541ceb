/// Tells the category of a scalar from `CategoryTable`.
///
/// Copy `unicode16` into a local before a hot loop: it is four plain pointers.
///
/// Sendable: the memory behind the pointers is filled before the value is made, never written
/// again, and never freed.
@safe struct ScalarClasses: @unchecked Sendable {
  /// The set of each ASCII byte's category; empty for other bytes.
  private let asciiSets: UnsafePointer<UInt32>
  /// Where the page of each 256 scalars begins in `pages`.
  private let pageStarts: UnsafePointer<UInt16>
  private let pages: UnsafePointer<UInt8>

  /// The only table there is.
  static let unicode16 = ScalarClasses(
    asciiSets: MemoryBlock(repeating: 0, count: 256),
    pageStarts: MemoryBlock(repeating: 0, count: pageLimit)
  )

  /// One more than the highest page that four bytes of UTF-8 can name, valid or not: looking up
  /// needs no check.
  private static let pageLimit = 0x20_0000 >> 8

  private init(asciiSets: MemoryBlock<UInt32>, pageStarts: MemoryBlock<UInt16>) {
    let numbers = CategoryTable.pageNumbers
    // Safety: static strings are immortal and hold `utf8CodeUnitCount` bytes; `pageNumbers` has two
    // for each page of Unicode, `pages` 256 for each number there (a test pins both).
    let pages = unsafe CategoryTable.pages.utf8Start
    for page in 0..<Self.pageLimit {
      let cell = min(page * 2, numbers.utf8CodeUnitCount - 2)
      let high = unsafe Self.digit(numbers.utf8Start[cell])
      let low = unsafe Self.digit(numbers.utf8Start[cell + 1])
      pageStarts[page] = (high &* 16 &+ low) &* 256
    }
    for byte in 0..<128 {
      asciiSets[byte] = unsafe CategorySet(code: pages[byte] & 31).rawValue
    }
    unsafe self.pages = pages
    // Safety: the blocks are kept for the life of the process.
    unsafe self.asciiSets = UnsafePointer(Self.immortal(asciiSets).base)
    unsafe self.pageStarts = UnsafePointer(Self.immortal(pageStarts).base)
  }

  private static func immortal<Block: AnyObject>(_ block: Block) -> Block {
    _ = unsafe Unmanaged.passRetained(block)
    return block
  }

  private static func digit(_ character: UInt8) -> UInt16 {
    UInt16(character & 15) &+ (character > 0x40 ? 9 : 0)
  }

  /// The set of an ASCII byte's category; empty for a byte above 0x7F.
  @inline(__always)
  func set(ofASCII byte: UInt8) -> CategorySet {
    // Safety: there are 256 entries.
    unsafe CategorySet(rawValue: asciiSets[Int(byte)])
  }

  /// Where the page of a scalar below 0x20_0000 begins.
  @inline(__always)
  func pageStart(of scalar: UInt32) -> UInt16 {
    // Safety: masking keeps the page below `pageLimit`.
    unsafe pageStarts[Int((scalar &>> 8) & 0x1FFF)]
  }

  /// The table's cell for a scalar below 0x20_0000.
  @inline(__always)
  func cell(of scalar: UInt32) -> UInt8 {
    // Safety: each page has 256 cells.
    unsafe pages[Int(pageStart(of: scalar)) &+ Int(scalar & 0xFF)]
  }

  /// The set of a scalar's category.
  @inline(__always)
  func set(of scalar: UInt32) -> CategorySet {
    CategorySet(code: cell(of: scalar) & 31)
  }
}
