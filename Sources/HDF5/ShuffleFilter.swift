/// HDF5's shuffle filter: the first bytes of all elements, then the second bytes, and so on.
///
///     01 00 00 00  02 00 00 00   →   01 02  00 00  00 00  00 00
///
/// Bytes that do not fill an element stand unchanged at the end (H5Zshuffle.c).
enum ShuffleFilter {
  /// Shuffles into a buffer of the same size.
  static func shuffle(
    _ raw: UnsafeRawBufferPointer, elementSize: Int, into target: inout [UInt8]
  ) {
    precondition(target.count == raw.count && elementSize > 0)
    let count = raw.count / elementSize
    // Both buffers have `raw.count` bytes, and no index below reaches it.
    unsafe target.withUnsafeMutableBufferPointer { target in
      guard let source = raw.baseAddress, let target = target.baseAddress else {
        return
      }
      if elementSize == 4 {
        unsafe shuffleWords(source, target, count)
      } else {
        for index in 0..<count {
          for byte in 0..<elementSize {
            unsafe target[byte * count + index] = source.load(
              fromByteOffset: index * elementSize + byte, as: UInt8.self)
          }
        }
      }
      for index in count * elementSize..<raw.count {
        unsafe target[index] = source.load(fromByteOffset: index, as: UInt8.self)
      }
    }
  }

  /// Undoes ``shuffle(_:elementSize:into:)``.
  static func unshuffle(_ shuffled: [UInt8], elementSize: Int) -> [UInt8] {
    let count = shuffled.count / elementSize
    var raw = shuffled
    for byte in 0..<elementSize {
      for index in 0..<count { raw[index * elementSize + byte] = shuffled[byte * count + index] }
    }
    return raw
  }

  /// Four bytes an element, the case of tokens: sixteen elements at a time.
  private static func shuffleWords(
    _ source: UnsafeRawPointer, _ target: UnsafeMutablePointer<UInt8>, _ count: Int
  ) {
    let plane0 = unsafe target
    let plane1 = unsafe target + count
    let plane2 = unsafe target + 2 * count
    let plane3 = unsafe target + 3 * count
    var index = 0
    while index + 16 <= count {
      let words = unsafe source.loadUnaligned(
        fromByteOffset: index * 4, as: SIMD16<UInt32>.self)
      unsafe UnsafeMutableRawPointer(plane0 + index).storeBytes(
        of: SIMD16<UInt8>(truncatingIfNeeded: words), as: SIMD16<UInt8>.self)
      unsafe UnsafeMutableRawPointer(plane1 + index).storeBytes(
        of: SIMD16<UInt8>(truncatingIfNeeded: words &>> 8), as: SIMD16<UInt8>.self)
      unsafe UnsafeMutableRawPointer(plane2 + index).storeBytes(
        of: SIMD16<UInt8>(truncatingIfNeeded: words &>> 16), as: SIMD16<UInt8>.self)
      unsafe UnsafeMutableRawPointer(plane3 + index).storeBytes(
        of: SIMD16<UInt8>(truncatingIfNeeded: words &>> 24), as: SIMD16<UInt8>.self)
      index += 16
    }
    while index < count {
      let word = unsafe source.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
      unsafe plane0[index] = UInt8(truncatingIfNeeded: word)
      unsafe plane1[index] = UInt8(truncatingIfNeeded: word >> 8)
      unsafe plane2[index] = UInt8(truncatingIfNeeded: word >> 16)
      unsafe plane3[index] = UInt8(truncatingIfNeeded: word >> 24)
      index += 1
    }
  }
}
