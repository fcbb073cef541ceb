internal import JSON

/// The special tokens of a tokenizer class: what the files name over the class's defaults.
struct ClassTokens {
  private var byRole: [String: ConfiguredToken] = [:]
  let modelSpecific: [(key: String, token: ConfiguredToken)]
  let extra: [ConfiguredToken]
  /// Whether the files say that a text begins and ends with special tokens.
  let addsBeginning: Bool
  let addsEnd: Bool
  let saysWhatToAdd: Bool

  /// Puts the tokens together.
  ///
  /// - Parameters:
  ///   - settings: What the files say.
  ///   - defaults: The class's own, by role without `_token`.
  ///   - additional: Special tokens that count unless `extra_special_tokens` is there.
  ///   - ownModelSpecific: The class's own, before those of the files.
  /// - Throws: `.wrongType` with the field of `tokenizer_config.json`.
  init(
    _ settings: TokenizerSettings,
    defaults: [String: String],
    additional: [ConfiguredToken]?,
    ownModelSpecific: [(key: String, token: ConfiguredToken)] = []
  ) throws(TokenizerError) {
    for role in TokenizerSettings.roles {
      let standard = defaults[String(role.dropLast("_token".count))].map(ConfiguredToken.bare)
      byRole[role] = settings.token(role, default: standard)
    }
    var specific = ownModelSpecific
    for (key, token) in settings.modelSpecific {
      if let index = specific.firstIndex(where: { $0.key == key }) {
        specific[index].token = token
      } else {
        specific.append((key, token))
      }
    }
    modelSpecific = specific
    extra = settings.extra ?? additional ?? []
    addsBeginning = try settings.flag("add_bos_token") ?? false
    addsEnd = try settings.flag("add_eos_token") ?? false
    saysWhatToAdd =
      settings.tokenizerConfiguration["add_bos_token"] != nil
      || settings.tokenizerConfiguration["add_eos_token"] != nil
  }

  /// The token of a role without `_token`.
  subscript(role: String) -> ConfiguredToken? {
    get { byRole[role + "_token"] }
    set { byRole[role + "_token"] = newValue }
  }

  /// The named tokens in the order of the reference.
  var named: [ConfiguredToken] {
    TokenizerSettings.roles.compactMap { byRole[$0] } + modelSpecific.map(\.token)
  }

  /// The text of a token that the class cannot do without.
  func text(_ role: String) throws(TokenizerError) -> String {
    guard let token = self[role] else {
      throw .invalidValue(
        path: "tokenizer_config.json: $.\(role)_token",
        found: "null",
        expected: "a token"
      )
    }
    return token.text
  }
}

extension TokenizerDraft {
  /// Adds the tokens and sets the template as the reference does for every class.
  ///
  /// The order matters: it decides the ids of tokens that the vocabulary does not have.
  mutating func configure(
    with tokens: ClassTokens,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) {
    for role in TokenizerSettings.roles {
      specialTokens[role] = tokens[String(role.dropLast("_token".count))]?.text
    }
    let known = Set(added.tokens.values)
    var new: [ConfiguredToken] = []
    for (_, token) in settings.added where !known.contains(token.added) { new.append(token) }
    let contents = Set((known.map(\.content)) + new.map(\.content))
    var firstNew = Set(new)
    for token in tokens.named + tokens.extra
    where !contents.contains(token.content) && firstNew.insert(token).inserted {
      new.append(token)
    }
    let special = Set(tokens.named.map(\.content))
    add(
      new.map { token in
        var token = token
        if special.contains(token.content), !token.isBare { token.isSpecial = true }
        return token.added
      }
    )
    if tokens.saysWhatToAdd || postProcessor == .null { try setTemplate(tokens) }
  }

  /// Sets the template that puts the beginning and the end around a text, where that is wanted.
  mutating func setTemplate(
    _ tokens: ClassTokens,
    addsBeginning: Bool? = nil
  ) throws(TokenizerError) {
    func part(_ role: String, _ isWanted: Bool, type: Int64) throws(TokenizerError)
      -> [TemplatePart]
    {
      guard isWanted, tokens[role] != nil else { return [] }
      return [try self.part(role, of: tokens, type: type)]
    }
    let begins = addsBeginning ?? tokens.addsBeginning
    let single =
      try part("bos", begins, type: 0) + [.first] + part("eos", tokens.addsEnd, type: 0)
    let second =
      try part("bos", begins, type: 1) + [.second] + part("eos", tokens.addsEnd, type: 1)
    postProcessor = ComponentSection.template(single: single, pair: single + second)
  }

  /// A special token in a template.
  func part(
    _ role: String,
    of tokens: ClassTokens,
    type: Int64 = 0
  ) throws(TokenizerError) -> TemplatePart {
    let (text, id) = try pair(role, of: tokens)
    return .token(text, id: id, type: type)
  }

  /// A special token with its id.
  func pair(_ role: String, of tokens: ClassTokens) throws(TokenizerError) -> (String, Int32) {
    let text = try tokens.text(role)
    return (text, try id(ofText: text))
  }

  /// The id of a token that the class cannot do without.
  func id(ofText text: String) throws(TokenizerError) -> Int32 {
    guard let id = id(of: .bare(text)) else {
      throw .invalidValue(
        path: fileNames.first ?? "",
        found: "no token \"\(text)\"",
        expected: "one, which the tokenizer class needs"
      )
    }
    return id
  }
}
