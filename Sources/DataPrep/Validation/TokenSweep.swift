/// Sweeps over the numbers of one row, sixteen at a time: the parts of a validation that see every token.
///
/// All take the row as a pointer and its width, and read no number behind it.
enum TokenSweep {
  private static let lanes = 16

  /// Whether all ids are in `0..<limit`.
  static func areIDs(_ ids: UnsafePointer<Int32>, width: Int, below limit: Int32) -> Bool {
    // A negative id has its highest bit set, and so has the difference of one that is too large.
    let last = SIMD16<Int32>(repeating: limit - 1)
    var bits = SIMD16<Int32>()
    var index = 0
    while index + lanes <= width {
      let here = unsafe UnsafeRawPointer(ids + index).loadUnaligned(as: SIMD16<Int32>.self)
      bits |= here | (last &- here)
      index += lanes
    }
    var rest: Int32 = 0
    while index < width {
      let id = unsafe ids[index]
      rest |= id | ((limit - 1) &- id)
      index += 1
    }
    let all = unsafe united(unsafeBitCast(bits, to: SIMD8<UInt64>.self))
    return rest >= 0 && (all | all << 32) >> 63 == 0
  }

  /// Whether all numbers of a range are equal to one.
  static func areAll(
    _ numbers: UnsafePointer<Int32>,
    in range: Range<Int>,
    equalTo number: Int32
  ) -> Bool {
    let wanted = SIMD16<Int32>(repeating: number)
    var bits = SIMD16<Int32>()
    var index = range.lowerBound
    while index + lanes <= range.upperBound {
      bits |=
        unsafe UnsafeRawPointer(numbers + index).loadUnaligned(as: SIMD16<Int32>.self)
        ^ wanted
      index += lanes
    }
    var rest: Int32 = 0
    while index < range.upperBound {
      rest |= unsafe numbers[index] ^ number
      index += 1
    }
    return unsafe rest == 0 && united(unsafeBitCast(bits, to: SIMD8<UInt64>.self)) == 0
  }

  /// The first place, from `start` on, where an id stands twice; nil where there is none.
  static func firstPair(
    of id: Int32,
    in ids: UnsafePointer<Int32>,
    from start: Int,
    width: Int
  ) -> Int? {
    let wanted = SIMD16<Int32>(repeating: id)
    var index = start
    while index + 1 < width {
      if index + lanes < width {
        let here = unsafe UnsafeRawPointer(ids + index).loadUnaligned(as: SIMD16<Int32>.self)
        if !any(here .== wanted) {
          index += lanes
          continue
        }
      }
      let stop = min(index + lanes, width - 1)
      while index < stop {
        if unsafe ids[index] == id, unsafe ids[index + 1] == id { return index }
        index += 1
      }
    }
    return nil
  }

  @inline(__always)
  private static func united(_ words: SIMD8<UInt64>) -> UInt64 {
    let four = words.lowHalf | words.highHalf
    let two = four.lowHalf | four.highHalf
    return two.x | two.y
  }
}
