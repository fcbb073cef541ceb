import Testing

@testable import DataPrep

/// The tokenizer of these command lines is the folder `/`, for it must exist.
@Suite struct PeerArgumentsTests {
  private static let required = [
    "--input_path=in.jsonl", "--output_path=out.hdf5", "--pretrained_tokenizer=/",
  ]

  @Test func hasThePeersDefaults() throws {
    let command = try PeerArguments.command(forDataPrep: Self.required)
    var plan = PreparationPlan(
      inputs: ["in.jsonl"],
      output: "out.hdf5",
      tokenizer: "/",
      maximumSequenceLength: 2048
    )
    plan.packing = .full
    #expect(command.plan == plan)
    #expect(command.warnings == [])
    #expect(!command.isSilent)
  }

  /// The example of the peer's page on single files.
  @Test func readsTheExampleOfThePeersManual() throws {
    let plan = try PeerArguments.command(forDataPrep: [
      "--input_path=data.jsonl", "--output_path=out/data.hdf5", "--pretrained_tokenizer=/",
      "--max_seq_length=1024",
    ]).plan
    #expect(plan.inputs == ["data.jsonl"])
    #expect(plan.output == "out/data.hdf5")
    #expect(plan.tokenizer == "/")
    #expect(plan.maximumSequenceLength == 1024)
    #expect(plan.packing == .full)
  }

  /// Each with what it changes in the plan of the three required flags.
  private static let flags: [(arguments: [String], change: @Sendable (inout PeerCommand) -> Void)] =
    [
      (["--silent"], { $0.isSilent = true }),
      (["--overwrite_output_path"], { $0.plan.overwrite = .replace }),
      (["--ignore_input_format_error"], { $0.plan.onError = .quarantine }),
      (["--max_seq_length", "7"], { $0.plan.maximumSequenceLength = 7 }),
      (["--input_packing_config", "full"], { _ in }),
      (["--packing_boundary", "jsonl"], { _ in }),
      (["--packing_boundary=prompt_completion_pair"], { $0.plan.packingBoundary = .pair }),
      (["--attention_boundary", "jsonl"], { _ in }),
      (["--attention_boundary=prompt_completion_pair"], { $0.plan.attentionBoundary = .pair }),
      (
        ["--special_tokens_dict", "{'sep_token': \"[SEP]\"}"],
        { $0.plan.specialTokens.dictionaryJSON = "{'sep_token': \"[SEP]\"}" }
      ),
      (["--prompt_keyword=source"], { $0.plan.fieldNames.prompt = "source" }),
      (["--completion_keyword=target"], { $0.plan.fieldNames.completion = "target" }),
      (["--prompt_prefix", "<human>: "], { $0.plan.promptPrefix = "<human>: " }),
      (["--prompt_postfix=a=b"], { $0.plan.promptSuffix = "a=b" }),
      (["--prompt_postfix="], { _ in }),
      (["--disable_space_separator"], { $0.plan.spaceSeparator = .none }),
      (["--keep_prompt_only_sequences"], { $0.plan.promptOnly = .keep }),
      (["--categories_path", "c.json"], { $0.plan.categoriesFile = "c.json" }),
      (
        ["--log_file_path", "logs.log"],
        {
          $0.warnings = [
            .ignoredFlag(name: "--log_file_path", reason: "nothing is logged; see --format json")
          ]
        }
      ),
    ]

  @Test(arguments: flags.indices)
  func mapsEachFlag(index: Int) throws {
    var expected = try PeerArguments.command(forDataPrep: Self.required)
    Self.flags[index].change(&expected)
    let command = try PeerArguments.command(
      forDataPrep: Self.required + Self.flags[index].arguments
    )
    #expect(command == expected)
  }

  @Test func testsMapEveryFlag() {
    let tested = Set(Self.flags.compactMap { $0.arguments[0].split(separator: "=").first })
    let elsewhere = [
      "--input_path", "--input_file_path", "--output_path", "--pretrained_tokenizer",
      "--apply_chat_template", "--input_packing_config",
    ]
    let names = PeerFlag.dataPrep.map(\.name).filter { !elsewhere.contains($0) }
    #expect(Set(names.map { $0[...] }).subtracting(tested) == [])
  }

  @Test(arguments: [
    ("full", Packing.full, OverflowPolicy.truncatePrompt),
    ("single::truncate_left", .single, .truncateLeft),
    ("single::truncate_right", .single, .truncateRight),
    ("single::drop", .single, .drop),
    ("greedy::truncate_left", .greedy, .truncateLeft),
    ("greedy::truncate_right", .greedy, .truncateRight),
    ("greedy::drop", .greedy, .drop),
  ])
  func readsPackings(name: String, packing: Packing, overflow: OverflowPolicy) throws {
    let plan = try PeerArguments.command(
      forDataPrep: Self.required + ["--input_packing_config", name]
    ).plan
    #expect(plan.packing == packing)
    #expect(plan.overflow == overflow)
  }

