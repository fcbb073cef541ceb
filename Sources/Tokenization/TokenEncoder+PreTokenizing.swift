extension TokenEncoder {
  /// How the steps of a pre-tokenizer are done.
  enum PreTokenizing {
    /// A scanner finds the words; a space goes in front of a text that does not begin with one.
    case words(WordScanner, addsPrefixSpace: Bool)
    /// The raw text is cut into words whose spaces count as marks; no normalizer is run.
    case marked(MarkedText)
    /// The text is cut into words, which may go through further steps one by one.
    case cut(RawCuts)
    /// The pre-tokenizer makes pieces.
    case pieces

    /// Finds out whether a tokenizer does no more than one of the quick ways does.
    init(_ tokenizer: Tokenizer) {
      self = RawCuts(tokenizer.preTokenizer).map { .cut($0) } ?? .pieces
      if let marked = MarkedText(tokenizer) {
        self = .marked(marked)
        return
      }
      switch tokenizer.preTokenizer {
      case .byteLevel(let byteLevel):
        if byteLevel.pattern != nil {
          self = .words(.gpt2, addsPrefixSpace: byteLevel.addsPrefixSpace)
        }
      case .sequence(let parts):
        guard case .byteLevel(let byteLevel) = parts.last, !byteLevel.addsPrefixSpace,
          byteLevel.pattern == nil
        else { break }
        let patterns = parts.dropLast().compactMap(Self.isolatedPattern)
        if patterns.count == parts.count - 1, let scanner = WordScanner(sequence: patterns) {
          self = .words(scanner, addsPrefixSpace: false)
        }
      default: break
      }
    }

    private static func isolatedPattern(_ part: PreTokenizer) -> String? {
      guard case .split(let split) = part, split.behavior == .isolated, !split.isInverted,
        case .regularExpression(let pattern) = split.pattern.source
      else { return nil }
      return pattern
    }
  }
}
