import HDF5
import TestSupport
import Testing

/// Rows of numbers below 256 are read a byte each, and are the same numbers.
@Suite struct SmallNumberTests {
  private func dataset(
    _ values: [Int32],
    width: Int,
    rowsPerChunk: Int,
    _ filters: ChunkFilters = ChunkFilters(),
    in folder: TemporaryFolder
  ) throws -> DatasetReader {
    var small = SmallFile()
    small.rowCount = values.count / width
    small.width = width
    small.rowsPerChunk = rowsPerChunk
    small.filters = filters
    // A file that exists is not replaced.
    let path = folder.path("\(UInt64.random(in: 0 ... .max)).h5")
    try small.write(values, to: path)
    return try DatasetReader("input_ids", in: try HDF5File(reading: path))
  }

  @Test func bytesAreTheNumbersWhateverTheShape() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let decoder = ChunkFilterDecoder()
    for seed in 0..<UInt64(FuzzCount.cases(usual: 60)) {
      var generator = SeededGenerator(seed: seed)
      let width = Int.random(in: 1...300, using: &generator)
      let rowCount = Int.random(in: 1...40, using: &generator)
      var values = (0..<rowCount * width).map { _ in Int32.random(in: 0...255, using: &generator) }
      // Every fourth file has one number that no byte can hold.
      let isLarge = seed % 4 == 3
      let place = Int.random(in: values.indices, using: &generator)
      if isLarge {
        values[place] = [256, -1, 65_536, .min].randomElement(using: &generator) ?? 256
      }
      let dataset = try dataset(
        values,
        width: width,
        rowsPerChunk: .random(in: 1...50, using: &generator),
        ChunkFilters(deflate: Bool.random(using: &generator) ? .fast : .none),
        in: folder
      )
      let first = Int.random(in: 0..<rowCount, using: &generator)
      let rows = first..<Int.random(in: first + 1...rowCount, using: &generator)
      var bytes: [UInt8] = []
      let isRead = try dataset.readBytes(ofRows: rows, into: &bytes, using: decoder)
      let expected = Array(values[rows.lowerBound * width..<rows.upperBound * width])
      if isRead { #expect(bytes.map { Int32($0) } == expected, "seed \(seed)") }
      #expect(isRead || isLarge, "seed \(seed)")
      #expect(!isRead || expected.allSatisfy { (0...255).contains($0) })
      #expect(try dataset.readRows(rows, using: decoder) == expected, "seed \(seed)")
    }
  }

  @Test func leavesOtherLayoutsToTheOtherWay() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let decoder = ChunkFilterDecoder()
    var bytes: [UInt8] = []
    let plain = try dataset(
      [1, 2, 3, 4],
      width: 2,
      rowsPerChunk: 1,
      ChunkFilters(shuffles: false),
      in: folder
    )
    #expect(try !plain.readBytes(ofRows: 0..<2, into: &bytes, using: decoder))
    let shuffled = try dataset([1, 2, 3, 4], width: 2, rowsPerChunk: 1, in: folder)
    #expect(try shuffled.readBytes(ofRows: 1..<2, into: &bytes, using: decoder))
    #expect(bytes == [3, 4])
    #expect(try !shuffled.readBytes(ofRows: 1..<3, into: &bytes, using: decoder))
    #expect(try !shuffled.readBytes(ofRows: 1..<1, into: &bytes, using: decoder))
  }

  @Test func aMissingChunkIsTheFillValue() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("holes.h5")
    let file = try HDF5File(creating: path)
    let written = try file.makeDataset(
      "input_ids",
      width: 4,
      rowsPerChunk: 2,
      filters: ChunkFilters()
    )
    try written.setRowCount(10)
    let encoder = ChunkFilters().makeEncoder()
    for row in [2, 8] {
      try written.writeChunk(
        encoder.encode((0..<8).map { Int32(row * 10 + $0) }),
        startingAtRow: row
      )
    }
    try written.close()
    try file.close()
    let dataset = try DatasetReader("input_ids", in: try HDF5File(reading: path))
    let zeros = [Int32](repeating: 0, count: 8)
    #expect(
      try dataset.readRows(0..<10)
        == zeros + (20..<28).map { $0 } + zeros + zeros + (80..<88).map { $0 }
    )
    var bytes: [UInt8] = []
    let decoder = ChunkFilterDecoder()
    #expect(try dataset.readBytes(ofRows: 2..<4, into: &bytes, using: decoder))
    #expect(bytes == (20..<28).map { $0 })
    #expect(try !dataset.readBytes(ofRows: 2..<6, into: &bytes, using: decoder))
  }
}
