/// A working text cut into the pieces that the model encodes one by one.
///
/// The pieces lie in order in one byte buffer; what a pre-tokenizer removes just belongs to no
/// piece. Pieces are never empty.
///
/// The byte-level alphabet is virtual. The reference maps every byte to a printable character
/// (`Ġ` for a space); here the bytes stay and ``alphabet`` says how they are meant, so that models
/// work on raw bytes. Pre-tokenizers behind that step see the mapped characters all the same.
struct PreTokenizedText: Sendable {
  /// How the bytes of the pieces are meant.
  enum Alphabet: Sendable {
    /// UTF-8 text; every piece is valid UTF-8.
    case unicode
    /// Each byte stands for one character of the byte-level alphabet; pieces may cut a character.
    case byteLevel
  }

  /// One piece: its bytes, and the part of the original that it came from.
  struct Piece: Sendable, Equatable {
    var range: Range<Int>
    /// Byte range in the whole original text; meaningful only with alignments tracked.
    var original: Range<Int>
  }

  var bytes: [UInt8]
  /// As in ``NormalizedText/alignments``.
  var alignments: [Range<Int>]?
  var pieces: [Piece]
  private(set) var alphabet: Alphabet = .unicode
  let originalStart: Int
  let tracksAlignments: Bool
  var hasUnplacedStart: Bool

  /// Begins with the whole text as one piece, or with none if it is empty.
  init(_ text: NormalizedText) {
    bytes = text.bytes
    alignments = text.alignments
    originalStart = text.originalStart
    tracksAlignments = text.tracksAlignments
    hasUnplacedStart = text.hasUnplacedStart
    pieces = []
    let whole = 0..<bytes.count
    if !whole.isEmpty {
      pieces.append(Piece(range: whole, original: text.originalRange(of: whole)))
    }
  }

  /// Begins with the given ranges of a text as pieces, as added tokens have cut it; the ranges
  /// must be in order and lie on character boundaries.
  init(_ text: NormalizedText, pieces ranges: [Range<Int>]) {
    self.init(text)
    pieces = ranges.compactMap { range in
      range.isEmpty ? nil : Piece(range: range, original: text.originalRange(of: range))
    }
  }

  /// The byte range in the whole original text of some working bytes, for the offsets of a token.
  func originalRange(of range: Range<Int>) -> Range<Int> {
    NormalizedText.originalRange(of: range, in: bytes, alignments, originalStart: originalStart)
  }
}

extension PreTokenizedText {
  /// Declares the bytes to be characters of the byte-level alphabet from here on.
  mutating func mapToByteLevel() throws(TokenizerError) {
    if hasUnplacedStart {
      throw TokenizerError(.lostAlignment, path: "$.pre_tokenizer", subject: "ByteLevel")
    }
    materializeByteLevel()
    alphabet = .byteLevel
  }

  /// Writes the characters of the byte-level alphabet out, if they are virtual.
  mutating func materializeByteLevel() {
    guard alphabet == .byteLevel else { return }
    alphabet = .unicode
    editPieces { $0.mapToByteLevel() }
  }

  /// Changes every piece as a text of its own; pieces that become empty are left out.
  mutating func editPieces<Failure: Error>(
    _ edit: (inout NormalizedText) throws(Failure) -> Void
  ) throws(Failure) {
    var newBytes: [UInt8] = []
    newBytes.reserveCapacity(bytes.count)
    var newAlignments: [Range<Int>] = []
    var newPieces: [Piece] = []
    for piece in pieces {
      var text = NormalizedText(
        Array(bytes[piece.range]),
        originalStart: piece.original.lowerBound,
        trackingAlignments: tracksAlignments
      )
      text.alignments = alignments.map { Array($0[piece.range]) }
      text.storeAlignments()
      try edit(&text)
      hasUnplacedStart = hasUnplacedStart || text.hasUnplacedStart
      let start = newBytes.count
      newBytes += text.bytes
      newAlignments += text.alignments ?? []
      guard start < newBytes.count else { continue }
      newPieces.append(Piece(range: start..<newBytes.count, original: piece.original))
    }
    bytes = newBytes
    pieces = newPieces
    if tracksAlignments { alignments = newAlignments }
  }

  /// Writes every piece anew: `write` appends what is to stand there to the output.
  mutating func rewritePieces(_ write: (Piece, PreTokenizedText, inout Rewriting) -> Void) {
    if tracksAlignments, alignments == nil {
      alignments = NormalizedText.identityAlignments(of: bytes, originalStart: originalStart)
    }
    var output = Rewriting(old: self)
    var newPieces: [Piece] = []
    newPieces.reserveCapacity(pieces.count)
    for piece in pieces {
      let start = output.bytes.count
      write(piece, self, &output)
      guard start < output.bytes.count else { continue }
      newPieces.append(Piece(range: start..<output.bytes.count, original: piece.original))
    }
    bytes = output.bytes
    if tracksAlignments { alignments = output.alignments }
    pieces = newPieces
  }

  /// The text that `rewritePieces` makes.
  struct Rewriting {
    fileprivate let old: PreTokenizedText
    fileprivate var bytes: [UInt8] = []
    fileprivate var alignments: [Range<Int>] = []

    fileprivate init(old: PreTokenizedText) {
      self.old = old
      bytes.reserveCapacity(old.bytes.count)
    }

    /// Appends bytes of the old text.
    mutating func copy(_ range: Range<Int>) {
      bytes += old.bytes[range]
      if let oldAlignments = old.alignments { alignments += oldAlignments[range] }
    }

    /// Appends new bytes, which take the range of the old byte at `offset`.
    mutating func append(_ new: [UInt8], placedAs offset: Int) {
      bytes += new
      if let oldAlignments = old.alignments {
        alignments += repeatElement(oldAlignments[offset], count: new.count)
      }
    }
  }
}
