/// The token type layout of some rows of a file, and their decoded text.
public struct LayoutView: Sendable, Equatable {
  /// A run of tokens of one type.
  public struct Run: Sendable, Equatable {
    /// The type's number as the file has it; 0…3 are those of ``TokenType``.
    public var tokenType: Int32
    /// The positions in the row.
    public var range: Range<Int>
    /// The decoded text of the run, or `nil` where no tokenizer was given.
    public var text: String?
  }

  /// One row.
  public struct Row: Sendable, Equatable {
    /// The row's number, counted from 0.
    public var index: Int
    /// The runs, in order; together they cover the row.
    public var runs: [Run]
    /// The ids, as many as the row is wide.
    public var tokenIDs: [Int32]
  }

  /// The file.
  public var path: String
  /// Rows in the file.
  public var rowCount: Int
  /// The width of a row in tokens.
  public var maximumSequenceLength: Int
  /// Root attributes, by name in order, as text.
  public var attributes: [(name: String, value: String)]
  /// The rows that were asked for.
  public var rows: [Row]

  /// Reads rows of a file.
  ///
  /// - Parameters:
  ///   - path: An HDF5 file with `input_ids` and `token_type_ids`, anyone's.
  ///   - range: The rows; cut to those that exist.
  ///   - tokenizer: A folder or `tokenizer.json` to decode with, or `nil`.
  /// - Throws: ``DataPrepError`` with code `badDataset`, `unreadable` or `badTokenizer`.
  public init(path: String, rows range: Range<Int>, tokenizer: String?) throws(DataPrepError) {
    throw DataPrepError(.badDataset, path, found: "not yet")
  }

  /// Equal in every part.
  public static func == (left: LayoutView, right: LayoutView) -> Bool {
    left.path == right.path && left.rowCount == right.rowCount
      && left.maximumSequenceLength == right.maximumSequenceLength && left.rows == right.rows
      && left.attributes.elementsEqual(right.attributes) { $0 == $1 }
  }
}
