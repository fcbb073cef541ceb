import Tokenization

/// What a tokenizer holds: its model, vocabulary, pipeline and special tokens.
public struct TokenizerReport: Sendable, Equatable {
  /// A component of the file.
  public struct Component: Sendable, Equatable {
    /// Its `type`, such as `BPE` or `ByteLevel`.
    public var type: String
    /// Its settings in the file's order.
    public var settings: [Setting]
  }

  /// A setting of a component.
  public struct Setting: Sendable, Equatable {
    /// The field's name.
    public var name: String
    /// The value as text, cut where it is long.
    public var value: String
    /// Whether the value is a text or a pattern, not a number or a flag.
    public var isText: Bool
  }

  /// A token that a file gives a part.
  public struct SpecialToken: Sendable, Equatable {
    /// `bos`, `eos` or `pad`.
    public var role: String
    /// Its id.
    public var id: Int32
    /// Its text.
    public var content: String
  }

  /// A token that is found in the text itself.
  public struct AddedToken: Sendable, Equatable {
    /// Its id.
    public var id: Int32
    /// Its text.
    public var content: String
    /// Whether decoding can leave it out.
    public var isSpecial: Bool
  }

  /// The file.
  public var path: String
  /// The model.
  public var model: Component
  /// Its tokens.
  public var modelTokenCount: Int
  /// Its merges, nil where the model has none.
  public var mergeCount: Int?
  /// One more than the highest id: what an embedding must have room for.
  public var vocabularySize: Int
  /// What is done to a text first, in order.
  public var normalizer: [Component]
  /// What cuts it into pieces for the model, in order.
  public var preTokenizer: [Component]
  /// What is done to the tokens, in order.
  public var postProcessor: [Component]
  /// What makes a text of tokens again, in order.
  public var decoder: [Component]
  /// The tokens that the files name as beginning, end and padding.
  public var specialTokens: [SpecialToken]
  /// The tokens that are found in the text itself, by id.
  public var addedTokens: [AddedToken]
  /// The files that hold a chat template.
  public var chatTemplateFiles: [String]

  /// Looks at a tokenizer as a conversion would load it.
  ///
  /// - Parameter path: A folder with `tokenizer.json` or older files, or one of them.
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`, `badTokenizer`.
  public init(tokenizer path: String) throws(DataPrepError) {
    let folder = try TokenizerFolder(path: path)
    let tokenizer = folder.tokenizer
    let description = tokenizer.description
    self.path = folder.path
    model = Component(description.model)
    modelTokenCount = tokenizer.modelTokenCount
    mergeCount = description.mergeCount
    vocabularySize = tokenizer.vocabularySize
    normalizer = description.normalizer.map(Component.init)
    preTokenizer = description.preTokenizer.map(Component.init)
    postProcessor = description.postProcessor.map(Component.init)
    decoder = description.decoder.map(Component.init)
    specialTokens = [
      ("bos", folder.beginningOfSequenceID), ("eos", folder.endOfSequenceID),
      ("pad", folder.paddingID),
    ]
    .compactMap { role, id in
      id.map { SpecialToken(role: role, id: $0, content: tokenizer.token(for: $0) ?? "") }
    }
    addedTokens = tokenizer.addedTokens.map {
      AddedToken(id: $0.id, content: $0.content, isSpecial: $0.isSpecial)
    }
    chatTemplateFiles = folder.chatTemplateFiles
  }
}

extension TokenizerReport.Component {
  fileprivate init(_ component: TokenizerDescription.Component) {
    type = component.type
    settings = component.settings.map {
      TokenizerReport.Setting(name: $0.name, value: $0.value, isText: $0.isText)
    }
  }
}
