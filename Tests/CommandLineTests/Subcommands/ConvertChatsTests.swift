import HDF5
import JSON
import TestSupport
import Testing

/// `convert` on chats as a whole program, with a token a codon.
///
/// The template writes contents alone, and EOS, the id 2, behind each answer:
///
///     GGC GCC ATG SEP GAC …
@Suite struct ConvertChatsTests {
  private static let template =
    "{% for m in messages %}{{ m.content }} "
    + "{% if m.role == 'assistant' %}{{ eos_token }} {% endif %}{% endfor %}"

  /// A chat of two exchanges, one with names of ShareGPT, and one whose first answer is prompt.
  private static let chats = #"""
    {"messages": [{"role": "user", "content": "GGC GCC"}, {"role": "assistant", "content": "ATG"}, {"role": "user", "content": "GAC"}, {"role": "assistant", "content": "ATC ATG"}]}
    {"conversations": [{"from": "human", "value": "GAA"}, {"from": "gpt", "value": "GCC GCC"}]}
    {"prompt": [{"role": "user", "content": "GAA"}, {"role": "assistant", "content": "GAC"}, {"role": "user", "content": "GGC"}], "completion": [{"role": "assistant", "content": "ATG"}]}

    """#

  /// What a run left: all that a caller sees, and the rows of its file.
  private struct Run {
    var outcome: Outcome
    var rows: [Row]
  }

  /// A row as its ids and types without padding.
  private struct Row: Equatable {
    var ids: String
    var types: String

    init(_ ids: String, _ types: String) {
      self.ids = ids
      self.types = types
    }
  }

  private func workshop(_ records: String) throws -> Workshop {
    let workshop = try Workshop()
    try workshop.folder.write(records, to: "in.jsonl")
    try workshop.folder.write(Self.template, to: "t.jinja")
    return workshop
  }

  private func convert(
    _ workshop: Workshop,
    tokenizer: String = "samples/genetic-code",
    _ options: [String]
  ) throws -> Run {
    let outcome = try workshop.run(
      ["convert", "in.jsonl", "-o", "out.hdf5", "--packing", "single", "--tokenizer", tokenizer]
        + ["--chat-template", "t.jinja", "--max-seq-length"] + options
    )
    guard outcome.status == 0 else { return Run(outcome: outcome, rows: []) }
    return Run(outcome: outcome, rows: try rows(of: "out.hdf5", tokenizer, workshop))
  }

  /// Reads rows back as the program itself does.
  private func rows(of file: String, _ tokenizer: String, _ workshop: Workshop) throws -> [Row] {
    let decoded = try workshop.run(
      ["decode", file, "--by", "row", "--with-ids", "--format", "json", "--tokenizer", tokenizer]
    )
    return try decoded.output.split(separator: "\n").map { line in
      let row = try JSONParser().parse(copying: String(line)).value
      let ids = row["input_ids"]?.array?.compactMap(\.int64) ?? []
      let types = row["token_type_ids"]?.array?.compactMap(\.int64) ?? []
      let used = types.indices.filter { types[$0] != 2 }
      return Row(
        used.map { "\(ids[$0])" }.joined(separator: " "),
        used.map { "\(types[$0])" }.joined()
      )
    }
  }

  @Test(
    arguments: [
      (
        [],
        [("5 6 10 2 8 7 10 2", "00110113"), ("9 6 6 2", "0113"), ("9 8 2 5 10 2", "000013")]
      ),
      (
        ["--turns", "split"],
        [
          ("5 6 10 2", "0013"), ("5 6 10 2 8 7 10 2", "00000113"), ("9 6 6 2", "0113"),
          ("9 8 2 5 10 2", "000013"),
        ]
      ),
      (
        ["--train-on", "last-turn"],
        [("5 6 10 2 8 7 10 2", "00000113"), ("9 6 6 2", "0113"), ("9 8 2 5 10 2", "000013")]
      ),
      (
        ["--train-on", "all"],
        [("5 6 10 2 8 7 10 2", "11111113"), ("9 6 6 2", "1113"), ("9 8 2 5 10 2", "111113")]
      ),
      (
        ["--attention-boundary", "pair"],
        [("5 6 10 2 8 7 10 2", "00130113"), ("9 6 6 2", "0113"), ("9 8 2 5 10 2", "000013")]
      ),
    ] as [([String], [(String, String)])]
  )
  func trainsWhatIsChosen(options: [String], rows: [(String, String)]) throws {
    let workshop = try workshop(Self.chats)
    defer { workshop.folder.remove() }
    let run = try convert(workshop, ["11", "--quiet"] + options)
    #expect(run.outcome == Outcome(status: 0))
    #expect(run.rows == rows.map { Row($0.0, $0.1) })
  }

  @Test func leavesOutTheOldestTurns() throws {
    let workshop = try workshop(Self.chats)
    defer { workshop.folder.remove() }
    let run = try convert(workshop, ["5", "--overflow", "drop-turns"])
    let output =
      """
      Records
        read         3
        written      1
        truncated    2
        dropped      0
        quarantined  0

