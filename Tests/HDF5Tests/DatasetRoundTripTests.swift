import Foundation
import Testing

@testable import HDF5

@Suite struct DatasetRoundTripTests {
  private func path() -> String {
    FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).h5").path
  }

  /// Writes `rowCount` rows of a counting pattern, a chunk at a time.
  private func write(
    _ path: String, rowCount: Int, width: Int, rowsPerChunk: Int, filters: ChunkFilters
  ) throws -> [Int32] {
    let values = (0..<rowCount * width).map { Int32(truncatingIfNeeded: $0 &* 2_654_435_761) }
    let file = try HDF5File(creating: path)
    let dataset = try file.makeDataset(
      "x", width: width, rowsPerChunk: rowsPerChunk, filters: filters)
    let encoder = filters.makeEncoder()
    try dataset.setRowCount(rowCount)
    for row in stride(from: 0, to: rowCount, by: rowsPerChunk) {
      var chunk = [Int32](repeating: 0, count: rowsPerChunk * width)
      let end = min(rowCount, row + rowsPerChunk)
      for index in row * width..<end * width { chunk[index - row * width] = values[index] }
      let encoded = try unsafe chunk.withUnsafeBytes {
        try unsafe encoder.encode($0, elementSize: 4)
      }
      try dataset.writeChunk(encoded, startingAtRow: row)
    }
    try file.setAttribute("text", "grün")
    try file.setAttribute("number", -5)
    try file.setAttribute("numbers", [1, 2, 3])
    try dataset.close()
    try file.close()
    return values
  }

  @Test(
    arguments: [
      ChunkFilters(shuffles: true, deflate: .fast), .init(shuffles: false, deflate: .fast),
      .init(shuffles: true, deflate: .level(6)), .init(shuffles: true, deflate: .level(12)),
      .init(shuffles: false, deflate: .none), .init(shuffles: true, deflate: .none),
    ], [(1, 1, 1), (0, 7, 3), (10, 7, 3), (9, 16, 3), (50, 100, 8)])
  func readsWhatWasWritten(filters: ChunkFilters, shape: (Int, Int, Int)) throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (rows, width, rowsPerChunk) = shape
    let values = try write(
      path, rowCount: rows, width: width, rowsPerChunk: rowsPerChunk, filters: filters)
    let file = try HDF5File(reading: path)
    let dataset = try DatasetReader("x", in: file)
    #expect(dataset.rowCount == rows)
    #expect(dataset.width == width)
    #expect(try dataset.readRows(0..<rows) == values)
    if rows > 4 {
      #expect(try dataset.readRows(2..<4) == Array(values[2 * width..<4 * width]))
    }
    #expect(try dataset.storedChunkCount() == (rows + rowsPerChunk - 1) / rowsPerChunk)
  }

  @Test func equalInputGivesEqualBytes() throws {
    let paths = [path(), path()]
    defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
    for path in paths {
      _ = try write(
        path, rowCount: 20, width: 33, rowsPerChunk: 4,
        filters: ChunkFilters(shuffles: true, deflate: .fast))
    }
    #expect(
      FileManager.default.contents(atPath: paths[0])
        == FileManager.default.contents(atPath: paths[1]))
  }
}
