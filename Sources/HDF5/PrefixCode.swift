/// A prefix code of deflate (RFC 1951, 3.2.2), as a table of what the next bits stand for.
///
/// Codes of up to ``indexBits`` bits are found by looking at so many bits at once; of longer ones, which
/// are rare by their making, the table only says that they are. An entry is a word:
///
///     bits 0–7     the bits to consume, those of the code and those behind it that add to the value
///     bits 8–15    the bits of the code
///     bits 16–30   the value: a literal, the least length or distance
///     bit 31       whether it is a literal
struct PrefixCode {
  /// The entry of codes that are longer than the table is wide.
  static let long: UInt32 = 0
  /// The most bits of a code.
  private static let maximumBits = 15

  /// The bits by which the table is indexed, for the code that was made last.
  private(set) var indexBits = 0
  /// The table, of which `1 << indexBits` entries are in use.
  private(set) var table: [UInt32]

  private let mostIndexBits: Int
  /// The entry of each symbol, but for the bits of its code.
  private let symbolEntries: [UInt32]
  private var counts = [Int](repeating: 0, count: maximumBits + 1)
  private var places = [Int](repeating: 0, count: maximumBits + 1)
  /// Symbols by the bits of their codes, and then by their numbers.
  private var sorted: [UInt16]

  /// Makes room for codes of symbols with these entries.
  init(symbolEntries: [UInt32], mostIndexBits: Int) {
    self.symbolEntries = symbolEntries
    self.mostIndexBits = mostIndexBits
    table = Array(repeating: 0, count: 1 << mostIndexBits)
    sorted = Array(repeating: 0, count: symbolEntries.count)
  }

  /// Makes the table of a code.
  ///
  /// - Parameter codes: The symbols that have codes, ascending, each with the bits of its code in the
  ///   lowest four bits.
  /// - Returns: Whether it is a whole code, or one of a single bit.
  mutating func make(_ codes: [UInt16]) -> Bool {
    guard let last = codes.last, Int(last >> 4) < symbolEntries.count else { return false }
    let longest = sort(codes)
    var room = 1
    for bits in 1...longest {
      room = 2 * room - counts[bits]
      guard room >= 0 else { return false }
    }
    if room > 0 {
      // One symbol takes a bit, of which only one value is in use.
      guard longest == 1, counts[1] == 1 else { return false }
      indexBits = 1
      table[0] = entry(sorted[0], 1)
      table[1] = table[0]
      return true
    }
    fill(longest)
    return true
  }

  /// Sorts symbols by the bits of their codes, and says how many the longest has.
  private mutating func sort(_ codes: [UInt16]) -> Int {
    for bits in counts.indices { counts[bits] = 0 }
    for code in codes { counts[Int(code & 15)] &+= 1 }
    var (place, longest) = (0, 1)
    for bits in 1...Self.maximumBits where counts[bits] > 0 {
      places[bits] = place
      place &+= counts[bits]
      longest = bits
    }
    for code in codes {
      let bits = Int(code & 15)
      sorted[places[bits]] = code >> 4
      places[bits] &+= 1
    }
    return longest
  }

  /// Fills the table: the first bit of a code is the lowest of an index, so that codes of `n` bits fill
  /// the first `1 << n` entries, which are then doubled for those of one bit more.
  private mutating func fill(_ longest: Int) {
    indexBits = min(longest, mostIndexBits)
    var (next, code, filled) = (0, 0, 1)
    table[0] = Self.long
    for bits in 1...indexBits {
      for index in 0..<filled { table[filled &+ index] = table[index] }
      filled &*= 2
      for _ in 0..<counts[bits] {
        table[code] = entry(sorted[next], bits)
        next &+= 1
        // The next code, whose bits stand the other way round: clear the highest ones, set the one below.
        var bit = filled &>> 1
        while code & bit != 0 {
          code &= ~bit
          bit &>>= 1
        }
        code |= bit
      }
    }
  }

  private func entry(_ symbol: UInt16, _ bits: Int) -> UInt32 {
    symbolEntries[Int(symbol)] &+ UInt32(truncatingIfNeeded: bits) &* 0x0101
  }

  /// Finds the entry of a code that is longer than the table is wide, bit by bit.
  ///
  /// - Returns: The entry; 0 where the bits are no code.
  func longEntry(_ stream: UInt64) -> UInt32 {
    var (code, first, place) = (0, 0, 0)
    for bits in 1...Self.maximumBits {
      code = code &<< 1 | Int(truncatingIfNeeded: stream &>> UInt64(bits &- 1) & 1)
      first &<<= 1
      let count = counts[bits]
      if code &- first < count { return entry(sorted[place &+ code &- first], bits) }
      place &+= count
      first &+= count
    }
    return 0
  }
}

extension PrefixCode {
  /// The marks that stand in place of a least length, which is 3 or more.
  static let endOfBlock: UInt32 = 1
  private static let noSymbol: UInt32 = 2

  /// Codes of literals and lengths.
  static func ofLengths() -> PrefixCode {
    var entries = (0..<256).map { UInt32($0) << 16 | 1 << 31 }
    entries.append(endOfBlock << 16)
    var least: UInt32 = 3
    for symbol in 0..<28 as Range<UInt32> {
      let extra = symbol < 8 ? 0 : symbol / 4 - 1
      entries.append(least << 16 | extra)
      least += 1 << extra
    }
    entries.append(258 << 16)
    entries += [noSymbol << 16, noSymbol << 16]
    return PrefixCode(symbolEntries: entries, mostIndexBits: 10)
  }

  /// Codes of distances.
  static func ofDistances() -> PrefixCode {
    var entries: [UInt32] = []
    var least: UInt32 = 1
    for symbol in 0..<30 as Range<UInt32> {
      let extra = symbol < 4 ? 0 : symbol / 2 - 1
      entries.append(least << 16 | extra)
      least += 1 << extra
    }
    // Fixed codes have two more, which no stream may use: a distance of 0 is none.
    entries += [0, 0]
    return PrefixCode(symbolEntries: entries, mostIndexBits: 8)
  }

  /// Codes of the lengths of codes.
  static func ofCodeLengths() -> PrefixCode {
    PrefixCode(symbolEntries: (0..<19).map { $0 << 16 }, mostIndexBits: 7)
  }
}
