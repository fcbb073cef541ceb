/// `Whitespace`: keeps runs of word characters and runs of symbols (`\w+|[^\w\s]+`).
enum WordsAndSymbols {
  static func apply(to text: inout PreTokenizedText) {
    text.splitPieces { characters, range, parts in cut(characters, range, into: &parts) }
  }

  /// Appends the runs in a range of some characters.
  static func cut(
    _ characters: PieceCharacters,
    _ range: Range<Int>,
    into parts: inout [Range<Int>]
  ) {
    let classes = TextClasses()
    var start = range.lowerBound
    var runClass = TextClass.whitespace
    characters.forEach(in: range) { scalar, character in
      // A symbol is in neither class.
      let characterClass = classes.of(scalar).intersection([.whitespace, .word])
      guard characterClass != runClass else { return }
      if runClass != .whitespace { parts.append(start..<character.lowerBound) }
      start = character.lowerBound
      runClass = characterClass
    }
    if runClass != .whitespace { parts.append(start..<range.upperBound) }
  }
}
