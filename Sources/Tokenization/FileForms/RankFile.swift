internal import JSON

/// A file of tiktoken: a line is a token in base64 and its rank, which is its id.
struct RankFile {
  private let name: String
  private let tokens: ByteTokens

  /// The split pattern that the reference takes where none is told: that of Llama 3.
  private static let words =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"#
    + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  /// The number of reserved tokens that a gap between the ranks and the added tokens may need.
  private static let largestGap = 1 << 16

  /// Whether the first line is a token and its rank.
  static func looksLikeOne(_ bytes: [UInt8]) -> Bool {
    var lines = TextLines(bytes.count > 4096 ? Array(bytes[..<4096]) : bytes)
    guard let line = lines.next() else { return false }
    return token(in: line) != nil
  }

  private static func token(in line: ArraySlice<UInt8>) -> (bytes: [UInt8], rank: Int)? {
    let parts = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
    guard parts.count == 2, parts[1].allSatisfy({ 0x30...0x39 ~= $0 }),
      let rank = Int(String(decoding: parts[1], as: UTF8.self)),
      let bytes = Base64.decode(String(decoding: parts[0], as: UTF8.self)), !bytes.isEmpty
    else { return nil }
    return (bytes, rank)
  }

  /// Reads the file.
  init(_ bytes: [UInt8], name: String) throws(TokenizerError) {
    self.name = name
    var ranked: [(rank: Int, bytes: [UInt8])] = []
    for (index, line) in TextLines(bytes).enumerated() where !line.isEmpty {
      guard let (token, rank) = Self.token(in: line), rank <= VocabularyBuilder.highestID else {
        throw .invalidValue(
          path: "\(name), line \(index + 1)",
          found: "\"\(String(decoding: line.prefix(100), as: UTF8.self))\"",
          expected: "a token in base64, a space and a rank"
        )
      }
      ranked.append((rank, token))
    }
    ranked.sort { $0.rank < $1.rank }
    tokens = try ByteTokens(ranked, path: name)
  }

  /// The draft for a class.
  func draft(
    for tokenizerClass: TokenizerClass,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) -> TokenizerDraft {
    guard settings.tokenizerConfiguration["auto_map"] == nil else {
      throw .unsupportedFiles(
        "\(name) has ranks, and the pattern that goes with them stands in Python code (auto_map)"
      )
    }
    let classTokens = try ByteTokens.classTokens(tokenizerClass, settings, name)
    var draft = try tokens.draft(name: name, words: Self.words)
    draft.add(
      try specialTokens(settings).map {
        AddedToken(content: $0, isNormalized: false, isSpecial: true)
      }
    )
    try draft.configure(with: classTokens, settings)
    return draft
  }

  /// The tokens behind the ranks: the added tokens, with reserved ones in the gaps between them,
  /// then the extra special tokens.
  private func specialTokens(_ settings: TokenizerSettings) throws(TokenizerError) -> [[UInt8]] {
    var special: [[UInt8]] = []
    if let highest = settings.added.last?.id, highest >= tokens.count {
      guard highest - tokens.count < Self.largestGap else {
        throw .invalidValue(
          path: "tokenizer_config.json: $.added_tokens_decoder",
          found: "the id \(highest)",
          expected: "an id near the \(tokens.count) ranks of \(name)"
        )
      }
      let added = Dictionary(
        settings.added.map { ($0.id, $0.token.content) },
        uniquingKeysWith: { _, last in last }
      )
      for id in tokens.count...highest {
        special.append(added[id] ?? Array("<|reserved_token_\(id)|>".utf8))
      }
    }
    let known = Set(special)
    return special + (settings.extra ?? []).map(\.content).filter { !known.contains($0) }
  }
}

/// Tokens of any bytes with their ranks, and the BPE that they make.
struct ByteTokens {
  private var builder: VocabularyBuilder
  private let merges: [(left: Int32, right: Int32)]
  /// The number of tokens.
  let count: Int

  /// Takes tokens in the order of their ranks.
  ///
  /// - Parameters:
  ///   - ranked: The tokens, none of them empty.
  ///   - special: Tokens whose ids come first; a token of the same spelling gives way to them.
  ///   - path: The file's name, for errors.
  /// - Throws: `.invalidValue` for a token or a rank that comes twice, and for no token.
  init(
    _ ranked: [(rank: Int, bytes: [UInt8])],
    special: [[UInt8]] = [],
    path: String
  ) throws(TokenizerError) {
    guard !ranked.isEmpty else {
      throw .invalidValue(path: path, found: "no tokens", expected: "tokens with ranks")
    }
    var raw = VocabularyBuilder(capacity: ranked.count)
    var spelled = VocabularyBuilder(capacity: ranked.count)
    for (rank, bytes) in ranked {
      guard rank + special.count <= VocabularyBuilder.highestID else {
        throw .invalidValue(path: path, found: "the rank \(rank)", expected: "a smaller one")
      }
      let id = Int32(truncatingIfNeeded: rank + special.count)
      raw.append(bytes, id: id)
      var text: [UInt8] = []
      for byte in bytes { ByteCharacters.append(byte, to: &text) }
      spelled.append(text, id: id)
    }
    for (id, token) in special.enumerated() {
      spelled.append(token, id: Int32(truncatingIfNeeded: id))
    }
    let vocabulary = Vocabulary(raw)
    guard vocabulary.count == ranked.count, raw.firstRepeatedID() == nil else {
      throw .invalidValue(
        path: path,
        found: "a token or a rank that comes twice",
        expected: "each once"
      )
    }
    merges = try PieceMerges.derive(
      from: raw.entries.indices.map { raw.bytes(at: $0) },
      in: vocabulary,
      cut: .betweenBytes,
      path: path
    )
    builder = spelled
    count = ranked.count
  }

  /// The draft with the components that all such files have.
  func draft(name: String, words: String) throws(TokenizerError) -> TokenizerDraft {
    let model = try DraftModel(
      .bytePairs(merges: merges),
      fields: [
        "type": .string("BPE"), "dropout": .null, "unk_token": .null,
        "continuing_subword_prefix": .null, "end_of_word_suffix": .null,
        "fuse_unk": .boolean(false), "byte_fallback": .boolean(false),
        "ignore_merges": .boolean(true),
      ],
      tokens: builder,
      path: name
    )
    var draft = TokenizerDraft(fileNames: [name], model: model)
    draft.preTokenizer = ComponentSection.preTokenizers([
      ComponentSection.split(["Regex": .string(words)], "Isolated"),
      ComponentSection.byteLevel(addsPrefixSpace: false, splits: false),
    ])
    draft.decoder = ComponentSection.byteLevel()
    draft.postProcessor = ComponentSection.byteLevel(trimsOffsets: false)
    return draft
  }

  /// The tokens of the classes that are read from such files.
  static func classTokens(
    _ tokenizerClass: TokenizerClass,
    _ settings: TokenizerSettings,
    _ name: String
  ) throws(TokenizerError) -> ClassTokens {
    let defaults: [String: String]
    switch tokenizerClass.rules {
    case .generic: defaults = [:]
    case .llama: defaults = ["unk": "<unk>", "bos": "<s>", "eos": "</s>"]
    default:
      throw .unsupportedFiles("\(tokenizerClass.name) with ranks in \(name)")
    }
    return try ClassTokens(settings, defaults: defaults, additional: settings.additional)
  }
}
