import HDF5
import Tokenization

/// The token type layout of some rows of a file, and their decoded text.
public struct LayoutView: Sendable, Equatable {
  /// A run of tokens of one type.
  public struct Run: Sendable, Equatable {
    /// The type's number as the file has it; 0…3 are those of ``TokenType``.
    public var tokenType: Int32
    /// The positions in the row.
    public var range: Range<Int>
    /// The decoded text of the run, or `nil` where no tokenizer was given, and for padding.
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

  /// A root attribute, as text.
  public struct Attribute: Sendable, Equatable {
    /// The attribute's name.
    public var name: String
    /// Its value: text, a number, or numbers separated by commas.
    public var value: String
  }

  /// The file.
  public var path: String
  /// Rows in the file.
  public var rowCount: Int
  /// The width of a row in tokens.
  public var maximumSequenceLength: Int
  /// Root attributes, in the file's order.
  public var attributes: [Attribute]
  /// The rows that were asked for.
  public var rows: [Row]

  /// Reads rows of a file.
  ///
  /// - Parameters:
  ///   - path: An HDF5 file with `input_ids` and `token_type_ids`.
  ///   - range: The rows; cut to those that exist.
  ///   - tokenizer: A folder or `tokenizer.json` to decode with, or `nil`.
  /// - Throws: ``DataPrepError``: `badDataset`, `inputNotFound`, `badTokenizer`.
  public init(path: String, rows range: Range<Int>, tokenizer: String?) throws(DataPrepError) {
    guard FileSystem.exists(path) else { throw DataPrepError(.inputNotFound, path) }
    let decoder = try tokenizer.map { path throws(DataPrepError) in
      try TokenizerFolder.load(path).tokenizer
    }
    do throws(HDF5Error) {
      let file = try HDF5File(reading: path)
      let ids = try DatasetReader(FileLayout.tokenIDs, in: file)
      let types = try DatasetReader(FileLayout.tokenTypes, in: file)
      guard ids.rowCount == types.rowCount, ids.width == types.width else {
        throw HDF5Error(
          .wrongShape,
          object: FileLayout.tokenTypes,
          detail: "the shape is \(types.rowCount) × \(types.width), that of "
            + "\(FileLayout.tokenIDs) is \(ids.rowCount) × \(ids.width)"
        )
      }
      let chosen = range.clamped(to: 0..<ids.rowCount)
      let idValues = try ids.readRows(chosen)
      let typeValues = try types.readRows(chosen)
      let width = ids.width
      self.path = path
      rowCount = ids.rowCount
      maximumSequenceLength = width
      attributes = try file.attributes().map { Attribute(name: $0.name, value: $0.text) }
      rows = []
      for (offset, index) in chosen.enumerated() {
        let positions = offset * width..<(offset + 1) * width
        rows.append(
          Row(
            index: index,
            tokenIDs: Array(idValues[positions]),
            types: Array(typeValues[positions]),
            decoder: decoder
          )
        )
      }
    } catch {
      throw DataPrepError(.badDataset, path, found: error.reason)
    }
  }
}

extension LayoutView.Row {
  fileprivate init(index: Int, tokenIDs: [Int32], types: [Int32], decoder: Tokenizer?) {
    self.init(index: index, runs: [], tokenIDs: tokenIDs)
    var start = 0
    while start < types.count {
      var end = start + 1
      while end < types.count, types[end] == types[start] { end += 1 }
      var run = LayoutView.Run(tokenType: types[start], range: start..<end)
      if run.tokenType != Int32(TokenType.padding.rawValue) {
        run.text = try? decoder?.decode(
          Array(tokenIDs[start..<end]),
          skippingSpecialTokens: false
        )
      }
      runs.append(run)
      start = end
    }
  }
}
