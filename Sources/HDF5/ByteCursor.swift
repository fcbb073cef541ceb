/// Reads little-endian numbers from bytes of a file, one after the other.
struct ByteCursor {
  private let bytes: ArraySlice<UInt8>
  private let place: Place
  private var index: Int

  init(_ bytes: [UInt8], at place: Place) {
    self.init(bytes[...], at: place)
  }

  init(_ bytes: ArraySlice<UInt8>, at place: Place) {
    self.bytes = bytes
    self.place = place
    index = bytes.startIndex
  }

  /// How many bytes were taken.
  var position: Int { index - bytes.startIndex }

  var remainingCount: Int { bytes.endIndex - index }

  /// Reads a number of 1 to 8 bytes; throws `damagedFile` where the bytes end before.
  mutating func number(_ byteCount: Int) throws(HDF5Error) -> UInt64 {
    let part = try take(byteCount)
    var number: UInt64 = 0
    for index in part.indices.reversed() { number = number << 8 | UInt64(part[index]) }
    return number
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
    defer { index += count }
    return bytes[index..<index + count]
  }
}

extension Place {
  func damaged(_ detail: String) -> HDF5Error {
    error(.damagedFile, "the file is damaged: \(detail)")
  }
}
