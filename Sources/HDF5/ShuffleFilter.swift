/// HDF5's shuffle: the first bytes of all elements, then the second bytes, and so on.
///
/// Four int32, `01 00 00 00 · 02 00 00 00 · 03 00 00 00 · 04 01 00 00`, become
/// `01 02 03 04 · 00 00 00 01 · 00 00 00 00 · 00 00 00 00`: long runs, which deflate likes. Bytes
/// behind the last whole element stay where they are, as H5Zshuffle.c leaves them.
///
/// Four-byte elements are shuffled and put together with vectors, sixteen at a time, and eight-byte ones
/// put together; other widths take a plain loop.
enum ShuffleFilter {
  /// Writes the shuffled bytes of `source` into `target`, which must be as long and lie elsewhere.
  static func shuffle(
    _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer,
    elementSize: Int
  ) {
    precondition(source.count == target.count && elementSize > 0)
    guard let from = source.baseAddress, let into = target.baseAddress else { return }
    let count = source.count / elementSize
    // Every offset is below `elementSize * count`, which is at most the size of both buffers.
    if elementSize == 4 {
      unsafe shuffleWords(from, into, count)
    } else {
      for index in 0..<count {
        for byte in 0..<elementSize {
          unsafe target[byte &* count &+ index] = source[index &* elementSize &+ byte]
        }
      }
    }
    unsafe copyRemainder(of: source, to: target, from: count * elementSize)
  }

  /// Four bytes an element, the case of tokens: sixteen elements at a time.
  private static func shuffleWords(
    _ source: UnsafeRawPointer,
    _ target: UnsafeMutableRawPointer,
    _ count: Int
  ) {
    // `source` and `target` have `4 * count` bytes each; `index` stays below `count`.
    var index = 0
    while index &+ 16 <= count {
      let words = unsafe source.loadUnaligned(
        fromByteOffset: 4 &* index,
        as: SIMD16<UInt32>.self
      )
      for plane in 0..<4 {
        let bytes = SIMD16<UInt8>(truncatingIfNeeded: words &>> UInt32(8 &* plane))
        unsafe target.storeBytes(
          of: bytes,
          toByteOffset: plane &* count &+ index,
          as: SIMD16<UInt8>.self
        )
      }
      index &+= 16
    }
    while index < count {
      for byte in 0..<4 {
        let value = unsafe source.load(fromByteOffset: 4 &* index &+ byte, as: UInt8.self)
        unsafe target.storeBytes(
          of: value,
          toByteOffset: byte &* count &+ index,
          as: UInt8.self
        )
      }
      index &+= 1
    }
  }

  /// Writes the original bytes of the shuffled `source` into `target`, as long and elsewhere.
  static func unshuffle(
    _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer,
    elementSize: Int
  ) {
    precondition(source.count == target.count && elementSize > 0)
    guard let from = source.baseAddress, let into = target.baseAddress else { return }
    let count = source.count / elementSize
    // Every offset is below `elementSize * count`, which is at most the size of both buffers.
    if elementSize == 4 {
      unsafe unshuffleWords(from, into, count, 0..<count)
    } else if elementSize == 8 {
      unsafe unshuffleLongWords(from, into, count)
    } else {
      for index in 0..<count {
        for byte in 0..<elementSize {
          unsafe target[index &* elementSize &+ byte] = source[byte &* count &+ index]
        }
      }
    }
    unsafe copyRemainder(of: source, to: target, from: count * elementSize)
  }

