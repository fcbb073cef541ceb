extension NormalizedText {
  /// Maps every byte to its character of the byte-level alphabet; all of a character's bytes keep
  /// its range.
  mutating func mapToByteLevel() {
    storeAlignments()
    let old = bytes
    let oldAlignments = alignments
    var newAlignments: [Range<Int>] = []
    bytes.removeAll(keepingCapacity: true)
    for (index, byte) in old.enumerated() {
      let count = bytes.count
      ByteCharacters.append(byte, to: &bytes)
      if let oldAlignments {
        for _ in count..<bytes.count { newAlignments.append(oldAlignments[index]) }
      }
    }
    if oldAlignments != nil { alignments = newAlignments }
  }
}
