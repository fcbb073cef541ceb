import JSON
import Tokenization

/// Encodes a file of JSON strings, one a line, with a tokenizer.
public struct EncodedLines: Sendable {
  /// What became of one line.
  public enum Line: Sendable, Equatable {
    /// Ids, and for each its half-open range in the text, in code points.
    case encoded(ids: [Int32], offsets: [Range<Int>])
    /// Why the line could not be encoded.
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

  /// Encodes each line of a file, in order.
  ///
  /// - Parameters:
  ///   - path: A file with one JSON string a line, or `-` for standard input.
  ///   - addingSpecialTokens: Whether the post-processor adds its special tokens.
  ///   - body: Receives each line's result.
  /// - Throws: ``DataPrepError`` where the file cannot be read, and what `body` throws.
  public func forEach(
    in path: String,
    addingSpecialTokens: Bool,
    _ body: (Line) throws -> Void
  ) throws {
    let encoder = tokenizer.makeEncoder()
    try JSONLines(path: path).walk { result in
      switch result {
      case .failure(let fault): try body(.failed(message: fault.message))
      case .success(let node):
        guard let text = node.string else {
          return try body(.failed(message: "expected a JSON string"))
        }
        try body(Self.encode(text, encoder, addingSpecialTokens))
      }
    }
  }

  private static func encode(
    _ text: String,
    _ encoder: TokenEncoder,
    _ addingSpecialTokens: Bool
  ) -> Line {
    do throws(TokenizerError) {
      let encoding = try encoder.encode(text, addingSpecialTokens: addingSpecialTokens)
      return .encoded(ids: encoding.ids, offsets: encoding.offsets)
    } catch {
      return .failed(message: "\(error)")
    }
  }
}
