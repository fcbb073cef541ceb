import Testing

@testable import DataPrep

/// What becomes of chats that are longer than a row.
@Suite struct LongChatTests {
  private typealias Row = ChatConversion.Row

  /// s:S⏎ 4 · u:a⏎a:b$⏎ 9 · u:cc⏎a:dd$⏎ 11 · u:e⏎a:f$ 8: 32 tokens in all.
  private static let chat = #"""
    [{"role": "system", "content": "S"}, \#
    {"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, \#
    {"role": "user", "content": "cc"}, {"role": "assistant", "content": "dd"}, \#
    {"role": "user", "content": "e"}, {"role": "assistant", "content": "f"}]
    """#

  private func convert(
    _ overflow: OverflowPolicy,
    width: Int
  ) throws -> (report: PreparationReport, rows: [Row]) {
    let result = try ChatConversion.run(Self.chat, width: width) { $0.overflow = overflow }
    let report = result.report
    #expect(report.records.read == 1)
    #expect(report.records.written + report.records.truncated + report.records.dropped == 1)
    #expect(report.tokens.dropped == report.chats.lostTokensByRole.values.reduce(0, +))
    return result
  }

  /// The messages of a prompt stay prompt when others are left out; a part that is all prompt trains
  /// nothing.
  @Test(arguments: [
    (OverflowPolicy.dropTurns, "u:c\na:d$\nu:e\na:f$", "00000000000000013"),
    (.split, "u:e\na:f$", "00000013"),
  ])
  func aChatPairKeepsWhatIsPrompt(overflow: OverflowPolicy, text: String, types: String) throws {
    let record = #"""
      {"prompt": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, \#
      {"role": "user", "content": "c"}, {"role": "assistant", "content": "d"}, \#
      {"role": "user", "content": "e"}], "completion": [{"role": "assistant", "content": "f"}]}
      """#
    let result = try ChatConversion.run(record, width: 18) { $0.overflow = overflow }
    #expect(result.rows == [Row(text, types)])
  }

  @Test(arguments: OverflowPolicy.allCases)
  func aChatThatFitsStaysWhole(overflow: OverflowPolicy) throws {
    let (report, rows) = try convert(overflow, width: 32)
    #expect(rows.map(\.text) == ["s:S\nu:a\na:b$\nu:cc\na:dd$\nu:e\na:f$"])
    #expect(report.tokens.dropped == 0)
  }

  /// Each turn is an article, and loses tokens of its own.
  @Test(arguments: OverflowPolicy.allCases)
  func turnsApartLoseTokensOfTheirOwn(overflow: OverflowPolicy) throws {
    let report = try ChatConversion.run(Self.chat, width: 11) {
      $0.overflow = overflow
      $0.packingBoundary = .pair
    }
    .report
    #expect(report.tokens.dropped > 0)
    #expect(report.tokens.dropped == report.chats.lostTokensByRole.values.reduce(0, +))
  }

  @Test func theOldestTurnsGoFirst() throws {
    let (report, rows) = try convert(.dropTurns, width: 31)
    #expect(
      rows == [Row("s:S\nu:cc\na:dd$\nu:e\na:f$", "00000000000111000000013")]
    )
    #expect(report.records.truncated == 1)
    #expect(report.chats.recordsWithDroppedTurns == 1)
    #expect(report.chats.droppedTurns == 1)
    #expect(report.chats.lostTokensByRole == [.user: 4, .assistant: 5])
    #expect(try convert(.dropTurns, width: 23).rows.count == 1)
    #expect(try convert(.dropTurns, width: 22).rows.map(\.text) == ["s:S\nu:e\na:f$"])
    #expect(try convert(.dropTurns, width: 12).rows.map(\.text) == ["s:S\nu:e\na:f$"])
  }

  @Test func aLastTurnThatDoesNotFitIsDropped() throws {
    let (report, rows) = try convert(.dropTurns, width: 11)
    #expect(rows == [])
    #expect(report.records.dropped == 1)
    #expect(report.droppedRecords == [.overflow: 1])
    #expect(report.tokens.dropped == 32)
  }

  @Test func aSplitChatLosesNothing() throws {
    let (report, rows) = try convert(.split, width: 23)
    #expect(rows.map(\.text) == ["s:S\nu:a\na:b$\nu:cc\na:dd$", "s:S\nu:e\na:f$"])
    #expect(report.chats.splitRecords == 1)
    #expect(report.chats.examples == 2)
    #expect(report.records.written == 1)
    #expect(report.tokens.dropped == 0)
    let narrow = try convert(.split, width: 12)
    #expect(narrow.rows.map(\.text) == ["s:S\nu:a\na:b$", "s:S\nu:e\na:f$"])
    #expect(narrow.report.records.truncated == 1)
  }

  @Test func pairPoliciesCountByRole() throws {
    let left = try convert(.truncateLeft, width: 28)
    #expect(left.rows.map(\.text) == ["u:a\na:b$\nu:cc\na:dd$\nu:e\na:f$"])
    #expect(left.report.chats.lostTokensByRole == [.system: 4])
    let right = try convert(.truncateRight, width: 30)
    #expect(right.rows.map(\.text) == ["s:S\nu:a\na:b$\nu:cc\na:dd$\nu:e\na:"])
    #expect(right.report.chats.lostTokensByRole == [.assistant: 2])
    #expect(right.report.articlesWithoutEnd == 1)
    let prompt = try convert(.truncatePrompt, width: 24)
    #expect(prompt.rows.map(\.text) == ["a:b$\nu:cc\na:dd$\nu:e\na:f$"])
    #expect(prompt.report.chats.lostTokensByRole == [.system: 4, .user: 4])
    let dropped = try convert(.drop, width: 31)
    #expect(dropped.rows == [])
    #expect(
      dropped.report.chats.lostTokensByRole == [.system: 4, .user: 13, .assistant: 15]
    )
  }

  @Test func whatIsNoChatFollowsTruncatePrompt() throws {
    for overflow in [OverflowPolicy.dropTurns, .split] {
      let result = try ChatConversion.run(
        #"{"prompt": "abcdef", "completion": "g"}"#,
        width: 5
      ) { $0.overflow = overflow }
      #expect(result.rows == [Row("ef g$", "00113")])
    }
  }
}
