internal import JSON

/// A pre-tokenizer of a tokenizer file: the cases mirror its `type`.
indirect enum PreTokenizer: Sendable {
  case byteLevel(ByteLevelPreTokenizer)
  case split(SplitPreTokenizer)
  case digits(ClassCut)
  case punctuation(ClassCut)
  case whitespace
  case whitespaceSplit
  case metaspace(MetaspacePreTokenizer)
  case bert
  case delimiter(Unicode.Scalar)
  case scripts
  case fixedLength(Int)
  case sequence([PreTokenizer])

  /// Reads the pre-tokenizer at a JSON path; `null` is the caller's.
  init(json: JSONNode, path: String) throws(TokenizerError) {
    try self.init(json: ComponentNode(node: json, path: path))
  }

  private init(json: ComponentNode) throws(TokenizerError) {
    try json.requireObject()
    switch json.type {
    case "ByteLevel": self = .byteLevel(try ByteLevelPreTokenizer(json: json))
    case "Split": self = .split(try SplitPreTokenizer(json: json))
    case "Digits":
      let isIndividual = try json.boolean("individual_digits")
      self = .digits(ClassCut(.numeric, isIndividual ? .isolated : .contiguous))
    case "Punctuation":
      let behavior = json.has("behavior") ? try json.field("behavior") : nil
      self = .punctuation(
        ClassCut(.punctuation, try behavior.map(SplitBehavior.init) ?? .isolated)
      )
    case "Whitespace": self = .whitespace
    case "WhitespaceSplit": self = .whitespaceSplit
    case "Metaspace": self = .metaspace(try MetaspacePreTokenizer(json: json))
    case "BertPreTokenizer": self = .bert
    case "CharDelimiterSplit": self = .delimiter(try json.character("delimiter"))
    case "UnicodeScripts": self = .scripts
    case "FixedLength": self = .fixedLength(try FixedLengthSplitting.length(json))
    case "Sequence":
      var preTokenizers: [PreTokenizer] = []
      for element in try json.field("pretokenizers").elements() {
        preTokenizers.append(try PreTokenizer(json: element))
      }
      self = .sequence(preTokenizers)
    default: throw json.unknownType("pre-tokenizer type")
    }
  }
}

extension PreTokenizer {
  /// Splits the pieces of `text` further.
  func apply(
    to text: inout PreTokenizedText,
    using matchers: PatternMatchers
  ) throws(TokenizerError) {
    switch self {
    case .byteLevel(let byteLevel):
      try byteLevel.apply(to: &text, using: matchers)
    case .split(let split):
      try text.split(
        split.behavior,
        at: split.pattern,
        inverted: split.isInverted,
        using: matchers
      )
    case .digits(let cut), .punctuation(let cut):
      text.split(cut)
    case .whitespace:
      WordsAndSymbols.apply(to: &text)
    case .whitespaceSplit:
      text.split(.whitespaceRemoved)
    case .metaspace(let metaspace):
      metaspace.apply(to: &text)
    case .bert:
      text.split(.whitespaceRemoved)
      text.split(.punctuationIsolated)
    case .delimiter(let delimiter):
      text.split(removing: delimiter)
    case .scripts:
      ScriptSplitting.apply(to: &text)
    case .fixedLength(let length):
      FixedLengthSplitting.apply(to: &text, length: length)
    case .sequence(let preTokenizers):
      for preTokenizer in preTokenizers { try preTokenizer.apply(to: &text, using: matchers) }
    }
  }

  /// Whether `apply` asks where in the original text a piece begins, so that a normalizer before it
  /// must track alignments even where no offsets are wanted.
  var readsOriginalStart: Bool {
    switch self {
    case .metaspace(let metaspace): metaspace.readsOriginalStart
    case .sequence(let preTokenizers): preTokenizers.contains(where: \.readsOriginalStart)
    default: false
    }
  }

  /// Whether `apply` may put a mark in front of a text.
  var mayPrefix: Bool {
    switch self {
    case .metaspace(let metaspace): metaspace.settings.prependScheme != .never
    case .sequence(let preTokenizers): preTokenizers.contains(where: \.mayPrefix)
    default: false
    }
  }

  /// Whether `apply` writes text in the byte-level alphabet.
  var writesByteCharacters: Bool {
    switch self {
    case .byteLevel: true
    case .sequence(let preTokenizers): preTokenizers.contains(where: \.writesByteCharacters)
    default: false
    }
  }
}
