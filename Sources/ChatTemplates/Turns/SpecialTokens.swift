/// The strings that stand for one token each, to be found in a rendering.
///
/// Beside the strings that are known, anything of the form `<|…|>` is taken for one where none of
/// them is found, for a list of special tokens is often not complete.
struct SpecialTokens: Sendable {
  /// The longest first.
  private let strings: [[UInt8]]
  private let firstBytes: Set<UInt8>

  /// No marker is longer, in bytes.
  private static let longestMarker = 64

  init(_ texts: [String]) {
    let strings = Set(texts.map { Array($0.utf8) }).filter { !$0.isEmpty }
    self.strings = strings.sorted {
      $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count
    }
    firstBytes = Set(strings.compactMap(\.first))
  }

  /// The longest known token that starts at `offset` and ends within `limit`.
  func token(at offset: Int, in bytes: [UInt8], before limit: Int) -> Range<Int>? {
    guard offset < limit, firstBytes.contains(bytes[offset]) else { return nil }
    for string in strings where string.count <= limit - offset {
      if bytes.holds(string, at: offset) { return offset..<offset + string.count }
    }
    return nil
  }

  /// The last known token within `range`, reading from its start.
  func lastToken(in bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
    last(in: range) { token(at: $0, in: bytes, before: range.upperBound) }
  }

  /// The last text of the form `<|…|>` within `range`.
  func lastMarker(in bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
    last(in: range) { Self.marker(at: $0, in: bytes, before: range.upperBound) }
  }

  /// The token or marker that starts at `offset`.
  func tokenOrMarker(at offset: Int, in bytes: [UInt8], before limit: Int) -> Range<Int>? {
    token(at: offset, in: bytes, before: limit)
      ?? Self.marker(at: offset, in: bytes, before: limit)
  }

  /// The token or marker which `offset` lies within, not at its start; read from `start`.
  func tokenOrMarker(around offset: Int, in bytes: [UInt8], from start: Int) -> Range<Int>? {
    var place = max(start, 0)
    while place < offset {
      if let found = tokenOrMarker(at: place, in: bytes, before: bytes.count) {
        if found.upperBound > offset { return found }
        place = found.upperBound
      } else {
        place += 1
      }
    }
    return nil
  }

  private func last(in range: Range<Int>, _ find: (Int) -> Range<Int>?) -> Range<Int>? {
    var found: Range<Int>?
    var offset = range.lowerBound
    while offset < range.upperBound {
      if let next = find(offset) {
        found = next
        offset = next.upperBound
      } else {
        offset += 1
      }
    }
    return found
  }

  /// `<|…|>`, with the ASCII bar or the full-width one, and without spaces or further brackets.
  private static func marker(at offset: Int, in bytes: [UInt8], before limit: Int) -> Range<Int>? {
    guard offset < limit, bytes[offset] == UInt8(ascii: "<") else { return nil }
    let bars: [[UInt8]] = [[UInt8(ascii: "|")], Array("｜".utf8)]
    guard let bar = bars.first(where: { bytes.holds($0, at: offset + 1) }) else { return nil }
    var end = offset + 1 + bar.count
    let stop = min(limit, offset + longestMarker)
    while end < stop {
      switch bytes[end] {
      case UInt8(ascii: ">"):
        let isClosed = end - bar.count > offset + bar.count && bytes.holds(bar, at: end - bar.count)
        return isClosed ? offset..<end + 1 : nil
      case UInt8(ascii: "<"), 0...0x20: return nil
      default: end += 1
      }
    }
    return nil
  }
}

extension [UInt8] {
  /// Whether `part` stands at `offset`.
  func holds(_ part: some Collection<UInt8>, at offset: Int) -> Bool {
    guard offset >= 0, offset + part.count <= count else { return false }
    var place = offset
    for byte in part {
      if self[place] != byte { return false }
      place += 1
    }
    return true
  }

  /// Where `part` stands first within `range`.
  func firstRange(of part: [UInt8], in range: Range<Int>) -> Range<Int>? {
    guard let first = part.first, part.count <= range.count else { return nil }
    for offset in range.lowerBound...(range.upperBound - part.count)
    where self[offset] == first && holds(part, at: offset) {
      return offset..<offset + part.count
    }
    return nil
  }

  /// The end of `range` without the whitespace before it.
  func endWithoutSpace(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, Self.isSpace(self[end - 1]) { end -= 1 }
    return end
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
