import HDF5

/// An output file and its datasets while they are being written: what ``ShardWriter`` and
/// ``RowFileWriter`` have in common.
///
/// The file has a temporary name until ``finish(_:rowCount:)`` has closed, reopened and checked it and
/// its ``PartialFile`` is committed. The first failure poisons it: nothing is written after it, and
/// whoever owns it discards it.
final class DatasetFile {
  /// A dataset of the file; they are made, extended and closed in this order.
  enum Column: Int, CaseIterable {
    case tokenIDs
    case tokenTypes
    case categoryIDs
    case lossWeights

    var name: String {
      switch self {
      case .tokenIDs: FileLayout.tokenIDs
      case .tokenTypes: FileLayout.tokenTypes
      case .categoryIDs: FileLayout.categoryIDs
      case .lossWeights: FileLayout.lossWeights
      }
    }
  }

  let file: PartialFile
  let width: Int
  let rowsPerChunk: Int
  private let filters: ChunkFilters
  private var hdf5: HDF5File?
  /// By the raw value of their column; nil where the file has none.
  private var datasets = [Dataset?](repeating: nil, count: Column.allCases.count)
  private var isPoisoned = false

  /// Creates the file under its temporary name, with empty datasets.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  init(
    path: String,
    width: Int,
    columns: [Column],
    filters: ChunkFilters
  ) throws(DataPrepError) {
    file = PartialFile(for: path)
    self.width = width
    self.filters = filters
    rowsPerChunk = FileLayout.rowsPerChunk(width: width)
    file.removeLeftOvers()
    try guarded { () throws(HDF5Error) in hdf5 = try HDF5File(creating: file.partialPath) }
    for column in columns { try add(column) }
  }

  /// Makes an empty dataset.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func add(_ column: Column) throws(DataPrepError) {
    try guarded { () throws(HDF5Error) in
      let writer =
        switch column {
        case .tokenIDs, .tokenTypes, .categoryIDs: try makeDataset(column, of: Int32.self)
        case .lossWeights: try makeDataset(column, of: Float.self)
        }
      datasets[column.rawValue] = Dataset(writer)
    }
  }

  /// Writes to the file; the first failure is the last call that does anything.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func guarded(_ body: () throws(HDF5Error) -> Void) throws(DataPrepError) {
    guard !isPoisoned else {
      throw DataPrepError(.unwritable, file.path, found: "an earlier write failed")
    }
    do throws(HDF5Error) {
      try body()
    } catch {
      isPoisoned = true
      throw error.code == .diskFull
        ? DataPrepError(.diskFull, file.path)
        : DataPrepError(.unwritable, file.path, found: error.reasonForReaders)
    }
  }

  /// Sets the number of rows of a dataset, if the file has it.
  func setRowCount(_ rowCount: Int, of column: Column) throws(HDF5Error) {
    try datasets[column.rawValue]?.writer?.setRowCount(rowCount)
  }

  /// Writes a chunk of a dataset, if the file has it.
  func writeChunk(_ bytes: [UInt8], of column: Column, row: Int) throws(HDF5Error) {
    try datasets[column.rawValue]?.writer?.writeChunk(bytes, startingAtRow: row)
  }

  /// Writes the attributes, closes the file, reopens it and checks that it holds what was meant.
  ///
  /// - Throws: ``DataPrepError``: `unwritable`, `diskFull`, `verificationFailed`.
  func finish(_ attributes: [Attribute], rowCount: Int) throws(DataPrepError) {
    let columns = Column.allCases.filter { datasets[$0.rawValue] != nil }
    try guarded { () throws(HDF5Error) in
      for attribute in attributes where attribute.isWritable {
        try hdf5?.setAttribute(attribute)
      }
      for column in columns { try datasets[column.rawValue]?.writer.take()?.close() }
      try hdf5.take()?.close()
    }
    for column in columns { try verify(column, rowCount: rowCount) }
  }

  /// Closes and removes the file if it has not been committed.
  func discard() {
    isPoisoned = true
    for index in datasets.indices { datasets[index] = nil }
    hdf5 = nil
    file.discard()
  }

  private func makeDataset<Value: Element>(
    _ column: Column,
    of type: Value.Type
  ) throws(HDF5Error) -> DatasetWriter? {
    try hdf5?
      .makeDataset(
        column.name,
        of: type,
        width: width,
        rowsPerChunk: rowsPerChunk,
        filters: filters
      )
  }

  private func verify(_ column: Column, rowCount: Int) throws(DataPrepError) {
    let name = column.name
    let chunkCount = (rowCount + rowsPerChunk - 1) / rowsPerChunk
    let expected = "\(rowCount) × \(width) in \(chunkCount) chunks of \(name)"
    let found: String
    do throws(HDF5Error) {
      let dataset = try DatasetReader(name, in: try HDF5File(reading: file.partialPath))
      let chunks = try dataset.storedChunkCount()
      found = "\(dataset.rowCount) × \(dataset.width) in \(chunks) chunks of \(name)"
    } catch {
      throw DataPrepError(
        .verificationFailed,
        file.path,
        found: error.reasonForReaders,
        expected: "a file that opens"
      )
    }
    guard found == expected else {
      throw DataPrepError(.verificationFailed, file.path, found: found, expected: expected)
    }
  }

  /// Holds a writer, of which there can be no array.
  private final class Dataset {
    var writer: DatasetWriter?

    init(_ writer: consuming DatasetWriter?) {
      self.writer = consume writer
    }
  }
}

extension HDF5Error {
  /// Why a file could not be written, in the system's words where it has some; the names of C
  /// functions tell a reader nothing.
  fileprivate var reasonForReaders: String {
    systemError.map { SystemError(number: $0).sentence } ?? detail
  }
}
