internal import JSON

/// A `tokenizer.json` in the making: the model, the components, and the added tokens.
struct TokenizerDraft {
  /// The files that the vocabulary was read from.
  let fileNames: [String]
  let model: DraftModel
  var normalizer = JSONValue.null
  var preTokenizer = JSONValue.null
  var postProcessor = JSONValue.null
  var decoder = JSONValue.null
  /// The special tokens by role (`eos_token`), as the class and the files have it.
  var specialTokens: [String: String] = [:]
  private(set) var added = AddedVocabulary()

  init(fileNames: [String], model: DraftModel) {
    self.fileNames = fileNames
    self.model = model
  }

  /// Adds tokens; those that the model knows keep their ids.
  mutating func add(_ tokens: [AddedToken]) {
    added.add(tokens, to: model.vocabulary)
  }

  /// The id of a token.
  func id(of token: ConfiguredToken) -> Int32? {
    added.id(of: token.content) ?? model.vocabulary.id(of: token.content)
  }

  /// The content of the file.
  func json() throws(TokenizerError) -> [UInt8] {
    let serializer = JSONSerializer(ensureASCII: false, separators: .compact)
    var tokens: [JSONValue] = []
    for (id, token) in added.tokens.sorted(by: { $0.key < $1.key }) {
      tokens.append(
        .object([
          "id": .number(.integer(Int64(id))),
          "content": .string(String(decoding: token.content, as: UTF8.self)),
          "single_word": .boolean(token.isSingleWord), "lstrip": .boolean(token.stripsLeft),
          "rstrip": .boolean(token.stripsRight), "normalized": .boolean(token.isNormalized),
          "special": .boolean(token.isSpecial),
        ])
      )
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(model.vocabulary.count &* 32)
    let head: JSONObject = [
      "version": .string("1.0"), "truncation": .null, "padding": .null,
      "added_tokens": .array(tokens), "normalizer": normalizer, "pre_tokenizer": preTokenizer,
      "post_processor": postProcessor, "decoder": decoder,
    ]
    serializer.write(.object(head), to: &bytes)
    bytes.removeLast()
    bytes.append(contentsOf: ",\"model\":".utf8)
    model.write(to: &bytes, with: serializer)
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }
}

/// The `model` section of a draft.
///
/// The vocabulary and the merges are kept in tables and written token by token: as values of their
/// own they would take ten times the memory of the file.
struct DraftModel {
  enum Kind {
    /// A merge is a pair of ids, in the order of the ranks.
    case bytePairs(merges: [(left: Int32, right: Int32)])
    case wordPiece
    /// The scores of the tokens in the order of their ids.
    case unigram(scores: [Double])
  }

  let kind: Kind
  /// The fields before the vocabulary, `type` first.
  let fields: JSONObject
  let vocabulary: Vocabulary
  private let tokens: VocabularyBuilder

  /// Takes a vocabulary.
  ///
  /// - Throws: `.invalidValue` at `path` where two tokens have one id.
  init(
    _ kind: Kind,
    fields: JSONObject,
    tokens: VocabularyBuilder,
    path: String
  ) throws(TokenizerError) {
    if let position = tokens.firstRepeatedID() {
      throw .invalidValue(
        path: path,
        found: "the id \(tokens.entries[position].id) twice",
        expected: "an id of its own for each token"
      )
    }
    self.kind = kind
    self.fields = fields
    self.tokens = tokens
    vocabulary = Vocabulary(tokens)
  }

  func write(to bytes: inout [UInt8], with serializer: JSONSerializer) {
    serializer.write(.object(fields), to: &bytes)
    bytes.removeLast()
    bytes.append(contentsOf: ",\"vocab\":".utf8)
    switch kind {
    case .bytePairs(let merges):
      writeVocabulary(to: &bytes, with: serializer)
      bytes.append(contentsOf: ",\"merges\":[".utf8)
      for (index, merge) in merges.enumerated() {
        bytes.append(contentsOf: index == 0 ? "[".utf8 : ",[".utf8)
        write(vocabulary.copiedBytes(of: merge.left), to: &bytes, with: serializer)
        bytes.append(UInt8(ascii: ","))
        write(vocabulary.copiedBytes(of: merge.right), to: &bytes, with: serializer)
        bytes.append(UInt8(ascii: "]"))
      }
      bytes.append(contentsOf: "]".utf8)
    case .wordPiece:
      writeVocabulary(to: &bytes, with: serializer)
    case .unigram(let scores):
      bytes.append(UInt8(ascii: "["))
      for (position, score) in scores.enumerated() {
        bytes.append(contentsOf: position == 0 ? "[".utf8 : ",[".utf8)
        write(Array(tokens.bytes(at: position)), to: &bytes, with: serializer)
        bytes.append(UInt8(ascii: ","))
        serializer.write(.number(.double(score)), to: &bytes)
        bytes.append(UInt8(ascii: "]"))
      }
      bytes.append(UInt8(ascii: "]"))
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func writeVocabulary(to bytes: inout [UInt8], with serializer: JSONSerializer) {
    bytes.append(UInt8(ascii: "{"))
    for (position, entry) in tokens.entries.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      write(Array(tokens.bytes(at: position)), to: &bytes, with: serializer)
      bytes.append(UInt8(ascii: ":"))
      bytes.append(contentsOf: "\(entry.id)".utf8)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func write(_ token: [UInt8], to bytes: inout [UInt8], with serializer: JSONSerializer) {
    serializer.write(.string(String(decoding: token, as: UTF8.self)), to: &bytes)
  }
}
