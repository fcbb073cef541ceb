extension PreTokenizedText {
  /// Splits every piece at the characters of a sort.
  mutating func split(_ cut: ClassCut) {
    splitPieces { characters, range, parts in cut.cut(characters, range) { parts.append($0) } }
  }

  /// Splits every piece at a character, which belongs to no piece afterwards.
  mutating func split(removing delimiter: Unicode.Scalar) {
    splitPieces { characters, range, parts in
      var start = range.lowerBound
      characters.forEach(in: range) { scalar, character in
        guard scalar == delimiter.value else { return }
        parts.append(start..<character.lowerBound)
        start = character.upperBound
      }
      parts.append(start..<range.upperBound)
    }
  }

  /// Splits every piece at the matches of a pattern, or, `inverted`, at what lies between them.
  mutating func split(
    _ behavior: SplitBehavior,
    at pattern: SharedPattern,
    inverted: Bool,
    using matchers: PatternMatchers
  ) throws(TokenizerError) {
    let matcher = matchers.matcher(of: pattern)
    var matches: [Range<Int>] = []
    let isMapped = alphabet == .byteLevel
    // Made for all pieces, but only once a piece needs it: most have no character to match.
    var mapped: ByteLevelCharacters?
    let text = bytes
    try splitPieces { (characters, range, pieces) throws(TokenizerError) in
      matches.removeAll(keepingCapacity: true)
      // Safety: a slice checks that the piece lies inside the buffer.
      let piece = unsafe UnsafeBufferPointer(rebasing: characters.bytes[range])
      if unsafe matcher.hasNoMatch(in: piece, isMapped: isMapped) {
        // One stretch without a match, as below.
      } else if isMapped {
        if mapped == nil { mapped = ByteLevelCharacters(of: text) }
        try mapped?.findMatches(of: matcher, in: range, &matches)
      } else {
        // Safety: the buffer is read during the call only.
        unsafe try matcher.findMatches(in: characters.bytes, range, &matches)
      }
      var cutter = SplitCutter(behavior, of: range, inverted: inverted)
      for match in matches { cutter.cut(at: match) { pieces.append($0) } }
      cutter.finish { pieces.append($0) }
    }
  }

  /// Replaces every piece by the parts of it that `body` appends; empty ones are left out.
  @inline(__always)
  mutating func splitPieces<Failure: Error>(
    _ body: (PieceCharacters, Range<Int>, inout [Range<Int>]) throws(Failure) -> Void
  ) throws(Failure) {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(pieces.count * 2)
    try withCharacters { (characters) throws(Failure) in
      for piece in pieces { try body(characters, piece.range, &ranges) }
    }
    pieces.removeAll(keepingCapacity: true)
    pieces.reserveCapacity(ranges.count)
    for range in ranges where !range.isEmpty { pieces.append(piece(of: range)) }
  }

  /// A new piece of some of the working bytes.
  @inline(__always)
  private func piece(of range: Range<Int>) -> Piece {
    let original =
      tracksAlignments
      ? originalRange(of: range)
      : originalStart + range.lowerBound..<originalStart + range.upperBound
    return Piece(range: range, original: original)
  }

  /// Lends the working bytes as characters.
  @inline(__always)
  func withCharacters<Result, Failure: Error>(
    _ body: (PieceCharacters) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let scalars = ByteCharacters.scalars
    return unsafe try bytes.withUnsafeBufferPointer { (bytes) throws(Failure) in
      unsafe try scalars.withUnsafeBufferPointer { (scalars) throws(Failure) in
        // Safety: both buffers live through the call.
        try body(unsafe PieceCharacters(bytes: bytes, alphabet: alphabet, byteScalars: scalars))
      }
    }
  }
}

/// The bytes of a text as characters of its alphabet; valid only inside `withCharacters`.
// Safe: ranges are compared with the buffer's count, and there are 256 byte scalars.
@safe
struct PieceCharacters {
  let bytes: UnsafeBufferPointer<UInt8>
  private let alphabet: PreTokenizedText.Alphabet
  private let byteScalars: UnsafeBufferPointer<UInt16>

  @unsafe
  init(
    bytes: UnsafeBufferPointer<UInt8>,
    alphabet: PreTokenizedText.Alphabet,
    byteScalars: UnsafeBufferPointer<UInt16>
  ) {
    unsafe self.bytes = unsafe bytes
    self.alphabet = alphabet
    unsafe self.byteScalars = unsafe byteScalars
  }

  /// Bytes that are UTF-8 text.
  @unsafe
  init(text: UnsafeBufferPointer<UInt8>) {
    unsafe bytes = unsafe text
    alphabet = .unicode
    unsafe byteScalars = UnsafeBufferPointer(start: nil, count: 0)
  }

  /// Calls `body` with each character of a range and with its bytes.
  @inline(__always)
  func forEach(in range: Range<Int>, _ body: (UInt32, Range<Int>) -> Void) {
    let end = unsafe min(range.upperBound, bytes.count)
    var start = max(range.lowerBound, 0)
    switch alphabet {
    case .unicode:
      var cursor = unsafe ScalarCursor(bytes, at: start)
      while start < end, let scalar = cursor.next() {
        body(scalar, start..<cursor.offset)
        start = cursor.offset
      }
    case .byteLevel:
      while start < end {
        body(UInt32(unsafe byteScalars[Int(bytes[start])]), start..<start + 1)
        start += 1
      }
    }
  }
}

/// The characters that the byte-level alphabet writes for some bytes, for patterns to match.
private struct ByteLevelCharacters {
  private var characters: [UInt8] = []
  /// By byte and at the end: where its character begins.
  private var starts: [Int] = []
  /// By byte of a character and at the end: the byte that it stands for.
  private var places: [Int] = []

  init(of bytes: [UInt8]) {
    characters.reserveCapacity(bytes.count * 2)
    starts.reserveCapacity(bytes.count + 1)
    places.reserveCapacity(bytes.count * 2 + 1)
    for (place, byte) in bytes.enumerated() {
      starts.append(characters.count)
      ByteCharacters.append(byte, to: &characters)
      while places.count < characters.count { places.append(place) }
    }
    starts.append(characters.count)
    places.append(bytes.count)
  }

  func findMatches(
    of matcher: PatternMatcher,
    in range: Range<Int>,
    _ matches: inout [Range<Int>]
  ) throws(TokenizerError) {
    let part = starts[range.lowerBound]..<starts[range.upperBound]
    unsafe try characters.withUnsafeBufferPointer { (characters) throws(TokenizerError) in
      // Safety: the buffer is read during the call only.
      unsafe try matcher.findMatches(in: characters, part, &matches)
    }
    for index in matches.indices {
      matches[index] = places[matches[index].lowerBound]..<places[matches[index].upperBound]
    }
  }
}
