internal import Foundation
internal import JSON
internal import SwiftProtobuf

/// A model of SentencePiece: pieces with scores, and how texts are normalized.
///
/// What the reference does not use is not read: the trainer's settings, the scores of a BPE, and
/// the flags of normalizing other than the character map.
struct PieceFile {
  /// A piece of the vocabulary; its id is its place.
  struct Piece {
    let text: [UInt8]
    let score: Double
    let type: Int32
  }

  let name: String
  let pieces: [Piece]
  let trainer: SentencePieceFile.Trainer
  /// The map from characters to characters; empty where nothing is normalized.
  let characterMap: [UInt8]

  /// The number of pieces above which a file is refused: eight times what the largest have.
  private static let largestPieceCount = 1 << 21

  /// Reads the file.
  init(_ bytes: [UInt8], name: String) throws(TokenizerError) {
    self.name = name
    guard let count = Self.pieceCount(bytes) else { throw Self.malformed(name) }
    guard 1...Self.largestPieceCount ~= count else {
      throw .invalidValue(
        path: name,
        found: "\(count) pieces",
        expected: "from 1 to \(Self.largestPieceCount)"
      )
    }
    let file: SentencePieceFile
    do {
      var options = BinaryDecodingOptions()
      options.discardUnknownFields = true
      file = try SentencePieceFile(serializedBytes: bytes, options: options)
    } catch {
      throw Self.malformed(name)
    }
    var pieces: [Piece] = []
    pieces.reserveCapacity(file.pieces.count)
    var tokens = VocabularyBuilder(capacity: file.pieces.count)
    for (index, piece) in file.pieces.enumerated() {
      guard piece.score.isFinite else {
        throw .invalidValue(
          path: "\(name), piece \(index)",
          found: "the score \(piece.score)",
          expected: "a number"
        )
      }
      let text = Array(piece.piece.utf8)
      pieces.append(Piece(text: text, score: Double(piece.score), type: piece.type))
      tokens.append(text, id: Int32(truncatingIfNeeded: index))
    }
    let vocabulary = Vocabulary(tokens)
    if vocabulary.count < pieces.count {
      let index = pieces.indices.first { vocabulary.id(of: pieces[$0].text) != Int32($0) }
      throw .invalidValue(
        path: "\(name), piece \(index ?? 0)",
        found: "a piece that comes again",
        expected: "each once"
      )
    }
    self.pieces = pieces
    trainer = file.trainer
    characterMap = Array(file.normalizer.precompiledCharsmap)
  }

  private static func malformed(_ name: String) -> TokenizerError {
    .invalidValue(
      path: name,
      found: "neither a SentencePiece model nor lines of base64 and ranks",
      expected: "one of them"
    )
  }

  /// The number of pieces, counted without making any; nil where the fields are malformed.
  ///
  /// A field is a tag, then a number, 4 or 8 bytes, or a length and as many bytes.
  private static func pieceCount(_ bytes: [UInt8]) -> Int? {
    var position = 0
    func number() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 70, by: 7) {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        position += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
      }
      return nil
    }
    var count = 0
    while position < bytes.count {
      guard let tag = number() else { return nil }
      let length: Int
      switch tag & 7 {
      case 0:
        guard number() != nil else { return nil }
        length = 0
      case 1: length = 8
      case 2:
        guard let value = number(), let known = Int(exactly: value) else { return nil }
        length = known
      case 5: length = 4
      default: return nil
      }
      guard length <= bytes.count - position else { return nil }
      position += length
      if tag == 1 << 3 | 2 { count += 1 }
    }
    return count
  }
}

extension PieceFile {
  /// Control symbols and symbols that the user defined: tokens that are found in the text itself.
  var addedTokens: [ConfiguredToken] {
    pieces.filter { $0.type == 3 || $0.type == 4 }.map {
      ConfiguredToken(content: $0.text, isNormalized: false, isSpecial: $0.type == 3)
    }
  }

  /// The character map as a normalizer; nil where there is none.
  var mapNormalizer: JSONValue? {
    characterMap.isEmpty ? nil : ComponentSection.precompiled(characterMap)
  }

  /// A BPE of the pieces.
  func bytePairs(
    unknown: String?,
    byteFallback: Bool,
    renaming names: [Int: [UInt8]] = [:]
  ) throws(TokenizerError) -> TokenizerDraft {
    var tokens = VocabularyBuilder(capacity: pieces.count)
    for (index, piece) in pieces.enumerated() {
      tokens.append(piece.text, id: Int32(truncatingIfNeeded: index))
    }
    let merges = try PieceMerges.derive(
      from: tokens.entries.indices.map { tokens.bytes(at: $0) },
      in: Vocabulary(tokens),
      cut: .betweenCharacters,
      path: name
    )
    if !names.isEmpty {
      // A merge that names a renamed piece would name nothing.
      for merge in merges where names[Int(merge.left)] != nil || names[Int(merge.right)] != nil {
        throw .invalidValue(
          path: "tokenizer_config.json: $.added_tokens_decoder",
          found: "another name for a piece that is merged",
          expected: "the name in \(name)"
        )
      }
      var renamed = VocabularyBuilder(capacity: pieces.count)
      for (index, piece) in pieces.enumerated() {
        renamed.append(names[index] ?? piece.text, id: Int32(truncatingIfNeeded: index))
      }
      tokens = renamed
    }
    let model = try DraftModel(
      .bytePairs(merges: merges),
      fields: [
        "type": .string("BPE"), "dropout": .null,
        "unk_token": unknown.map(JSONValue.string) ?? .null,
        "continuing_subword_prefix": .null, "end_of_word_suffix": .null,
        "fuse_unk": .boolean(true), "byte_fallback": .boolean(byteFallback),
        "ignore_merges": .boolean(false),
      ],
      tokens: tokens,
      path: name
    )
    return TokenizerDraft(fileNames: [name], model: model)
  }

  /// A Unigram of a list of pieces.
  func unigram(
    _ list: [Piece],
    unknownID: Int,
    byteFallback: Bool = false
  ) throws(TokenizerError) -> TokenizerDraft {
    guard list.indices.contains(unknownID) else {
      throw .invalidValue(
        path: name,
        found: "the unknown piece \(unknownID) of \(list.count)",
        expected: "one that is there"
      )
    }
    var tokens = VocabularyBuilder(capacity: list.count)
    for (index, piece) in list.enumerated() {
      tokens.append(piece.text, id: Int32(truncatingIfNeeded: index))
    }
    let model = try DraftModel(
      .unigram(scores: list.map(\.score)),
      fields: [
        "type": .string("Unigram"), "unk_id": .number(.integer(Int64(unknownID))),
        "byte_fallback": .boolean(byteFallback),
      ],
      tokens: tokens,
      path: name
    )
    guard model.vocabulary.count == list.count else {
      throw .invalidValue(
        path: name,
        found: "a piece that the tokenizer class adds",
        expected: "pieces without it"
      )
    }
    return TokenizerDraft(fileNames: [name], model: model)
  }
}

extension PieceFile.Piece {
  /// A piece that a tokenizer class adds.
  init(_ text: String, score: Double = 0) {
    self.init(text: Array(text.utf8), score: score, type: 1)
  }
}
