import Foundation
import JSON
import TestSupport
import Testing

@testable import DataPrep

/// Runs over chats: where templates come from, faults, threads, and damaged records.
@Suite struct ChatRunTests {
  private typealias Row = ChatConversion.Row
  private static let chat =
    #"[{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]"#

  private func message(
    _ records: String,
    template: String? = ChatConversion.template,
    change: (inout PreparationPlan) throws -> Void = { _ in }
  ) throws -> String? {
    do {
      _ = try ChatConversion.run(records, template: template, change: change)
      return nil
    } catch let error as DataPrepError {
      // The folder's name differs from run to run.
      return error.message.replacing(/\/[^ ]*\/(?=[a-z_.]+)/, with: "")
    }
  }

  @Test func withoutATemplateAChatStopsTheRun() throws {
    let expected =
      "in.jsonl:1: the record is a chat, and there is no chat template beside the tokenizer "
      + "tokenizer.json"
    #expect(try message(Self.chat, template: nil) == expected)
    #expect(try message(Self.chat, template: nil) { $0.onError = .skip } == expected)
    #expect(
      try message(Self.chat) { $0.chatTemplate = .none }
        == "in.jsonl:1: the record is a chat, and --chat-template none leaves it without a template"
    )
    #expect(
      try message(Self.chat, template: nil) { $0.chatTemplate = .tokenizer }
        == "tokenizer.json: there is no chat template beside the tokenizer"
    )
  }

  @Test func aTemplateThatIsNoneStopsTheRun() throws {
    #expect(
      try message(Self.chat, template: "{% if %}")
        == "chat_template.jinja: the chat template is not one: line 1, column 7: "
        + "TemplateSyntaxError: Expected an expression, got 'end of statement block'"
    )
    #expect(
      try message(Self.chat) { $0.chatTemplate = .file("nowhere.jinja") }
        == "nowhere.jinja: no such file or folder"
    )
  }

  @Test func aTemplateThatRaisesIsAFaultOfTheRecord() throws {
    let template = "{{ raise_exception('no ' + messages[0].role) }}"
    #expect(
      try message(Self.chat, template: template)
        == "in.jsonl:1: the chat template cannot render the record: line 1, column 19: "
        + "TemplateError: no user"
    )
    let (report, rows) = try ChatConversion.run(
      Self.chat + "\n" + #"{"prompt": "a", "completion": "b"}"#,
      template: template
    ) { $0.onError = .skip }
    #expect(rows == [Row("a b$", "0113")])
    #expect(report.droppedRecords == [.badRecord: 1])
    #expect(report.chats.records == 0)
  }

  @Test func templatesAreFoundWhereTransformersFindsThem() throws {
    func configuration(_ template: String) -> String {
      #"{"eos_token": "</s>", "chat_template": \#(template)}"#
    }
    func convert(
      _ json: String,
      name: String? = nil,
      files: [String: String] = [:],
      records: String = ChatRunTests.chat
    ) throws -> String? {
      try ChatConversion.run(records, template: nil) { plan in
        plan.trainedText = .all
        plan.chatTemplateName = name
        try json.write(
          toFile: plan.tokenizer + "/tokenizer_config.json",
          atomically: true,
          encoding: .utf8
        )
        for (name, text) in files {
          let url = URL(filePath: plan.tokenizer).appending(path: name)
          try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
          )
          try text.write(to: url, atomically: true, encoding: .utf8)
        }
      }
      .rows.first?.text
    }
    #expect(try convert(configuration(#""one""#)) == "one")
    #expect(
      try convert(configuration(#""one""#), files: ["chat_template.jinja": "two"]) == "two"
    )
    let named = configuration(
      #"[{"name": "default", "template": "dd"}, {"name": "tool_use", "template": "tt"}]"#
    )
    #expect(try convert(named) == "dd")
    #expect(try convert(named, name: "tool_use") == "tt")
    #expect(
      try convert(named, records: #"{"messages": \#(Self.chat), "tools": [{}]}"#) == "tt"
    )
    #expect(
      try convert(
        configuration(#""one""#),
        name: "rag",
        files: ["additional_chat_templates/rag.jinja": "rr"]
      ) == "rr"
    )
    #expect {
      try convert(named, name: "rag")
    } throws: { error in
      (error as? DataPrepError)?.found
        == "there is no chat template of that name; there is default, tool_use"
    }
    #expect {
      try convert(configuration(#"[{"name": "a", "template": ""}, {"name": "b", "template": ""}]"#))
    } throws: { error in
      (error as? DataPrepError)?.found.hasPrefix("there are several chat templates") == true
    }
  }

  /// `null` says that there is no such token, whatever the model's configuration has.
  @Test(arguments: [("", "x$y"), (#", "bos_token": null"#, "x-y")])
  func aTokenOfNullIsNone(setting: String, text: String) throws {
    let rows = try ChatConversion.run(Self.chat, template: "x{{ bos_token | default('-') }}y") {
      plan in
      plan.trainedText = .all
      for (name, json) in [
        ("tokenizer_config.json", #"{"eos_token": "</s>"\#(setting)}"#),
        ("config.json", #"{"bos_token_id": 257}"#),
      ] {
        try json.write(toFile: plan.tokenizer + "/" + name, atomically: true, encoding: .utf8)
      }
    }
    .rows
    #expect(rows.map(\.text) == [text])
  }

  @Test func theDateIsWhatThePlanSays() throws {
    let template = "{{ strftime_now('%d.%m.%Y %H:%M') }}"
    let (report, rows) = try ChatConversion.run(Self.chat, template: template) {
      $0.date = "2024-02-29 12:34"
      $0.trainedText = .all
    }
    #expect(rows.first?.text == "29.02.2024 12:34")
    #expect(report.chatTemplates.map(\.date) == ["2024-02-29T12:34:00"])
    #expect(try ChatConversion.run(Self.chat).report.chatTemplates.map(\.date) == [nil])
    #expect(
      try message(Self.chat) { $0.date = "2023-02-29" }
        == "the date must be as in 2024-07-26T12:34:56, found 2023-02-29"
    )
  }

  @Test(arguments: [OverflowPolicy.truncatePrompt, .dropTurns, .split])
  func equalBytesForAnyNumberOfThreads(overflow: OverflowPolicy) throws {
    try TemporaryFolder.with { folder in
      let input = folder.appending(path: "in.jsonl")
      var generator = DataPrep.SeededGenerator(seed: 11)
      var lines = ""
      for number in 0..<1500 {
        let turns = (0...generator.next(below: 5)).map { turn in
          let answer = String(repeating: "word ", count: generator.next(below: 9) + 1)
          let weight = number % 7 == 3 ? #", "weight": 0.\#(turn)"# : ""
          return #"{"role": "user", "content": "number \#(number)"}, "#
            + #"{"role": "assistant", "content": "\#(answer)"\#(weight)}"#
        }
        lines += "{\"messages\": [\(turns.joined(separator: ", "))]}\n"
      }
      try lines.write(to: input, atomically: true, encoding: .utf8)
      let tokenizer = try SmallTokenizer.write(SmallTokenizer.bytes, to: folder, eos: "</s>")
      try ChatConversion.template.write(
        toFile: tokenizer + "/chat_template.jinja",
        atomically: true,
        encoding: .utf8
      )
      var plan = PreparationPlan(
        inputs: [input.path],
        output: "",
        tokenizer: tokenizer,
        maximumSequenceLength: 200
      )
      plan.packing = .bestFit
      plan.overflow = overflow
      var digests: Set<String> = []
      var chats: [PreparationReport.Chats] = []
      for threads in [1, 2, 8] {
        plan.output = folder.appending(path: "\(threads).h5").path
        plan.threadCount = threads
        var preparation = Preparation(plan: plan)
        preparation.chunkByteCount = 1 << 12
        let report = try preparation.run()
        digests.formUnion(report.files.map(\.sha256))
        chats.append(report.chats)
        let records = report.records
        #expect(records.written + records.truncated + records.dropped == 1500)
        #expect(
          report.droppedTokens[.overflow, default: 0]
            == report.chats.lostTokensByRole.values.reduce(0, +)
        )
      }
      #expect(digests.count == 1)
      #expect(chats.allSatisfy { $0 == chats[0] })
    }
  }

  /// Whatever a damaged record is, the run ends, and every record has one fate.
  @Test func damagedChatsAreCounted() throws {
    let good = #"""
      {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": \#
      [{"type": "text", "text": "a"}]}, {"role": "assistant", "content": null, "weight": 0.5, \#
      "tool_calls": [{"function": {"name": "f", "arguments": {"x": 1}}}]}, {"role": "tool", \#
      "content": "</s>"}, {"role": "assistant", "content": "b"}], "tools": "[]"}
      """#
    let values = [
      "null", "true", "-1", "1e999", "\"\"", "[]", "{}", "[null]", "[{}]", "\"assistant\"",
      "\"</s>\"", #"[{"role": "assistant", "content": "x"}]"#, "[[[[]]]]", #""\ud83d""#,
    ]
    var generator = TestSupport.SeededGenerator(seed: 9)
    let count = FuzzCount.cases(usual: 400)
    var lines: [String] = []
    for _ in 0..<count {
      var line = good
      for _ in 0...Int.random(in: 0...2, using: &generator) {
        let colons = line.indices.filter { line[$0] == ":" }
        guard let colon = colons.randomElement(using: &generator) else { break }
        let rest = line[line.index(after: colon)...]
        let end = rest.firstIndex { ",}]".contains($0) } ?? rest.endIndex
        let value = values[Int.random(in: 0..<values.count, using: &generator)]
        line = line[...colon] + " " + value + line[end...]
      }
      lines.append(line)
    }
    for change in [
      { _ in }, { $0.turns = .split }, { $0.overflow = .split }, { $0.trainedText = .all },
      { $0.overflow = .dropTurns },
    ] as [(inout PreparationPlan) -> Void] {
      let (report, _) = try ChatConversion.run(lines.joined(separator: "\n"), width: 24) {
        $0.onError = .skip
        change(&$0)
      }
      let records = report.records
      #expect(records.read == count)
      #expect(records.written + records.truncated + records.dropped == count)
      let good = report.recordsBySchema.values.reduce(0, +)
      #expect(good + report.droppedRecords[.badRecord, default: 0] == count)
    }
  }
}

/// What is said of templates whose prompts or marks are not what is trained.
@Suite struct ChatCheckTests {
  private static let chat = #"""
    [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, \#
    {"role": "user", "content": "c"}, {"role": "assistant", "content": "d"}]
    """#

  @Test func promptsOfAPlainTemplateAreThoseOfInference() throws {
    let (report, _) = try ChatConversion.run(Self.chat)
    #expect(report.chats.checkedPrompts == 2)
    #expect(report.chats.differentPrompts == 0)
  }

  @Test func aTemplateThatRewritesHistoryIsFound() throws {
    // A question looks different once it is answered.
    let template = ChatConversion.template.replacing(
      "{{ message.content }}",
      with: "{{ message.content }}{% if not loop.last and message.role == 'user' %}!{% endif %}"
    )
    let (report, _) = try ChatConversion.run(Self.chat, template: template)
    #expect(report.chats.differentPrompts == 2)
    #expect(report.warnings.contains(.differentPrompts(checked: 2, different: 2)))
  }

  @Test(arguments: [
    ("{% generation %}{{ message.content }}{{ eos_token }}{% endgeneration %}", 0),
    ("{% generation %}{{ message.content }}{% endgeneration %}{{ eos_token }}", 0),
    (
      "{{ message.content[:1] }}{% generation %}{{ message.content[1:] }}{% endgeneration %}"
        + "{{ eos_token }}", 1
    ),
  ])
  func marksOfGenerationAreCompared(block: String, different: Int) throws {
    let template = """
      {%- for message in messages -%}
      {{ message.role[0] }}:
      {%- if message.role == 'assistant' %}\(block)
      {%- else %}{{ message.content }}{% endif %}{{ '\\n' }}
      {%- endfor -%}
      {%- if add_generation_prompt %}a:{% endif -%}
      """
    let (report, _) = try ChatConversion.run(
      Self.chat.replacing("\"b\"", with: "\"bé\""),
      template: template
    )
    #expect(report.chats.checkedGenerations == 1)
    #expect(report.chats.differentGenerations == different)
  }
}
