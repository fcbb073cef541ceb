import HDF5

/// Writes rows whose columns are already there: `input_ids`, `token_type_ids`, and what else they have.
///
/// Rows are gathered until a chunk is full; memory is one chunk of each column.
final class RowFileWriter {
  /// The columns beside ids and types.
  struct OptionalColumns: OptionSet, Sendable {
    let rawValue: Int
    static let categoryIDs = Self(rawValue: 1)
    static let lossWeights = Self(rawValue: 2)
  }

  private let output: DatasetFile
  private let columns: OptionalColumns
  private let filters: ChunkFilterEncoder
  private var pending = TokenColumns()
  /// Rows that were added.
  private(set) var rowCount = 0
  private var writtenRowCount = 0
  /// The loss weight of padding, and of rows that come without one.
  var neutralWeight: Float = 1

  /// Creates the file under its temporary name, with empty datasets.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  init(
    path: String,
    width: Int,
    columns: OptionalColumns,
    filters: ChunkFilters
  ) throws(DataPrepError) {
    self.columns = columns
    self.filters = filters.makeEncoder()
    var all: [DatasetFile.Column] = [.tokenIDs, .tokenTypes]
    if columns.contains(.categoryIDs) { all.append(.categoryIDs) }
    if columns.contains(.lossWeights) { all.append(.lossWeights) }
    output = try DatasetFile(path: path, width: width, columns: all, filters: filters)
    pending.tokenIDs.reserveCapacity(output.rowsPerChunk * output.width)
    pending.tokenTypes.reserveCapacity(output.rowsPerChunk * output.width)
  }

  var file: PartialFile { output.file }
  var width: Int { output.width }

  /// Adds a row of as many tokens as there are, filled up to the width; columns that the tokens have
  /// not get what means nothing.
  ///
  /// - Parameters:
  ///   - tokens: Where the row's tokens are.
  ///   - range: Which they are; at most ``width``.
  ///   - paddingID: The id that fills the row.
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func append(
    _ tokens: TokenColumns,
    _ range: Range<Int>,
    paddingID: Int32 = 0
  ) throws(DataPrepError) {
    if output.rowsPerChunk == 1, range.count == width, holdsColumns(tokens) {
      // A long row is a chunk of its own, and is encoded where it is.
      rowCount += 1
      try write(tokens, range)
      return
    }
    let rest = max(0, width - range.count)
    let padding = Int32(TokenType.padding.rawValue)
    pending.append(range, of: tokens)
    pending.tokenIDs += repeatElement(paddingID, count: rest)
    pending.tokenTypes += repeatElement(padding, count: rest)
    let count = pending.count
    if columns.contains(.categoryIDs) {
      pending.categoryIDs += repeatElement(-1, count: count - pending.categoryIDs.count)
    }
    if columns.contains(.lossWeights) {
      pending.lossWeights += repeatElement(neutralWeight, count: count - pending.lossWeights.count)
    }
    rowCount += 1
    if rowCount - writtenRowCount == output.rowsPerChunk { try writePending() }
  }

  /// Writes the attributes, closes the file, reopens it and checks that it holds what was meant.
  ///
  /// - Throws: ``DataPrepError``: `unwritable`, `diskFull`, `verificationFailed`.
  func finish(_ attributes: [Attribute]) throws(DataPrepError) {
    if rowCount > writtenRowCount { try writePending() }
    try output.finish(attributes, rowCount: rowCount)
  }

  /// Closes and removes the file if it has not been committed.
  func discard() {
    output.discard()
  }

  /// Whether tokens have every column that the file has.
  private func holdsColumns(_ tokens: TokenColumns) -> Bool {
    (!columns.contains(.categoryIDs) || !tokens.categoryIDs.isEmpty)
      && (!columns.contains(.lossWeights) || !tokens.lossWeights.isEmpty)
  }

  private func writePending() throws(DataPrepError) {
    try write(pending, 0..<pending.count)
    pending.removeAll()
  }

  /// Writes the next chunk, or what there is of it.
  private func write(_ tokens: TokenColumns, _ range: Range<Int>) throws(DataPrepError) {
    try output.guarded { () throws(HDF5Error) in
      try write(tokens.tokenIDs[range], .tokenIDs)
      try write(tokens.tokenTypes[range], .tokenTypes)
      if columns.contains(.categoryIDs) { try write(tokens.categoryIDs[range], .categoryIDs) }
      if columns.contains(.lossWeights) { try write(tokens.lossWeights[range], .lossWeights) }
    }
    writtenRowCount = rowCount
  }

  private func write<Value: Element>(
    _ values: ArraySlice<Value>,
    _ column: DatasetFile.Column
  ) throws(HDF5Error) {
    let byteCount = output.rowsPerChunk * width * MemoryLayout<Value>.size
    let bytes = try filters.encode(values, chunkByteCount: byteCount)
    try output.setRowCount(rowCount, of: column)
    try output.writeChunk(bytes, of: column, row: writtenRowCount)
  }
}
