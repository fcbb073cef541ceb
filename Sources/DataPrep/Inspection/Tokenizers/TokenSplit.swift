import Tokenization

/// A text and the tokens that it is split into.
public struct TokenSplit: Sendable, Equatable {
  /// One token.
  public struct Token: Sendable, Equatable {
    /// Its id.
    public var id: Int32
    /// The token as the vocabulary spells it; nil for an id that stands for no token.
    public var spelling: String?
    /// Whether it is a special token.
    public var isSpecial: Bool
    /// The code points of the text that it stands for; nil where ids were decoded, and for tokens
    /// that the post-processor added.
    public var range: Range<Int>?
  }

  /// The text: that which was encoded, or that which the ids stand for.
  public var text: String
  /// The tokens, in order.
  public var tokens: [Token]

  /// Splits a text.
  ///
  /// - Parameters:
  ///   - text: Any text.
  ///   - path: A folder with `tokenizer.json` or older files, or one of them.
  ///   - addingSpecialTokens: Whether the post-processor adds its special tokens.
  /// - Throws: ``DataPrepError``: `badTokenizer`, `inputNotFound`, `unreadable`, `untokenizable`.
  public init(
    encoding text: String,
    tokenizer path: String,
    addingSpecialTokens: Bool
  ) throws(DataPrepError) {
    let (file, tokenizer) = try TokenizerFolder.load(path)
    do throws(TokenizerError) {
      let encoding = try tokenizer.makeEncoder()
        .encode(text, addingSpecialTokens: addingSpecialTokens)
      self.text = text
      tokens = zip(encoding.ids, encoding.offsets).map { id, range in
        tokenizer.splitToken(id, range: range.isEmpty ? nil : range)
      }
    } catch {
      throw DataPrepError(.untokenizable, file, found: "\(error)")
    }
  }

  /// Splits the text that ids stand for.
  ///
  /// - Parameters:
  ///   - ids: Token ids; those that stand for no token give no text.
  ///   - path: A folder with `tokenizer.json` or older files, or one of them.
  ///   - skippingSpecialTokens: Whether special tokens are left out of the text.
  /// - Throws: ``DataPrepError``: `badTokenizer`, `inputNotFound`, `unreadable`, `untokenizable`.
  public init(
    decoding ids: [Int32],
    tokenizer path: String,
    skippingSpecialTokens: Bool
  ) throws(DataPrepError) {
    let (file, tokenizer) = try TokenizerFolder.load(path)
    do throws(TokenizerError) {
      text = try tokenizer.decode(ids, skippingSpecialTokens: skippingSpecialTokens)
      tokens = ids.map { tokenizer.splitToken($0, range: nil) }
    } catch {
      throw DataPrepError(.untokenizable, file, found: "\(error)")
    }
  }

  /// The part of the text that a token stands for.
  public func text(of token: Token) -> String? {
    guard let range = token.range else { return nil }
    let scalars = text.unicodeScalars.dropFirst(range.lowerBound).prefix(range.count)
    return String(String.UnicodeScalarView(scalars))
  }
}

extension Tokenizer {
  fileprivate func splitToken(_ id: Int32, range: Range<Int>?) -> TokenSplit.Token {
    TokenSplit.Token(
      id: id,
      spelling: token(for: id),
      isSpecial: isSpecialToken(id),
      range: range
    )
  }
}
