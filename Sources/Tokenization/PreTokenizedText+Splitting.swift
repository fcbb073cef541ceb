extension PreTokenizedText {
  /// Splits every piece at the characters that are delimiters.
  mutating func split(
    _ behavior: SplitBehavior,
    at isDelimiter: (UInt32) -> Bool
  ) {
    var stretches: [SplitBehavior.Stretch] = []
    splitPieces { text, range, ranges in
      stretches.removeAll(keepingCapacity: true)
      var start = range.lowerBound
      text.forEachCharacter(in: range) { scalar, character in
        guard isDelimiter(scalar) else { return }
        if start < character.lowerBound {
          stretches.append(.init(range: start..<character.lowerBound, isDelimiter: false))
        }
        stretches.append(.init(range: character, isDelimiter: true))
        start = character.upperBound
      }
      if start < range.upperBound {
        stretches.append(.init(range: start..<range.upperBound, isDelimiter: false))
      }
      behavior.append(stretches, to: &ranges)
    }
  }

  /// Splits every piece at the matches of a pattern, or, `inverted`, at what lies between them.
  mutating func split(
    _ behavior: SplitBehavior,
    at pattern: SharedPattern,
    inverted: Bool,
    using matchers: PatternMatchers
  ) throws(TokenizerError) {
    var stretches: [SplitBehavior.Stretch] = []
    try splitPieces { (text, range, ranges) throws(TokenizerError) in
      stretches.removeAll(keepingCapacity: true)
      var start = range.lowerBound
      for match in try text.matches(of: pattern, in: range, using: matchers) {
        if start != match.lowerBound {
          stretches.append(.init(range: start..<match.lowerBound, isDelimiter: inverted))
        }
        stretches.append(.init(range: match, isDelimiter: !inverted))
        start = match.upperBound
      }
      if start != range.upperBound {
        stretches.append(.init(range: start..<range.upperBound, isDelimiter: inverted))
      }
      behavior.append(stretches, to: &ranges)
    }
  }

  /// Replaces every piece by the parts of it that `body` appends; empty ones are left out.
  mutating func splitPieces<Failure: Error>(
    _ body: (PreTokenizedText, Range<Int>, inout [Range<Int>]) throws(Failure) -> Void
  ) throws(Failure) {
    var ranges: [Range<Int>] = []
    for piece in pieces { try body(self, piece.range, &ranges) }
    pieces.removeAll(keepingCapacity: true)
    for range in ranges where !range.isEmpty {
      pieces.append(Piece(range: range, original: originalRange(of: range)))
    }
  }

  /// Calls `body` with each character of a range as the alphabet has it, and with its bytes.
  func forEachCharacter(in range: Range<Int>, _ body: (UInt32, Range<Int>) -> Void) {
    switch alphabet {
    case .unicode:
      var offset = range.lowerBound
      while offset < range.upperBound {
        let (scalar, width) = bytes.scalar(at: offset)
        body(scalar, offset..<offset + width)
        offset += width
      }
    case .byteLevel:
      for offset in range {
        body(UInt32(ByteCharacters.scalars[Int(bytes[offset])]), offset..<offset + 1)
      }
    }
  }

  /// The matches of a pattern in one piece, as ranges of working bytes.
  private func matches(
    of pattern: SharedPattern,
    in range: Range<Int>,
    using matchers: PatternMatchers
  ) throws(TokenizerError) -> [Range<Int>] {
    switch alphabet {
    case .unicode:
      let matches = try bytes.matches(of: pattern, in: range, using: matchers)
      return matches.map {
        range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound
      }
    case .byteLevel:
      var mapped: [UInt8] = []
      // By byte of the mapped text and at its end: the byte that it stands for.
      var places: [Int] = []
      for offset in range {
        ByteCharacters.append(bytes[offset], to: &mapped)
        places += repeatElement(offset, count: mapped.count - places.count)
      }
      places.append(range.upperBound)
      let matches = try mapped.matches(of: pattern, in: 0..<mapped.count, using: matchers)
      return matches.map { places[$0.lowerBound]..<places[$0.upperBound] }
    }
  }
}
