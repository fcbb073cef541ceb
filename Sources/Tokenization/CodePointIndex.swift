/// Turns byte offsets of an original text into offsets in code points.
///
/// An offset inside a character counts as that character's start. A range that begins at or past
/// the text's end is returned as it stands, which is what the reference does.
struct CodePointIndex {
  /// For each byte, how many characters begin before the one it belongs to; nil if all are ASCII.
  private let indices: [Int32]?
  private let byteCount: Int

  /// Reads the whole text once; ASCII text costs no memory.
  init(_ bytes: [UInt8]) {
    byteCount = bytes.count
    guard bytes.contains(where: { $0 >= 0x80 }) else {
      indices = nil
      return
    }
    var indices: [Int32] = []
    indices.reserveCapacity(bytes.count)
    var next: Int32 = -1
    for byte in bytes {
      if byte & 0xC0 != 0x80 { next &+= 1 }
      indices.append(Swift.max(next, 0))
    }
    self.indices = indices
  }

  /// The code-point range of a byte range.
  func codePoints(of range: Range<Int>) -> Range<Int> {
    guard let indices, range.lowerBound >= 0, range.lowerBound < byteCount else { return range }
    let start = Int(indices[range.lowerBound])
    if range.upperBound < byteCount {
      return start..<Swift.max(start, Int(indices[range.upperBound]))
    }
    let last = range.upperBound - 1 < byteCount ? Int(indices[range.upperBound - 1]) : start + 1
    return start..<Swift.max(start, last + 1)
  }
}
