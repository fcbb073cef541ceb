/// What turns a piece into tokens; one case for each `type` of a tokenizer file's `model`.
enum Model: Sendable {
  case bpe(BPEModel)
  case wordLevel(WordLevelModel)
  case wordPiece(WordPieceModel)
  case unigram(UnigramModel)

  /// The name of the case in files.
  var type: String {
    switch self {
    case .bpe: "BPE"
    case .wordLevel: "WordLevel"
    case .wordPiece: "WordPiece"
    case .unigram: "Unigram"
    }
  }

  /// The tokens of the model, without added ones.
  var vocabulary: Vocabulary {
    switch self {
    case .bpe(let model): model.vocabulary
    case .wordLevel(let model): model.vocabulary
    case .wordPiece(let model): model.vocabulary
    case .unigram(let model): model.vocabulary
    }
  }
}
