/// Finds the runs of a row: neighbouring tokens that have one type.
///
///     types 0 0 1 3 1 1 2 2   →   0: 0..<2   1: 2..<3   3: 3..<4   1: 4..<6   2: 6..<8
///
/// Runs are long, so that whoever goes over them instead of the tokens has little to do. They are
/// found by comparing each token with the one before it, a vector of them at once.
enum TypeRuns {
  /// The most runs of a row or an article that are kept, where something is said of each.
  ///
  /// A conversation of ten million tokens, as much as models are trained for, has fewer turns. A row of
  /// a type for every token would take gigabytes.
  static let maximumKeptCount = 1 << 20

  /// Tokens whose places are looked for before anything is done about them.
  ///
  /// Their places, two bytes each, take the kilobyte that is always room on the stack: rows can be
  /// short and many.
  private static let blockCount = 512

  /// Hands the runs of a row whose types are bytes to `body`, in order: type, start, end.
  ///
  /// First the places of a block are found at which a run begins, then `body` gets them: a loop that
  /// does both at once is twice as slow, for neither part can be foreseen by the processor. It is put
  /// into its callers, so that what they do with a run stands in the loop.
  @inline(__always)
  static func visit(_ types: UnsafeBufferPointer<UInt8>, _ body: (Int32, Int, Int) -> Void) {
    let width = types.count
    guard width > 0 else { return }
    // Places lie in front of `width`, and there are no more than a block has tokens.
    unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: blockCount) { places in
      var type = unsafe Int32(types[0])
      var start = 0
      var index = 1
      while index < width {
        let first = index
        let count = unsafe findStarts(in: types, from: &index, into: places)
        for place in 0..<count {
          let end = unsafe first &+ Int(places[place])
          body(type, start, end)
          unsafe (type, start) = (Int32(types[end]), end)
        }
      }
      body(type, start, width)
    }
  }

  /// Hands the runs of a row to `body`, in order: type, start, end.
  @inline(__always)
  static func visit(_ types: UnsafeBufferPointer<Int32>, _ body: (Int32, Int, Int) -> Void) {
    let width = types.count
    guard width > 0 else { return }
    // As above.
    unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: blockCount) { places in
      var type = unsafe types[0]
      var start = 0
      var index = 1
      while index < width {
        let first = index
        let count = unsafe findStarts(in: types, from: &index, into: places)
        for place in 0..<count {
          let end = unsafe first &+ Int(places[place])
          body(type, start, end)
          unsafe (type, start) = (types[end], end)
        }
      }
      body(type, start, width)
    }
  }

  /// Finds the places in a block at which the type is another than before, counted from `index`.
  ///
  /// - Returns: How many there are; `index` is then behind the block.
  private static func findStarts(
    in types: UnsafeBufferPointer<UInt8>,
    from index: inout Int,
    into places: UnsafeMutableBufferPointer<UInt16>
  ) -> Int {
    let first = index
    let end = min(types.count, index &+ blockCount)
    // Each vector and each byte read below lies in front of `end`; the one before it does too. No
    // more places are written than tokens were looked at.
    let bytes = UnsafeRawBufferPointer(types)
    var count = 0
    while index &+ 32 <= end {
      let here = unsafe bytes.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
      let before = unsafe bytes.loadUnaligned(
        fromByteOffset: index &- 1,
        as: SIMD4<UInt64>.self
      )
      let different = here ^ before
      if (different.x | different.y) | (different.z | different.w) != 0 {
        var left =
          bits(different.x) | bits(different.y) &<< 8 | bits(different.z) &<< 16
          | bits(different.w) &<< 24
        while left != 0 {
          let place = index &- first &+ left.trailingZeroBitCount
          unsafe places[count] = UInt16(truncatingIfNeeded: place)
          count &+= 1
          left &= left &- 1
        }
      }
      index &+= 32
    }
    while index < end {
      unsafe places[count] = UInt16(truncatingIfNeeded: index &- first)
      count &+= unsafe types[index] != types[index &- 1] ? 1 : 0
      index &+= 1
    }
    return count
  }

  /// As above, for numbers.
  private static func findStarts(
    in types: UnsafeBufferPointer<Int32>,
    from index: inout Int,
    into places: UnsafeMutableBufferPointer<UInt16>
  ) -> Int {
    let first = index
    let end = min(types.count, index &+ blockCount)
    // Each vector and each number read below lies in front of `end`; the one before it does too. No
    // more places are written than tokens were looked at.
    let bytes = UnsafeRawBufferPointer(types)
    var count = 0
    while index < end {
      if index &+ 16 <= end {
        let here = unsafe bytes.loadUnaligned(
          fromByteOffset: 4 &* index,
          as: SIMD8<UInt64>.self
        )
        let before = unsafe bytes.loadUnaligned(
          fromByteOffset: 4 &* index &- 4,
          as: SIMD8<UInt64>.self
        )
        let different = here ^ before
        let four = different.lowHalf | different.highHalf
        let two = four.lowHalf | four.highHalf
        if two.x | two.y == 0 {
          index &+= 16
          continue
        }
      }
      let stop = min(index &+ 16, end)
      while index < stop {
        unsafe places[count] = UInt16(truncatingIfNeeded: index &- first)
        count &+= unsafe types[index] != types[index &- 1] ? 1 : 0
        index &+= 1
      }
    }
    return count
  }

  /// A bit for each byte of a word that is not 0; the lowest byte, the first token, has the lowest bit.
  @inline(__always)
  private static func bits(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    // The highest bit of each byte says whether any of its bits is set.
    let high = (((word & low) &+ low) | word) & ~low
    return ((high &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }
}
