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
    let width = types.count
    guard width > 0 else { return 0 }
    // Each vector and each byte read below lies in front of `width`.
    let bytes = UnsafeRawBufferPointer(types)
    var open = unsafe Open(type: Int32(types[0]))
    var index = 1
    while index &+ 32 <= width {
      let here = unsafe bytes.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
      let before = unsafe bytes.loadUnaligned(
        fromByteOffset: index &- 1,
        as: SIMD4<UInt64>.self
      )
      let different = here ^ before
      let two = different.lowHalf | different.highHalf
      if two.x | two.y != 0 {
        var start = index
        while start < index &+ 32 {
          var left = unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
          left ^= unsafe bytes.loadUnaligned(fromByteOffset: start &- 1, as: UInt64.self)
          while left != 0 {
            // The lowest byte of a word is its first token.
            let byte = left.trailingZeroBitCount &>> 3
            let position = start &+ byte
            unsafe open.close(at: position, next: Int32(types[position]), &runs)
            left &= ~(0xFF &<< UInt64(8 &* byte))
          }
          start &+= 8
        }
      }
      index &+= 32
    }
    while index < width {
      let type = unsafe Int32(types[index])
      if type != open.type { open.close(at: index, next: type, &runs) }
      index &+= 1
    }
    open.close(at: width, next: open.type, &runs)
    return open.bits
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
