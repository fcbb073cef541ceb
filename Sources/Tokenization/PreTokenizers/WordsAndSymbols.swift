/// `Whitespace`: keeps runs of word characters and runs of symbols (`\w+|[^\w\s]+`).
enum WordsAndSymbols {
  static func apply(to text: inout PreTokenizedText) {
    text.splitPieces { characters, range, parts in
      cut(characters, range) { parts.append($0) }
    }
  }

  /// Cuts a range of some characters; `emit` receives the runs.
  @inline(__always)
  static func cut(
    _ characters: PieceCharacters,
    _ range: Range<Int>,
    _ emit: (Range<Int>) -> Void
  ) {
    let classes = TextClasses()
    var start = range.lowerBound
    var runClass = TextClass.whitespace
    characters.forEach(in: range) { scalar, character in
      // A symbol is in neither class.
      let characterClass = classes.of(scalar).intersection([.whitespace, .word])
      guard characterClass != runClass else { return }
      if runClass != .whitespace { emit(start..<character.lowerBound) }
      start = character.lowerBound
      runClass = characterClass
    }
    if runClass != .whitespace { emit(start..<range.upperBound) }
  }
}
