/// The structures of a file that are looked at past libhdf5, before it follows them.
///
/// libhdf5 1.10 follows a B-tree whose nodes lead back to themselves until the stack is used up, and a
/// heap's list of free blocks that does until memory is. So what it will walk is walked here first, by
/// the HDF5 file format specification, version 3: object headers of versions 1 and 2, symbol tables,
/// local heaps, and version 1 B-trees. Structures of later formats are bounded by their own headers
/// and left to the library.
struct FileStructure: Sendable {
  let file: RegularFile
  let superblock: Superblock

  /// What an address is where there is nothing: all ones.
  func isUndefined(_ address: UInt64) -> Bool {
    address == UInt64.max >> UInt64(64 - 8 * superblock.addressSize)
  }

  /// Reads bytes at an address of the file.
  func read(_ count: Int, at address: UInt64, _ place: Place) throws(HDF5Error) -> [UInt8] {
    guard
      let offset = Int(exactly: address), offset < file.byteCount - superblock.base,
      count <= file.byteCount - superblock.base - offset
    else { throw place.damaged("a structure lies outside the file") }
    let start = superblock.base + offset
    return try file.read(start..<start + count, at: place)
  }

  /// Checks what libhdf5 walks when it looks a name up in the group of an object header.
  func checkGroup(header: UInt64, at place: Place) throws(HDF5Error) {
    for message in try messages(ofHeader: header, at: place) where message.kind == .symbolTable {
      var cursor = ByteCursor(message.bytes, at: place)
      let tree = try cursor.number(superblock.addressSize)
      let heap = try cursor.number(superblock.addressSize)
      try checkHeap(heap, at: place)
      try walkTree(tree, ofKind: .group, keySize: superblock.lengthSize, at: place) { _, _ in }
    }
  }

  /// Checks what libhdf5 walks when it opens the file.
  func checkRoot(at place: Place) throws(HDF5Error) {
    if let heap = superblock.rootHeap { try checkHeap(heap, at: place) }
    try checkGroup(header: superblock.rootHeader, at: place)
  }

  /// Checks that the free blocks of a local heap, which holds names, are a list with an end.
  private func checkHeap(_ address: UInt64, at place: Place) throws(HDF5Error) {
    let (addressSize, lengthSize) = (superblock.addressSize, superblock.lengthSize)
    var header = ByteCursor(
      try read(8 + 2 * lengthSize + addressSize, at: address, place),
      at: place
    )
    guard try header.take(4).elementsEqual("HEAP".utf8) else {
      throw place.damaged("there is no heap where one should be")
    }
    try header.take(4)
    let byteCount = try header.number(lengthSize)
    var next = try header.number(lengthSize)
    let data = try header.number(addressSize)
    var known: Set<UInt64> = []
    // One is where the list ends; blocks are multiples of eight. 2^24 bytes of names are plenty.
    while next != 1, next != UInt64.max >> UInt64(64 - 8 * lengthSize) {
      guard known.insert(next).inserted, next < byteCount, byteCount <= 1 << 24 else {
        throw place.damaged("the free blocks of a heap have no end")
      }
      var block = ByteCursor(try read(lengthSize, at: data &+ next, place), at: place)
      next = try block.number(lengthSize)
    }
  }

  /// Reads an object of a global heap, where values of variable length are kept.
  func globalHeapObject(
    _ number: UInt64,
    at address: UInt64,
    _ place: Place
  ) throws(HDF5Error) -> [UInt8] {
    let headSize = 8 + superblock.lengthSize
    var head = ByteCursor(try read(headSize, at: address, place), at: place)
    guard try head.take(4).elementsEqual("GCOL".utf8) else {
      throw place.damaged("there is no global heap where one should be")
    }
    try head.take(4)
    let byteCount = try head.number(superblock.lengthSize)
    guard byteCount >= UInt64(headSize), byteCount <= 1 << 24 else {
      throw place.damaged("a global heap of \(byteCount) bytes")
    }
    var objects = ByteCursor(
      try read(Int(byteCount) - headSize, at: address &+ UInt64(headSize), place),
      at: place
    )
    while objects.remainingCount >= headSize {
      let found = try objects.number(2)
      try objects.take(6)
      let count = try objects.number(superblock.lengthSize)
      // Number zero is the free space, which fills the rest.
      guard found != 0 else { break }
      let bytes = try objects.take(Int(clamping: count))
      if found == number { return Array(bytes) }
      try objects.take(min((8 - bytes.count % 8) % 8, objects.remainingCount))
    }
    throw place.damaged("a global heap does not hold what it should")
  }
}
