/// Skips to the next place in a text where one of a set of tokens can start.
///
/// Tokens that start with few different pairs of bytes (`<|` in most tokenizers, two spaces in some)
/// are looked for by pair, else by first byte, eight places at a time in a 64-bit word:
/// `x ^ pattern` has a zero byte where the pattern is, and the lowest zero byte of a word can be
/// told exactly. Too many first bytes: byte by byte with a table.
struct LeadScan: Sendable {
  private struct Pattern: Sendable {
    var first: UInt64
    var second: UInt64
    /// All ones where the second byte matters.
    var secondMask: UInt64
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  private let patterns: [Pattern]
  /// By byte: whether a token starts with it.
  private let isFirst: MemoryBlock<Bool>

  /// Makes a scan for tokens that are not empty.
  init(_ contents: [[UInt8]]) {
    isFirst = MemoryBlock(repeating: false, count: 256)
    var pairs: Set<[UInt8]> = []
    var firsts: Set<UInt8> = []
    for content in contents {
      guard let first = content.first else { continue }
      isFirst[Int(first)] = true
      firsts.insert(first)
      pairs.insert(Array(content.prefix(2)))
    }
    let leads = pairs.count <= 3 ? pairs.sorted { $0.lexicographicallyPrecedes($1) } : []
    let chosen = !leads.isEmpty ? leads : firsts.count <= 3 ? firsts.sorted().map { [$0] } : []
    patterns = chosen.map { lead in
      Pattern(
        first: UInt64(lead[0]) * Self.ones,
        second: lead.count > 1 ? UInt64(lead[1]) * Self.ones : 0,
        secondMask: lead.count > 1 ? .max : 0
      )
    }
  }

  /// The next place at or after `start` where a token can start, or the text's count.
  @inline(__always)
  func nextCandidate(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    if let base = text.baseAddress, let first = patterns.first {
      let raw = unsafe UnsafeRawPointer(base)
      let more = patterns.count > 1
      // Safety: the loads end at position + 9 at most.
      while position &+ 9 <= text.count {
        let here = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        let next = unsafe raw.loadUnaligned(fromByteOffset: position &+ 1, as: UInt64.self)
        var zeros = Self.zeros(here, next, first)
        if more {
          for index in 1..<patterns.count { zeros |= Self.zeros(here, next, patterns[index]) }
        }
        if zeros != 0 { return position &+ zeros.trailingZeroBitCount / 8 }
        position &+= 8
      }
    }
    let table = unsafe isFirst.base
    // Safety: a byte is below 256, and positions are checked.
    while position < text.count, unsafe !table[Int(text[position])] { position &+= 1 }
    return position
  }

  /// A word with the high bit set in the lowest byte where the pattern is, if it is anywhere.
  @inline(__always)
  private static func zeros(_ here: UInt64, _ next: UInt64, _ pattern: Pattern) -> UInt64 {
    let difference = (here ^ pattern.first) | ((next ^ pattern.second) & pattern.secondMask)
    return (difference &- ones) & ~difference & highs
  }
}
