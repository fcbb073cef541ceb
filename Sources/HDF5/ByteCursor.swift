/// Reads little-endian numbers from bytes of a file, one after the other.
struct ByteCursor {
  private let bytes: [UInt8]
  private let place: Place
  private(set) var position = 0

  init(_ bytes: [UInt8], at place: Place) {
    self.bytes = bytes
    self.place = place
  }

  var remainingCount: Int { bytes.count - position }

  /// Reads a number of 1 to 8 bytes; throws `damagedFile` where the bytes end before.
  mutating func number(_ byteCount: Int) throws(HDF5Error) -> UInt64 {
    try take(byteCount).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads a number of 1 to 4 bytes.
  mutating func smallNumber(_ byteCount: Int) throws(HDF5Error) -> Int {
    Int(truncatingIfNeeded: try number(min(byteCount, 4)))
  }

  /// Takes the next bytes; throws `damagedFile` where there are fewer.
  @discardableResult
  mutating func take(_ count: Int) throws(HDF5Error) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remainingCount else {
      throw place.damaged("a structure ends too early")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }
}

extension Place {
  func damaged(_ detail: String) -> HDF5Error {
    error(.damagedFile, "the file is damaged: \(detail)")
  }
}
