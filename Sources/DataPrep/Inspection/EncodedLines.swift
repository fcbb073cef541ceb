/// Encodes a file of JSON strings, one a line, with a tokenizer.
public struct EncodedLines: Sendable {
  /// What became of one line.
  public enum Line: Sendable, Equatable {
    /// Ids, and for each its half-open range in the text, in code points.
    case encoded(ids: [Int32], offsets: [Range<Int>])
    /// Why the line could not be encoded.
    case failed(message: String)
  }

  /// Loads a tokenizer.
  ///
  /// - Parameter tokenizer: A folder with `tokenizer.json`, or the file itself.
  /// - Throws: ``DataPrepError`` with code `badTokenizer` or `unreadable`.
  public init(tokenizer: String) throws(DataPrepError) {
    throw DataPrepError(.badTokenizer, tokenizer, found: "not yet")
  }

  /// Encodes each line of a file, in order.
  ///
  /// - Parameters:
  ///   - path: A file with one JSON string a line, or `-` for standard input.
  ///   - addingSpecialTokens: Whether the post-processor adds its special tokens.
  ///   - body: Receives each line's result.
  /// - Throws: ``DataPrepError`` where the file cannot be read, and what `body` throws.
  public func forEach(
    in path: String, addingSpecialTokens: Bool, _ body: (Line) throws -> Void
  ) throws {}
}
