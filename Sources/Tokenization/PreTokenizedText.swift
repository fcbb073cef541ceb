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

  /// Writes every piece anew: `write` gets the piece and all bytes, appends what is to stand there
  /// to the output, and cuts it into several pieces if it likes.
  @inline(__always)
  mutating func rewritePieces(
    _ write: (Piece, UnsafeBufferPointer<UInt8>, inout Rewriting) -> Void
  ) {
    if tracksAlignments, alignments == nil {
      alignments = NormalizedText.identityAlignments(of: bytes, originalStart: originalStart)
    }
    var output = Rewriting(of: self)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      for piece in pieces {
        output.begin(piece)
        // Safety: the buffer lives through the call.
        unsafe write(piece, bytes, &output)
        output.end(piece)
      }
    }
    bytes = output.bytes
    if tracksAlignments { alignments = output.alignments }
    pieces = output.pieces
  }

  /// The text that `rewritePieces` makes.
  struct Rewriting {
    private let oldAlignments: [Range<Int>]?
    fileprivate private(set) var bytes: [UInt8] = []
    fileprivate private(set) var alignments: [Range<Int>] = []
    fileprivate private(set) var pieces: [Piece] = []
    /// Where the piece begins that is being written, and how far its bytes have moved so far.
    private var start = 0
    private var shift = 0
    private var isCut = false

    fileprivate init(of text: PreTokenizedText) {
      oldAlignments = text.alignments
      bytes.reserveCapacity(text.bytes.count * 2)
      pieces.reserveCapacity(text.pieces.count * 2)
    }

    @inline(__always)
    fileprivate mutating func begin(_ piece: Piece) {
      start = bytes.count
      shift = piece.original.lowerBound - start
      isCut = false
    }

    /// A piece that was never cut keeps the place it had; the parts of others have the places of
    /// their characters.
    @inline(__always)
    fileprivate mutating func end(_ piece: Piece) {
      guard !isCut, start < bytes.count else { return }
      pieces.append(Piece(range: start..<bytes.count, original: piece.original))
    }

    /// Ends a piece here.
    @inline(__always)
    mutating func cut() {
      isCut = true
      guard start < bytes.count else { return }
      var first = shift + start
      var last = shift + bytes.count
      if oldAlignments != nil {
        first = alignments[start].lowerBound
        last = max(first, alignments[bytes.count - 1].upperBound)
      }
      pieces.append(Piece(range: start..<bytes.count, original: first..<last))
      start = bytes.count
    }

    /// Appends bytes of the old text.
    @inline(__always)
    mutating func copy(_ range: Range<Int>, of old: UnsafeBufferPointer<UInt8>) {
      // Safety: a slice checks that the range lies inside the buffer.
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: old[range]))
      if let oldAlignments { alignments += oldAlignments[range] }
    }

    /// Appends new bytes, which take the range of the old byte at `offset`.
    @inline(__always)
    mutating func append(_ new: [UInt8], placedAs offset: Int) {
      bytes += new
      if let oldAlignments {
        alignments += repeatElement(oldAlignments[offset], count: new.count)
      }
    }
  }
}
