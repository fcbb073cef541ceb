internal import JSON

/// How the tokenizer classes are made of a model of SentencePiece.
extension PieceFile {
  /// The draft for a class.
  func draft(
    for tokenizerClass: TokenizerClass,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) -> TokenizerDraft {
    switch tokenizerClass.rules {
    case .generic: return try generic(settings)
    case .llama: return try llama(settings)
    case .codeLlama: return try codeLlama(settings)
    case .gemma: return try gemma(settings)
    case .reformer: return try reformer(settings)
    case .t5: return try t5(settings)
    case .xlmRoberta: return try xlmRoberta(settings)
    case .albert: return try albert(settings)
    case .camembert: return try camembert(settings)
    case .mBART, .mBART50: return try mBART(settings, is50: tokenizerClass.rules == .mBART50)
    case .pegasus: return try pegasus(settings)
    case .bigBird: return try bigBird(settings)
    case .remBERT: return try remBERT(settings)
    case .xlNet: return try xlNet(settings)
    case .barthez: return try barthez(settings)
    case .debertaV2: return try debertaV2(settings)
    default:
      throw .unsupportedFiles("\(tokenizerClass.name) is not read from \(name)")
    }
  }
}

// MARK: - Byte pairs

extension PieceFile {
  /// What the reference does where it has no class: the model's own type and special pieces count.
  private func generic(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    var settings = settings
    func setDefault(_ role: String, _ id: Int32, _ piece: String, _ standard: String) {
      guard id >= 0, settings.named[role] == nil else { return }
      settings.named[role] = ConfiguredToken.bare(piece.isEmpty ? standard : piece)
    }
    setDefault("bos_token", trainer.bosID, trainer.bosPiece, "<s>")
    setDefault("eos_token", trainer.eosID, trainer.eosPiece, "</s>")
    setDefault("unk_token", trainer.unkID, trainer.unkPiece, "<unk>")
    var draft: TokenizerDraft
    if trainer.modelType == 1 {
      // The reference fails here: it takes the list of scored pieces for a table.
      guard settings.added.isEmpty else {
        throw .unsupportedFiles("\(name) holds a Unigram, with added tokens and without a class")
      }
      draft = try unigram(
        pieces,
        unknownID: Int(trainer.unkID),
        byteFallback: trainer.byteFallback
      )
    } else {
      draft = try bytePairs(
        unknown: trainer.unkPiece,
        byteFallback: trainer.byteFallback,
        renaming: otherNames(settings)
      )
    }
    draft.normalizer = ComponentSection.normalizers(
      [mapNormalizer].compactMap(\.self) + [ComponentSection.replace(" ", by: "▁")]
    )
    draft.decoder = ComponentSection.pieceDecoders(
      bytes: trainer.byteFallback,
      stripsFirstSpace: false
    )
    let tokens = try ClassTokens(settings, defaults: [:], additional: addedTokens)
    try draft.configure(with: tokens, settings)
    return draft
  }

  /// The names that the configuration gives to pieces, which are placeholders then.
  private func otherNames(_ settings: TokenizerSettings) -> [Int: [UInt8]] {
    var present = Set(settings.added.isEmpty ? [] : pieces.map(\.text))
    var names: [Int: [UInt8]] = [:]
    for (id, token) in settings.added where pieces.indices.contains(id) {
      let current = pieces[id].text
      guard !current.isEmpty, current != token.content, !present.contains(token.content) else {
        continue
      }
      present.remove(current)
      present.insert(token.content)
      names[id] = token.content
    }
    return names
  }

  private func llama(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    var draft = try bytePairs(unknown: nil, byteFallback: true)
    let addsPrefixSpace = try settings.flag("add_prefix_space") ?? true
    let isLegacy = try settings.flag("legacy") ?? false
    draft.preTokenizer = ComponentSection.metaspace(
      addsPrefixSpace ? (isLegacy ? "always" : "first") : "never",
      splits: false
    )
    draft.decoder = ComponentSection.pieceDecoders(stripsFirstSpace: addsPrefixSpace)
    let tokens = try ClassTokens(
      settings,
      defaults: ["unk": "<unk>", "bos": "<s>", "eos": "</s>"],
      additional: addedTokens
    )
    try draft.configure(with: tokens, settings)
    return draft
  }

