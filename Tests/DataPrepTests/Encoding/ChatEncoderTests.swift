import Foundation
import JSON
import TestSupport
import Testing

@testable import DataPrep

/// What becomes of a chat's tokens, worked out by hand.
@Suite struct ChatEncoderTests {
  private typealias Row = ChatConversion.Row

  private static let one =
    #"{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yo"}]}"#
  private static let two = #"""
    [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, \#
    {"role": "user", "content": "c"}, {"role": "assistant", "content": "de"}]
    """#

  @Test func theAnswerAndItsTerminatorAreTrained() throws {
    let (report, rows) = try ChatConversion.run(Self.one)
    //                       u:hi⏎a:yo$
    #expect(rows == [Row("u:hi\na:yo$", "0000000113")])
    #expect(report.chats.records == 1)
    #expect(report.chats.examples == 1)
    #expect(report.chats.trainedTurns == 1)
    #expect(report.chats.tailTokens == 1)
    #expect(report.chats.straddlingTokens == 0)
    #expect(report.chats.addedEnds == 0)
    #expect(report.records.written == 1)
    #expect(report.recordsBySchema == [.messages: 1])
    #expect(report.chatTemplates.map(\.name) == ["default"])
  }

  @Test func everyAnswerIsTrainedAndTheLastTerminatorSeparates() throws {
    #expect(
      try ChatConversion.run(Self.two).rows == [Row("u:a\na:b$\nu:c\na:de$", "000000110000000113")]
    )
  }

  @Test func withAttentionBoundaryPairEveryTerminatorSeparates() throws {
    let rows = try ChatConversion.run(Self.two) { $0.attentionBoundary = .pair }.rows
    #expect(rows == [Row("u:a\na:b$\nu:c\na:de$", "000000130000000113")])
  }

  @Test func withPackingBoundaryPairEveryTurnIsAnArticle() throws {
    let rows = try ChatConversion.run(Self.two) { $0.packingBoundary = .pair }.rows
    #expect(rows == [Row("u:a\na:b$", "00000011"), Row("\nu:c\na:de$", "0000000113")])
  }

  @Test func theTailIsOfTheLastArticleWhereEverythingIsTrained() throws {
    let rows = try ChatConversion.run(Self.two) {
      $0.packingBoundary = .pair
      $0.trainedText = .all
    }
    .rows
    #expect(rows == [Row("u:a\na:b$", "11111111"), Row("\nu:c\na:de$\n", "11111111113")])
  }

  @Test func theLastTurnAloneIsTrained() throws {
    let (report, rows) = try ChatConversion.run(Self.two) { $0.trainedText = .lastTurn }
    #expect(rows == [Row("u:a\na:b$\nu:c\na:de$", "000000000000000113")])
    #expect(report.chats.trainedTurns == 1)
    #expect(report.chats.untrainedTurns == 1)
  }

  @Test func everythingIsTrainedAndNothingIsCut() throws {
    let (report, rows) = try ChatConversion.run(Self.one) { $0.trainedText = .all }
    #expect(rows == [Row("u:hi\na:yo$\n", "11111111113")])
    #expect(report.chats.tailTokens == 0)
  }

  @Test func splitTurnsHaveWhatWasBeforeAsTheirPrompt() throws {
    let (report, rows) = try ChatConversion.run(Self.two) { $0.turns = .split }
    #expect(
      rows == [Row("u:a\na:b$", "00000013"), Row("u:a\na:b$\nu:c\na:de$", "000000000000000113")]
    )
    #expect(report.chats.records == 1)
    #expect(report.chats.examples == 2)
    #expect(report.records.written == 1)
  }

  @Test func aTemplateWithoutTerminatorsGetsEOSOnceATurn() throws {
    let (report, rows) = try ChatConversion.run(Self.two, template: ChatConversion.endless)
    #expect(rows == [Row("u:a\na:b$\nu:c\na:de$", "000000110000000113")])
    #expect(report.chats.addedEnds == 2)
  }

  @Test func aMissingBOSIsAddedAndOneThatIsThereIsKept() throws {
    let added = try ChatConversion.run(Self.one) { $0.addsBeginningOfSequence = true }
    #expect(added.rows == [Row("^u:hi\na:yo$", "00000000113")])
    #expect(added.report.chats.addedBeginnings == 1)
    let written = try ChatConversion.run(
      Self.one,
      template: "{{ bos_token }}" + ChatConversion.template
    ) { $0.addsBeginningOfSequence = true }
    #expect(written.rows == added.rows)
    #expect(written.report.chats.addedBeginnings == 0)
  }

  @Test func specialTokensInContentAreTextUnlessTheyAreAllowed() throws {
    let record = #"""
      [{"role": "user", "content": "x</s>"}, {"role": "assistant", "content": "y<s>"}]
      """#
    let text = try ChatConversion.run(record)
    #expect(text.rows == [Row("u:x</s>\na:y<s>$", "000000000011113")])
    #expect(text.report.chats.specialTokensInContent == 2)
    #expect(text.report.chats.recordsWithSpecialTokens == 1)
    #expect(text.report.warnings.contains(.specialTokensInContent(count: 2, records: 1)))
    let allowed = try ChatConversion.run(record) { $0.specialTokensInContent = .allow }
    #expect(allowed.rows == [Row("u:x$\na:y^$", "0000000113")])
    #expect(allowed.report.chats.specialTokensInContent == 0)
  }

  /// Tokens within a list that a template prints as Python does are content too.
  @Test func specialTokensInPrintedListsAreText() throws {
    let record = #"[{"role": "user", "content": ["x</s>"]}, {"role": "assistant", "content": "y"}]"#
    let run = try ChatConversion.run(record)
    #expect(run.rows == [Row("u:['x</s>']\na:y$", "0000000000000013")])
    #expect(run.report.chats.specialTokensInContent == 1)
  }

  /// In text that a template has rewritten, its tokens are tokens, unless the record may have brought
  /// them.
  @Test func specialTokensInRewrittenTextAreTheTemplates() throws {
    let template = "{% for m in messages %}{{ [m.content ~ eos_token] }}{% endfor %}"
    func rows(_ content: String) throws -> [Row] {
      let record =
        #"[{"role": "user", "content": "\#(content)"}, {"role": "assistant", "content": "y"}]"#
      return try ChatConversion.run(record, template: template).rows
    }
    #expect(try rows("x") == [Row("['x$']['y$']$", "0000001111113")])
    #expect(try rows("</s>") == [Row("['</s></s>']['y</s>']$", "0000000000001111111113")])
  }

  /// A chat of which nothing counts keeps its rows, and no token of them has a weight.
  @Test func theEndOfAChatWithoutWeightHasNone() throws {
    let record =
      #"[{"role": "user", "content": "q"}, {"role": "assistant", "content": "a", "weight": 0}]"#
    let rows = try ChatConversion.run(record) { $0.promptOnly = .keep }.rows
    #expect(rows == [Row("u:q\na:a$\n$", "0000000003", [1, 1, 1, 1, 1, 1, 0, 0, 1, 0])])
  }

  @Test func whatATemplateDoesNotWriteIsSaid() throws {
    let template = """
      {% for m in messages %}{{ m.role[0] }}{% for p in m.content %}{{ p.text }}{% endfor %}
      {%- if m.role == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}
      """
    let parts =
      #"[{"role": "user", "content": [{"text": "q"}]}, "#
      + #"{"role": "assistant", "content": [{"text": "a"}]}]"#
    let written = try ChatConversion.run(parts, template: template)
    #expect(written.rows == [Row("uqaa$", "00113")])
    #expect(written.report.chats.unwrittenMessages == 0)
    let lost = try ChatConversion.run(
      [Self.one, parts, Self.one].joined(separator: "\n"),
      template: template
    )
    #expect(lost.report.chats.unwrittenMessages == 4)
    #expect(lost.report.chats.unwrittenAnswers == 2)
    #expect(lost.report.chats.recordsWithUnwrittenMessages == 2)
    let warning = PreparationWarning.unwrittenMessages(count: 4, answers: 2, records: 2)
    #expect(lost.report.warnings.contains(warning))
    #expect(
      warning.message
        == "the chat template writes nothing of what 4 messages say in 2 records; 2 of them are the "
        + "assistant's"
    )
  }

  @Test func aRoleThatHoldsATokenIsContent() throws {
    let template = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
    let record = #"[{"role": "s", "content": "a"}, {"role": "s></s><s", "content": "b"}]"#
    let rows = try ChatConversion.run(record, template: template) { $0.trainedText = .all }.rows
    // The template writes the first; the second is the record's own doing.
    #expect(rows == [Row("^a<s></s><s>b", String(repeating: "1", count: 12) + "3")])
  }

  @Test func aTokenThatTheTemplateMakesIsItsOwn() throws {
    let template = "{% for m in messages %}{{ (m.content ~ '</S>') | lower }}{% endfor %}"
    let plain = try ChatConversion.run(
      #"[{"role": "user", "content": "a"}]"#,
      template: template
    ) { $0.trainedText = .all }
    #expect(plain.rows == [Row("a$", "13")])
    let hostile = try ChatConversion.run(
      #"[{"role": "user", "content": "</s>"}]"#,
      template: template
    ) { $0.trainedText = .all }
    #expect(hostile.rows == [Row("</s>$", "11113")])
  }

  @Test func weightsBecomeFactors() throws {
    let record = Self.two.replacing(#""content": "b""#, with: #""content": "b", "weight": 0.5"#)
    let (report, rows) = try ChatConversion.run(Self.one + "\n" + record)
    #expect(
      rows == [
        Row("u:hi\na:yo$", "0000000113", Array(repeating: 1, count: 10)),
        Row(
          "u:a\na:b$\nu:c\na:de$",
          "000000110000000113",
          Array(repeating: 1, count: 6) + [0.5, 0.5] + Array(repeating: 1, count: 10)
        ),
      ]
    )
    #expect(report.chats.weightedTurns == 1)
    #expect(try ChatConversion.run(Self.one).rows[0].factors == nil)
    let forced = try ChatConversion.run(Self.one) { $0.lossWeights = .always }
    #expect(forced.rows[0].factors == Array(repeating: 1, count: 10))
  }

  @Test(arguments: ["\"weight\": 0", "\"train\": false", "\"loss\": 0.0"])
  func aMessageOfNoWeightIsPrompt(key: String) throws {
    let record = Self.two.replacing(#""content": "de""#, with: "\"content\": \"de\", \(key)")
    let (report, rows) = try ChatConversion.run(record)
    #expect(rows == [Row("u:a\na:b$", "00000013")])
    #expect(report.chats.untrainedTurns == 1)
  }

  @Test func aChatWithoutATrainedTurnIsLeftOut() throws {
    let record = #"{"messages": [{"role": "user", "content": "hi"}]}"#
    let (report, rows) = try ChatConversion.run(record + "\n{\"messages\": []}\n")
    #expect(rows == [])
    #expect(report.droppedRecords == [.nothingTrained: 1, .noTokens: 1])
    #expect(report.droppedTokens == [.nothingTrained: 5])
    let kept = try ChatConversion.run(record) { $0.promptOnly = .keep }
    #expect(kept.rows == [Row("u:hi\n$", "000003")])
  }

  @Test func pairsAreRenderedWhereATemplateIsAskedFor() throws {
    let records = """
      {"prompt": "hi", "completion": "yo"}
      [{"prompt": "a", "completion": "b"}, {"prompt": "skipped", "completion": ""}]
      {"instruction": "i", "input": "j", "output": "o"}
      {"text": "t"}
      """
    let plain = try ChatConversion.run(records)
    #expect(plain.rows.first == Row("hi yo$", "001113"))
    #expect(plain.rows[2] == Row("i\n\nj o$", "0000113"))
    #expect(plain.report.chats.records == 0)
    let (report, rows) = try ChatConversion.run(records) {
      $0.chatTemplate = .tokenizer
      $0.promptPrefix = "<"
      $0.promptSuffix = ">"
    }
    #expect(
      rows == [
        Row("u:<hi>\na:yo$", "000000000113"), Row("u:<a>\na:b$", "0000000013"),
        Row("u:<i\n\nj>\na:o$", "0000000000013"),
        Row("u:\na:t$", "0000013"),
      ]
    )
    #expect(report.skippedPairs == 1)
    #expect(report.recordsBySchema == [.pair: 1, .turns: 1, .alpaca: 1, .text: 1])
  }

  /// Prompt and completion that are lists of messages, as TRL writes them: an answer in the prompt
  /// is not trained.
  @Test(
    arguments: [
      (.keep, ["u:a\na:b$\nu:c\na:d$\nu:e\na:f$"], ["00000000000000011000000013"]),
      (
        .split,
        ["u:a\na:b$\nu:c\na:d$", "u:a\na:b$\nu:c\na:d$\nu:e\na:f$"],
        ["00000000000000013", "00000000000000000000000013"]
      ),
    ] as [(TurnPolicy, [String], [String])]
  )
  func thePromptOfAChatPairIsNeverTrained(
    turns: TurnPolicy,
    texts: [String],
    types: [String]
  ) throws {
    let record = #"""
      {"prompt": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, \#
      {"role": "user", "content": "c"}], "completion": [{"role": "assistant", "content": "d"}, \#
      {"role": "user", "content": "e"}, {"role": "assistant", "content": "f"}]}
      """#
    let (report, rows) = try ChatConversion.run(record) {
      $0.schema = .chatPair
      $0.turns = turns
    }
    #expect(rows == zip(texts, types).map { Row($0, $1) })
    #expect(report.recordsBySchema == [.chatPair: 1])
    #expect(report.chats.trainedTurns == 2)
  }

  /// What TRL makes of the example in its documentation; it also trains what a template writes
  /// behind the last terminator.
  @Test(.enabled(if: Fixtures.isAvailable, "needs the fixtures folder"))
  func aChatPairIsWhatTRLMakesOfIt() throws {
    let record = #"""
      {"prompt": [{"role": "user", "content": "What color is the sky?"}], \#
      "completion": [{"role": "assistant", "content": "It is blue."}]}
      """#
    let (_, rows) = try ChatConversion.run(record, template: nil, width: 128) {
      $0.chatTemplate = .file(Fixtures.path("templates/trl-phi3.jinja"))
    }
    let row = try #require(rows.first)
    let prompt = zip(row.text, row.types).filter { $0.1 == "0" }.map { String($0.0) }.joined()
    #expect(prompt == "<|user|>\nWhat color is the sky?<|end|>\n<|assistant|>\n")
    #expect(row.text == prompt + "It is blue.<|end|>$" || row.text == prompt + "It is blue.<|end|>")
  }

  @Test func categoriesGoWithTheTurns() throws {
    try TemporaryFolder.with { folder in
      let list = folder.appending(path: "list.json")
      try #"["x", "y"]"#.write(to: list, atomically: true, encoding: .utf8)
      var path = ""
      _ = try ChatConversion.run(
        #"[{"prompt": "a", "completion": "b", "category": "y"}, {"prompt": "c", "completion": "d"}]"#
      ) {
        $0.chatTemplate = .tokenizer
        $0.categoriesFile = list.path
        $0.output = folder.appending(path: "out.h5").path
        path = $0.output
      }
      let ids = try #require(try RowsOfFile(path: path).categoryIDs?.first)
      #expect(ids.prefix(17) == [1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1])
    }
  }
}
