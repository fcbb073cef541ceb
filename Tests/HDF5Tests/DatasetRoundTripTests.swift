import Foundation
import HDF5
import TestSupport
import Testing

@Suite struct DatasetRoundTripTests {
  static let filters = [
    ChunkFilters(),
    ChunkFilters(shuffles: false, deflate: .fast),
    ChunkFilters(shuffles: true, deflate: .level(6)),
    ChunkFilters(shuffles: false, deflate: .level(12)),
    ChunkFilters(shuffles: true, deflate: .none),
    ChunkFilters(shuffles: false, deflate: .none),
  ]

  @Test(
    arguments: filters,
    [(1, 1, 1), (0, 7, 3), (10, 7, 3), (9, 16, 3), (50, 100, 8)]
  )
  func readsWhatWasWritten(filters: ChunkFilters, shape: (Int, Int, Int)) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (rows, width, rowsPerChunk) = shape
    let small = SmallFile(
      rowCount: rows,
      width: width,
      rowsPerChunk: rowsPerChunk,
      filters: filters
    )
    let (path, values) = try small.write(in: folder)
    let dataset = try DatasetReader("input_ids", in: try HDF5File(reading: path))
    #expect(dataset.shape == [rows, width])
    #expect(dataset.format == .int32)
    #expect(dataset.chunkExtents == [rowsPerChunk, width])
    #expect(try dataset.readRows(0..<rows) == values)
    #expect(try dataset.readRows(rows..<rows) == [])
    #expect(try dataset.storedChunkCount() == (rows + rowsPerChunk - 1) / rowsPerChunk)
    if rows > 4 {
      #expect(try dataset.readRows(2..<4) == Array(values[2 * width..<4 * width]))
    }
  }

  @Test func readsWhatWasWrittenWhateverTheShape() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for seed in 0..<UInt64(FuzzCount.cases(usual: 60)) {
      var generator = SeededGenerator(seed: seed)
      let small = SmallFile(
        rowCount: .random(in: 0...40, using: &generator),
        width: .random(in: 1...300, using: &generator),
        rowsPerChunk: .random(in: 1...50, using: &generator),
        filters: ChunkFilters(
          shuffles: .random(using: &generator),
          deflate: [.none, .fast, .level(.random(in: 1...12, using: &generator))]
            .randomElement(using: &generator) ?? .none
        )
      )
      let (path, values) = try small.write(in: folder, as: "\(seed).h5", seed: seed)
      let dataset = try DatasetReader("input_ids", in: try HDF5File(reading: path))
      #expect(try dataset.readRows(0..<small.rowCount) == values, "seed \(seed)")
      let start = Int.random(in: 0...small.rowCount, using: &generator)
      let end = Int.random(in: start...small.rowCount, using: &generator)
      #expect(
        try dataset.readRows(start..<end)
          == Array(values[start * small.width..<end * small.width]),
        "seed \(seed)"
      )
    }
  }

  @Test func readsFloatsAndWideIntegers() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try HDF5File(creating: folder.path("x.h5"))
    let filters = ChunkFilters()
    let weights = try file.makeDataset(
      "loss_weight",
      of: Float.self,
      width: 2,
      rowsPerChunk: 2,
      filters: filters
    )
    try weights.setRowCount(2)
    try weights.writeChunk(
      filters.makeEncoder().encode([0.5, -1, .infinity, 3] as [Float]),
      startingAtRow: 0
    )
    let wide = try file.makeDataset(
      "wide",
      of: Int64.self,
      width: 2,
      rowsPerChunk: 1,
      filters: filters
    )
    try wide.setRowCount(1)
    try wide.writeChunk(
      filters.makeEncoder().encode([7, Int64.max]),
      startingAtRow: 0
    )
    try weights.close()
    try wide.close()
    try file.close()

    let read = try HDF5File(reading: folder.path("x.h5"))
    let floats = try DatasetReader("loss_weight", in: read)
    #expect(try floats.readRows(0..<2, as: Float.self) == [0.5, -1, .infinity, 3])
    #expect(
      failure { _ = try floats.readRows(0..<2, as: Int32.self) }?.description
        == "\(folder.path("x.h5")): loss_weight: found float32, expected int32"
    )
    let integers = try DatasetReader("wide", in: read)
    #expect(try integers.readRows(0..<1, as: Int64.self) == [7, .max])
    #expect(
      failure { _ = try integers.readRows(0..<1) }?.description
        == "\(folder.path("x.h5")): wide: row 0, column 1: the int64 does not fit int32"
    )
  }

  @Test func rowsThatWereNeverWrittenAreZero() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try HDF5File(creating: folder.path("x.h5"))
    let dataset = try file.makeDataset("x", width: 3, rowsPerChunk: 2, filters: ChunkFilters())
    try dataset.setRowCount(6)
    try dataset.writeChunk(
      ChunkFilters().makeEncoder().encode([1, 2, 3, 4, 5, 6] as [Int32]),
      startingAtRow: 2
    )
    try dataset.close()
    try file.close()
    #expect(
      try allRows("x", of: folder.path("x.h5"))
        == [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0]
    )
  }

  @Test func attributesAreReadBack() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try HDF5File(creating: folder.path("x.h5"))
    for (name, value) in [
      ("all", .booleans([true, false])), ("both", .boolean(false)),
      ("doubles", .doubles([0.5, -2])),
    ] as [(String, AttributeValue)] {
      try file.setAttribute(Attribute(name: name, value: value))
    }
    try file.setAttribute("empty", "")
    try file.setAttribute("none", [])
    try file.setAttribute("number", Int64.min)
    try file.setAttribute("numbers", [1, -2])
    try file.setAttribute("real", 0.25)
    try file.setAttribute("text", "grün")
    try file.close()
    let read = try HDF5File(reading: folder.path("x.h5"))
    let expected = [
      Attribute(name: "all", value: .booleans([true, false])),
      Attribute(name: "both", value: .boolean(false)),
      Attribute(name: "doubles", value: .doubles([0.5, -2])),
      Attribute(name: "empty", value: .text("")),
      Attribute(name: "none", value: .integers([])),
      Attribute(name: "number", value: .integer(.min)),
      Attribute(name: "numbers", value: .integers([1, -2])),
      Attribute(name: "real", value: .double(0.25)),
      Attribute(name: "text", value: .text("grün")),
    ]
    #expect(try read.attributes() == expected)
    #expect(try read.attribute(named: "text") == .text("grün"))
    #expect(try read.attribute(named: "other") == nil)
    let texts = expected.map { $0.text }
    #expect(texts.prefix(3) == ["true, false", "false", "0.5, -2.0"])
    #expect(texts.dropFirst(3) == ["", "", "\(Int64.min)", "1, -2", "0.25", "grün"])
  }

  @Test func equalInputGivesEqualBytes() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for filters in Self.filters {
      let small = SmallFile(rowCount: 20, width: 33, rowsPerChunk: 4, filters: filters)
      _ = try small.write(in: folder, as: "first.h5")
      _ = try small.write(in: folder, as: "second.h5")
      #expect(try folder.bytes("first.h5") == folder.bytes("second.h5"))
      folder.removeFiles("first.h5", "second.h5")
    }
  }

  @Test func chunksAreReadAndDecodedOnAnyThread() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let small = SmallFile(rowCount: 300, width: 64, rowsPerChunk: 5)
    let (path, values) = try small.write(in: folder)
    let dataset = try DatasetReader("input_ids", in: try HDF5File(reading: path))
    let found = try await withThrowingTaskGroup(of: (Int, [Int32]).self) { group in
      for worker in 0..<4 {
        group.addTask {
          let decoder = ChunkFilterDecoder()
          var first: [Int32] = []
          for row in stride(from: worker * 5, to: 300, by: 20) {
            let chunk = try #require(try dataset.readChunk(at: [row, 0]))
            let bytes = try dataset.decode(chunk, using: decoder)
            let rows = try dataset.readRows(row..<row + 5, using: decoder)
            #expect(rows == Array(values[row * 64..<(row + 5) * 64]))
            #expect(bytes.count == 5 * 64 * 4)
            if first.isEmpty { first = rows }
          }
          return (worker, first)
        }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    #expect(found[3] == Array(values[15 * 64..<20 * 64]))
  }
}

extension TemporaryFolder {
  /// Removes files of these names.
  func removeFiles(_ names: String...) {
    for name in names {
      try? FileManager.default.removeItem(atPath: path(name))
    }
  }
}
