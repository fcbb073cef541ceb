import TestSupport
import Testing

@testable import DataPrep

@Suite struct TypeRunsTests {
  /// A run that was handed out.
  private struct Run: Equatable {
    var type: Int32
    var range: Range<Int>
  }

  private func runs(ofRow row: Int, in rows: TypeRows) -> [Run] {
    var runs: [Run] = []
    rows.visitRuns(ofRow: row) { runs.append(Run(type: $0, range: $1..<$2)) }
    return runs
  }

  @Test func findsTheRunsOfTheExample() {
    let expected = [
      Run(type: 0, range: 0..<2), Run(type: 1, range: 2..<3),
      Run(type: 3, range: 3..<4), Run(type: 1, range: 4..<6),
      Run(type: 2, range: 6..<8),
    ]
    for rows in [
      TypeRows(bytes: [0, 0, 1, 3, 1, 1, 2, 2], width: 8),
      TypeRows(numbers: [0, 0, 1, 3, 1, 1, 2, 2], width: 8),
    ] {
      #expect(runs(ofRow: 0, in: rows) == expected)
    }
  }

  /// Rows of all lengths, as bytes and as numbers, give what looking at token after token gives.
  @Test func bytesAndNumbersHaveTheSameRuns() {
    var generator = TestSupport.SeededGenerator(seed: 3)
    for _ in 0..<3_000 {
      let width = Int.random(in: 1...(generator.next() % 8 == 0 ? 1_200 : 200), using: &generator)
      var types: [UInt8] = []
      while types.count < 2 * width {
        let type = ([0, 1, 2, 3, 9, 255] as [UInt8]).randomElement(using: &generator) ?? 0
        let most = [1, 3, 90].randomElement(using: &generator) ?? 1
        let length = Int.random(in: 1...most, using: &generator)
        types += [UInt8](repeating: type, count: length)
      }
      types.removeLast(types.count - 2 * width)
      let bytes = TypeRows(bytes: types, width: width)
      let numbers = TypeRows(numbers: types.map { Int32($0) }, width: width)
      #expect(bytes.rowCount == 2 && numbers.rowCount == 2)
      for row in 0..<2 {
        let part = Array(types[row * width..<(row + 1) * width])
        #expect(runs(ofRow: row, in: bytes) == Self.runs(part))
        #expect(runs(ofRow: row, in: numbers) == Self.runs(part))
        #expect(Array(bytes.numbers(ofRow: row)) == part.map { Int32($0) })
        #expect(Array(numbers.numbers(ofRow: row)) == part.map { Int32($0) })
        #expect(bytes[row * width] == Int32(part[0]))
      }
    }
  }

  @Test func numbersBeyondAByteHaveRunsToo() {
    let runs = runs(ofRow: 0, in: TypeRows(numbers: [-1, -1, 256, .max], width: 4))
    #expect(runs.map(\.type) == [-1, 256, .max])
    #expect(runs.map(\.range) == [0..<2, 2..<3, 3..<4])
    #expect(TypeRows(width: 0).rowCount == 0 && TypeRows(width: 7).rowCount == 0)
  }

  private static func runs(_ types: [UInt8]) -> [Run] {
    var runs: [Run] = []
    for (index, type) in types.enumerated() {
      if let last = runs.last, last.type == Int32(type) {
        runs[runs.count - 1] = Run(
          type: last.type,
          range: last.range.lowerBound..<index + 1
        )
      } else {
        runs.append(Run(type: Int32(type), range: index..<index + 1))
      }
    }
    return runs
  }
}
