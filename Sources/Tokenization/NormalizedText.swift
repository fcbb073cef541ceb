/// The working text of one segment while normalizers change it, and where each of its bytes came
/// from.
///
/// Alignment, as the reference keeps it: every byte of the working text has the range of bytes of
/// the original that its character stands for, and all bytes of one character have the same.
/// - A character that replaces another takes over that one's range, even if it also swallows the
///   characters behind it: é composed of e and U+0301 has the range of the e alone.
/// - An inserted character takes the range of the one before it.
///
/// Worked example, NFC and then a prefix:
/// ```
/// original   e  ◌́      bytes 0, 1…2
/// NFC        é          range 0..<1 (twice: two bytes)
/// prepend ▁  ▁é         range 0..<1 (five times)
/// ```
/// Ranges are kept only if the text was made with `trackingAlignments`; until a change moves a
/// byte they are not stored at all. Offsets in code points are made at the end by
/// ``CodePointIndex``.
struct NormalizedText: Sendable {
  /// The working text, always valid UTF-8.
  var bytes: [UInt8]
  /// The range in the original of every working byte; nil while it is the identity, and always
  /// nil if alignments are not tracked.
  var alignments: [Range<Int>]?
  /// The byte offset in the whole original text at which this segment begins.
  let originalStart: Int
  /// The number of bytes before any change.
  let originalCount: Int
  let tracksAlignments: Bool
  /// Whether something was inserted before the first character, which has no range to share.
  ///
  /// The reference cannot transform such a text any further (it raises), so neither do we:
  /// see ``requirePlacedStart(for:)``.
  var hasUnplacedStart = false

  /// Begins with the original bytes of a segment, unchanged.
  init(_ bytes: [UInt8], originalStart: Int = 0, trackingAlignments: Bool) {
    self.bytes = bytes
    self.originalStart = originalStart
    originalCount = bytes.count
    tracksAlignments = trackingAlignments
  }

  /// The range in the original that the working bytes `range` stand for; meaningful only with
  /// alignments tracked.
  func originalRange(of range: Range<Int>) -> Range<Int> {
    Self.originalRange(of: range, in: bytes, alignments, originalStart: originalStart)
  }

  /// Makes the ranges exist, so that they can be edited; does nothing if they are not tracked.
  mutating func storeAlignments() {
    guard tracksAlignments, alignments == nil else { return }
    alignments = Self.identityAlignments(of: bytes, originalStart: originalStart)
  }

  /// The most bytes that the text may grow to: a file can ask for any number of them.
  private var largestCount: Int { max(32 << 20, originalCount * 8) }

  /// Throws where a step would make the text too long.
  func requireRoom(for count: Int, in component: String) throws(TokenizerError) {
    guard count > largestCount else { return }
    throw TokenizerError(
      .excessiveGrowth,
      path: "$.normalizer",
      subject: component,
      expected: "\(largestCount)"
    )
  }

  /// Throws for a step that goes over the whole text of which the start has no place any more.
  func requirePlacedStart(for component: String) throws(TokenizerError) {
    guard hasUnplacedStart else { return }
    throw TokenizerError(.lostAlignment, path: "$.normalizer", subject: component)
  }
}

extension NormalizedText {
  /// The ranges of a text that nothing has changed: each byte has the range of its character.
  static func identityAlignments(of bytes: [UInt8], originalStart: Int) -> [Range<Int>] {
    var alignments: [Range<Int>] = []
    alignments.reserveCapacity(bytes.count)
    bytes.forEachScalar { _, range in
      let original = originalStart + range.lowerBound..<originalStart + range.upperBound
      for _ in range { alignments.append(original) }
    }
    return alignments
  }

  static func originalRange(
    of range: Range<Int>,
    in bytes: [UInt8],
    _ alignments: [Range<Int>]?,
    originalStart: Int
  ) -> Range<Int> {
    guard let first = range.first, let last = range.last, last < bytes.count else {
      return originalStart + range.lowerBound..<originalStart + range.upperBound
    }
    if let alignments {
      let start = alignments[first].lowerBound
      return start..<Swift.max(start, alignments[last].upperBound)
    }
    // Identity: widen to whole characters, whose bytes all share one range.
    var start = first
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    var end = last + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return originalStart + start..<originalStart + end
  }
}
