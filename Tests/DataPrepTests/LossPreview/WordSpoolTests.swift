import TestSupport
import Testing

@testable import DataPrep

@Suite struct WordSpoolTests {
  /// Whatever is kept in memory and whatever in the file, the words come back.
  @Test(arguments: [0, 1, 5, 100, 1_000])
  func givesBackWhatItGot(memoryLimit: Int) throws {
    var generator = TestSupport.SeededGenerator(seed: 5)
    var spool = WordSpool(memoryLimit: memoryLimit)
    var all: [UInt32] = []
    for _ in 0..<40 {
      let words = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        UInt32.random(in: 0 ... .max, using: &generator)
      }
      try spool.append(words)
      all += words
    }
    #expect(spool.count == all.count)
    for _ in 0..<200 {
      let start = Int.random(in: 0...all.count, using: &generator)
      let end = Int.random(in: start...all.count, using: &generator)
      var words: [UInt32] = [7]
      try spool.append(start..<end, to: &words)
      #expect(words == [7] + all[start..<end])
    }
  }
}
