import TestSupport
import Testing

@Suite struct PeerDataPrepTests {
  @Test func convertsByThePeersFlags() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(
      "data_prep",
      "--format",
      "json",
      "--input_path=samples/genetic.jsonl",
      "--output_path",
      "out.hdf5",
      "--pretrained_tokenizer=samples/genetic-code",
      "--max_seq_length=11",
      "--input_packing_config=greedy::truncate_right",
      "--log_file_path=log.txt"
    )
    let errors =
      """
      warning: --log_file_path has no effect: nothing is logged; see --format json

      """
    let output = ExpectedSummary.text(
      """
      "records": {"read": 1, "written": 1, "truncated": 0, "dropped": 0, "quarantined": 0}
      "schemas": {"pair": 1, "turns": 0, "messages": 0, "chat-pair": 0, "sharegpt": 0, "alpaca": 0, "text": 0}
      "rows": 1
      "max_seq_length": 11
      "tokens": {"prompt": 3, "completion": 3, "separator": 1, "padding": 4, "dropped": 0}
      "utilisation": 0.6363636363636364
      "peer_metrics": {"input_tokens": 7, "output_tokens": 11, "prompt_tokens": 3, "completion_tokens": 4, "padding_tokens": 4, "sequences": 1, "articles": 1, "tokens_dropped_from_packing": 0, "tokens_dropped_from_all_prompt": 0}
      "input_bytes": 55
      "files": [
        {"path": "out.hdf5", "rows": 1, "bytes": BYTES, "sha256": "SHA"}
      ]
      "warnings": [
        {"code": "ignored-flag", "message": "--log_file_path has no effect: nothing is logged; see --format json"}
      ]
      """
    )
    #expect(outcome.settled == Outcome(status: 0, output: output, errors: errors))
  }

  @Test func printsNothingWhenItIsToldToBeSilent() throws {
    let outcome = try run("--silent", "--log_file_path", "log.txt", "--max_seq_length", "11")
    #expect(outcome == Outcome(status: 0))
  }

  @Test(arguments: [
    (
      ["--input_packing_config", "greedy"],
      """
      --input_packing_config: "greedy" is none of full, single::truncate_left, \
      single::truncate_right, single::drop, greedy::truncate_left, greedy::truncate_right, \
      greedy::drop
      """
    ),
    (
      ["--apply_chat_template"],
      "--apply_chat_template is not supported: chat templates are not applied"
    ),
    (
      ["--p", "x"],
      """
      --p may mean any of --pretrained_tokenizer, --packing_boundary, --prompt_keyword, \
      --prompt_prefix, --prompt_postfix
      """
    ),
    (["--nothing"], "data_prep has no flag --nothing"),
  ])
  func refusesWhatCannotBeFollowed(arguments: [String], message: String) throws {
    let outcome = try run(arguments)
    #expect(outcome == Outcome(status: 64, errors: "error: \(message)\n"))
  }

  @Test func saysThatATokenizerMustBeDownloaded() throws {
    let outcome = try run("--pretrained_tokenizer", "openai-community/gpt2")
    #expect(
      outcome
        == Outcome(
          status: 2,
          errors: """
            error: openai-community/gpt2: no such folder or file; a tokenizer of the Hugging Face \
            Hub must be downloaded first, and its folder named here

            """
        )
    )
  }

  private func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  private func run(_ arguments: [String]) throws -> Outcome {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    return try workshop.run(
      [
        "data_prep", "--input_path", "samples/genetic.jsonl", "--output_path", "out.hdf5",
        "--pretrained_tokenizer", "samples/genetic-code",
      ] + arguments
    )
  }
}
