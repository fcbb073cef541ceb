internal import JSON

/// What the configuration files beside a vocabulary say, put together as the reference does.
///
/// `tokenizer_config.json` comes first. Only where it has no `added_tokens_decoder`, the older
/// `special_tokens_map.json` goes over it, and `added_tokens.json` lists the added tokens.
struct TokenizerSettings {
  /// The parts that special tokens play, in the order in which the reference adds them.
  static let roles = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
  ]

  /// By role; nil for null, which goes before the class's default like any token.
  var named: [String: ConfiguredToken?] = [:]
  /// Tokens by names of the model's own.
  private(set) var modelSpecific: [(key: String, token: ConfiguredToken)] = []
  /// `extra_special_tokens`, where the key is there; then ``additional`` does not count.
  private(set) var extra: [ConfiguredToken]?
  /// `additional_special_tokens` of `special_tokens_map.json`, or what the vocabulary's file adds.
  var additional: [ConfiguredToken]?
  /// The added tokens, by id.
  private(set) var added: [(id: Int, token: ConfiguredToken)] = []

  let tokenizerConfiguration: JSONObject
  let modelConfiguration: JSONObject

  /// Reads the configuration files that there are.
  init(_ files: TokenizerFiles) throws(TokenizerError) {
    tokenizerConfiguration = try Self.object("tokenizer_config.json", of: files) ?? JSONObject()
    modelConfiguration = try Self.object("config.json", of: files) ?? JSONObject()
    var byName: [(key: String, token: ConfiguredToken)] = []
    try readTokenizerConfiguration(byName: &byName)
    if tokenizerConfiguration["added_tokens_decoder"] == nil {
      if let map = try Self.object("special_tokens_map.json", of: files) {
        try mergeSpecialTokensMap(map, byName: &byName)
      }
      if let tokens = try Self.object("added_tokens.json", of: files) {
        try readAddedTokens(tokens)
      }
    }
    // Objects under names of their own come before strings, and strings go over them.
    for (key, token) in modelSpecific {
      if let index = byName.firstIndex(where: { $0.key == key }) {
        byName[index].token = token
      } else {
        byName.append((key, token))
      }
    }
    modelSpecific = byName
    preferAddedTokens()
  }

  private static func object(
    _ name: String,
    of files: TokenizerFiles
  ) throws(TokenizerError) -> JSONObject? {
    guard let bytes = files[name] else { return nil }
    let value = try JSONParser().parse(bytes, ofFile: name).value
    guard let object = value.object else {
      throw .wrongType(path: name, found: value.kindName, expected: "an object")
    }
    return object
  }
}

extension TokenizerSettings {
  private mutating func readTokenizerConfiguration(
    byName: inout [(key: String, token: ConfiguredToken)]
  ) throws(TokenizerError) {
    let file = "tokenizer_config.json: $"
    for (key, value) in tokenizerConfiguration {
      let path = "\(file).\(key)"
      if Self.roles.contains(key) {
        named[key] = value == .null ? .some(nil) : try ConfiguredToken(value, path: path)
      } else if key.hasSuffix("_token"), value.string != nil {
        modelSpecific.append((key, try ConfiguredToken(value, path: path)))
      } else if key.hasSuffix("_token"), value["content"] != nil {
        byName.append((key, try ConfiguredToken(value, path: path)))
      }
    }
    try readExtraTokens(tokenizerConfiguration["extra_special_tokens"], path: file)
    if extra?.isEmpty != false, let additional = tokenizerConfiguration["additional_special_tokens"]
    {
      let path = "\(file).additional_special_tokens"
      extra = additional == .null ? [] : try ConfiguredToken.list(additional, path: path)
    }
    guard let decoder = tokenizerConfiguration["added_tokens_decoder"] else { return }
    let path = "\(file).added_tokens_decoder"
    guard let members = decoder.object else {
      throw .wrongType(path: path, found: decoder.kindName, expected: "an object")
    }
    for (key, value) in members {
      guard let id = Int(key), id >= 0, id <= VocabularyBuilder.highestID else {
        throw .invalidValue(path: path, found: "\"\(key)\"", expected: "an id")
      }
      guard value.object != nil else {
        throw .wrongType(path: "\(path).\(key)", found: value.kindName, expected: "an object")
      }
      added.append((id, try ConfiguredToken(value, path: "\(path).\(key)")))
    }
    added.sort { $0.id < $1.id }
  }

