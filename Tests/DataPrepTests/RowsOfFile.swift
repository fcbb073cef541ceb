import HDF5

@testable import DataPrep

/// All rows of a file, for comparing.
struct RowsOfFile {
  var tokenIDs: [[Int32]]
  var tokenTypes: [[Int32]]
  var categoryIDs: [[Int32]]?

  init(path: String) throws {
    let file = try HDF5File(reading: path)
    tokenIDs = try Self.rows(FileLayout.tokenIDs, file)
    tokenTypes = try Self.rows(FileLayout.tokenTypes, file)
    categoryIDs = try? Self.rows(FileLayout.categoryIDs, file)
  }

  private static func rows(_ name: String, _ file: borrowing HDF5File) throws -> [[Int32]] {
    let dataset = try DatasetReader(name, in: file)
    let values = try dataset.readRows(0..<dataset.rowCount)
    return (0..<dataset.rowCount).map {
      Array(values[$0 * dataset.width..<($0 + 1) * dataset.width])
    }
  }
}
