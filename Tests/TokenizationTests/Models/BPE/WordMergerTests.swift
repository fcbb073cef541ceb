import TestSupport
import Testing

@testable import Tokenization

/// Merging as the definition has it, on plain arrays: find the lowest rank, merge, start over.
private func mergedNaively(
  _ symbols: [(id: Int32, length: Int)],
  _ ranks: [[Int32]: (rank: Int, merged: Int32)]
) -> [(id: Int32, length: Int)] {
  var symbols = symbols
  while true {
    var best: (rank: Int, place: Int, merged: Int32)?
    for place in symbols.indices.dropLast() {
      guard let merge = ranks[[symbols[place].id, symbols[place + 1].id]] else { continue }
      if best.map({ merge.rank < $0.rank }) ?? true { best = (merge.rank, place, merge.merged) }
    }
    guard let best else { return symbols }
    symbols[best.place] = (
      best.merged, symbols[best.place].length + symbols[best.place + 1].length
    )
    symbols.remove(at: best.place + 1)
  }
}

@Suite struct WordMergerTests {
  /// The worked example of `WordMerger`.
  @Test func mergesTheLowestRankFirst() {
    let letters: [Character: Int32] = ["h": 0, "e": 1, "l": 2, "o": 3]
    let table = MergeTable(capacity: 3)
    table.insert(left: 2, right: 2, rank: 2, merged: 4)
    table.insert(left: 0, right: 1, rank: 5, merged: 5)
    table.insert(left: 5, right: 4, rank: 9, merged: 6)
    let merger = WordMerger()
    merger.begin(capacity: 5)
    for letter in "hello" { merger.append(letters[letter] ?? -1, length: 1) }
    merger.merge(by: table)
    #expect(tokens(of: merger).map(\.id) == [6, 3])
    #expect(tokens(of: merger).map(\.length) == [4, 1])
  }

  @Test func mergesTheLeftmostOfEqualRanks() {
    let table = MergeTable(capacity: 1)
    table.insert(left: 0, right: 0, rank: 0, merged: 1)
    let merger = WordMerger()
    merger.begin(capacity: 5)
    for _ in 0..<5 { merger.append(0, length: 1) }
    merger.merge(by: table)
    #expect(tokens(of: merger).map(\.id) == [1, 1, 0])
  }

  @Test func laterMergeOfTheSamePairReplacesTheEarlier() {
    let table = MergeTable(capacity: 2)
    table.insert(left: 0, right: 1, rank: 0, merged: 7)
    table.insert(left: 0, right: 1, rank: 1, merged: 8)
    #expect(MergeTable.merged(table.value(0, 1)) == 8)
    #expect(table.value(1, 0) == MergeTable.none)
  }

  /// Scanning, the heap and the definition give the same tokens for random merges and words.
  @Test(arguments: 0..<40)
  func scanAndHeapAgreeWithTheDefinition(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let letters = Int32.random(in: 1...6, using: &generator)
    var texts: [Int32: [Int32]] = [:]
    for letter in 0..<letters { texts[letter] = [letter] }
    var ranks: [[Int32]: (rank: Int, merged: Int32)] = [:]
    let table = MergeTable(capacity: 60)
    for rank in 0..<Int.random(in: 0...60, using: &generator) {
      // As in real vocabularies, one text has one id, however it is merged.
      let known = texts.keys.sorted()
      guard let left = known.randomElement(using: &generator),
        let right = known.randomElement(using: &generator),
        let leftText = texts[left], let rightText = texts[right]
      else { continue }
      let text = leftText + rightText
      let merged = texts.first { $0.value == text }?.key ?? Int32(texts.count)
      texts[merged] = text
      ranks[[left, right]] = (rank, merged)
      table.insert(left: left, right: right, rank: UInt32(rank), merged: merged)
    }
    let merger = WordMerger(capacity: 1)
    for _ in 0..<60 {
      let count = Int.random(in: 0...300, using: &generator)
      let symbols = (0..<count).map { _ in
        (id: Int32.random(in: 0..<letters, using: &generator), length: 1)
      }
      let expected = mergedNaively(symbols, ranks)
      for usesHeap in [false, true] {
        merger.begin(capacity: 0)
        for symbol in symbols { merger.append(symbol.id, length: symbol.length) }
        merger.merge(by: table, usingHeap: usesHeap)
        #expect(tokens(of: merger).map(\.id) == expected.map(\.id))
        #expect(tokens(of: merger).map(\.length) == expected.map(\.length))
      }
    }
  }

  private func tokens(of merger: WordMerger) -> [(id: Int32, length: Int)] {
    // Safety: the merger holds `count` symbols.
    (0..<merger.count).map { unsafe (merger.ids[$0], Int(merger.lengths[$0])) }
  }
}
