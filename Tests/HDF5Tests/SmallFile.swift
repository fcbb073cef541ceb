import HDF5
import TestSupport

/// A small file of one dataset, as the tests write it.
struct SmallFile {
  var rowCount = 10
  var width = 7
  var rowsPerChunk = 3
  var filters = ChunkFilters()
  var name = "input_ids"

  /// The numbers that are written: small ones, as token ids are, and both limits of int32.
  func values(seed: UInt64 = 1) -> [Int32] {
    var generator = SeededGenerator(seed: seed)
    return (0..<rowCount * width).map { index in
      switch index % 97 {
      case 13: Int32.max
      case 14: Int32.min
      default: Int32.random(in: 0..<50_000, using: &generator)
      }
    }
  }

  /// Writes the file, chunk by chunk, and closes it.
  func write(_ values: [Int32], to path: String) throws {
    let file = try HDF5File(creating: path)
    let dataset = try file.makeDataset(
      name,
      width: width,
      rowsPerChunk: rowsPerChunk,
      filters: filters
    )
    try dataset.setRowCount(rowCount)
    let encoder = filters.makeEncoder()
    for row in stride(from: 0, to: rowCount, by: rowsPerChunk) {
      let end = min(rowCount, row + rowsPerChunk)
      let chunk = Array(values[row * width..<end * width])
      try dataset.writeChunk(
        encoder.encode(chunk, chunkByteCount: dataset.chunkByteCount),
        startingAtRow: row
      )
    }
    try file.setAttribute("text", "grün")
    try file.setAttribute("number", -5 as Int64)
    try file.setAttribute("numbers", [1, 2, 3])
    try file.setAttribute("real", 0.5)
    try dataset.close()
    try file.close()
  }

  /// Writes the numbers of a seed into the folder and returns the path and the numbers.
  func write(
    in folder: TemporaryFolder,
    as fileName: String = "small.h5",
    seed: UInt64 = 1
  ) throws -> (path: String, values: [Int32]) {
    let values = values(seed: seed)
    try write(values, to: folder.path(fileName))
    return (folder.path(fileName), values)
  }
}

/// Reads all rows of a dataset.
func allRows(_ name: String = "input_ids", of path: String) throws -> [Int32] {
  let dataset = try DatasetReader(name, in: try HDF5File(reading: path))
  return try dataset.readRows(0..<dataset.rowCount)
}

/// The error that a body throws; nil where it throws none.
func failure(of body: () throws -> Void) -> HDF5Error? {
  do {
    try body()
    return nil
  } catch {
    return error as? HDF5Error
  }
}
