import Testing

@testable import Tokenization

/// Which characters are in one match, always, never or sometimes.
@Suite struct MatchedNeighboursTests {
  private static let pattern = #"<end>|'s|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#

  @Test(
    arguments: [
      (pattern, "你好", true), (pattern, "好é", true), (pattern, "。」", true),
      (pattern, "你1", false), (pattern, "１２", false), (pattern, "你。", false),
      (pattern, "a。", false),
      // These stand in other alternatives as well.
      (pattern, "你s", nil), (pattern, "e你", nil), (pattern, "''", nil),
      (KnownPattern.gpt2, "你好", true), (KnownPattern.gpt2, "１２", true),
      (KnownPattern.gpt2, "你。", false), (KnownPattern.gpt2, "a你", true),
      (KnownPattern.gpt2, "t你", nil),
      // Repeated, but not at the end, not without limit, not all it can, or behind what must be there.
      (#"\p{L}+x?|y"#, "你好", nil), (#"\p{L}{1,3}"#, "你好", nil), (#"\p{L}+?|\p{N}"#, "你好", nil),
      (#"\p{L}{2,}"#, "你好", nil), (#"\p{N}\p{L}+"#, "你好", nil), (#"\p{N}?\p{L}+"#, "你好", true),
      (#"(?:\p{L}|\p{N})+"#, "你1", nil), (#"你|\p{L}+"#, "你好", nil), (#"你|\p{L}+"#, "好好", true),
      (#"[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}"#, "你好", true),
    ] as [(String, String, Bool?)]
  )
  func tellsNeighbours(expression: String, pair: String, areJoined: Bool?) throws {
    let neighbours = try #require(MatchedNeighbours(try ExpressionParser.parse(expression)))
    let masks = pair.unicodeScalars.map { neighbours.mask(of: $0.value) }
    #expect(neighbours.areJoined(masks[0], masks[1]) == areJoined)
  }

  @Test(arguments: [#"\p{L}+(?=x)"#, #"\b\p{L}+"#, #"\p{L}*"#, #"\s+|\p{L}+$"#])
  func leavesOutWhatLooksAroundOrMatchesNothing(expression: String) throws {
    #expect(MatchedNeighbours(try ExpressionParser.parse(expression)) == nil)
  }

  @Test func alternativesOfWhiteSpaceDoNotCount() throws {
    #expect(MatchedNeighbours(try ExpressionParser.parse(#"\p{L}+|\s+(?!\S)|\s+"#)) != nil)
    #expect(WordScanner.gpt2.neighbours != nil)
  }

  @Test func setsKnowTheirMembers() {
    let set = ScalarSet(ranges: [3...5, 9...9, 12...20])
    #expect((0..<25).filter { set.contains($0) } == [3, 4, 5, 9] + Array(12...20))
    #expect(!ScalarSet().contains(0))
    #expect(set.isPart(of: ScalarSet(0...20)) && !set.isPart(of: ScalarSet(0...19)))
  }
}
