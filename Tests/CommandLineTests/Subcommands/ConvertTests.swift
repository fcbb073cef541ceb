import TestSupport
import Testing

@Suite struct ConvertTests {
  @Test func printsATable() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(
      "convert",
      "samples/pairs.jsonl",
      "samples/turns.jsonl",
      "-o",
      "out.hdf5",
      "--tokenizer",
      "samples/tokenizer",
      "--max-seq-length",
      "32"
    )
    let errors =
      """
      warning: 18 articles did not fit into a row: 13 truncated, 5 dropped, 558 tokens lost
      hint: raise --max-seq-length to keep them whole

      """
    let output =
      """
      Records
        read         27
        written       9
        truncated    13
        dropped       5  overflow 5
        quarantined   0

      Tokens
        prompt      237  35.3 %
        completion  359  53.4 %
        separator    22   3.3 %
        padding      54   8.0 %
        dropped     558          overflow 558

      Rows
        rows                    21
        tokens a row            32
        utilisation         92.0 %
        truncated articles      13
        dropped articles         5

      Time
        seconds NUMBER
        before the first record NUMBER
        MB/s NUMBER
        tokens/s NUMBER

      Files
        file      rows  bytes  SHA-256
        out.hdf5    21  BYTES  SHA

      Metrics by SambaNova's names
        input_tokens                    1,176
        output_tokens                     672
        prompt_tokens                     237
        completion_tokens                 381
        padding_tokens                     54
        sequences                          21
        articles                           27
        tokens_dropped_from_packing       558
        tokens_dropped_from_all_prompt      0

      """
    #expect(outcome.settled == Outcome(status: 0, output: output, errors: errors))
    #expect(try workshop.newNames == ["out.hdf5"])
  }

  @Test func printsOneJSONObject() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(
      "convert",
      "samples/text.jsonl",
      "samples/text.txt",
      "-o",
      "out.hdf5",
      "--tokenizer",
      "samples/tokenizer",
      "--max-seq-length",
      "64",
      "--packing",
      "full",
      "--format",
      "json",
      "--quiet"
    )
    let output = ExpectedSummary.text(
      """
      "records": {"read": 12, "written": 12, "truncated": 0, "dropped": 0, "quarantined": 0}
      "schemas": {"pair": 0, "turns": 0, "messages": 0, "chat-pair": 0, "sharegpt": 0, "alpaca": 0, "text": 12}
      "rows": 4
      "max_seq_length": 64
      "tokens": {"prompt": 0, "completion": 243, "separator": 12, "padding": 1, "dropped": 0}
      "utilisation": 0.99609375
      "peer_metrics": {"input_tokens": 255, "output_tokens": 256, "prompt_tokens": 0, "completion_tokens": 255, "padding_tokens": 1, "sequences": 4, "articles": 12, "tokens_dropped_from_packing": 0, "tokens_dropped_from_all_prompt": 0}
      "input_bytes": 666
      "files": [
        {"path": "out.hdf5", "rows": 4, "bytes": BYTES, "sha256": "SHA"}
      ]
      """
    )
    #expect(outcome.settled == Outcome(status: 0, output: output))
  }

  @Test func readsStandardInput() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let arguments = ["convert", "-"] + Workshop.convertGenetic.dropFirst(2)
    let piped = try workshop.run(
      arguments,
      input: "{\"prompt\": \"GAA GGC GCC\", \"completion\": \"ATG ATC GAC\"}\n"
    )
    let named = try workshop.run(Workshop.convertGenetic + ["--overwrite"])
    #expect(piped.status == 0)
    #expect(piped.settled == named.settled)
  }

  @Test func printsNothingWhenItIsToldToBeQuiet() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    #expect(try workshop.run(Workshop.convertGenetic + ["-q"]) == Outcome(status: 0))
    #expect(try workshop.newNames == ["genetic.hdf5"])
  }

  @Test func writesTheSameFileWhateverTheThreadCount() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    for threads in ["1", "2", "8"] {
      let outcome = try workshop.run(
        "convert",
        "samples/pairs.jsonl",
        "-o",
        "\(threads).hdf5",
        "--threads",
        threads,
        "--quiet",
        "--tokenizer",
        "samples/tokenizer",
        "--max-seq-length",
        "32"
      )
      #expect(outcome.status == 0)
    }
    let bytes = try workshop.folder.bytes("1.hdf5")
    #expect(try workshop.folder.bytes("2.hdf5") == bytes)
    #expect(try workshop.folder.bytes("8.hdf5") == bytes)
  }

  @Test func setsBadRecordsAside() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(
      """
      {"prompt": "GAA", "completion": "ATG"}
      {"prompt": "GAA",

      {"prompt": "GAA"}

      """,
      to: "mixed.jsonl"
    )
    let outcome = try workshop.run(
      "convert",
      "mixed.jsonl",
      "-o",
      "out.hdf5",
      "--tokenizer",
      "samples/genetic-code",
      "--max-seq-length",
      "4",
      "--on-error",
      "quarantine"
    )
    let errors =
      """
      warning: 2 records could not be read and were left out; the first is mixed.jsonl:2:18

      """
    let output =
      """
      Records
        read         3  passed over: blank lines 1
        written      1
        truncated    0
        dropped      0
        quarantined  2  out.hdf5.quarantine.jsonl

      Records that could not be read
        mixed.jsonl:2:18: not valid JSON: expected a key in double quotes after ",", found the end of the text
        mixed.jsonl:4: "completion" is missing

      Tokens
        prompt      1  25.0 %
        completion  1  25.0 %
        separator   1  25.0 %
        padding     1  25.0 %
        dropped     0

      Rows
        rows                     1
        tokens a row             4
        utilisation         75.0 %
        truncated articles       0
        dropped articles         0

      Time
        seconds NUMBER
        before the first record NUMBER
        MB/s NUMBER
        tokens/s NUMBER

      Files
        file      rows  bytes  SHA-256
        out.hdf5     1  BYTES  SHA

      Metrics by SambaNova's names
        input_tokens                    3
        output_tokens                   4
        prompt_tokens                   1
        completion_tokens               2
        padding_tokens                  1
        sequences                       1
        articles                        1
        tokens_dropped_from_packing     0
        tokens_dropped_from_all_prompt  0

      """
    #expect(outcome.settled == Outcome(status: 0, output: output, errors: errors))
    #expect(
      try workshop.folder.text("out.hdf5.quarantine.jsonl")
        == "{\"prompt\": \"GAA\",\n{\"prompt\": \"GAA\"}\n"
    )
  }

  @Test func namesFaultsAndWarningsInJSON() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(
      "[]\n5\n{\"prompt\": \"GAA\", \"completion\": \"\"}\n",
      to: "bad.jsonl"
    )
    let outcome = try workshop.run(
      "convert",
      "bad.jsonl",
      "-o",
      "out.hdf5",
      "--tokenizer",
      "samples/genetic-code",
      "--max-seq-length",
      "4",
      "--on-error",
      "skip",
      "--format",
      "json"
    )
    let errors =
      """
      warning: 1 record could not be read and was left out; the first is bad.jsonl:2
      warning: 1 pair without a completion was skipped (2 tokens)
      hint: --keep-prompt-only keeps them
      warning: no rows were written: the input holds nothing that would be trained

      """
    let output = ExpectedSummary.text(
      """
      "records": {"read": 3, "written": 0, "truncated": 0, "dropped": 3, "quarantined": 0}
      "schemas": {"pair": 1, "turns": 1, "messages": 0, "chat-pair": 0, "sharegpt": 0, "alpaca": 0, "text": 0}
      "dropped_records": {"bad_record": 1, "no_tokens": 1, "empty_completion": 1, "overflow": 0, "prompt_only_row": 0, "nothing_trained": 0}
      "rows": 0
      "max_seq_length": 4
      "tokens": {"prompt": 0, "completion": 0, "separator": 0, "padding": 0, "dropped": 2}
      "dropped_tokens": {"bad_record": 0, "no_tokens": 0, "empty_completion": 2, "overflow": 0, "prompt_only_row": 0, "nothing_trained": 0}
      "utilisation": 0.0
      "skipped_pairs": 1
      "peer_metrics": {"input_tokens": 0, "output_tokens": 0, "prompt_tokens": 0, "completion_tokens": 0, "padding_tokens": 0, "sequences": 0, "articles": 2, "tokens_dropped_from_packing": 0, "tokens_dropped_from_all_prompt": 0}
      "input_bytes": 41
      "files": [
        {"path": "out.hdf5", "rows": 0, "bytes": BYTES, "sha256": "SHA"}
      ]
      "faults": [
        {"code": "wrong-shape", "place": "bad.jsonl:2", "message": "bad.jsonl:2: expected an object or a list of pairs, found a number"}
      ]
      "warnings": [
        {"code": "bad-records", "message": "1 record could not be read and was left out; the first is bad.jsonl:2"},
        {"code": "skipped-pairs", "message": "1 pair without a completion was skipped (2 tokens)"},
        {"code": "no-rows", "message": "no rows were written: the input holds nothing that would be trained"}
      ]
      """
    )
    #expect(outcome.settled == Outcome(status: 0, output: output, errors: errors))
  }
}