  // MARK: As argparse reads

  @Test func takesPrefixesThatOnlyOneFlagBeginsWith() throws {
    let plan = try PeerArguments.command(forDataPrep: [
      "--input_pat", "in.jsonl", "--out=out.hdf5", "--pre", "/", "--m=3", "--k",
    ]).plan
    #expect(plan.inputs == ["in.jsonl"])
    #expect(plan.maximumSequenceLength == 3)
    #expect(plan.promptOnly == .keep)
  }

  @Test func takesTheLastOfAFlagThatComesTwice() throws {
    let plan = try PeerArguments.command(
      forDataPrep: Self.required + ["--max_seq_length", "3", "--max_seq_length=4"]
    ).plan
    #expect(plan.maximumSequenceLength == 4)
  }

  @Test(arguments: ["-", "-5", "-1.5", "- A:", "-x y", ""])
  func takesValuesThatAreNoFlags(value: String) throws {
    let plan = try PeerArguments.command(
      forDataPrep: Self.required + ["--prompt_prefix", value]
    ).plan
    #expect(plan.promptPrefix == value)
  }

  @Test func takesTheOldNameOfTheInput() throws {
    let arguments = ["--input_file_path", "old.jsonl"] + Self.required.dropFirst()
    #expect(try PeerArguments.command(forDataPrep: arguments).plan.inputs == ["old.jsonl"])
  }

  // MARK: Refusals

  @Test(arguments: [
    (
      ["--input_file_path", "x"],
      "--input_path and --input_file_path mean the same; give one of them"
    ),
    (["--output_path", "folder"], "--output_path: \"folder\" does not end in .hdf5"),
    (["--max_seq_length", "0"], "--max_seq_length: \"0\" is no length; 1 or more is one"),
    (["--max_seq_length", "x"], "--max_seq_length: \"x\" is no length; 1 or more is one"),
    (["--max_seq_length"], "--max_seq_length needs a value"),
    (["--prompt_prefix", "--silent"], "--prompt_prefix needs a value"),
    (["--prompt_prefix", "-x"], "--prompt_prefix needs a value"),
    (["--silent=1"], "--silent takes no value"),
    (
      ["--input_packing_config", "single"],
      "--input_packing_config: \"single\" is none of full, single::truncate_left, "
        + "single::truncate_right, single::drop, greedy::truncate_left, greedy::truncate_right, "
        + "greedy::drop"
    ),
    (
      ["--packing_boundary", "pair"],
      "--packing_boundary: \"pair\" is neither jsonl nor prompt_completion_pair"
    ),
    (
      ["--attention_boundary", "pair"],
      "--attention_boundary: \"pair\" is neither jsonl nor prompt_completion_pair"
    ),
    (
      ["--apply_chat_template"],
      "--apply_chat_template is not supported: chat templates are not applied"
    ),
    (
      ["--in", "x"], "--in may mean any of --input_path, --input_file_path, --input_packing_config"
    ),
    (["--shuffle", "on_RAM"], "data_prep has no flag --shuffle"),
    (["-x"], "data_prep has no flag -x"),
    (["--"], "data_prep has no flag --"),
    (["stray"], "unexpected argument \"stray\""),
  ])
  func refusesByName(arguments: [String], message: String) {
    #expect(throws: PeerArguments.refusal(message)) {
      try PeerArguments.command(forDataPrep: Self.required + arguments)
    }
  }

  @Test(arguments: [
    (0, "--input_path is missing"), (1, "--output_path is missing"),
    (2, "--pretrained_tokenizer is missing"),
  ])
  func namesWhatIsMissing(index: Int, message: String) {
    var arguments = Self.required
    arguments.remove(at: index)
    #expect(throws: PeerArguments.refusal(message)) {
      try PeerArguments.command(forDataPrep: arguments)
    }
  }

  @Test func asksForADownloadOfAHubName() throws {
    let error = #expect(throws: DataPrepError.self) {
      try PeerArguments.command(
        forDataPrep: Self.required + ["--pretrained_tokenizer", "openai-community/gpt2"]
      )
    }
    #expect(error?.code == .badTokenizer)
    #expect(
      error?.message
        == "openai-community/gpt2: no such folder or file; a tokenizer of the Hugging Face Hub "
        + "must be downloaded first, and its folder named here"
    )
  }
}
