/// What turns a piece into tokens; one case for each `type` of a tokenizer file's `model`.
enum Model: Sendable {
  case bpe(BPEModel)
  case wordLevel(WordLevelModel)

  /// The name of the case in files.
  var type: String {
    switch self {
    case .bpe: "BPE"
    case .wordLevel: "WordLevel"
    }
  }

  /// The tokens of the model, without added ones.
  var vocabulary: Vocabulary {
    switch self {
    case .bpe(let model): model.vocabulary
    case .wordLevel(let model): model.vocabulary
    }
  }
}
