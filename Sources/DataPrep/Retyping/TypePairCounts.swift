/// How many tokens have which type before and which now, for the types that there are, 0 to 3.
///
///     before 0 0 1 1   now 0 1 1 1   →   one of (0, 0), one of (0, 1), two of (1, 1)
///
/// Each token can have another type than its neighbours, so that runs are not looked for.
struct TypePairCounts {
  /// What a look at some tokens shows.
  struct Sweep {
    /// Whether the types are all 0 to 3, so that the tokens were counted.
    let areCounted: Bool
    /// Whether a type now is not the one before.
    let differ: Bool
    /// Whether some type now may be 3.
    let haveSeparators: Bool
    /// How many types now are 2.
    let paddingCount: Int
  }

  /// The most tokens that are looked at together: they stay in the nearest cache.
  static let most = 2_048

  /// The numbers of tokens by four times their type before, and their type now.
  private(set) var counts = [Int](repeating: 0, count: 16)
  /// That number of each token that is looked at.
  private var places = [UInt8](repeating: 0, count: most)

  /// Counts tokens, as many before as now.
  mutating func add(_ types: ArraySlice<Int32>, _ typesBefore: ArraySlice<Int32>) -> Sweep {
    precondition(types.count == typesBefore.count && types.count <= Self.most)
    // Both have as many numbers, and the pointers stay in the closures.
    return unsafe types.withUnsafeBufferPointer { types in
      unsafe typesBefore.withUnsafeBufferPointer { typesBefore in
        unsafe add(types, typesBefore)
      }
    }
  }

  private mutating func add(
    _ types: UnsafeBufferPointer<Int32>,
    _ typesBefore: UnsafeBufferPointer<Int32>
  ) -> Sweep {
    var (all, changes, separators, paddingCount) = (0 as Int32, 0 as Int32, 0 as Int32, 0 as Int32)
    for index in types.indices {
      let (type, before) = unsafe (types[index], typesBefore[index])
      all |= type | before
      changes |= type ^ before
      separators |= type & type >> 1
      paddingCount &+= type == 2 ? 1 : 0
    }
    if all & ~3 == 0 {
      if changes == 0, all == 0 {
        counts[0] += types.count
      } else {
        unsafe count(types, typesBefore)
      }
    }
    return Sweep(
      areCounted: all & ~3 == 0,
      differ: changes != 0,
      haveSeparators: separators & 1 == 1,
      paddingCount: Int(paddingCount)
    )
  }

  /// Counts types of 0 to 3: each place is looked for among all tokens, 16 at a time.
  private mutating func count(
    _ types: UnsafeBufferPointer<Int32>,
    _ typesBefore: UnsafeBufferPointer<Int32>
  ) {
    typealias Vector = SIMD16<UInt8>
    // There is room for all tokens, up to a whole number of vectors; what is behind the last is none.
    unsafe places.withUnsafeMutableBytes { places in
      for index in types.indices {
        let place = unsafe typesBefore[index] &<< 2 | types[index]
        unsafe places[index] = UInt8(truncatingIfNeeded: place)
      }
      let end = (types.count + 15) & ~15
      for index in types.count..<end { unsafe places[index] = 0xFF }
      for place in counts.indices {
        let wanted = Vector(repeating: UInt8(place))
        // A lane counts once a vector, of which there are at most 128.
        var lanes = Vector()
        for start in stride(from: 0, to: end, by: 16) {
          let found = unsafe places.loadUnaligned(fromByteOffset: start, as: Vector.self) .== wanted
          lanes.replace(with: lanes &+ 1, where: found)
        }
        counts[place] += lanes.indices.reduce(0) { $0 + Int(lanes[$1]) }
      }
    }
  }
}
