/// Neighbouring tokens of a row that have one type.
///
///     types 0 0 1 3 1 1 2 2   →   0: 0..<2   1: 2..<3   3: 3..<4   1: 4..<6   2: 6..<8
///
/// Runs are long, so that whoever goes over them instead of the tokens has little to do. They are
/// found by comparing each token with the one before it, a vector of them at once.
struct TypeRun: Sendable, Equatable {
  /// The type, or whatever number the file has.
  let type: Int32
  /// The positions in the row; never empty.
  let range: Range<Int>

  /// Appends the runs of a row's types, in order.
  ///
  /// - Returns: The bits that are set in any of the types.
  static func append(of types: UnsafeBufferPointer<Int32>, to runs: inout [TypeRun]) -> UInt32 {
    let width = types.count
    guard width > 0 else { return 0 }
    // Each vector and each number read below lies in front of `width`.
    let bytes = UnsafeRawBufferPointer(types)
    var open = unsafe Open(type: types[0])
    var index = 1
    while index < width {
      if index &+ 16 <= width {
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
      let stop = min(index &+ 16, width)
      while index < stop {
        let type = unsafe types[index]
        if type != open.type { open.close(at: index, next: type, &runs) }
        index &+= 1
      }
    }
    open.close(at: width, next: open.type, &runs)
    return open.bits
  }

  /// Appends the runs of a row whose types are bytes, in order.
  ///
  /// - Returns: The bits that are set in any of the types.
  static func append(of types: UnsafeBufferPointer<UInt8>, to runs: inout [TypeRun]) -> UInt32 {
    var bits: UInt32 = 0
    unsafe visit(types) { type, start, end in
      bits |= UInt32(bitPattern: type)
      runs.append(TypeRun(type: type, range: start..<end))
    }
    return bits
  }

  /// Tokens whose places are looked for before anything is done about them.
  private static let blockCount = 1024

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
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: blockCount) { places in
      var type = unsafe Int32(types[0])
      var start = 0
      var index = 1
      while index < width {
        let count = unsafe findStarts(in: types, from: &index, into: places)
        for place in 0..<count {
          let end = unsafe places[place]
          body(type, start, end)
          unsafe (type, start) = (Int32(types[end]), end)
        }
      }
      body(type, start, width)
    }
  }

  /// Finds the places in a block at which the type is another than before.
  ///
  /// - Returns: How many there are; `index` is then behind the block.
  private static func findStarts(
    in types: UnsafeBufferPointer<UInt8>,
    from index: inout Int,
    into places: UnsafeMutableBufferPointer<Int>
  ) -> Int {
    let end = min(types.count, index &+ blockCount)
    // Each vector and each byte read below lies in front of `end`; the one before it does too.
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
          unsafe places[count] = index &+ left.trailingZeroBitCount
          count &+= 1
          left &= left &- 1
        }
      }
      index &+= 32
    }
    while index < end {
      if unsafe types[index] != types[index &- 1] {
        unsafe places[count] = index
        count &+= 1
      }
      index &+= 1
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

  /// A run whose end is not found yet.
  private struct Open {
    var type: Int32
    var start = 0
    /// The bits of all types so far.
    var bits: UInt32

    init(type: Int32) {
      self.type = type
      bits = UInt32(bitPattern: type)
    }

    @inline(__always)
    mutating func close(at end: Int, next: Int32, _ runs: inout [TypeRun]) {
      runs.append(TypeRun(type: type, range: start..<end))
      bits |= UInt32(bitPattern: next)
      (type, start) = (next, end)
    }
  }
}
