internal import JSON

/// `vocab.txt`: one token a line, whose id is the line's number; the WordPiece of BERT and its kin.
struct WordList {
  private static let name = "vocab.txt"
  private let tokens: VocabularyBuilder

  /// Reads the file; white space at the end of a line does not count, and of equal lines the last
  /// one gives the id.
  init(_ files: TokenizerFiles) throws(TokenizerError) {
    let bytes = try files.content(Self.name, for: "a WordPiece vocabulary")
    var builder = VocabularyBuilder(capacity: bytes.count / 8)
    for (index, line) in TextLines(bytes).enumerated() {
      let path = "\(Self.name), line \(index + 1)"
      guard index <= VocabularyBuilder.highestID else {
        throw .invalidValue(path: path, found: "more lines", expected: "fewer")
      }
      guard let text = String(validating: line, as: UTF8.self) else {
        throw .invalidValue(path: path, found: "bytes that are not UTF-8", expected: "a token")
      }
      let scalars = text.unicodeScalars
      let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { scalars.index(after: $0) }
      let token = String(scalars[..<(end ?? scalars.startIndex)])
      builder.append(Array(token.utf8), id: Int32(truncatingIfNeeded: index))
    }
    guard !builder.entries.isEmpty else {
      throw .invalidValue(path: Self.name, found: "an empty file", expected: "one token a line")
    }
    tokens = builder
  }

  /// The draft for a class.
  func draft(
    for tokenizerClass: TokenizerClass,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) -> TokenizerDraft {
    let rules = tokenizerClass.rules
    let tokens = try classTokens(rules, settings)
    let model = try DraftModel(
      .wordPiece,
      fields: [
        "type": .string("WordPiece"), "unk_token": .string(try tokens.text("unk")),
        "continuing_subword_prefix": .string("##"),
        "max_input_chars_per_word": .number(.integer(100)),
      ],
      tokens: self.tokens,
      path: Self.name
    )
    var draft = TokenizerDraft(fileNames: [Self.name], model: model)
    let cleans = rules == .funnel ? try settings.flag("clean_text") ?? true : true
    draft.normalizer = .object([
      "type": .string("BertNormalizer"), "clean_text": .boolean(cleans),
      "handle_chinese_chars": .boolean(try settings.flag("tokenize_chinese_chars") ?? true),
      "strip_accents": try settings.flag("strip_accents").map(JSONValue.boolean) ?? .null,
      "lowercase": .boolean(try settings.flag("do_lower_case") ?? true),
    ])
    draft.preTokenizer = ComponentSection.plain("BertPreTokenizer")
    let prefix = rules == .funnel ? try settings.string("wordpieces_prefix") ?? "##" : "##"
    draft.decoder = .object([
      "type": .string("WordPiece"), "prefix": .string(prefix), "cleanup": .boolean(true),
    ])
    try draft.configure(with: tokens, settings)
    if rules == .mpNet {
      draft.postProcessor = ComponentSection.roberta(
        separator: try draft.pair("sep", of: tokens),
        classification: try draft.pair("cls", of: tokens),
        trimsOffsets: true,
        addsPrefixSpace: false
      )
    } else {
      let start = try draft.part("cls", of: tokens, type: rules == .funnel ? 2 : 0)
      let single = [start, .first, try draft.part("sep", of: tokens)]
      draft.postProcessor = ComponentSection.template(
        single: single,
        pair: single + [.second, try draft.part("sep", of: tokens, type: 1)]
      )
    }
    return draft
  }

  private func classTokens(
    _ rules: TokenizerClass.Rules,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) -> ClassTokens {
    let defaults: [String: String] =
      switch rules {
      case .mpNet:
        [
          "bos": "<s>", "eos": "</s>", "sep": "</s>", "cls": "<s>", "unk": "[UNK]",
          "pad": "<pad>", "mask": "<mask>",
        ]
      case .funnel:
        [
          "unk": "<unk>", "sep": "<sep>", "pad": "<pad>", "cls": "<cls>", "mask": "<mask>",
          "bos": "<s>", "eos": "</s>",
        ]
      default:
        ["unk": "[UNK]", "sep": "[SEP]", "pad": "[PAD]", "cls": "[CLS]", "mask": "[MASK]"]
      }
    var tokens = try ClassTokens(settings, defaults: defaults, additional: settings.additional)
    if rules == .mpNet {
      for role in ["bos", "eos", "sep", "cls", "unk", "pad"] where tokens[role]?.isBare == true {
        tokens[role]?.isBare = false
      }
      tokens["mask"] = tokens["mask"]?.strippingLeftIfBare()
    }
    return tokens
  }
}
