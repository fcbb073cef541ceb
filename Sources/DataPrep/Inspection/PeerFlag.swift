#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One flag of the peer and what it does to a plan.
struct PeerFlag: Sendable {
  /// What a flag does.
  enum Effect: Sendable {
    /// It stands alone.
    case plain(@Sendable (inout PeerCommand) -> Void)
    /// It has a value.
    case valued(@Sendable (inout PeerCommand, String) throws(DataPrepError) -> Void)
    /// It cannot be followed, and leaving it out would change the data.
    case refused(String)
  }

  /// The name with its hyphens.
  let name: String
  let effect: Effect

  init(_ name: String, _ effect: Effect) {
    self.name = name
    self.effect = effect
  }

  /// Every flag of `data_prep`, in the order of the peer's help; defaults stand in ``PeerCommand``.
  static let dataPrep = [
    Self("--silent", .plain { $0.isSilent = true }),
    Self("--input_path", .valued { $0.plan.inputs = [$1] }),
    Self("--input_file_path", .valued { $0.plan.inputs = [$1] }),
    Self("--output_path", .valued(setOutput)),
    Self(
      "--log_file_path",
      .valued { command, _ in
        command.warnings.append(
          .ignoredFlag(name: "--log_file_path", reason: "nothing is logged; see --format json")
        )
      }
    ),
    Self("--overwrite_output_path", .plain { $0.plan.overwrite = .replace }),
    // The peer copies such lines to a log and goes on.
    Self("--ignore_input_format_error", .plain { $0.plan.onError = .quarantine }),
    Self("--pretrained_tokenizer", .valued(setTokenizer)),
    Self("--max_seq_length", .valued(setLength)),
    Self("--input_packing_config", .valued(setPacking)),
    Self(
      "--packing_boundary",
      .valued { command, value throws(DataPrepError) in
        command.plan.packingBoundary = try boundary(value, "--packing_boundary")
      }
    ),
    Self(
      "--attention_boundary",
      .valued { command, value throws(DataPrepError) in
        command.plan.attentionBoundary = try boundary(value, "--attention_boundary")
      }
    ),
    Self("--special_tokens_dict", .valued { $0.plan.specialTokens.dictionaryJSON = $1 }),
    Self("--prompt_keyword", .valued { $0.plan.fieldNames.prompt = $1 }),
    Self("--completion_keyword", .valued { $0.plan.fieldNames.completion = $1 }),
    Self("--prompt_prefix", .valued { $0.plan.promptPrefix = $1 }),
    Self("--prompt_postfix", .valued { $0.plan.promptSuffix = $1 }),
    Self("--disable_space_separator", .plain { $0.plan.spaceSeparator = .none }),
    Self("--keep_prompt_only_sequences", .plain { $0.plan.promptOnly = .keep }),
    Self("--categories_path", .valued { $0.plan.categoriesFile = $1 }),
    Self("--apply_chat_template", .refused("is not supported: chat templates are not applied")),
  ]

  /// Every value of `--input_packing_config`.
  static let packings: [(name: String, packing: Packing, overflow: OverflowPolicy?)] = [
    ("full", .full, nil),
    ("single::truncate_left", .single, .truncateLeft),
    ("single::truncate_right", .single, .truncateRight),
    ("single::drop", .single, .drop),
    ("greedy::truncate_left", .greedy, .truncateLeft),
    ("greedy::truncate_right", .greedy, .truncateRight),
    ("greedy::drop", .greedy, .drop),
  ]

  // MARK: Effects of more than one line

  private static func setOutput(
    _ command: inout PeerCommand,
    _ value: String
  ) throws(DataPrepError) {
    guard value.hasSuffix(".hdf5") else {
      throw PeerArguments.refusal("--output_path: \"\(value)\" does not end in .hdf5")
    }
    command.plan.output = value
  }

  private static func setTokenizer(
    _ command: inout PeerCommand,
    _ value: String
  ) throws(DataPrepError) {
    // Safe: the call reads the string, which lives across it.
    guard unsafe access(value, F_OK) == 0 else {
      throw DataPrepError(
        .badTokenizer,
        value,
        found: """
          no such folder or file; a tokenizer of the Hugging Face Hub must be downloaded first, \
          and its folder named here
          """
      )
    }
    command.plan.tokenizer = value
  }

  private static func setLength(
    _ command: inout PeerCommand,
    _ value: String
  ) throws(DataPrepError) {
    guard let length = Int(value), length > 0 else {
      throw PeerArguments.refusal("--max_seq_length: \"\(value)\" is no length; 1 or more is one")
    }
    command.plan.maximumSequenceLength = length
  }

  private static func setPacking(
    _ command: inout PeerCommand,
    _ value: String
  ) throws(DataPrepError) {
    let (packing, overflow) = try PeerArguments.packing(named: value)
    command.plan.packing = packing
    if let overflow { command.plan.overflow = overflow }
  }

  private static func boundary(
    _ value: String,
    _ flag: String
  ) throws(DataPrepError) -> Boundary {
    switch value {
    case "jsonl": return .record
    case "prompt_completion_pair": return .pair
    default:
      throw PeerArguments.refusal(
        "\(flag): \"\(value)\" is neither jsonl nor prompt_completion_pair"
      )
    }
  }
}
