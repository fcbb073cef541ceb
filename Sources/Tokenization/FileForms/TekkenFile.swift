internal import JSON

/// `tekken.json` of Mistral: tokens in base64 in the order of their ranks, the pattern, and the
/// special tokens, whose ids come first.
struct TekkenFile {
  private let name: String
  private let pattern: String
  private let tokens: ByteTokens
  private let special: [[UInt8]]

  /// Reads the file.
  init(_ bytes: [UInt8], name: String) throws(TokenizerError) {
    self.name = name
    let root = try JSONParser().parse(bytes, ofFile: name)
    guard let config = root["config"], config.kind == .object else {
      throw .missingField("config", path: "\(name): $")
    }
    guard let pattern = config["pattern"]?.string else {
      throw .missingField("pattern", path: "\(name): $.config")
    }
    self.pattern = pattern
    special = try Self.specialTokens(of: root, config, name)
    guard let vocab = root["vocab"], vocab.kind == .array else {
      throw .missingField("vocab", path: "\(name): $")
    }
    var limit = vocab.count
    if let size = try Self.count("default_vocab_size", of: config, name) {
      guard size >= special.count else {
        throw .invalidValue(
          path: "\(name): $.config.default_vocab_size",
          found: "\(size)",
          expected: "more than the \(special.count) special tokens"
        )
      }
      limit = min(limit, size - special.count)
    }
    var ranked: [(rank: Int, bytes: [UInt8])] = []
    for entry in vocab.elements {
      guard ranked.count < limit else { break }
      guard let text = entry["token_bytes"]?.string, let bytes = Base64.decode(text),
        !bytes.isEmpty
      else {
        throw .invalidValue(
          path: "\(name): $.vocab[\(ranked.count)].token_bytes",
          found: entry["token_bytes"].map { $0.string.map { "\"\($0.prefix(100))\"" } ?? "" } ?? "",
          expected: "a token in base64"
        )
      }
      ranked.append((ranked.count, bytes))
    }
    tokens = try ByteTokens(ranked, special: special, path: name)
  }

  /// The special tokens in the order of their ids, with fillers behind them.
  private static func specialTokens(
    of root: JSONNode,
    _ config: JSONNode,
    _ name: String
  ) throws(TokenizerError) -> [[UInt8]] {
    guard let section = root["special_tokens"], section.kind == .array else {
      throw .unsupportedFiles(
        "\(name) names no special tokens: its version is too old for the rules that are known"
      )
    }
    var byRank: [Int64: String] = [:]
    var count = 0
    for entry in section.elements {
      let path = "\(name): $.special_tokens[\(count)]"
      guard let rank = entry["rank"]?.int64, let text = entry["token_str"]?.string, !text.isEmpty
      else {
        throw .invalidValue(path: path, found: "\(entry.kind)", expected: "a rank and a token_str")
      }
      byRank[rank] = text
      count += 1
    }
    var tokens: [[UInt8]] = []
    for rank in 0..<count {
      guard let text = byRank[Int64(rank)] else {
        throw .invalidValue(
          path: "\(name): $.special_tokens",
          found: "no rank \(rank)",
          expected: "each rank from 0 to \(count - 1) once"
        )
      }
      tokens.append(Array(text.utf8))
    }
    let whole = try Self.count("default_num_special_tokens", of: config, name) ?? count
    guard whole >= count, whole <= 1 << 16 else {
      throw .invalidValue(
        path: "\(name): $.config.default_num_special_tokens",
        found: "\(whole)",
        expected: "at least the number of special_tokens, \(count), and at most \(1 << 16)"
      )
    }
    for id in count..<whole { tokens.append(Array("<SPECIAL_\(id)>".utf8)) }
    return tokens
  }

  private static func count(
    _ key: String,
    of config: JSONNode,
    _ name: String
  ) throws(TokenizerError) -> Int? {
    guard let node = config[key], !node.isNull else { return nil }
    guard let value = node.int64, value >= 0, value <= VocabularyBuilder.highestID else {
      throw .invalidValue(
        path: "\(name): $.config.\(key)",
        found: node.int64.map { "\($0)" } ?? "\(node.kind)",
        expected: "an integer from 0 to \(VocabularyBuilder.highestID)"
      )
    }
    return Int(value)
  }

  /// The draft for a class.
  func draft(
    for tokenizerClass: TokenizerClass,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) -> TokenizerDraft {
    let classTokens = try ByteTokens.classTokens(tokenizerClass, settings, name)
    var draft = try tokens.draft(name: name, words: pattern)
    draft.add(special.map { AddedToken(content: $0, isNormalized: false, isSpecial: true) })
    try draft.configure(with: classTokens, settings)
    return draft
  }
}
