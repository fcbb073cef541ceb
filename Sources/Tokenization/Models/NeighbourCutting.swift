/// Cuts a text between neighbouring characters that are not joined.
///
/// A protocol and no closure: what joins two characters is asked for each of a text, and goes into the
/// loop.
protocol NeighbourCutting: WordCutting {
  /// Whether two ASCII characters are joined.
  func joinsPlain(_ left: UInt32, _ right: UInt8) -> Bool
  /// Whether two characters are joined, packed as `MergeBoundaries` does, of which one is not ASCII.
  func joins(_ left: UInt32, _ right: UInt32) -> Bool
}

extension NeighbourCutting {
  @inline(__always)
  func endOfWord(in text: UnsafePointer<UInt8>, count: Int, from start: Int) -> Int {
    // Safety: positions are below the count; the text is valid UTF-8.
    var position = start
    var left = unsafe MergeBoundaries.character(in: text, count: count, at: &position)
    while position < count {
      let next = position
      let byte = unsafe text[position]
      if byte < 0x80, left < 0x80 {
        guard joinsPlain(left, byte) else { return next }
        left = UInt32(byte)
        position &+= 1
      } else {
        let right = unsafe MergeBoundaries.character(in: text, count: count, at: &position)
        guard joins(left, right) else { return next }
        left = right
      }
    }
    return count
  }
}
