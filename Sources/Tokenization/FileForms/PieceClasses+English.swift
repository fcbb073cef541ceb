internal import JSON

/// The classes whose special tokens are `[CLS]` and `[SEP]`, and their kin.
extension PieceFile {
  func albert(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    var draft = try unigram(pieces, unknownID: 1)
    draft.normalizer = ComponentSection.normalizers(
      Self.quotes
        + (try settings.flag("keep_accents") ?? false ? [] : Self.withoutAccents)
        + (try settings.flag("do_lower_case") ?? true ? [ComponentSection.plain("Lowercase")] : [])
        + [mapNormalizer].compactMap(\.self)
    )
    let scheme = try settings.flag("add_prefix_space") ?? true ? "always" : "never"
    draft.preTokenizer = ComponentSection.preTokenizers([
      Self.words, ComponentSection.metaspace(scheme),
    ])
    draft.decoder = ComponentSection.metaspace(scheme)
    let tokens = try bertTokens(settings)
    // The model must have both: the reference asks before it adds tokens.
    let start = TemplatePart.token("[CLS]", id: try draft.pair("cls", of: tokens).1, type: 0)
    let end = try draft.pair("sep", of: tokens).1
    draft.setBERTTemplate(start, "[SEP]", end)
    try draft.configure(with: tokens, settings)
    return draft
  }

  func remBERT(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    var draft = try unigram(pieces, unknownID: 2)
    draft.normalizer = ComponentSection.normalizers(
      Self.quotes + [Self.oneSpace]
        + (try settings.flag("keep_accents") ?? true ? [] : Self.withoutAccents)
        + (try settings.flag("do_lower_case") ?? false ? [ComponentSection.plain("Lowercase")] : [])
        + [mapNormalizer].compactMap(\.self)
    )
    let scheme = try settings.flag("add_prefix_space") ?? true ? "always" : "never"
    draft.preTokenizer = ComponentSection.metaspace(scheme)
    draft.decoder = ComponentSection.metaspace(scheme)
    let tokens = try bertTokens(settings)
    try draft.configure(with: tokens, settings)
    // The reference sets the template of BERT, and then puts this in its place.
    try draft.configureAgain(with: tokens)
    return draft
  }

  func bigBird(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    var tokens = try ClassTokens(
      settings,
      defaults: [
        "unk": "<unk>", "bos": "<s>", "eos": "</s>", "pad": "<pad>", "sep": "[SEP]",
        "mask": "[MASK]", "cls": "[CLS]",
      ],
      additional: addedTokens
    )
    for role in ["bos", "eos", "unk", "pad", "cls", "sep"] where tokens[role]?.isBare == true {
      tokens[role]?.isBare = false
    }
    tokens["mask"] = tokens["mask"]?.strippingLeftIfBare()
    var draft = try unigram(
      pieces,
      unknownID: firstIndex(ofUnscored: try tokens.text("unk")) ?? 100
    )
    draft.normalizer = ComponentSection.normalizers([
      ComponentSection.stripNormalizer(left: false, right: false),
      ComponentSection.replace(pattern: " {2,}", by: "▁"),
    ])
    let scheme = try settings.flag("add_prefix_space") ?? true ? "always" : "never"
    draft.preTokenizer = ComponentSection.metaspace(scheme)
    draft.decoder = ComponentSection.metaspace(scheme)
    try draft.configure(with: tokens, settings)
    let end = try draft.pair("sep", of: tokens)
    draft.setBERTTemplate(try draft.part("cls", of: tokens), end.0, end.1)
    return draft
  }

  func xlNet(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    var draft = try unigram(pieces, unknownID: Int(trainer.unkID))
    draft.normalizer = ComponentSection.normalizers(
      Self.quotes + Self.withoutAccents
        + (try settings.flag("do_lower_case") ?? false ? [ComponentSection.plain("Lowercase")] : [])
        + [mapNormalizer].compactMap(\.self)
    )
    draft.preTokenizer = ComponentSection.preTokenizers([
      Self.words, ComponentSection.metaspace("always"),
    ])
    draft.decoder = ComponentSection.metaspace("always")
    var tokens = try ClassTokens(
      settings,
      defaults: [
        "bos": "<s>", "eos": "</s>", "unk": "<unk>", "sep": "<sep>", "pad": "<pad>",
        "cls": "<cls>", "mask": "<mask>",
      ],
      additional: addedTokens
    )
    tokens["mask"] = tokens["mask"]?.strippingLeftIfBare()
    try draft.configure(with: tokens, settings)
    let end = try draft.part("sep", of: tokens)
    let last = try draft.part("cls", of: tokens, type: 2)
    draft.postProcessor = ComponentSection.template(
      single: [.first, end, last],
      pair: [.first, end, .second, try draft.part("sep", of: tokens, type: 1), last]
    )
    return draft
  }