      Chats
        rendered records                 3
        examples                         3
        trained turns                    3
        prompts compared with inference  5
        records that lost turns          2
        exchanges that they lost         2
        tokens lost to overflow          7  user 3 · assistant 4

      Tokens
        prompt      3  20.0 %
        completion  5  33.3 %
        separator   3  20.0 %
        padding     4  26.7 %
        dropped     7          overflow 7

      Rows
        rows                     3
        tokens a row             5
        utilisation         73.3 %
        truncated articles       0
        dropped articles         0

      Time
        seconds NUMBER
        before the first record NUMBER
        MB/s NUMBER
        tokens/s NUMBER

      Files
        file      rows  bytes  SHA-256
        out.hdf5     3  BYTES  SHA

      Metrics by SambaNova's names
        input_tokens                    11
        output_tokens                   15
        prompt_tokens                    3
        completion_tokens                8
        padding_tokens                   4
        sequences                        3
        articles                         3
        tokens_dropped_from_packing      0
        tokens_dropped_from_all_prompt   0

      """
    let errors =
      """
      warning: chats were longer than a row: 2 lost 2 exchanges, 0 became several
      hint: raise --max-seq-length to keep them whole

      """
    #expect(run.outcome.settled == Outcome(status: 0, output: output, errors: errors))
    #expect(
      run.rows == [Row("8 7 10 2", "0113"), Row("9 6 6 2", "0113"), Row("5 10 2", "013")]
    )
  }

  @Test func advisesWhatHelpsWhereASingleExchangeIsTooLong() throws {
    let workshop = try workshop(Self.chats)
    defer { workshop.folder.remove() }
    let run = try convert(workshop, ["3", "--overflow", "drop-turns", "--format", "json"])
    let errors =
      """
      warning: 2 articles did not fit into a row: 0 truncated, 2 dropped, 8 tokens lost
      hint: raise --max-seq-length to keep them whole
      warning: chats were longer than a row: 2 lost 2 exchanges, 0 became several
      hint: raise --max-seq-length to keep them whole

      """
    #expect(run.outcome.status == 0 && run.outcome.errors == errors)
    #expect(run.rows == [Row("5 10 2", "013")])
  }

  @Test func writesTheWeightsOfMessages() throws {
    let workshop = try workshop(
      Self.chats.replacing(#""content": "ATG"}"#, with: #""content": "ATG", "weight": 0.5}"#)
    )
    defer { workshop.folder.remove() }
    let run = try convert(workshop, ["8", "--quiet"])
    #expect(run.outcome == Outcome(status: 0))
    let file = try HDF5File(reading: workshop.folder.path("out.hdf5"))
    let weights = try DatasetReader("loss_weight", in: file).readRows(0..<3, as: Float.self)
    #expect(
      weights == [1, 1, 0.5, 0.5, 1, 1, 1, 1] + [1, 1, 1, 1, 1, 1, 1, 1]
        + [1, 1, 1, 1, 0.5, 0.5, 1, 1]
    )
  }

  private static let bad = #"""
    {"messages": [{"role": "user", "content": 7}]}
    {"conversations": [{"value": "GAA"}]}

