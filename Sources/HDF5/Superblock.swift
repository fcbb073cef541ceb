/// The start of an HDF5 file: how long its addresses are, and where its root group is.
///
/// Addresses inside the file count from the superblock, which a user block may precede.
struct Superblock: Sendable {
  /// The newest version that libhdf5 1.10 reads.
  private static let newestVersion = 3

  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The version: 0 and 1 are those of the earliest format, 2 and 3 come with `libver="latest"`.
  let version: Int
  /// Where the superblock begins, and addresses count from.
  let base: Int
  /// The bytes of an address.
  let addressSize: Int
  /// The bytes of a length.
  let lengthSize: Int
  /// The address of the root group's object header.
  let rootHeader: UInt64
  /// The address of the root group's local heap as the superblock repeats it; nil where it does not.
  let rootHeap: UInt64?

  /// Whether the file's objects may be of a format that the library does not know.
  var isLaterFormat: Bool { version > 1 }

  /// Finds the superblock, at byte 0, 512, 1024, 2048 and so on, and reads it.
  ///
  /// - Throws: `notHDF5` where there is none, `newerFormat`, `damagedFile`; a system error.
  init(of file: RegularFile, at place: Place) throws(HDF5Error) {
    base = try Self.find(in: file, at: place)
    let start = base..<min(base + 128, file.byteCount)
    var cursor = ByteCursor(try file.read(start, at: place), at: place)
    try cursor.take(Self.signature.count)
    version = try cursor.smallNumber(1)
    guard version <= Self.newestVersion else {
      throw place.error(.newerFormat, "superblock version \(version)")
    }
    let isEarly = version < 2
    if isEarly { try cursor.take(4) }
    addressSize = try cursor.smallNumber(1)
    lengthSize = try cursor.smallNumber(1)
    guard [2, 4, 8].contains(addressSize), [2, 4, 8].contains(lengthSize) else {
      throw place.damaged("addresses of \(addressSize) bytes, lengths of \(lengthSize)")
    }
    // The flags, and the sizes of B-tree nodes; then the base and the extension or free space.
    try cursor.take((isEarly ? (version == 0 ? 9 : 13) : 1) + 2 * addressSize)
    let end = try cursor.number(addressSize)
    guard end <= UInt64(file.byteCount) else {
      throw place.error(
        .truncated,
        "the file has \(file.byteCount) bytes, its header says \(end)"
      )
    }
    guard isEarly else {
      rootHeader = try cursor.number(addressSize)
      rootHeap = nil
      return
    }
    // The driver; then the root's symbol table entry: name, header, what is repeated here of the group.
    try cursor.take(2 * addressSize)
    rootHeader = try cursor.number(addressSize)
    let repeats = try cursor.smallNumber(4) == 1
    try cursor.take(4 + addressSize)
    rootHeap = repeats ? try cursor.number(addressSize) : nil
  }

  private static func find(in file: RegularFile, at place: Place) throws(HDF5Error) -> Int {
    var offset = 0
    while offset <= file.byteCount - signature.count - 1 {
      let bytes = try file.read(offset..<offset + signature.count, at: place)
      if bytes == signature { return offset }
      offset = max(512, offset * 2)
    }
    throw place.error(.notHDF5, "not an HDF5 file")
  }
}