  func barthez(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    try requireUnigram("BarthezTokenizer")
    var draft = try unigram(pieces, unknownID: 3)
    draft.normalizer = ComponentSection.normalizers(Self.plainText)
    let scheme = try settings.flag("add_prefix_space") ?? true ? "always" : "never"
    draft.preTokenizer = ComponentSection.metaspace(scheme)
    draft.decoder = ComponentSection.metaspace(scheme)
    var tokens = try fairseqTokens(settings, additional: addedTokens)
    tokens["mask"] = tokens["mask"]?.strippingLeftIfBare()
    try draft.configure(with: tokens, settings)
    return draft
  }

  func debertaV2(_ settings: TokenizerSettings) throws(TokenizerError) -> TokenizerDraft {
    let tokens = try ClassTokens(
      settings,
      defaults: [
        "bos": "[CLS]", "eos": "[SEP]", "unk": "[UNK]", "sep": "[SEP]", "pad": "[PAD]",
        "cls": "[CLS]", "mask": "[MASK]",
      ],
      additional: addedTokens
    )
    var draft = try unigram(
      pieces,
      unknownID: firstIndex(ofUnscored: try tokens.text("unk")) ?? Int(trainer.unkID)
    )
    draft.normalizer = ComponentSection.normalizers(
      (try settings.flag("do_lower_case") ?? false ? [ComponentSection.plain("Lowercase")] : [])
        + Self.plainText
    )
    let scheme = try settings.flag("add_prefix_space") ?? true ? "always" : "first"
    let punctuation = JSONValue.object([
      "type": .string("Punctuation"), "behavior": .string("Isolated"),
    ])
    draft.preTokenizer = ComponentSection.preTokenizers(
      (try settings.flag("split_by_punct") ?? false ? [punctuation] : [])
        + [ComponentSection.metaspace(scheme)]
    )
    draft.decoder = ComponentSection.metaspace(scheme)
    try draft.configure(with: tokens, settings)
    let end = try draft.pair("sep", of: tokens)
    draft.setBERTTemplate(try draft.part("cls", of: tokens), end.0, end.1)
    return draft
  }
}

extension PieceFile {
  private static let quotes = [
    ComponentSection.replace("``", by: "\""), ComponentSection.replace("''", by: "\""),
  ]
  private static let withoutAccents = [
    ComponentSection.plain("NFKD"), ComponentSection.plain("StripAccents"),
  ]
  private static let plainText = [
    ComponentSection.replace(pattern: #"\s{2,}|[\n\r\t]"#, by: " "), ComponentSection.plain("NFC"),
    ComponentSection.stripNormalizer(left: false, right: true),
  ]

  private func bertTokens(_ settings: TokenizerSettings) throws(TokenizerError) -> ClassTokens {
    try ClassTokens(
      settings,
      defaults: [
        "bos": "[CLS]", "eos": "[SEP]", "unk": "<unk>", "sep": "[SEP]", "pad": "<pad>",
        "cls": "[CLS]", "mask": "[MASK]",
      ],
      additional: addedTokens
    )
  }

  /// The place of a piece whose score is 0, as that of every symbol is.
  private func firstIndex(ofUnscored text: String) -> Int? {
    let text = Array(text.utf8)
    return pieces.firstIndex { $0.score == 0 && $0.text == text }
  }
}

extension TokenizerDraft {
  /// `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]`, where the second text has type 1.
  fileprivate mutating func setBERTTemplate(_ start: TemplatePart, _ end: String, _ id: Int32) {
    let single = [start, .first, .token(end, id: id, type: 0)]
    postProcessor = ComponentSection.template(
      single: single,
      pair: single + [.second, .token(end, id: id, type: 1)]
    )
  }
}
