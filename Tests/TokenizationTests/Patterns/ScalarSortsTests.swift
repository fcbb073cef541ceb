import Testing

@testable import Tokenization

struct ScalarSortsTests {
  @Test func scalarsOfOneSortAreInTheSameSets() throws {
    let sets = [
      CharacterClass.han, CharacterClass.word, ScalarSet(0x61...0x7A), ScalarSet(),
      CharacterClass.whitespace.inverted, ScalarSet(0x10FFFF...0x10FFFF), .everything,
    ]
    let sorts = try #require(ScalarSorts(sets))
    for scalar in (0...ScalarSet.last).filter({ $0 % 7 == 0 || $0 < 0x3000 || $0 > 0x10FF00 }) {
      let page = Int(sorts.pageNumbers[Int(scalar >> 8)])
      let sort = Int(sorts.pages[page << 8 + Int(scalar & 0xFF)])
      for (index, set) in sets.enumerated()
      where sorts.contains(sort, in: index) != set.contains(scalar) {
        Issue.record("\(scalar) is of sort \(sort), which set \(index) holds or not")
        return
      }
    }
    #expect(sorts.count == 7)
  }

  @Test func refusesMoreThanFit() {
    let sets = (UInt32(0)..<200).map { ScalarSet($0...$0) }
    #expect(ScalarSorts(Array(sets.prefix(128)))?.count == 129)
    #expect(ScalarSorts(sets) == nil)
    // Seven overlapping sets make 128 sorts, eight 256.
    let overlapping = (0..<8).map { bit in
      ScalarSet(scalars: (UInt32(0)..<256).filter { $0 >> bit & 1 != 0 })
    }
    #expect(ScalarSorts(Array(overlapping.prefix(7)))?.count == 128)
    #expect(ScalarSorts(overlapping) == nil)
  }
}
