internal import JSON

/// `vocab.json` and `merges.txt`: the byte-level BPE of GPT-2 and its kin.
///
/// `vocab.json` is an object of token to id. A line of `merges.txt` is two tokens with one space
/// between them; lines that begin with `#version` are passed over.
struct VocabularyAndMerges {
  private let tokens: VocabularyBuilder
  private let merges: [(left: Int32, right: Int32)]

  private static let vocabularyName = "vocab.json"
  private static let mergesName = "merges.txt"

  /// Reads both files.
  init(_ files: TokenizerFiles) throws(TokenizerError) {
    let subject = "a byte-level BPE"
    let vocabulary = try files.content(Self.vocabularyName, for: subject)
    let lines = try files.content(Self.mergesName, for: subject)
    tokens = try Self.tokens(vocabulary)
    merges = try Self.merges(lines, of: Vocabulary(tokens))
  }

  private static func tokens(_ bytes: [UInt8]) throws(TokenizerError) -> VocabularyBuilder {
    let root = try JSONParser().parse(bytes, ofFile: vocabularyName)
    guard root.kind == .object else {
      throw .wrongType(path: vocabularyName, found: "\(root.kind)", expected: "an object")
    }
    var builder = VocabularyBuilder(capacity: root.count)
    for member in root.members {
      guard let id = member.node.int64, id >= 0, id <= VocabularyBuilder.highestID else {
        throw .invalidValue(
          path: "\(vocabularyName): $[\"\(member.key)\"]",
          found: member.node.int64.map { "\($0)" } ?? "\(member.node.kind)",
          expected: "an id from 0 to \(VocabularyBuilder.highestID)"
        )
      }
      unsafe builder.append(member.keyUTF8, id: Int32(truncatingIfNeeded: id))
    }
    return builder
  }

  private static func merges(
    _ bytes: [UInt8],
    of vocabulary: Vocabulary
  ) throws(TokenizerError) -> [(left: Int32, right: Int32)] {
    var merges: [(left: Int32, right: Int32)] = []
    for (index, line) in TextLines(bytes).enumerated() where !line.starts(with: "#version".utf8) {
      func fault(_ expected: String) -> TokenizerError {
        .invalidValue(
          path: "\(mergesName), line \(index + 1)",
          found: "\"\(String(decoding: line.prefix(100), as: UTF8.self))\"",
          expected: expected
        )
      }
      guard let space = line.firstIndex(of: 0x20), !line[(space + 1)...].contains(0x20) else {
        throw fault("two tokens with one space between them")
      }
      let left = Array(line[..<space])
      let right = Array(line[(space + 1)...])
      guard let leftID = vocabulary.id(of: left), let rightID = vocabulary.id(of: right),
        vocabulary.id(of: left + right) != nil
      else { throw fault("two tokens of \(vocabularyName) that make a third") }
      merges.append((leftID, rightID))
    }
    return merges
  }

  /// The draft for a class.
  func draft(
    for tokenizerClass: TokenizerClass,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) -> TokenizerDraft {
    var fields: JSONObject = [
      "type": .string("BPE"), "dropout": .null, "unk_token": .null,
      "continuing_subword_prefix": .string(""), "end_of_word_suffix": .string(""),
      "fuse_unk": .boolean(false), "byte_fallback": .boolean(false),
      "ignore_merges": .boolean(false),
    ]
    var classTokens = try Self.classTokens(tokenizerClass.rules, settings)
    if tokenizerClass.rules == .clip {
      fields["unk_token"] = .string(try classTokens.text("unk"))
      fields["end_of_word_suffix"] = .string("</w>")
    }
    let model = try DraftModel(
      .bytePairs(merges: merges),
      fields: fields,
      tokens: tokens,
      path: Self.vocabularyName
    )
    var draft = TokenizerDraft(fileNames: [Self.vocabularyName, Self.mergesName], model: model)
    let addsPrefixSpace =
      try settings.flag("add_prefix_space") ?? (tokenizerClass.rules == .blenderbot)
    draft.setByteLevelComponents(for: tokenizerClass.rules, addsPrefixSpace: addsPrefixSpace)
    if tokenizerClass.rules == .gptNeoX {
      let trims = try settings.flag("trim_offsets") ?? true
      draft.preTokenizer = ComponentSection.byteLevel(
        addsPrefixSpace: addsPrefixSpace,
        trimsOffsets: trims
      )
    }
    if tokenizerClass.rules == .whisper { try Self.checkWhisper(settings) }
    if tokenizerClass.rules == .blenderbot, let mask = classTokens["mask"], mask.isBare {
      var token = mask.strippingLeftIfBare()
      token.isNormalized = false
      classTokens["mask"] = token
    }
    try draft.configure(with: classTokens, settings)
    try draft.finishByteLevel(
      tokenizerClass.rules,
      classTokens,
      settings,
      addsPrefixSpace: addsPrefixSpace
    )
    return draft
  }

