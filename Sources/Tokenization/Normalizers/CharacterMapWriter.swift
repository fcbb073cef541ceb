/// Writes the text that replacing characters makes of another, with the ranges as the reference has
/// them.
///
/// What a replacement has more characters is inserted at its end; what it has less, the last
/// character written so far swallows, be it of another replacement. At the text's start nothing
/// does, and all characters up to the next inserted one take the range of one before their own.
struct CharacterMapWriter {
  private let old: NormalizedText
  private var bytes: [UInt8] = []
  /// Only if alignments are tracked; the bytes are written at the end then.
  private var changes: [ScalarChange] = []
  private var copied = 0
  private(set) var isChanged = false

  init(old: NormalizedText) {
    self.old = old
  }

  /// Copies what lies before `range` and puts `replacement` in its place.
  mutating func replace(_ range: Range<Int>, by replacement: ArraySlice<UInt8>) {
    isChanged = true
    copy(upTo: range.lowerBound)
    copied = range.upperBound
    guard old.tracksAlignments else {
      bytes += replacement
      return
    }
    var surplus = 0
    Array(old.bytes[range]).forEachScalar { _, _ in surplus += 1 }
    Array(replacement).forEachScalar { scalar, _ in
      changes.append(ScalarChange(scalar: scalar, change: surplus > 0 ? 0 : 1))
      surplus -= surplus > 0 ? 1 : 0
    }
    if surplus > 0, let last = changes.indices.last {
      changes[last].change -= Int32(truncatingIfNeeded: surplus)
    }
  }

  /// Copies the rest and puts the new text in the place of the old one.
  mutating func finish(into text: inout NormalizedText) {
    copy(upTo: old.bytes.count)
    if old.tracksAlignments {
      text.transform(changes)
    } else {
      text.bytes = bytes
    }
  }

  private mutating func copy(upTo end: Int) {
    guard old.tracksAlignments else {
      bytes += old.bytes[copied..<end]
      return
    }
    while copied < end {
      let (scalar, width) = old.bytes.scalar(at: copied)
      changes.append(ScalarChange(scalar: scalar, change: 0))
      copied += width
    }
  }
}