  private mutating func readExtraTokens(
    _ value: JSONValue?,
    path: String
  ) throws(TokenizerError) {
    guard let value else { return }
    let path = "\(path).extra_special_tokens"
    if let members = value.object {
      for (key, value) in members {
        let token = try ConfiguredToken(value, path: "\(path).\(key)")
        modelSpecific.removeAll { $0.key == key }
        modelSpecific.append((key, token))
      }
    } else {
      extra = value == .null ? [] : try ConfiguredToken.list(value, path: path)
    }
  }

  private mutating func mergeSpecialTokensMap(
    _ map: JSONObject,
    byName: inout [(key: String, token: ConfiguredToken)]
  ) throws(TokenizerError) {
    let file = "special_tokens_map.json: $"
    for (key, value) in map {
      let path = "\(file).\(key)"
      switch key {
      case "extra_special_tokens":
        let former = extra ?? []
        try readExtraTokens(value, path: file)
        if value.array != nil {
          let new = (extra ?? []).map(\.specialIfObject).filter { !former.contains($0) }
          extra = former + new
        }
      case "additional_special_tokens":
        additional =
          value == .null
          ? nil : try ConfiguredToken.list(value, path: path).map(\.specialIfObject)
      case _ where Self.roles.contains(key):
        named[key] =
          value == .null ? .some(nil) : try ConfiguredToken(value, path: path).specialIfObject
      case _ where key.hasSuffix("_token") && (value.string != nil || value["content"] != nil):
        byName.append((key, try ConfiguredToken(value, path: path).specialIfObject))
      default: break
      }
    }
  }

  private mutating func readAddedTokens(_ tokens: JSONObject) throws(TokenizerError) {
    var special = Set((extra ?? []).map(\.content))
    for case let token?? in Self.roles.map({ named[$0] }) { special.insert(token.content) }
    for (content, value) in tokens {
      let path = "added_tokens.json: $[\"\(content)\"]"
      guard let id = value.int64, id >= 0, id <= VocabularyBuilder.highestID else {
        throw .invalidValue(path: path, found: value.kindName, expected: "an id")
      }
      var token = ConfiguredToken(content: Array(content.utf8))
      token.isSpecial = special.contains(token.content)
      added.append((Int(id), token))
    }
    added.sort { $0.id < $1.id }
  }

  /// Takes the flags of a special token from the added token of the same text.
  private mutating func preferAddedTokens() {
    let byContent = Dictionary(
      added.map { ($0.token.content, $0.token) },
      uniquingKeysWith: { _, last in last }
    )
    for role in Self.roles {
      if case let token?? = named[role], let other = byContent[token.content] {
        named[role] = other
      }
    }
  }
}

extension ConfiguredToken {
  /// In `special_tokens_map.json` every object is a special token.
  fileprivate var specialIfObject: Self {
    var token = self
    token.isSpecial = !isBare
    return token
  }
}

extension TokenizerSettings {
  /// A flag of `tokenizer_config.json`; nil where it is absent or null.
  func flag(_ name: String) throws(TokenizerError) -> Bool? {
    guard let value = tokenizerConfiguration[name], value != .null else { return nil }
    guard let flag = value.boolean else {
      throw .wrongType(
        path: "tokenizer_config.json: $.\(name)",
        found: value.kindName,
        expected: "true or false"
      )
    }
    return flag
  }

  /// A number of `tokenizer_config.json`, from 0 to `limit`; nil where it is absent.
  func count(_ name: String, limit: Int) throws(TokenizerError) -> Int? {
    guard let value = tokenizerConfiguration[name] else { return nil }
    guard let number = value.int64, number >= 0, number <= limit else {
      throw .invalidValue(
        path: "tokenizer_config.json: $.\(name)",
        found: value.int64.map { "\($0)" } ?? value.kindName,
        expected: "an integer from 0 to \(limit)"
      )
    }
    return Int(number)
  }

  /// A string of `tokenizer_config.json`; nil where it is absent or null.
  func string(_ name: String) throws(TokenizerError) -> String? {
    guard let value = tokenizerConfiguration[name], value != .null else { return nil }
    guard let string = value.string else {
      throw .wrongType(
        path: "tokenizer_config.json: $.\(name)",
        found: value.kindName,
        expected: "a string"
      )
    }
    return string
  }

  /// The token that plays a part: what the files say, else the class's default.
  func token(_ role: String, default token: ConfiguredToken?) -> ConfiguredToken? {
    named[role] ?? token
  }
}
