import JSON
import Tokenization

/// Decodes a file of token ids, one list a line, with a tokenizer.
public struct DecodedLines: Sendable {
  /// What became of one line.
  public enum Line: Sendable, Equatable {
    /// The text that the ids stand for.
    case decoded(text: String)
    /// Why the line could not be decoded.
    case failed(message: String)
  }

  private let tokenizer: Tokenizer

  /// Loads a tokenizer.
  ///
  /// - Parameter path: A folder with `tokenizer.json` or older files, or one of them.
  /// - Throws: ``DataPrepError`` with code `badTokenizer`, `inputNotFound` or `unreadable`.
  public init(tokenizer path: String) throws(DataPrepError) {
    tokenizer = try TokenizerFolder.load(path).tokenizer
  }

  /// Decodes each line of a file, in order.
  ///
  /// An id that stands for no token fails its line; the `tokenizers` library would leave it out.
  ///
  /// - Parameters:
  ///   - path: A file with an array of ids a line, or an object that has one under `ids` or
  ///     `input_ids`; `-` for standard input.
  ///   - skippingSpecialTokens: Whether special tokens are left out of the text.
  ///   - body: Receives each line's result.
  /// - Throws: ``DataPrepError`` where the file cannot be read, and what `body` throws.
  public func forEach(
    in path: String,
    skippingSpecialTokens: Bool,
    _ body: (Line) throws -> Void
  ) throws {
    try JSONLines(path: path).walk { result in
      let ids: [Int32]
      do throws(JSONLines.Fault) {
        ids = try JSONLines.ids(try result.get())
      } catch {
        return try body(.failed(message: error.message))
      }
      try body(tokenizer.line(decoding: ids, skippingSpecialTokens: skippingSpecialTokens))
    }
  }
}

extension Tokenizer {
  /// The text of ids that all stand for tokens, or why there is none.
  func line(decoding ids: [Int32], skippingSpecialTokens: Bool) -> DecodedLines.Line {
    if let position = ids.firstIndex(where: { token(for: $0) == nil }) {
      return .failed(message: "no token has the id \(ids[position]), the element \(position)")
    }
    do throws(TokenizerError) {
      return .decoded(text: try decode(ids, skippingSpecialTokens: skippingSpecialTokens))
    } catch {
      return .failed(message: "\(error)")
    }
  }
}
