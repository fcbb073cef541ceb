/// The first bytes of an HDF5 file, as far as they tell whether the file can be read at all.
enum Superblock {
  /// The newest version that libhdf5 1.10 reads.
  static let newestVersion: UInt8 = 3

  /// The last version of the earliest format; later ones come from `libver="latest"` and the like.
  static let earliestFormatVersion: UInt8 = 1

  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Finds the superblock, at byte 0, 512, 1024, 2048 and so on, and reads its version.
  ///
  /// - Throws: `notHDF5` where there is none; a system error.
  static func version(
    of file: RegularFile,
    at place: Place
  ) throws(HDF5Error) -> UInt8 {
    var offset = 0
    while offset <= file.byteCount - signature.count - 1 {
      let bytes = try file.read(offset..<offset + signature.count + 1, at: place)
      if bytes.starts(with: signature), let version = bytes.last { return version }
      offset = max(512, offset * 2)
    }
    throw place.error(.notHDF5, "not an HDF5 file")
  }
}
