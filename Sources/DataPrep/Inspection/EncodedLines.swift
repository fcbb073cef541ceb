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
  /// - Parameter path: A folder with `tokenizer.json`, or the file itself.
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
    let parser = JSONParser()
    let inputs = InputSet(files: [InputSet.File(path: path, lineKind: .json, byteCount: nil)])
    let reader = LineReader(
      inputs: inputs,
      maximumRecordByteCount: Self.largestLineByteCount,
      keepsOversized: false
    )
    while let chunk = try reader.next() {
      var start = chunk.lines.lowerBound
      while start < chunk.lines.upperBound {
        let end =
          chunk.bytes[start..<chunk.lines.upperBound].firstIndex(of: UInt8(ascii: "\n"))
          ?? chunk.lines.upperBound
        try body(encode(Array(chunk.bytes[start..<end]), parser, encoder, addingSpecialTokens))
        start = end + 1
      }
      if let oversized = chunk.oversized {
        try body(.failed(message: "the line has \(oversized.byteCount) bytes"))
      }
    }
  }

  private static let largestLineByteCount = 1 << 30

  private func encode(
    _ line: [UInt8],
    _ parser: JSONParser,
    _ encoder: TokenEncoder,
    _ addingSpecialTokens: Bool
  ) -> Line {
    do throws(JSONError) {
      guard let text = try parser.parse(copying: line).string else {
        return .failed(message: "expected a JSON string")
      }
      do throws(TokenizerError) {
        let encoding = try encoder.encode(text, addingSpecialTokens: addingSpecialTokens)
        return .encoded(ids: encoding.ids, offsets: encoding.offsets)
      } catch {
        return .failed(message: "\(error)")
      }
    } catch {
      return .failed(
        message: "not valid JSON at byte \(error.byteOffset): expected \(error.expected), "
          + "found \(error.found)"
      )
    }
  }
}
