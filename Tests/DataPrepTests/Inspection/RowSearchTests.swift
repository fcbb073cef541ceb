import Foundation
import TestSupport
import Testing

@testable import DataPrep

@Suite struct RowSearchTests {
  private let rows = [
    "00113222", "00000000", "22222222", "00111111", "01130011", "31302222", "00113222", "30000000",
    "05113222",
  ]

  @Test(
    arguments: [
      (.allPrompt, [1, 7]), (.allPadding, [2]), (.truncated, [1, 3, 4, 5, 7]),
      (.noSeparator, [1, 3]),
      (.unknownType, [8]), (.duplicate, [6]), (.longest, [1, 3, 7, 0, 6, 8, 4, 5]),
      (.mostPadded, [2, 5, 0, 6, 8]),
    ] as [(RowTrait, [Int])]
  )
  func findsRows(trait: RowTrait, expected: [Int]) throws {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.hdf5").path
      var ids = rows.indices.map { row in (0..<8).map { Int32(100 * row + $0) } }
      ids[6] = ids[0]
      try RowFixture(types: rows, ids: ids).write(to: path)
      let view = try LayoutView(
        path: path,
        rows: 0..<Int.max,
        where: trait,
        limit: 20,
        tokenizer: nil
      )
      #expect(view.rows.map(\.index) == expected)
      if trait == .duplicate { #expect(view.rows.map(\.duplicateOf) == [0]) }
      let two = try LayoutView(
        path: path,
        rows: 1..<9,
        where: trait,
        limit: 2,
        tokenizer: nil
      )
      let inRange = trait == .duplicate ? [] : expected.filter { $0 >= 1 }
      #expect(two.rows.map(\.index) == Array(inRange.prefix(2)))
    }
  }

  /// Rows that only count take fewer bytes than those of texts.
  @Test func comparesNoMoreDifferentRowsThanMemoryHasRoomFor() throws {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.hdf5").path
      let count = 20_000
      try RowFixture(
        types: Array(repeating: "1", count: count),
        ids: (0..<Int32(count)).map { [$0 % 15_000] }
      )
      .write(to: path)
      let file = try TrainingFile(path: path)
      let types = try TypeSource(file)
      var search = RowSearch(trait: .duplicate, limit: 3)
      let found = try search.rows(of: file, types, 0..<count, Cancellation())
      #expect(found.map(\.row) == [15_000, 15_001, 15_002])
      #expect(found.map(\.duplicateOf) == [0, 1, 2])
      search.freeKnownCount = 14_999
      #expect(file.byteCount / 4 < 14_999)
      let error = try #require(throws: DataPrepError.self) {
        try search.rows(of: file, types, 0..<count, Cancellation())
      }
      #expect(error.code == .oversized)
      #expect(
        error.message
          == "\(path): more than 14999 different rows, the most that is compared of "
          + "\(file.byteCount) bytes"
      )
      search.freeKnownCount = 15_000
      #expect(try search.rows(of: file, types, 0..<count, Cancellation()) == found)
    }
  }

  @Test func saysWhatARowHolds() throws {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.hdf5").path
      try RowFixture(types: ["01013011"]).write(to: path)
      let row = try #require(
        try LayoutView(path: path, rows: 0..<1, tokenizer: nil).rows.first
      )
      #expect(
        row.articles == [
          .init(range: 0..<5, turnCount: 2, ending: .separator),
          .init(range: 5..<8, turnCount: 1, ending: .rowEnd),
        ]
      )
      #expect(row.trainedCount == 5 && row.tokenCount == 8)
    }
  }
}
