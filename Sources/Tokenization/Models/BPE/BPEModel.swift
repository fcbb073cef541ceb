/// Byte-pair encoding: the symbols of a word, merged pair by pair.
///
/// 1. With `ignoresMerges`, a word that is a token is that token.
/// 2. Each character becomes a symbol: with `prefix` in front unless it is the word's first, with
///    `suffix` behind if it is the last. A character that is not in the vocabulary becomes the
///    tokens of its bytes (`byteFallback`), else the unknown token, else nothing.
/// 3. `WordMerger` merges the symbols.
///
/// Pieces come in two alphabets. In `.unicode` pieces the characters are those of the text. In
/// `.byteLevel` pieces each byte stands for a printable character (`ByteCharacters`); the byte form
/// of the vocabulary (`ByteSymbols`) makes symbols of bytes without writing these characters out.
///
/// Not supported: dropout, which makes encoding random.
final class BPEModel: Sendable {
  let vocabulary: Vocabulary
  let merges: MergeTable
  let settings: BPESettings
  /// The vocabulary by raw bytes: there when the pre-tokenizer makes byte-level pieces.
  let byteSymbols: ByteSymbols?
  /// Where pieces of `.unicode` alphabet can be cut; nil where they cannot.
  let boundaries: MergeBoundaries?
  /// Where words of `.byteLevel` alphabet can be cut that are not taken whole; nil where they cannot.
  let byteBoundaries: ByteBoundaries?
  /// By byte: the id of its `<0x..>` token or -1; empty without `byteFallback`.
  private let fallbackIDs: [Int32]

  /// Makes a model whose merges refer to ids of `vocabulary`.
  init(
    vocabulary: Vocabulary,
    merges: MergeTable,
    settings: BPESettings,
    boundaries: BoundariesBuilder,
    makesByteLevelPieces: Bool
  ) {
    self.vocabulary = vocabulary
    self.merges = merges
    self.settings = settings
    byteSymbols =
      makesByteLevelPieces
      ? ByteSymbols(vocabulary: vocabulary, merges: merges, settings: settings) : nil
    fallbackIDs = settings.byteFallback ? vocabulary.byteTokenIDs : []
    self.boundaries = boundaries.characters?.boundaries(
      settings,
      fallsBackCompletely: fallbackIDs.allSatisfy { $0 >= 0 }
    )
    byteBoundaries = byteSymbols.flatMap { boundaries.bytes?.boundaries($0, settings) }
  }
}

/// The settings of a BPE model, as its file spells them.
struct BPESettings: Sendable {
  /// The token for characters that are not in the vocabulary.
  var unknownToken: String?
  /// Whether neighbouring unknown characters make one unknown token.
  var fusesUnknown = false
  /// Whether an unknown character becomes the tokens of its bytes.
  var byteFallback = false
  /// Whether a word that is a token is taken whole, whatever the merges say.
  var ignoresMerges = false
  /// What stands before each symbol but a word's first (`continuing_subword_prefix`).
  var prefix: [UInt8] = []
  /// What stands behind a word's last symbol (`end_of_word_suffix`).
  var suffix: [UInt8] = []
}

extension BPEModel {
  /// Merges a piece of `.unicode` alphabet; its tokens are in `merger` afterwards.
  ///
  /// - Throws: `.unknownTokenMissing` where an unknown token is needed that the vocabulary lacks.
  func tokenize(
    _ piece: UnsafeBufferPointer<UInt8>,
    with merger: WordMerger
  ) throws(TokenizerError) {
    merger.begin(capacity: piece.count)
    guard piece.count > 0 else { return }
    if settings.ignoresMerges, let id = unsafe vocabulary.id(of: piece) {
      merger.append(id, length: piece.count)
      return
    }
    unsafe try appendSymbols(of: piece, to: merger)
    merger.merge(by: merges)
  }

