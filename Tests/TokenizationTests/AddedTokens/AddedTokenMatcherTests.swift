import TestSupport
import Testing

@testable import Tokenization

@Suite struct AddedTokenMatcherTests {
  /// The worked example: of `<a`, `<a>` and `b` in `x<a>b`, the longest at the leftmost place.
  @Test func findsTheLeftmostAndOfThoseTheLongest() {
    let matcher = AddedTokenMatcher([("<a", 1), ("<a>", 2), ("b", 3)].map { (Array($0.utf8), $1) })
    #expect(matches(matcher, Array("x<a>b<<a".utf8)) == [[1, 4, 2], [4, 5, 3], [6, 8, 1]])
  }

  /// Few and many different first bytes and pairs: the same matches as by trying each token at each
  /// place.
  @Test(arguments: 0..<60)
  func agreesWithTryingEverything(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let letters = Int.random(in: 1...8, using: &generator)
    func text(_ counts: ClosedRange<Int>) -> [UInt8] {
      (0..<Int.random(in: counts, using: &generator)).map { _ in
        UInt8(0x61 + Int.random(in: 0..<letters, using: &generator))
      }
    }
    var contents: [[UInt8]] = []
    for _ in 0..<Int.random(in: 1...20, using: &generator) {
      let content = text(1...5)
      if !contents.contains(content) { contents.append(content) }
    }
    let matcher = AddedTokenMatcher(contents.enumerated().map { ($1, Int32($0)) })
    for _ in 0..<40 {
      var bytes = text(0...120)
      for index in bytes.indices where Bool.random(using: &generator) { bytes[index] = 0x20 }
      var expected: [[Int]] = []
      var start = 0
      while start < bytes.count {
        let candidates = contents.indices.filter { bytes[start...].starts(with: contents[$0]) }
        guard let best = candidates.max(by: { contents[$0].count < contents[$1].count }) else {
          start += 1
          continue
        }
        expected.append([start, start + contents[best].count, best])
        start += contents[best].count
      }
      #expect(matches(matcher, bytes) == expected)
    }
  }

  /// All matches as [start, end, id].
  private func matches(_ matcher: AddedTokenMatcher, _ text: [UInt8]) -> [[Int]] {
    var found: [[Int]] = []
    unsafe text.withUnsafeBufferPointer { text in
      var start = 0
      while let match = unsafe matcher.firstMatch(in: text, from: start) {
        found.append([match.start, match.end, Int(match.id)])
        start = match.end
      }
    }
    return found
  }
}
