import TestSupport
import Testing

@testable import DataPrep

/// What retyping counts of types before and now is what a plain loop counts.
@Suite struct TypeCountsTests {
  @Test func countsPairs() {
    var pairs = TypePairCounts()
    let sweep = pairs.add([0, 1, 1, 1], [0, 0, 1, 1])
    #expect(sweep.areCounted && sweep.differ && !sweep.haveSeparators && sweep.paddingCount == 0)
    #expect(pairs.counts == [1, 1, 0, 0, 0, 2] + Array(repeating: 0, count: 10))
  }

  @Test func countsWhatALoopCounts() {
    for seed in 0..<UInt64(FuzzCount.cases(usual: 60)) {
      var generator = TestSupport.SeededGenerator(seed: seed)
      var (pairs, odd) = (TypePairCounts(), OddTypeCounts())
      var expected: [Int64: Int] = [:]
      for _ in 0..<4 {
        let most: Int32 = Bool.random(using: &generator) ? 3 : 70_000
        let count = Int.random(in: 0...TypePairCounts.most, using: &generator)
        func types() -> [Int32] {
          (0..<count).map { _ in .random(in: 0...most, using: &generator) }
        }
        let (now, before) = (types(), types())
        let sweep = pairs.add(now[...], before[...])
        #expect(sweep.areCounted == (now + before).allSatisfy { $0 < 4 })
        #expect(sweep.differ == (now != before))
        #expect(sweep.paddingCount == now.count { $0 == 2 })
        if now.contains(3) { #expect(sweep.haveSeparators) }
        for (before, now) in zip(before, now) {
          expected[OddTypeCounts.key(before, now), default: 0] += 1
          if !sweep.areCounted { odd.add(before, now) }
        }
      }
      var found = odd.finish()
      for (place, count) in pairs.counts.enumerated() where count > 0 {
        found[OddTypeCounts.key(Int32(place / 4), Int32(place % 4)), default: 0] += count
      }
      #expect(found == expected, "seed \(seed)")
    }
  }

  @Test func negativeTypesAreOdd() {
    var (pairs, odd) = (TypePairCounts(), OddTypeCounts())
    #expect(!pairs.add([-1], [3]).areCounted)
    for _ in 0..<3 { odd.add(3, -1) }
    odd.add(-1, .min)
    #expect(odd.finish() == [OddTypeCounts.key(3, -1): 3, OddTypeCounts.key(-1, .min): 1])
  }
}
