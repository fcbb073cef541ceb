import TestSupport
import Testing

@testable import DataPrep

@Suite struct SliceCutterTests {
  private struct Ended: Equatable {
    var article: CountedArticle
    var marks: ArticleMarks
  }

  /// Cuts rows in slices of any lengths, as threads do.
  private func cutInSlices(
    _ rows: [[Int32]],
    _ facts: PackingFacts,
    width: Int,
    sizes: () -> Int
  ) -> [Ended] {
    var ended: [Ended] = []
    var join = SliceJoin(facts: facts)
    var first = 0
    while first < rows.count {
      let end = min(rows.count, first + sizes())
      var cutter = SliceCutter(facts: facts, width: width)
      var own: [Ended] = []
      for row in first..<end {
        let pieces = RowFixturePieces.pieces(rows[row])
        for piece in pieces {
          cutter.take(piece, row: row) { own.append(Ended(article: $0, marks: $1)) }
        }
        if pieces.isEmpty { cutter.skipEmptyRow { own.append(Ended(article: $0, marks: $1)) } }
      }
      join.take(cutter.finish()) { ended.append(Ended(article: $0, marks: $1)) }
      ended += own
      first = end
    }
    join.finish { ended.append(Ended(article: $0, marks: $1)) }
    return ended
  }

  /// Cuts rows one after the other.
  private func cutInOrder(_ rows: [[Int32]], _ facts: PackingFacts, width: Int) -> [Ended] {
    var ended: [Ended] = []
    var cutter = ArticleCutter(facts: facts, width: width)
    var open = CountedArticle()
    for (row, types) in rows.enumerated() {
      let pieces = RowFixturePieces.pieces(types)
      if pieces.isEmpty, let marks = cutter.skipEmptyRow() {
        ended.append(Ended(article: open, marks: marks))
      }
      for piece in pieces {
        let placement = cutter.place(piece)
        if let marks = placement.endsEarlier { ended.append(Ended(article: open, marks: marks)) }
        if placement.joins {
          open.rowCount += 1
        } else {
          open = CountedArticle(row: row, column: piece.columns.lowerBound)
        }
        open.add(piece)
        if let marks = placement.ends { ended.append(Ended(article: open, marks: marks)) }
      }
    }
    if let marks = cutter.finish() { ended.append(Ended(article: open, marks: marks)) }
    return ended
  }

  /// The example of the type's description, in slices of two rows.
  @Test func joinsWhatSlicesCutApart() {
    var facts = PackingFacts()
    facts.packing = .full
    let rows: [[Int32]] = [[0, 1, 1, 1], [1, 3, 0, 1], [1, 1, 1, 1], [1, 1, 3, 2]]
    let ended = cutInSlices(rows, facts, width: 4) { 2 }
    #expect(ended.map(\.article.tokenCount) == [6, 9])
    #expect(ended.map(\.article.rowCount) == [2, 3])
    #expect(ended.map(\.article.column) == [0, 2])
    #expect(ended.allSatisfy { $0.marks.isEmpty })
  }

  /// Wherever slices end, the articles are those of rows that are cut one after the other.
  @Test func slicesOfAllLengthsGiveTheSameArticles() {
    var generator = TestSupport.SeededGenerator(seed: 17)
    for round in 0..<3_000 {
      let width = Int.random(in: 1...9, using: &generator)
      let rows = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        (0..<width).map { _ in
          ([0, 1, 1, 1, 1, 2, 3, 7] as [Int32]).randomElement(using: &generator) ?? 0
        }
      }
      var facts = PackingFacts()
      facts.packing = [Packing.full, .full, .greedy, nil][round % 4]
      facts.overflow =
        [OverflowPolicy.truncateRight, .truncateLeft, nil]
        .randomElement(using: &generator) ?? nil
      facts.mayMissRows = Bool.random(using: &generator)
      let expected = cutInOrder(rows, facts, width: width)
      let found = cutInSlices(rows, facts, width: width) {
        Int.random(in: 1...5, using: &generator)
      }
      #expect(found == expected, "\(rows) \(facts)")
    }
  }
}

private enum RowFixturePieces {
  static func pieces(_ types: [Int32]) -> [RowPiece] {
    var pieces: [RowPiece] = []
    unsafe types.withUnsafeBufferPointer { buffer in
      unsafe RowPiece.cut(buffer) { pieces.append($0) }
    }
    return pieces
  }
}
