internal import JSON

/// The tokenizer class that the files of a folder are read as.
struct TokenizerClass {
  /// The class's name in `transformers`.
  let name: String
  let rules: Rules
  /// Whether the files name a class; else the generic rules were taken because none is named.
  let isNamed: Bool

  /// The classes whose rules are known here; the raw value is the name in `transformers`.
  enum Rules: String, CaseIterable {
    case bert = "BertTokenizer"
    case albert = "AlbertTokenizer"
    case barthez = "BarthezTokenizer"
    case bigBird = "BigBirdTokenizer"
    case blenderbot = "BlenderbotTokenizer"
    case camembert = "CamembertTokenizer"
    case clip = "CLIPTokenizer"
    case codeGen = "CodeGenTokenizer"
    case codeLlama = "CodeLlamaTokenizer"
    case deberta = "DebertaTokenizer"
    case debertaV2 = "DebertaV2Tokenizer"
    case funnel = "FunnelTokenizer"
    case gemma = "GemmaTokenizer"
    case generic = "TokenizersBackend"
    case gpt2 = "GPT2Tokenizer"
    case gptNeoX = "GPTNeoXTokenizer"
    case llama = "LlamaTokenizer"
    case mBART = "MBartTokenizer"
    case mBART50 = "MBart50Tokenizer"
    case mpNet = "MPNetTokenizer"
    case pegasus = "PegasusTokenizer"
    case qwen2 = "Qwen2Tokenizer"
    case reformer = "ReformerTokenizer"
    case remBERT = "RemBertTokenizer"
    case roberta = "RobertaTokenizer"
    case t5 = "T5Tokenizer"
    case whisper = "WhisperTokenizer"
    case xlmRoberta = "XLMRobertaTokenizer"
    case xlNet = "XLNetTokenizer"
  }

  /// The files that a class is read from.
  enum Form: Equatable {
    case vocabularyAndMerges
    case wordList
    /// Pieces or ranks, under a common name or under the class's own.
    case pieces(String?)
  }

  var form: Form {
    switch rules {
    case .blenderbot, .clip, .codeGen, .deberta, .gpt2, .gptNeoX, .qwen2, .roberta, .whisper:
      .vocabularyAndMerges
    case .bert, .funnel, .mpNet: .wordList
    case .generic, .llama, .codeLlama, .gemma: .pieces(nil)
    case .albert, .bigBird, .pegasus, .reformer, .t5, .xlNet: .pieces("spiece.model")
    case .barthez, .camembert, .mBART, .mBART50, .xlmRoberta: .pieces("sentencepiece.bpe.model")
    case .debertaV2: .pieces("spm.model")
    case .remBERT: .pieces("sentencepiece.model")
    }
  }
}

// MARK: - The class that the files name

extension TokenizerClass {
  /// Finds the class by the rules of `AutoTokenizer`.
  ///
  /// - Throws: `.unsupportedFiles` for a class that is known to the reference and not to us, and for
  ///   one that is defined by code in the folder.
  init(_ settings: TokenizerSettings) throws(TokenizerError) {
    let named = try settings.string("tokenizer_class")
    let inModel = settings.modelConfiguration["tokenizer_class"]?.string
    let modelType = settings.modelConfiguration["model_type"]?.string ?? ""
    let declared = (named ?? inModel).map(Self.withoutFast)
    let registered = ClassTables.className(ofModelType: modelType).map(Self.withoutFast)
    let isNamed = declared != nil || registered != nil
    var name = declared ?? registered ?? Rules.generic.rawValue
    let hasOwnCode = settings.tokenizerConfiguration["auto_map"]?["AutoTokenizer"] != nil
    if hasOwnCode {
      guard registered != nil || declared.map(Self.isKnown) == true else {
        throw .unsupportedFiles(
          "\(declared ?? "its tokenizer class") is defined by Python code in the folder (auto_map)"
        )
      }
    } else if let declared, let registered, declared != registered {
      if Self.isGeneric(registered) {
        name = Rules.generic.rawValue
      } else if ClassTables.modelTypesWithWrongClasses.contains(modelType) {
        name = registered
      }
    }
    try self.init(resolving: name, isNamed: isNamed)
  }

  private init(resolving name: String, isNamed: Bool) throws(TokenizerError) {
    self.isNamed = isNamed
    let own = ClassTables.otherNames[name] ?? name
    if let rules = Rules(rawValue: own) {
      self.name = name
      self.rules = rules
    } else if ClassTables.otherClasses.contains(own) {
      throw .unsupportedFiles("\(name) has rules of its own that are not supported")
    } else {
      // The reference takes the generic rules for a class that it does not know.
      self.name = name
      rules = .generic
    }
  }

  private static func withoutFast(_ name: String) -> String {
    name.hasSuffix("Fast") && name != "PreTrainedTokenizerFast" ? String(name.dropLast(4)) : name
  }

  private static func isGeneric(_ name: String) -> Bool {
    ClassTables.otherNames[name] == Rules.generic.rawValue || name == Rules.generic.rawValue
  }

  private static func isKnown(_ name: String) -> Bool {
    Rules(rawValue: name) != nil || ClassTables.otherNames[name] != nil
      || ClassTables.otherClasses.contains(name)
  }
}