  private func codeLlama(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    let own: [(key: String, token: ConfiguredToken)] = [
      ("prefix_token", .bare("▁<PRE>")), ("middle_token", .bare("▁<MID>")),
      ("suffix_token", .bare("▁<SUF>")), ("eot_token", .bare("▁<EOT>")),
      ("fill_token", .bare("<FILL_ME>")),
    ]
    let tokens = try ClassTokens(
      settings,
      defaults: ["unk": "<unk>", "bos": "<s>", "eos": "</s>"],
      additional: addedTokens + own.map(\.token),
      ownModelSpecific: own
    )
    var draft = try bytePairs(unknown: try tokens.text("unk"), byteFallback: true)
    draft.preTokenizer = ComponentSection.metaspace(
      try settings.flag("add_prefix_space") ?? true ? "first" : "never",
      splits: false
    )
    draft.decoder = ComponentSection.pieceDecoders(stripsFirstSpace: true)
    try draft.configure(with: tokens, settings)
    let isTold = settings.tokenizerConfiguration["add_bos_token"] != nil
    try draft.setTemplate(tokens, addsBeginning: isTold ? nil : true)
    return draft
  }

  private func gemma(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    let tokens = try ClassTokens(
      settings,
      defaults: [
        "unk": "<unk>", "bos": "<bos>", "eos": "<eos>", "pad": "<pad>", "mask": "<mask>",
      ],
      additional: addedTokens
    )
    var draft = try bytePairs(unknown: try tokens.text("unk"), byteFallback: true)
    draft.normalizer = ComponentSection.replace(" ", by: "▁")
    draft.preTokenizer = ComponentSection.split(["String": .string(" ")], "MergedWithPrevious")
    draft.decoder = ComponentSection.pieceDecoders(stripsFirstSpace: false)
    try draft.configure(with: tokens, settings)
    return draft
  }

  private func reformer(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    let tokens = try ClassTokens(
      settings,
      defaults: ["eos": "</s>", "unk": "<unk>"],
      additional: addedTokens
    )
    var draft = try bytePairs(unknown: try tokens.text("unk"), byteFallback: false)
    if let mapNormalizer {
      draft.normalizer = ComponentSection.normalizers([mapNormalizer, Self.oneSpace])
    }
    draft.preTokenizer = ComponentSection.metaspace("always")
    draft.decoder = ComponentSection.metaspace("always")
    try draft.configure(with: tokens, settings)
    try draft.configureAgain(with: tokens)
    return draft
  }
}

// MARK: - Unigrams

extension PieceFile {
  static let oneSpace = ComponentSection.replace(pattern: " {2,}", by: " ")
  static let words = ComponentSection.plain("WhitespaceSplit")

  private func t5(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    let count = try settings.count("extra_ids", limit: 10_000) ?? 100
    let extra = (0..<count).map { "<extra_id_\($0)>" }
    var additional = addedTokens
    let known = additional.filter { $0.text.contains("<extra_id_") }.count
    if known < 1 {
      additional += extra.map(ConfiguredToken.bare)
    } else if count > 0, count != known {
      throw .invalidValue(
        path: "tokenizer_config.json: $.extra_ids",
        found: "\(count)",
        expected: "the number of such pieces in \(name), \(known)"
      )
    }
    var draft = try unigram(pieces + extra.reversed().map { Piece($0) }, unknownID: 2)
    draft.normalizer = mapNormalizer ?? .null
    draft.preTokenizer = ComponentSection.preTokenizers([
      Self.words, ComponentSection.metaspace("always"),
    ])
    draft.decoder = ComponentSection.metaspace("always")
    let tokens = try ClassTokens(
      settings,
      defaults: ["eos": "</s>", "unk": "<unk>", "pad": "<pad>"],
      additional: additional
    )
    try draft.configure(with: tokens, settings)
    let end = TemplatePart.token("</s>", id: try draft.pair("eos", of: tokens).1, type: 0)
    draft.postProcessor = ComponentSection.template(
      single: [.first, end],
      pair: [.first, end, .text("B", type: 0), end]
    )
    return draft
  }

  private func xlmRoberta(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    let list =
      try fairseqPieces(settings) + pieces.dropFirst(3)
      + [Piece(try text("mask_token", default: "<mask>", settings))]
    var draft = try unigram(list, unknownID: 3)
    draft.normalizer = mapNormalizer ?? .null
    let scheme = try settings.flag("add_prefix_space") ?? true ? "always" : "never"
    draft.preTokenizer = ComponentSection.preTokenizers([
      Self.words, ComponentSection.metaspace(scheme),
    ])
    draft.decoder = ComponentSection.metaspace(scheme)
    let tokens = try fairseqTokens(settings, additional: addedTokens)
    try draft.configure(with: tokens, settings)
    try draft.setPairOfEnds(tokens)
    return draft
  }

