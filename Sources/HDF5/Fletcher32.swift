/// The checksum of HDF5's fletcher32 filter: H5checksum.c's, over big-endian 16-bit words.
enum Fletcher32 {
  /// The bytes that the filter adds.
  static let byteCount = 4

  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var (first, second): (UInt32, UInt32) = (0, 0)
    let end = bytes.count & ~1
    var start = 0
    while start < end {
      // 360 words are the most whose sums fit 32 bits. Every index is below `end`.
      let stop = min(start + 720, end)
      while start < stop {
        first &+= unsafe UInt32(bytes[start]) << 8 | UInt32(bytes[start + 1])
        second &+= first
        start += 2
      }
      first = fold(first)
      second = fold(second)
    }
    if end < bytes.count {
      first &+= unsafe UInt32(bytes[end]) << 8
      second &+= first
      first = fold(first)
      second = fold(second)
    }
    return fold(second) << 16 | fold(first)
  }

  /// Whether the last four bytes are the checksum of those before, little-endian.
  ///
  /// HDF5 before 1.6.3 wrote the bytes of each half the other way round on little-endian machines;
  /// the library takes both, and so does this.
  static func verifies(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= byteCount else { return false }
    let end = bytes.count - byteCount
    let sum = unsafe checksum(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
    // Four bytes stand behind `end`.
    let stored = unsafe UInt32(
      littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self)
    )
    let swapped = (sum & 0x00FF_00FF) << 8 | (sum & 0xFF00_FF00) >> 8
    return stored == sum || stored == swapped
  }

  private static func fold(_ sum: UInt32) -> UInt32 { (sum & 0xFFFF) &+ (sum >> 16) }
}
