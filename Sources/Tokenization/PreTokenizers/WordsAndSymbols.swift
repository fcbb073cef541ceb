/// `Whitespace`: keeps runs of word characters and runs of symbols (`\w+|[^\w\s]+`).
enum WordsAndSymbols {
  static func apply(to text: inout PreTokenizedText) {
    let classes = TextClasses()
    text.splitPieces { characters, range, ranges in
      var start = range.lowerBound
      var runClass = TextClass.whitespace
      characters.forEach(in: range) { scalar, character in
        // A symbol is in neither class.
        let characterClass = classes.of(scalar).intersection([.whitespace, .word])
        guard characterClass != runClass else { return }
        if runClass != .whitespace { ranges.append(start..<character.lowerBound) }
        start = character.lowerBound
        runClass = characterClass
      }
      if runClass != .whitespace { ranges.append(start..<range.upperBound) }
    }
  }
}