  private func camembert(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    try requireUnigram("CamembertTokenizer")
    let unknown = try text("unk_token", default: "<unk>", settings)
    let list =
      [
        Piece("<s>NOTUSED"), Piece(try text("pad_token", default: "<pad>", settings)),
        Piece("</s>NOTUSED"), Piece(unknown), Piece("<unk>NOTUSED", score: -100),
      ] + pieces.dropFirst() + [Piece(try text("mask_token", default: "<mask>", settings))]
    var draft = try unigram(
      list,
      unknownID: list.firstIndex { $0.text == Array(unknown.utf8) } ?? 0
    )
    draft.normalizer = mapNormalizer ?? .null
    let scheme = try settings.flag("add_prefix_space") ?? true ? "always" : "never"
    draft.preTokenizer = ComponentSection.preTokenizers([
      Self.words, ComponentSection.metaspace(scheme),
    ])
    draft.decoder = ComponentSection.metaspace(scheme)
    var tokens = try fairseqTokens(settings, additional: addedTokens)
    tokens["mask"] = tokens["mask"]?.strippingLeftIfBare(special: true)
    try draft.configure(with: tokens, settings)
    try draft.setPairOfEnds(tokens)
    return draft
  }

  private func mBART(
    _ settings: TokenizerSettings,
    is50: Bool
  ) throws(TokenizerError) -> TokenizerDraft {
    let languages = LanguageCodes.mBART + (is50 ? LanguageCodes.mBART50 : [])
    let list =
      try fairseqPieces(settings, first: is50 ? "cls_token" : "bos_token") + pieces.dropFirst(3)
      + languages.map { Piece($0) } + [Piece(try text("mask_token", default: "<mask>", settings))]
    var draft = try unigram(list, unknownID: 3)
    if is50 {
      draft.normalizer = ComponentSection.normalizers(
        [mapNormalizer].compactMap(\.self) + [Self.oneSpace]
      )
    }
    let metaspace = ComponentSection.metaspace("always")
    draft.preTokenizer =
      is50 ? metaspace : ComponentSection.preTokenizers([Self.words, metaspace])
    draft.decoder = metaspace
    let codes = languages.map(ConfiguredToken.bare)
    var tokens = try fairseqTokens(
      settings,
      hasBeginning: !is50,
      additional: is50 ? addedTokens + codes : codes + addedTokens
    )
    tokens["mask"] = tokens["mask"]?.strippingLeftIfBare()
    try draft.configure(with: tokens, settings)
    let code = try settings.string("src_lang") ?? "en_XX"
    let language = TemplatePart.token(code, id: try draft.id(ofText: code), type: 0)
    let end = try draft.part("eos", of: tokens)
    let second = TemplatePart.text("B", type: 0)
    draft.postProcessor =
      is50
      ? ComponentSection.template(
        single: [language, .first, end],
        pair: [language, .first, second, end]
      )
      : ComponentSection.template(
        single: [.first, end, language],
        pair: [.first, second, end, language]
      )
    return draft
  }

