import JSON
import Tokenization

/// Compares the ids of texts with ids that were made elsewhere.
public struct TokenCheck: Sendable, Equatable {
  /// A line on which the two differ, or that could not be compared.
  public struct Difference: Sendable, Equatable {
    /// The line, counted from 1, blank lines not among them.
    public var line: Int
    /// The first position that differs, nil where the line could not be compared.
    public var position: Int?
    /// The ids of the file from that position on, a few of them.
    public var expected: [Int32]
    /// Those of this tokenizer.
    public var found: [Int32]
    /// Why the line could not be compared.
    public var message: String?
  }

  /// Lines with equal ids.
  public private(set) var equalCount = 0
  /// Lines with other ids.
  public private(set) var differentCount = 0
  /// Lines that could not be compared.
  public private(set) var failedCount = 0
  /// The first differences and failures.
  public private(set) var differences: [Difference] = []

  /// All lines.
  public var lineCount: Int { equalCount + differentCount + failedCount }
  /// Whether every line has equal ids.
  public var isEqual: Bool { differentCount + failedCount == 0 }

  /// Compares all lines of a file.
  ///
  /// - Parameters:
  ///   - path: A file with `{"text": "…", "ids": […]}` a line, where `input_ids` will do for `ids`;
  ///     `-` for standard input.
  ///   - tokenizer: A folder with `tokenizer.json` or older files, or one of them.
  ///   - addingSpecialTokens: Whether the post-processor adds its special tokens.
  ///   - listedCount: How many differences are kept.
  /// - Throws: ``DataPrepError`` where a file cannot be read.
  public init(
    path: String,
    tokenizer: String,
    addingSpecialTokens: Bool,
    listedCount: Int = 10
  ) throws {
    let encoder = try TokenizerFolder.load(tokenizer).tokenizer.makeEncoder()
    try JSONLines(path: path).walk { result in
      do throws(JSONLines.Fault) {
        let node = try result.get()
        let expected = try JSONLines.ids(node)
        guard node.kind == .object, let text = node["text"]?.string else {
          throw JSONLines.Fault(message: "expected an object with a string under \"text\"")
        }
        let found: [Int32]
        do throws(TokenizerError) {
          found = try encoder.encode(text, addingSpecialTokens: addingSpecialTokens).ids
        } catch {
          throw JSONLines.Fault(message: "\(error)")
        }
        compare(expected, found, listedCount)
      } catch {
        failedCount += 1
        list(
          Difference(line: lineCount, expected: [], found: [], message: error.message),
          listedCount
        )
      }
    }
  }

  private mutating func compare(_ expected: [Int32], _ found: [Int32], _ listedCount: Int) {
    guard expected != found else {
      equalCount += 1
      return
    }
    differentCount += 1
    let position = zip(expected, found).prefix { $0 == $1 }.underestimatedCount
    list(
      Difference(
        line: lineCount,
        position: position,
        expected: Array(expected.dropFirst(position).prefix(Self.shownIDs)),
        found: Array(found.dropFirst(position).prefix(Self.shownIDs))
      ),
      listedCount
    )
  }

  private mutating func list(_ difference: Difference, _ limit: Int) {
    if differences.count < limit { differences.append(difference) }
  }

  private static let shownIDs = 8
}