  private static func classTokens(
    _ rules: TokenizerClass.Rules,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) -> ClassTokens {
    let end = "<|endoftext|>"
    let defaults: [String: String] =
      switch rules {
      case .gpt2, .codeGen, .whisper: ["unk": end, "bos": end, "eos": end]
      case .qwen2: ["unk": end, "eos": end, "pad": end]
      case .gptNeoX: ["unk": end, "bos": end, "eos": end, "pad": "<|padding|>"]
      case .clip: ["unk": end, "bos": "<|startoftext|>", "eos": end, "pad": end]
      case .deberta:
        [
          "bos": "[CLS]", "eos": "[SEP]", "unk": "[UNK]", "sep": "[SEP]", "pad": "[PAD]",
          "cls": "[CLS]", "mask": "[MASK]",
        ]
      default:
        [
          "bos": "<s>", "eos": "</s>", "unk": "<unk>", "sep": "</s>", "pad": "<pad>",
          "cls": "<s>", "mask": "<mask>",
        ]
      }
    return try ClassTokens(settings, defaults: defaults, additional: settings.additional)
  }

  private static func checkWhisper(_ settings: TokenizerSettings) throws(TokenizerError) {
    for key in ["language", "task"] {
      guard try settings.string(key) == nil else {
        throw .unsupportedFiles("WhisperTokenizer with a \(key) in tokenizer_config.json")
      }
    }
  }
}

// MARK: - The components of the classes

extension TokenizerDraft {
  fileprivate mutating func setByteLevelComponents(
    for rules: TokenizerClass.Rules,
    addsPrefixSpace: Bool
  ) {
    decoder = ComponentSection.byteLevel()
    switch rules {
    case .clip:
      normalizer = ComponentSection.normalizers([
        ComponentSection.plain("NFC"), ComponentSection.replace(pattern: #"\s+"#, by: " "),
        ComponentSection.plain("Lowercase"),
      ])
      let words =
        #"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]"#
        + #"|[^\s\p{L}\p{N}]+"#
      preTokenizer = ComponentSection.preTokenizers([
        ComponentSection.split(["Regex": .string(words)], "Removed", inverted: true),
        ComponentSection.byteLevel(addsPrefixSpace: false),
      ])
    case .qwen2:
      normalizer = ComponentSection.plain("NFC")
      preTokenizer = ComponentSection.preTokenizers([
        ComponentSection.split(
          ["Regex": .string(Self.qwen2Words)],
          "Isolated"
        ),
        ComponentSection.byteLevel(addsPrefixSpace: addsPrefixSpace, splits: false),
      ])
    default:
      if rules == .gptNeoX { normalizer = ComponentSection.plain("NFC") }
      preTokenizer = ComponentSection.byteLevel(addsPrefixSpace: addsPrefixSpace)
      if rules == .codeGen { postProcessor = ComponentSection.byteLevel(trimsOffsets: false) }
    }
  }

  private static let qwen2Words =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"#
    + #"|\s*[\r\n]+|\s+(?!\S)|\s+"#

  /// What a class does after its tokens are added.
  fileprivate mutating func finishByteLevel(
    _ rules: TokenizerClass.Rules,
    _ tokens: ClassTokens,
    _ settings: TokenizerSettings,
    addsPrefixSpace: Bool
  ) throws(TokenizerError) {
    switch rules {
    case .roberta:
      postProcessor = ComponentSection.roberta(
        separator: try pair("sep", of: tokens),
        classification: try pair("cls", of: tokens),
        trimsOffsets: try settings.flag("trim_offsets") ?? true,
        addsPrefixSpace: addsPrefixSpace
      )
    case .clip:
      postProcessor = ComponentSection.roberta(
        separator: try pair("eos", of: tokens),
        classification: try pair("bos", of: tokens),
        trimsOffsets: false,
        addsPrefixSpace: false
      )
    case .deberta:
      let start = try part("cls", of: tokens)
      let end = try part("sep", of: tokens)
      postProcessor = ComponentSection.template(
        single: [start, .first, end],
        pair: [start, .first, end, end, .text("B", type: 0), end]
      )
    case .gptNeoX: try setTemplate(tokens)
    case .qwen2:
      var seen: Set<[UInt8]> = []
      add(
        (tokens.named + tokens.extra).map(\.content).filter { seen.insert($0).inserted }
          .map { AddedToken(content: $0, isNormalized: false, isSpecial: true) }
      )
    case .whisper: try finishWhisper(tokens, settings)
    default: break
    }
  }

  private mutating func finishWhisper(
    _ tokens: ClassTokens,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) {
    var names = ["<|startoftranscript|>"]
    if try settings.flag("predict_timestamps") != true { names.append("<|notimestamps|>") }
    var prefix: [TemplatePart] = []
    for name in names { prefix.append(.token(name, id: try id(ofText: name), type: 0)) }
    postProcessor = ComponentSection.template(
      single: prefix + [.first, try part("eos", of: tokens)],
      pair: prefix + [.first, .second, try part("eos", of: tokens, type: 1)]
    )
  }
}
