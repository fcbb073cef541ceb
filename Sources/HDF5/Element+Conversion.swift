// Integers of other widths, as numpy and pandas write them unasked: int64, uint8 and the like.

extension Int32 {
  package static func convert(
    _ bytes: UnsafeRawBufferPointer,
    of format: NumberFormat,
    into target: UnsafeMutableBufferPointer<Self>
  ) -> Bool {
    unsafe IntegerConversion.convert(bytes, of: format, into: target)
  }
}

extension Int64 {
  package static func convert(
    _ bytes: UnsafeRawBufferPointer,
    of format: NumberFormat,
    into target: UnsafeMutableBufferPointer<Self>
  ) -> Bool {
    unsafe IntegerConversion.convert(bytes, of: format, into: target)
  }
}

/// Converts little-endian integers in a loop for each width.
private enum IntegerConversion {
  static func convert<Target: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer,
    of format: NumberFormat,
    into target: UnsafeMutableBufferPointer<Target>
  ) -> Bool {
    guard format.byteOrder == .littleEndian, bytes.count == target.count * format.byteCount else {
      return false
    }
    // There are as many bytes as that many numbers have.
    switch (format.kind, format.byteCount) {
    case (.signedInteger, 1): return unsafe copy(Int8.self, bytes, target)
    case (.signedInteger, 2): return unsafe copy(Int16.self, bytes, target)
    case (.signedInteger, 4): return unsafe copy(Int32.self, bytes, target)
    case (.signedInteger, 8): return unsafe copy(Int64.self, bytes, target)
    case (.unsignedInteger, 1): return unsafe copy(UInt8.self, bytes, target)
    case (.unsignedInteger, 2): return unsafe copy(UInt16.self, bytes, target)
    case (.unsignedInteger, 4): return unsafe copy(UInt32.self, bytes, target)
    case (.unsignedInteger, 8): return unsafe copy(UInt64.self, bytes, target)
    default: return false
    }
  }

  @inline(__always)
  private static func copy<Source: FixedWidthInteger & BitwiseCopyable, Target: FixedWidthInteger>(
    _ source: Source.Type,
    _ bytes: UnsafeRawBufferPointer,
    _ target: UnsafeMutableBufferPointer<Target>
  ) -> Bool {
    let size = MemoryLayout<Source>.size
    var allFit = true
    for index in 0..<target.count {
      // The number lies in front of the end, by the count that the caller checked.
      let number = unsafe bytes.loadUnaligned(fromByteOffset: index &* size, as: Source.self)
      let value = Target(truncatingIfNeeded: number)
      unsafe target[index] = value
      allFit = allFit && Source(truncatingIfNeeded: value) == number && (value < 0) == (number < 0)
    }
    return allFit
  }
}
