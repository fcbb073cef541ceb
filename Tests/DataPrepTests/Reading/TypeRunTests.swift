import TestSupport
import Testing

@testable import DataPrep

@Suite struct TypeRunTests {
  @Test func findsTheRunsOfTheExample() {
    let expected = [
      TypeRun(type: 0, range: 0..<2), TypeRun(type: 1, range: 2..<3),
      TypeRun(type: 3, range: 3..<4), TypeRun(type: 1, range: 4..<6),
      TypeRun(type: 2, range: 6..<8),
    ]
    for rows in [
      TypeRows(bytes: [0, 0, 1, 3, 1, 1, 2, 2], width: 8),
      TypeRows(numbers: [0, 0, 1, 3, 1, 1, 2, 2], width: 8),
    ] {
      var runs: [TypeRun] = []
      #expect(rows.appendRuns(ofRow: 0, to: &runs) == 3)
      #expect(runs == expected)
    }
  }

  /// Rows of all lengths, as bytes and as numbers, give what looking at token after token gives.
  @Test func bytesAndNumbersHaveTheSameRuns() {
    var generator = TestSupport.SeededGenerator(seed: 3)
    for _ in 0..<3_000 {
      let width = Int.random(in: 1...200, using: &generator)
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
        var (fromBytes, fromNumbers): ([TypeRun], [TypeRun]) = ([], [])
        let bits = UInt32(part.reduce(0, |))
        #expect(bytes.appendRuns(ofRow: row, to: &fromBytes) == bits)
        #expect(numbers.appendRuns(ofRow: row, to: &fromNumbers) == bits)
        #expect(fromBytes == Self.runs(part))
        #expect(fromNumbers == fromBytes)
        #expect(Array(bytes.numbers(ofRow: row)) == part.map { Int32($0) })
        #expect(Array(numbers.numbers(ofRow: row)) == part.map { Int32($0) })
        #expect(bytes[row * width] == Int32(part[0]))
      }
    }
  }

  @Test func numbersBeyondAByteHaveRunsToo() {
    var runs: [TypeRun] = []
    let rows = TypeRows(numbers: [-1, -1, 256, .max], width: 4)
    #expect(rows.appendRuns(ofRow: 0, to: &runs) == .max)
    #expect(runs.map(\.type) == [-1, 256, .max])
    #expect(runs.map(\.range) == [0..<2, 2..<3, 3..<4])
    #expect(TypeRows(width: 0).rowCount == 0 && TypeRows(width: 7).rowCount == 0)
  }

  private static func runs(_ types: [UInt8]) -> [TypeRun] {
    var runs: [TypeRun] = []
    for (index, type) in types.enumerated() {
      if let last = runs.last, last.type == Int32(type) {
        runs[runs.count - 1] = TypeRun(
          type: last.type,
          range: last.range.lowerBound..<index + 1
        )
      } else {
        runs.append(TypeRun(type: Int32(type), range: index..<index + 1))
      }
    }
    return runs
  }
}
