/// `FixedLength`: pieces of so many characters; the last may be shorter.
enum FixedLengthSplitting {
  /// Reads the length; the reference takes 0 and raises when it splits.
  static func length(_ json: ComponentNode) throws(TokenizerError) -> Int {
    guard json.has("length") else { return 5 }
    let length = try json.count("length")
    guard length > 0 else { throw try json.field("length").mismatch("a whole number from 1") }
    return length
  }

  static func apply(to text: inout PreTokenizedText, length: Int) {
    text.splitPieces { characters, range, ranges in
      var start = range.lowerBound
      var count = 0
      characters.forEach(in: range) { _, character in
        if count == length {
          ranges.append(start..<character.lowerBound)
          start = character.lowerBound
          count = 0
        }
        count += 1
      }
      ranges.append(start..<range.upperBound)
    }
  }
}