    """#

  @Test func setsBadChatsAside() throws {
    let workshop = try workshop(
      Self.bad + Self.chats + #"{"messages": [{"role": "user", "content": "GGC"}]}"#
    )
    defer { workshop.folder.remove() }
    let run = try convert(workshop, ["11", "--on-error", "quarantine", "--format", "json"])
    let errors =
      """
      warning: 2 records could not be read and were left out; the first is in.jsonl:1
      warning: chats without a trained turn were left out (1 token)
      hint: --keep-prompt-only keeps them

      """
    let output = ExpectedSummary.text(
      """
      "records": {"read": 6, "written": 3, "truncated": 0, "dropped": 1, "quarantined": 2}
      "schemas": {"pair": 0, "turns": 0, "messages": 2, "chat-pair": 1, "sharegpt": 1, "alpaca": 0, "text": 0}
      "dropped_records": {"bad_record": 0, "no_tokens": 0, "empty_completion": 0, "overflow": 0, "prompt_only_row": 0, "nothing_trained": 1}
      "rows": 3
      "max_seq_length": 11
      "tokens": {"prompt": 8, "completion": 7, "separator": 3, "padding": 15, "dropped": 1}
      "dropped_tokens": {"bad_record": 0, "no_tokens": 0, "empty_completion": 0, "overflow": 0, "prompt_only_row": 0, "nothing_trained": 1}
      "utilisation": 0.5454545454545454
      "chats": {
        "records": 4,
        "examples": 3,
        "trained_turns": 4,
        "untrained_turns": 1,
        "weighted_turns": 0,
        "tail_tokens": 0,
        "straddling_tokens": 0,
        "special_tokens_in_content": 0,
        "records_with_special_tokens": 0,
        "added_eos": 0,
        "added_bos": 0,
        "checked_prompts": 5,
        "different_prompts": 0,
        "checked_generations": 0,
        "different_generations": 0,
        "unwritten_messages": 0,
        "unwritten_answers": 0,
        "records_with_unwritten_messages": 0,
        "records_with_dropped_turns": 0,
        "dropped_turns": 0,
        "split_records": 0,
        "lost_tokens": {"system": 0, "user": 0, "assistant": 0, "tool": 0, "other": 0},
        "templates": [
          {"path": "t.jinja", "name": "default", "sha256": "SHA", "date": null}
        ]
      }
      "peer_metrics": {"input_tokens": 18, "output_tokens": 33, "prompt_tokens": 8, "completion_tokens": 10, "padding_tokens": 15, "sequences": 3, "articles": 4, "tokens_dropped_from_packing": 0, "tokens_dropped_from_all_prompt": 0}
      "input_bytes": 587
      "files": [
        {"path": "out.hdf5", "rows": 3, "bytes": BYTES, "sha256": "SHA"}
      ]
      "quarantine_file": "out.hdf5.quarantine.jsonl"
      "faults": [
        {"code": "wrong-field-type", "place": "in.jsonl:1", "message": "in.jsonl:1: \\"messages[0].content\\" must be a string, null or a list of parts, found a number"},
        {"code": "missing-field", "place": "in.jsonl:2", "message": "in.jsonl:2: \\"conversations[0].from\\" is missing"}
      ]
      "warnings": [
        {"code": "bad-records", "message": "2 records could not be read and were left out; the first is in.jsonl:1"},
        {"code": "nothing-trained", "message": "chats without a trained turn were left out (1 token)"}
      ]
      """
    )
    #expect(run.outcome.settled == Outcome(status: 0, output: output, errors: errors))
    #expect(run.rows.count == 3)
    #expect(
      try String(decoding: workshop.folder.bytes("out.hdf5.quarantine.jsonl"), as: UTF8.self)
        == Self.bad
    )
  }

  @Test func aBadChatStopsTheRun() throws {
    let workshop = try workshop(Self.chats + Self.bad)
    defer { workshop.folder.remove() }
    let errors =
      """
      error: in.jsonl:4: "messages[0].content" must be a string, null or a list of parts, found a \
      number

