import JSON
import Tokenization

/// Encodes and decodes files line by line with a tokenizer.
public struct TokenizerLines: Sendable {
  /// What became of a text.
  public enum EncodedLine: Sendable, Equatable {
    /// Ids, and for each its half-open range in the text, in code points.
    case encoded(ids: [Int32], offsets: [Range<Int>])
    /// Why the line could not be encoded.
    case failed(message: String)
  }

  /// What became of a list of ids.
  public enum DecodedLine: Sendable, Equatable {
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
  public init(_ path: String) throws(DataPrepError) {
    tokenizer = try TokenizerFolder.load(path).tokenizer
  }

  /// Encodes each line of a file, in order.
  ///
  /// - Parameters:
  ///   - path: A file with one JSON string a line, or `-` for standard input.
  ///   - addingSpecialTokens: Whether the post-processor adds its special tokens.
  ///   - body: Receives each line's result.
  /// - Throws: ``DataPrepError`` where the file cannot be read, and what `body` throws.
  public func encode(
    _ path: String,
    addingSpecialTokens: Bool,
    _ body: (EncodedLine) throws -> Void
  ) throws {
    let encoder = tokenizer.makeEncoder()
    try JSONLines(path: path).walk { result in
      switch result {
      case .failure(let fault): try body(.failed(message: fault.message))
      case .success(let node):
        guard let text = node.string else {
          return try body(.failed(message: "expected a JSON string"))
        }
        try body(encoder.line(encoding: text, addingSpecialTokens: addingSpecialTokens))
      }
    }
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
  public func decode(
    _ path: String,
    skippingSpecialTokens: Bool,
    _ body: (DecodedLine) throws -> Void
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

extension TokenEncoder {
  fileprivate func line(
    encoding text: String,
    addingSpecialTokens: Bool
  ) -> TokenizerLines.EncodedLine {
    do throws(TokenizerError) {
      let encoding = try encode(text, addingSpecialTokens: addingSpecialTokens)
      return .encoded(ids: encoding.ids, offsets: encoding.offsets)
    } catch {
      return .failed(message: "\(error)")
    }
  }
}

extension Tokenizer {
  /// The text of ids that all stand for tokens, or why there is none.
  fileprivate func line(
    decoding ids: [Int32],
    skippingSpecialTokens: Bool
  ) -> TokenizerLines.DecodedLine {
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
