internal import JSON

/// A post-processor of a tokenizer file: the cases mirror its `type`.
indirect enum PostProcessor: Sendable {
  case template(TemplateProcessing)
  case byteLevel(OffsetTrimming)
  case bert(ClassificationTokens)
  case roberta(ClassificationTokens, OffsetTrimming)
  case sequence([PostProcessor])

  /// A token on its way through the post-processor.
  struct Token: Sendable, Equatable {
    var id: Int32
    /// The token as the model has it, byte-level characters and all; of an added token what it
    /// matched.
    ///
    /// Needed only if ``PostProcessor/readsTokens``.
    var text: [UInt8]
    /// Code points of the original text.
    var offsets: Range<Int>
  }

  /// Reads the post-processor at a JSON path; `null` is the caller's.
  ///
  /// As in the reference, the fields decide before the type does: a `BertProcessing` with the
  /// fields of a `RobertaProcessing` is one, and the other way round.
  init(json: JSONNode, path: String) throws(TokenizerError) {
    try self.init(json: ComponentNode(node: json, path: path))
  }

  private init(json: ComponentNode) throws(TokenizerError) {
    try json.requireObject()
    if let tokens = try? ClassificationTokens(json: json) {
      if let trimming = try? OffsetTrimming(roberta: json) {
        self = .roberta(tokens, trimming)
      } else {
        self = .bert(tokens)
      }
      return
    }
    switch json.type {
    case "ByteLevel": self = .byteLevel(try OffsetTrimming(byteLevel: json))
    case "Sequence": self = .sequence(try Self.sequence(json))
    case "RobertaProcessing", "BertProcessing":
      // The fields have failed above; this names the one that is at fault.
      self = .bert(try ClassificationTokens(json: json))
    case let type where type == "TemplateProcessing" || json.has("single", "pair"):
      self = .template(try TemplateProcessing(json: json))
    default: throw json.unknownType("post-processor type")
    }
  }

  private static func sequence(_ json: ComponentNode) throws(TokenizerError) -> [PostProcessor] {
    var processors: [PostProcessor] = []
    for element in try json.field("processors").elements() {
      let processor = try PostProcessor(json: element)
      // The reference takes the parts that a template leaves for a pair of texts, or raises.
      if processor.takesWholeTexts, processors.contains(where: \.leavesParts) {
        throw .unsupported(
          "post-processor behind a template, of type",
          element.type ?? "",
          path: element.path
        )
      }
      processors.append(processor)
    }
    return processors
  }
}

extension PostProcessor {
  /// Adds special tokens and trims offsets as the processor does for a single text.
  func process(_ tokens: [Token], addingSpecialTokens: Bool) -> [Token] {
    var parts = [tokens]
    process(&parts, addingSpecialTokens: addingSpecialTokens)
    return Array(parts.joined())
  }

  /// Whether `process` looks at the text of tokens.
  var readsTokens: Bool {
    switch self {
    case .template, .bert: false
    case .byteLevel(let trimming), .roberta(_, let trimming): trimming.isOn
    case .sequence(let processors): processors.contains(where: \.readsTokens)
    }
  }

  /// The ids that go before and behind those of a text with special tokens.
  ///
  /// Nil for a template that does not have the text exactly once, which only ``process`` can do.
  var affixes: (prefix: [Int32], suffix: [Int32])? {
    switch self {
    case .template(let template): template.affixes
    case .byteLevel: ([], [])
    case .bert(let tokens), .roberta(let tokens, _): ([tokens.start.id], [tokens.end.id])
    case .sequence(let processors): Self.affixes(of: processors)
    }
  }

  private static func affixes(
    of processors: [PostProcessor]
  ) -> (prefix: [Int32], suffix: [Int32])? {
    var affixes: (prefix: [Int32], suffix: [Int32]) = ([], [])
    for processor in processors {
      guard let outer = processor.affixes else { return nil }
      affixes.prefix = outer.prefix + affixes.prefix
      affixes.suffix += outer.suffix
    }
    return affixes
  }

  /// The tokens are in several parts behind a template, which the byte level trims one by one.
  private func process(_ parts: inout [[Token]], addingSpecialTokens: Bool) {
    switch self {
    case .template(let template):
      parts = template.apply(to: Array(parts.joined()), addingSpecialTokens: addingSpecialTokens)
    case .byteLevel(let trimming):
      for index in parts.indices { trimming.apply(to: &parts[index]) }
    case .bert(let tokens):
      tokens.add(to: &parts, addingSpecialTokens)
    case .roberta(let tokens, let trimming):
      for index in parts.indices { trimming.apply(to: &parts[index]) }
      tokens.add(to: &parts, addingSpecialTokens)
    case .sequence(let processors):
      for processor in processors {
        processor.process(&parts, addingSpecialTokens: addingSpecialTokens)
      }
    }
  }

  private var leavesParts: Bool {
    switch self {
    case .template(let template): template.partCount != 1
    case .byteLevel, .bert, .roberta: false
    case .sequence(let processors): processors.contains(where: \.leavesParts)
    }
  }

  private var takesWholeTexts: Bool {
    switch self {
    case .template, .bert, .roberta: true
    case .byteLevel: false
    case .sequence(let processors): processors.contains(where: \.takesWholeTexts)
    }
  }
}
