/// One character of a transformed text.
struct ScalarChange: Sendable {
  var scalar: UInt32
  /// How it moves the reading position in the old text: 0 replaces one character, −n replaces one
  /// and swallows the n behind it, anything above 0 is inserted and replaces none.
  var change: Int32
}

/// The changes that normalizers are made of; each keeps the ranges as the reference does.
extension NormalizedText {
  /// Replaces the whole text by `changes`, read against the old text from its start.
  mutating func transform(_ changes: [ScalarChange]) {
    storeAlignments()
    var newBytes: [UInt8] = []
    var newAlignments: [Range<Int>] = []
    newBytes.reserveCapacity(bytes.count)
    write(changes, readingFrom: 0, to: &newBytes, &newAlignments)
    bytes = newBytes
    if tracksAlignments { alignments = newAlignments }
  }

  /// Appends what `changes` make of this text from `start` on; this text stays as it is.
  func write(
    _ changes: [ScalarChange],
    readingFrom start: Int,
    to newBytes: inout [UInt8],
    _ newAlignments: inout [Range<Int>]
  ) {
    guard let alignments else {
      for change in changes { newBytes.append(scalar: change.scalar) }
      return
    }
    var offset = start
    for change in changes {
      let index = change.change > 0 ? offset - 1 : offset
      let alignment =
        alignments.indices.contains(index) ? alignments[index] : originalStart..<originalStart
      if change.change <= 0 {
        for _ in 0...(-Int(change.change)) where offset < bytes.count {
          offset += bytes.scalar(at: offset).width
        }
      }
      for _ in 0..<newBytes.append(scalar: change.scalar) { newAlignments.append(alignment) }
    }
  }

  /// Keeps the bytes of `range` only, which must lie on character boundaries.
  mutating func keep(_ range: Range<Int>) {
    guard range != 0..<bytes.count else { return }
    storeAlignments()
    if let kept = alignments?[range] { alignments = Array(kept) }
    bytes = Array(bytes[range])
  }

  /// Keeps the characters that `isKept` accepts.
  @inline(__always)
  mutating func filter(_ isKept: (UInt32) -> Bool) {
    mapScalars(where: { !isKept($0) }, to: { _, _ in })
  }

  /// Puts what `body` appends in the place of each character that `changes` names; all of it takes
  /// over that character's range.
  ///
  /// What lies between such characters is copied as a whole.
  @inline(__always)
  mutating func mapScalars(
    where changes: (UInt32) -> Bool,
    to body: (UInt32, inout [UInt8]) -> Void
  ) {
    let old = bytes
    unsafe old.withUnsafeBufferPointer { buffer in
      // Safety: the cursor stays inside the buffer, every slice ends where the cursor was, and
      // neither outlives this closure.
      var cursor = unsafe ScalarCursor(buffer)
      var output: [UInt8] = []
      var newAlignments: [Range<Int>] = []
      var start = 0
      var copied = 0
      while let scalar = cursor.next() {
        if changes(scalar) {
          if copied == 0 {
            storeAlignments()
            output.reserveCapacity(buffer.count)
          }
          unsafe output.append(contentsOf: buffer[copied..<start])
          let count = output.count
          body(scalar, &output)
          if let alignments {
            newAlignments += alignments[copied..<start]
            newAlignments += repeatElement(alignments[start], count: output.count - count)
          }
          copied = cursor.offset
        }
        start = cursor.offset
      }
      guard copied > 0 else { return }
      unsafe output.append(contentsOf: buffer[copied...])
      bytes = output
      if let alignments { self.alignments = newAlignments + alignments[copied...] }
    }
  }

  /// Puts `prefix` before the first character, whose range it shares; an empty text stays empty.
  mutating func prepend(_ prefix: [UInt8]) {
    guard !bytes.isEmpty else { return }
    storeAlignments()
    if let first = alignments?.first {
      if prefix.isEmpty {
        // The reference re-inserts the first character behind the empty prefix, where it has no
        // character before it to share a range with.
        let place = originalStart..<originalStart
        for index in 0..<bytes.scalar(at: 0).width { alignments?[index] = place }
      } else {
        alignments?.insert(contentsOf: repeatElement(first, count: prefix.count), at: 0)
      }
    }
    if prefix.isEmpty { hasUnplacedStart = true }
    bytes.insert(contentsOf: prefix, at: 0)
  }

  /// Puts `content` in the place of each match; it takes the range of the last byte replaced, or
  /// of the byte before an empty match.
  mutating func replace(_ matches: [Range<Int>], with content: [UInt8]) {
    guard !matches.isEmpty else { return }
    storeAlignments()
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var newAlignments: [Range<Int>] = []
    var copied = 0
    for match in matches {
      output += bytes[copied..<match.lowerBound]
      output += content
      if let alignments {
        newAlignments += alignments[copied..<match.lowerBound]
        let alignment =
          match.upperBound > 0
          ? alignments[match.upperBound - 1] : originalStart..<originalStart
        newAlignments += repeatElement(alignment, count: content.count)
      }
      if match.upperBound == 0, !content.isEmpty { hasUnplacedStart = true }
      copied = match.upperBound
    }
    output += bytes[copied...]
    if let alignments { self.alignments = newAlignments + alignments[copied...] }
    bytes = output
  }
}