  /// Writes some of the four-byte elements of a shuffled chunk into `target`, which has their size.
  static func unshuffle(
    wordsOf source: UnsafeRawBufferPointer,
    _ range: Range<Int>,
    into target: UnsafeMutableRawBufferPointer
  ) {
    let count = source.count / 4
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count && target.count == 4 * range.count
    )
    guard let from = source.baseAddress, let into = target.baseAddress else { return }
    unsafe unshuffleWords(from, into, count, range)
  }

  /// Four bytes an element: the planes are put together in pairs, and then the pairs.
  private static func unshuffleWords(
    _ source: UnsafeRawPointer,
    _ target: UnsafeMutableRawPointer,
    _ count: Int,
    _ range: Range<Int>
  ) {
    // Each plane of `source` has `count` bytes, and `target` four for each element of the range, in
    // which `index` stays.
    let (first, second) = unsafe (source, source + count)
    let (third, fourth) = unsafe (source + 2 &* count, source + 3 &* count)
    var index = range.lowerBound
    var place = 0
    while index &+ 16 <= range.upperBound {
      var low = SIMD32<UInt8>()
      low.evenHalf = unsafe first.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      low.oddHalf = unsafe second.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      var high = SIMD32<UInt8>()
      high.evenHalf = unsafe third.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      high.oddHalf = unsafe fourth.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      var words = SIMD32<UInt16>()
      // The same 32 bytes, seen as 16 pairs.
      words.evenHalf = unsafe unsafeBitCast(low, to: SIMD16<UInt16>.self)
      words.oddHalf = unsafe unsafeBitCast(high, to: SIMD16<UInt16>.self)
      unsafe target.storeBytes(of: words, toByteOffset: place, as: SIMD32<UInt16>.self)
      index &+= 16
      place &+= 64
    }
    while index < range.upperBound {
      let low = unsafe first.loadByte(at: index) | second.loadByte(at: index) &<< 8
      let high = unsafe third.loadByte(at: index) | fourth.loadByte(at: index) &<< 8
      unsafe target.storeBytes(of: low | high &<< 16, toByteOffset: place, as: UInt32.self)
      index &+= 1
      place &+= 4
    }
  }

  /// Eight bytes an element, as numpy has whole numbers unasked: two halves of four planes each.
  private static func unshuffleLongWords(
    _ source: UnsafeRawPointer,
    _ target: UnsafeMutableRawPointer,
    _ count: Int
  ) {
    // Each of the eight planes of `source` has `count` bytes, and `target` eight for each element.
    var index = 0
    while index &+ 16 <= count {
      var words = SIMD32<UInt32>()
      words.evenHalf = unsafe fourPlanes(source + index, count)
      words.oddHalf = unsafe fourPlanes(source + 4 &* count + index, count)
      unsafe target.storeBytes(of: words, toByteOffset: 8 &* index, as: SIMD32<UInt32>.self)
      index &+= 16
    }
    while index < count {
      for byte in 0..<8 {
        let value = unsafe source.load(fromByteOffset: byte &* count &+ index, as: UInt8.self)
        unsafe target.storeBytes(
          of: value,
          toByteOffset: 8 &* index &+ byte,
          as: UInt8.self
        )
      }
      index &+= 1
    }
  }

  /// Sixteen numbers of the bytes of four planes, which lie `count` bytes apart.
  @inline(__always)
  private static func fourPlanes(_ source: UnsafeRawPointer, _ count: Int) -> SIMD16<UInt32> {
    var low = SIMD32<UInt8>()
    low.evenHalf = unsafe source.loadUnaligned(as: SIMD16<UInt8>.self)
    low.oddHalf = unsafe source.loadUnaligned(fromByteOffset: count, as: SIMD16<UInt8>.self)
    var high = SIMD32<UInt8>()
    high.evenHalf = unsafe source.loadUnaligned(
      fromByteOffset: 2 &* count,
      as: SIMD16<UInt8>.self
    )
    high.oddHalf = unsafe source.loadUnaligned(fromByteOffset: 3 &* count, as: SIMD16<UInt8>.self)
    var words = SIMD32<UInt16>()
    // The same 32 bytes, seen as 16 pairs; then the same 64, seen as 16 numbers.
    words.evenHalf = unsafe unsafeBitCast(low, to: SIMD16<UInt16>.self)
    words.oddHalf = unsafe unsafeBitCast(high, to: SIMD16<UInt16>.self)
    return unsafe unsafeBitCast(words, to: SIMD16<UInt32>.self)
  }

  /// Whether some of the shuffled four-byte elements are all below 256: zeros in three planes.
  static func areBytes(_ source: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    let count = source.count / 4
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    var bits = SIMD8<UInt64>()
    var rest: UInt64 = 0
    for plane in 1..<4 {
      var offset = plane &* count &+ range.lowerBound
      let end = plane &* count &+ range.upperBound
      // Every load ends in front of `end`, which lies in the source.
      while offset &+ 64 <= end {
        bits |= unsafe source.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self)
        offset &+= 64
      }
      while offset < end {
        rest |= unsafe UInt64(source[offset])
        offset &+= 1
      }
    }
    let four = bits.lowHalf | bits.highHalf
    let two = four.lowHalf | four.highHalf
    return two.x | two.y | rest == 0
  }

  private static func copyRemainder(
    of source: UnsafeRawBufferPointer,
    to target: UnsafeMutableRawBufferPointer,
    from start: Int
  ) {
    for index in start..<source.count {
      unsafe target[index] = source[index]
    }
  }
}

extension UnsafeRawPointer {
  @inline(__always)
  fileprivate func loadByte(at offset: Int) -> UInt32 {
    UInt32(unsafe loadUnaligned(fromByteOffset: offset, as: UInt8.self))
  }
}