  private func pegasus(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    let offset = try settings.count("offset", limit: 10_000) ?? 103
    let configuration = settings.tokenizerConfiguration
    let isNull = configuration["mask_token_sent"] == .null
    let sentenceMask = try settings.string("mask_token_sent")
    var list = [
      Piece(try text("pad_token", default: "<pad>", settings)),
      Piece(try text("eos_token", default: "</s>", settings)),
    ]
    // The defaults of the vocabulary and those of the class are the other way round.
    let mask = settings.token("mask_token", default: .bare("<mask_1>"))?.text
    if let mask { list.append(Piece(mask)) }
    if !isNull, sentenceMask ?? "<mask_2>" != mask {
      list.append(Piece(sentenceMask ?? "<mask_2>"))
    }
    let unknownNames = (2..<max(2, offset)).map { "<unk_\($0)>" }
    list += unknownNames.map { Piece($0, score: -100) } + pieces.dropFirst(2)
    let tokens = try ClassTokens(
      settings,
      defaults: ["pad": "<pad>", "eos": "</s>", "unk": "<unk>", "mask": "<mask_2>"],
      additional: ((isNull ? [] : [sentenceMask ?? "<mask_1>"]) + unknownNames)
        .map(ConfiguredToken.bare)
    )
    let unknown = Array(try tokens.text("unk").utf8)
    var draft = try unigram(
      list,
      unknownID: list.dropFirst().firstIndex { $0.text == unknown && $0.score == 0 } ?? -1
    )
    draft.normalizer = ComponentSection.normalizers([
      mapNormalizer ?? ComponentSection.replace(pattern: #"\n"#, by: " "), Self.oneSpace,
    ])
    draft.preTokenizer = ComponentSection.metaspace("always")
    draft.decoder = ComponentSection.metaspace("always")
    try draft.configure(with: tokens, settings)
    let end = try draft.part("eos", of: tokens)
    draft.postProcessor = ComponentSection.template(
      single: [.first, end],
      pair: [.first, .text("B", type: 0), end]
    )
    return draft
  }
}

// MARK: - What several classes have

extension PieceFile {
  /// The text of a special token as the vocabulary gets it.
  func text(
    _ role: String,
    default standard: String,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) -> String {
    guard let token = settings.token(role, default: .bare(standard)) else {
      throw .invalidValue(
        path: "tokenizer_config.json: $.\(role)",
        found: "null",
        expected: "a token"
      )
    }
    return token.text
  }

  /// The first four pieces of the models that come from fairseq.
  private func fairseqPieces(
    _ settings: TokenizerSettings,
    first: String = "bos_token"
  ) throws(TokenizerError) -> [Piece] {
    [
      Piece(try text(first, default: "<s>", settings)),
      Piece(try text("pad_token", default: "<pad>", settings)),
      Piece(try text("eos_token", default: "</s>", settings)),
      Piece(try text("unk_token", default: "<unk>", settings)),
    ]
  }

  func fairseqTokens(
    _ settings: TokenizerSettings,
    hasBeginning: Bool = true,
    additional: [ConfiguredToken]
  ) throws(TokenizerError) -> ClassTokens {
    var defaults = [
      "eos": "</s>", "sep": "</s>", "cls": "<s>", "unk": "<unk>", "pad": "<pad>",
      "mask": "<mask>",
    ]
    if hasBeginning { defaults["bos"] = "<s>" }
    return try ClassTokens(settings, defaults: defaults, additional: additional)
  }

  func requireUnigram(_ name: String) throws(TokenizerError) {
    guard trainer.modelType == 1 else {
      throw .unsupportedFiles("\(name) is read from a Unigram, and \(self.name) is none")
    }
  }
}

extension TokenizerDraft {
  /// The template of RoBERTa: `<s> A </s>`, `<s> A </s> </s> B </s>`.
  fileprivate mutating func setPairOfEnds(_ tokens: ClassTokens) throws(TokenizerError) {
    let start = try part("bos", of: tokens)
    let end = try part("eos", of: tokens)
    postProcessor = ComponentSection.template(
      single: [start, .first, end],
      pair: [start, .first, end, end, .text("B", type: 0), end]
    )
  }

  /// Adds all special tokens as such again, and sets the template again.
  mutating func configureAgain(with tokens: ClassTokens) throws(TokenizerError) {
    add(
      (tokens.named + tokens.extra).map { token in
        var token = token
        if !token.isBare { token.isSpecial = true }
        return token.added
      }
    )
    try setTemplate(tokens)
  }
}

/// The languages of mBART, which are special tokens.
enum LanguageCodes {
  static let mBART = words(
    """
    ar_AR cs_CZ de_DE en_XX es_XX et_EE fi_FI fr_XX gu_IN hi_IN it_IT ja_XX kk_KZ ko_KR lt_LT \
    lv_LV my_MM ne_NP nl_XX ro_RO ru_RU si_LK tr_TR vi_VN zh_CN
    """
  )
  /// The further ones of mBART-50.
  static let mBART50 = words(
    """
    af_ZA az_AZ bn_IN fa_IR he_IL hr_HR id_ID ka_GE km_KH mk_MK ml_IN mn_MN mr_IN pl_PL ps_AF \
    pt_XX sv_SE sw_KE ta_IN te_IN th_TH tl_XX uk_UA ur_PK xh_ZA gl_ES sl_SI
    """
  )

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }
}