      hint: --on-error skip leaves such records out, --on-error quarantine also keeps their lines

      """
    #expect(try convert(workshop, ["11"]).outcome == Outcome(status: 1, errors: errors))
    #expect(try workshop.newNames == ["in.jsonl", "t.jinja"])
  }

  /// `<|endoftext|>` in a question is nine tokens of text, or the one token.
  @Test(arguments: [("text", "80 71 957 93 31 986", 1), ("allow", "80 277 222 0 986 365", 0)])
  func specialTokensInContentAreText(policy: String, ids: String, count: Int) throws {
    let workshop = try workshop(
      #"""
      {"messages": [{"role": "user", "content": "Does <|endoftext|> end it?"}, {"role": "assistant", "content": "No."}]}
      """#
    )
    defer { workshop.folder.remove() }
    let run = try convert(
      workshop,
      tokenizer: "samples/tokenizer",
      ["24", "--special-tokens-in-content", policy, "--format", "json"]
    )
    let warning =
      """
      warning: 1 special token in the content of 1 record was encoded as plain text
      hint: --special-tokens-in-content allow makes tokens of them

      """
    #expect(run.outcome.status == 0 && run.outcome.errors == (count == 1 ? warning : ""))
    #expect(run.outcome.output.contains("\"special_tokens_in_content\": \(count),"))
    #expect(run.rows.count == 1)
    #expect(run.rows.allSatisfy { $0.ids.contains(ids) && $0.types.hasSuffix("01113") })
  }

  /// The template that a file named goes along, so that the folder is enough to render and to decode.
  @Test func anOutputFolderIsCompleteForRendering() throws {
    let workshop = try workshop(Self.chats)
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(
      ["convert", "in.jsonl", "-o", "out", "--tokenizer", "samples/genetic-code", "--quiet"]
        + ["--chat-template", "t.jinja", "--max-seq-length", "11", "--packing", "single"]
    )
    #expect(outcome == Outcome(status: 0))
    let template = try workshop.folder.bytes("out/tokenizer/chat_template.jinja")
    #expect(String(decoding: template, as: UTF8.self) == Self.template)
    let manifest = try JSONParser().parse(copying: workshop.folder.bytes("out/manifest.json")).value
    #expect(
      manifest["chat_templates"]?.array?.first?["sha256"]?.string
        == "12f27b282df1d0a9bf98a1775563f043a4da42289d37d7a7e8c9d0959639043c"
    )
    #expect(
      manifest["other_files"]?.array?.compactMap(\.string).contains("tokenizer/chat_template.jinja")
        == true
    )
    let rendered = try workshop.run("render", "in.jsonl", "--tokenizer", "out/tokenizer")
    #expect(rendered.status == 0 && rendered.errors == "")
    #expect(
      try rows(of: "out/train_1_of_1.hdf5", "out/tokenizer", workshop).first
        == Row("5 6 10 2 8 7 10 2", "00110113")
    )
    // A template of the tokenizer's own is hidden by the one that is named.
    let again = try workshop.run(
      ["convert", "in.jsonl", "-o", "again", "--tokenizer", "out/tokenizer", "--quiet"]
        + ["--chat-template", "samples/chat_template.jinja", "--max-seq-length", "64"]
        + ["--on-error", "skip"]
    )
    #expect(again.status == 0)
    #expect(
      try workshop.folder.bytes("again/tokenizer/chat_template.jinja")
        == workshop.folder.bytes("samples/chat_template.jinja")
    )
  }
}
