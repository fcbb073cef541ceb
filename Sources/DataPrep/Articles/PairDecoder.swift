import Tokenization

/// Turns the tokens of an article back into the pairs of a record.
///
/// A pair is a run of prompt tokens and what follows up to the next one. Its texts are such that
/// `convert --no-space-separator` gives the same ids again, where the tokenizer is lossless, for each
/// step of the encoder is undone:
/// 1. The EOS that ends a pair is left out.
/// 2. What the tokenizer's post-processor puts around a text is left out; where the encoder drops a
///    BOS or an EOS that the text itself begins or ends with, the text gets one more.
///
/// ```
/// ids   <s> a  b  </s>  c  ␠d </s>        {"prompt": "a", "completion": "b"},
/// types  0  0  1   1    0   1   3     →   {"prompt": "c", "completion": " d"}
/// ```
/// An article without an end gets one when it is converted again, and a turn that a text cannot hold
/// (a completion token before the prompt) becomes a pair of its own.
struct PairDecoder: Sendable {
  /// A pair's place among the tokens of its article.
  struct Pair: Equatable {
    var prompt: Range<Int>
    /// Without the token that ends the pair, if that is EOS.
    var completion: Range<Int>
    /// All of its tokens.
    var tokens: Range<Int>

    /// Whether a completion ends without EOS, which `convert` puts behind it.
    var isOpen: Bool { !completion.isEmpty && completion.upperBound == tokens.upperBound }
  }

  let tokenizer: Tokenizer
  /// The id that ends a pair; nil where it is not known.
  let endOfSequenceID: Int32?
  let beginningOfSequenceID: Int32?

  /// Cuts an article's tokens into pairs.
  func pairs(of tokens: TokenColumns, _ range: Range<Int>) -> [Pair] {
    let prompt = Int32(TokenType.prompt.rawValue)
    var pairs: [Pair] = []
    var start = range.lowerBound
    while start < range.upperBound {
      var promptEnd = start
      while promptEnd < range.upperBound, tokens.tokenTypes[promptEnd] == prompt { promptEnd += 1 }
      var end = promptEnd
      while end < range.upperBound, tokens.tokenTypes[end] != prompt { end += 1 }
      let endsPair = end > promptEnd && tokens.tokenIDs[end - 1] == endOfSequenceID
      pairs.append(
        Pair(
          prompt: start..<promptEnd,
          completion: promptEnd..<(endsPair ? end - 1 : end),
          tokens: start..<end
        )
      )
      start = end
    }
    return pairs
  }

  /// The text of a prompt's ids.
  func prompt(_ ids: ArraySlice<Int32>) throws(TokenizerError) -> String {
    guard !ids.isEmpty else { return "" }
    return try text(ids: withEnd(Array(ids)))
  }

  /// The text of a completion's ids, without the EOS of its pair.
  func completion(_ ids: ArraySlice<Int32>, afterPrompt: Bool) throws(TokenizerError) -> String {
    guard !ids.isEmpty else { return "" }
    var ids = Array(ids)
    // After a prompt the encoder has dropped one BOS: the post-processor's, or else the text's own.
    if afterPrompt, let beginning = beginningOfSequenceID, let affixes = tokenizer.affixes,
      affixes.prefix.isEmpty ? ids.first == beginning : affixes.prefix.first == beginning
    {
      ids.insert(beginning, at: 0)
    }
    return try text(ids: withEnd(ids))
  }

  /// The ids before the encoder dropped an EOS.
  private func withEnd(_ ids: [Int32]) -> [Int32] {
    guard let end = endOfSequenceID, let affixes = tokenizer.affixes else { return ids }
    let isDropped = affixes.suffix.isEmpty ? ids.last == end : affixes.suffix.last == end
    return isDropped ? ids + [end] : ids
  }

  /// The text of ids, without what the post-processor adds.
  private func text(ids: [Int32]) throws(TokenizerError) -> String {
    var ids = ids[...]
    if let affixes = tokenizer.affixes {
      if ids.starts(with: affixes.prefix) { ids = ids.dropFirst(affixes.prefix.count) }
      if ids.reversed().starts(with: affixes.suffix.reversed()) {
        ids = ids.dropLast(affixes.suffix.count)
      }
    }
    return try tokenizer.decode(Array(ids), skippingSpecialTokens: false)
  }
}
