/// A tokenizer as its `tokenizer.json` describes it: texts to token ids and back.
///
/// The ids, offsets and decoded texts are those of the `tokenizers` library for the same file. Its
/// `truncation` and `padding` sections are ignored; a component that is not supported is refused by
/// name.
///
/// A tokenizer does not change once its special tokens are added, and copies share its tables. It
/// encodes with the help of encoders, one per thread:
///
///     let tokenizer = try Tokenizer(fileAt: "gpt2/tokenizer.json")
///     let encoder = tokenizer.makeEncoder()
///     try encoder.encode("Hello world", addingSpecialTokens: false).ids    // [15496, 995]
package struct Tokenizer: Sendable {
  let normalizer: Normalizer?
  let preTokenizer: PreTokenizer?
  let model: Model
  let postProcessor: PostProcessor?
  let decoder: Decoder?
  /// What the post-processor puts before and behind a text; nil if it does more than that.
  package let affixes: (prefix: [Int32], suffix: [Int32])?
  private(set) var addedVocabulary: AddedVocabulary
  /// What the file says of its parts.
  package let description: TokenizerDescription

  /// Reads the `tokenizer.json` at `path`.
  ///
  /// - Throws: `.unreadableFile`, or what `init(json:)` throws.
  package init(fileAt path: String) throws(TokenizerError) {
    self.init(try TokenizerFile(at: path))
  }

  /// Reads the contents of a `tokenizer.json`.
  ///
  /// - Throws: `.invalidJSON`, `.missingField`, `.wrongType`, `.invalidValue`, `.invalidPattern` or
  ///   `.unsupported`, with the JSON path of the place.
  package init(json bytes: [UInt8]) throws(TokenizerError) {
    self.init(try TokenizerFile(bytes))
  }

  private init(_ file: TokenizerFile) {
    normalizer = file.normalizer
    preTokenizer = file.preTokenizer
    model = file.model
    postProcessor = file.postProcessor
    decoder = file.decoder
    affixes = file.postProcessor.map(\.affixes) ?? ([], [])
    addedVocabulary = file.addedVocabulary
    description = file.description
  }

  /// One more than the highest id: what an embedding for this tokenizer must have room for.
  ///
  /// Not the number of tokens where ids have gaps.
  package var vocabularySize: Int {
    let highestAdded = addedVocabulary.tokens.keys.max() ?? -1
    return max(model.vocabulary.idBound, Int(highestAdded) + 1)
  }

  /// The number of the model's tokens, without added ones.
  package var modelTokenCount: Int { model.vocabulary.count }

  /// The tokens that are found in the text itself, by id: content, and whether they are special.
  package var addedTokens: [(id: Int32, content: String, isSpecial: Bool)] {
    addedVocabulary.tokens.sorted { $0.key < $1.key }
      .map { ($0.key, String(decoding: $0.value.content, as: UTF8.self), $0.value.isSpecial) }
  }

  /// Whether a token is special: decoding can leave it out.
  package func isSpecialToken(_ id: Int32) -> Bool {
    addedVocabulary.tokens[id]?.isSpecial ?? false
  }

  /// The id of a token, given as the vocabulary spells it (`Ġworld` in byte-level ones).
  package func id(of token: String) -> Int32? {
    let bytes = Array(token.utf8)
    return addedVocabulary.id(of: bytes) ?? model.vocabulary.id(of: bytes)
  }

  /// The token with an id, as the vocabulary spells it.
  package func token(for id: Int32) -> String? {
    tokenBytes(for: id).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Adds special tokens; those that are in the vocabulary keep their ids, the others get the next
  /// free ones in order.
  ///
  /// Encoders made before do not know them.
  package mutating func addSpecialTokens(_ contents: [String]) {
    addedVocabulary.add(contents.map(AddedToken.special), to: model.vocabulary)
  }

  /// Makes an encoder for one thread.
  package func makeEncoder() -> TokenEncoder {
    TokenEncoder(self)
  }

  /// The text that the ids stand for; ids that stand for no token are left out.
  ///
  /// - Throws: `.matchLimit` when a pattern of the decoder gives up on a token.
  package func decode(
    _ ids: [Int32],
    skippingSpecialTokens: Bool
  ) throws(TokenizerError) -> String {
    var tokens: [[UInt8]] = []
    tokens.reserveCapacity(ids.count)
    for id in ids {
      guard let token = tokenBytes(for: id) else { continue }
      if skippingSpecialTokens, addedVocabulary.isSpecial(token) { continue }
      tokens.append(token)
    }
    if let decoder { return try decoder.decode(tokens) }
    return String(decoding: Array(tokens.joined(separator: [0x20])), as: UTF8.self)
  }

  /// Whether an id stands for a token.
  package func hasToken(_ id: Int32) -> Bool {
    if unsafe model.vocabulary.bytes(of: id) != nil { return true }
    return addedVocabulary.tokens[id] != nil
  }

  /// The bytes of the token with an id.
  ///
  /// An added token is spelled in its normalized form, which is
  /// what the decoder knows how to turn back.
  func tokenBytes(for id: Int32) -> [UInt8]? {
    if let content = addedVocabulary.decodedContent(of: id) { return content }
    return unsafe model.vocabulary.bytes(of: id).map { unsafe Array($0) }
  }
}
