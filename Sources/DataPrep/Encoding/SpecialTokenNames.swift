/// Special tokens that a user names; what is `nil` comes from the tokenizer's own files.
public struct SpecialTokenNames: Sendable, Equatable {
  /// The token that ends every pair.
  public var endOfSequence: String?
  /// The token that may start a text.
  public var beginningOfSequence: String?
  /// The token that fills a row; the end-of-sequence token where there is none.
  public var padding: String?
  /// A JSON object of special tokens to add to the vocabulary, such as
  /// `{"pad_token": "<pad>", "additional_special_tokens": ["<a>", "<b>"]}`; ids follow the order of
  /// its keys, and single quotes are accepted.
  public var dictionaryJSON: String?

  /// Creates names of which none is set.
  public init() {}
}