  /// Merges a piece of `.byteLevel` alphabet, given as raw bytes; its tokens are in `merger`
  /// afterwards, with lengths in raw bytes.
  ///
  /// False when the piece has a byte that is not in the vocabulary: then the caller writes the
  /// characters out and uses `tokenize`.
  @inline(__always)
  func tokenizeBytes(
    _ piece: UnsafeBufferPointer<UInt8>,
    with merger: WordMerger
  ) -> Bool {
    guard let byteSymbols else { return false }
    if settings.ignoresMerges, let id = unsafe byteSymbols.id(ofWord: piece) {
      merger.begin(capacity: 1)
      merger.append(id, length: piece.count)
      return true
    }
    merger.begin(capacity: piece.count)
    guard unsafe byteSymbols.appendSymbols(of: piece, to: merger) else { return false }
    merger.merge(by: merges)
    return true
  }

  /// Merges a part of a `.byteLevel` word, whatever tokens there are whole.
  ///
  /// Its tokens are in `merger` afterwards, with lengths in raw bytes. There must be
  /// `byteBoundaries`. The last symbol may depend on whether the part ends the word.
  func mergePart(
    _ part: UnsafeBufferPointer<UInt8>,
    endsWord: Bool,
    with merger: WordMerger
  ) {
    merger.begin(capacity: part.count)
    guard let byteSymbols,
      unsafe byteSymbols.appendSymbols(of: part, endsWord: endsWord, to: merger)
    else { return }
    merger.merge(by: merges)
  }

  /// Step 2 for the characters of a text.
  private func appendSymbols(
    of piece: UnsafeBufferPointer<UInt8>,
    to merger: WordMerger
  ) throws(TokenizerError) {
    var pending: (id: Int32, length: Int)?
    var symbol: [UInt8] = []
    var start = 0
    // Safety: positions are checked against the count; the text is valid UTF-8, and a cut character
    // at the end would only be read as far as the text goes.
    while start < piece.count {
      let lead = unsafe piece[start]
      let width = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      let end = min(start &+ width, piece.count)
      let length = end &- start
      let hasPrefix = start > 0 && !settings.prefix.isEmpty
      let hasSuffix = end == piece.count && !settings.suffix.isEmpty
      let character = unsafe UnsafeBufferPointer(rebasing: piece[start..<end])
      start = end

      let id: Int32?
      if hasPrefix || hasSuffix {
        symbol.removeAll(keepingCapacity: true)
        if hasPrefix { symbol += settings.prefix }
        unsafe symbol.append(contentsOf: character)
        if hasSuffix { symbol += settings.suffix }
        id = vocabulary.id(of: symbol)
      } else {
        id = unsafe vocabulary.id(of: character)
      }
      if let id {
        if let unknown = pending {
          merger.append(unknown.id, length: unknown.length)
          pending = nil
        }
        merger.append(id, length: length)
        continue
      }
      if settings.byteFallback {
        // The reference leaves a pending unknown token pending here, so that it comes out behind.
        if !(hasPrefix || hasSuffix) { symbol = unsafe Array(character) }
        if appendFallback(of: symbol, to: merger) { continue }
      }
      guard let token = settings.unknownToken else { continue }
      if let unknown = pending {
        if settings.fusesUnknown {
          pending = (unknown.id, unknown.length &+ length)
          continue
        }
        merger.append(unknown.id, length: unknown.length)
      }
      guard let id = vocabulary.id(of: Array(token.utf8)) else {
        throw TokenizerError.unknownTokenMissing(token)
      }
      pending = (id, length)
    }
    if let unknown = pending { merger.append(unknown.id, length: unknown.length) }
  }

  /// Appends the byte tokens of `symbol` if all are in the vocabulary.
  private func appendFallback(of symbol: [UInt8], to merger: WordMerger) -> Bool {
    for byte in symbol where fallbackIDs[Int(byte)] < 0 { return false }
    for byte in symbol { merger.append(fallbackIDs[Int(byte)], length: 1) }
    return true
  }
}
