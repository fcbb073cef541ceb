/// The command line of sambanova/generative_data_prep's `data_prep`, read as a plan.
///
/// It is read as Python's argparse reads it:
/// 1. `--flag value` and `--flag=value`, and any prefix that only one flag begins with;
/// 2. a value may begin with `-` only if it is a number, `-` itself, or has a space in it;
/// 3. of a flag that comes twice, the last value counts.
///
/// `--input_pa a.jsonl --output_path=b.hdf5 --pretrained=gpt2 --max_seq_length 512`
///
/// What each flag means stands in one table, `PeerFlag.dataPrep`. The peer's `pipeline` is not read.
public enum PeerArguments {
  /// Reads the peer's arguments, such as `["--input_path", "a.jsonl", "--output_path=b.hdf5"]`.
  ///
  /// - Throws: ``DataPrepError`` with code `invalidPlan` for a flag or value that the peer refuses,
  ///   `badTokenizer` for the name of a tokenizer that is not on this machine.
  public static func command(
    forDataPrep arguments: [String]
  ) throws(DataPrepError) -> PeerCommand {
    var command = PeerCommand()
    var given: Set<String> = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let (flag, attached) = try find(argument)
      given.insert(flag.name)
      switch flag.effect {
      case .plain(let effect):
        guard attached == nil else {
          throw refusal("\(flag.name) takes no value")
        }
        effect(&command)
      case .valued(let effect):
        guard let value = attached ?? popValue(from: &rest) else {
          throw refusal("\(flag.name) needs a value")
        }
        try effect(&command, value)
      case .refused(let reason):
        throw refusal("\(flag.name) \(reason)")
      }
    }
    try requireFlags(given)
    return command
  }

  /// Reads the peer's spelling of a packing: `full`, or `greedy::truncate_right` and its like.
  static func packing(
    named name: String
  ) throws(DataPrepError) -> (packing: Packing, overflow: OverflowPolicy?) {
    guard let choice = PeerFlag.packings.first(where: { $0.name == name }) else {
      let names = PeerFlag.packings.map(\.name).joined(separator: ", ")
      throw refusal("--input_packing_config: \"\(name)\" is none of \(names)")
    }
    return (choice.packing, choice.overflow)
  }

  static func refusal(_ sentence: String) -> DataPrepError {
    DataPrepError(.invalidPlan, found: sentence)
  }

  // MARK: As argparse reads

  /// The flag that an argument names, and the value behind `=` if there is one.
  private static func find(
    _ argument: String
  ) throws(DataPrepError) -> (flag: PeerFlag, attached: String?) {
    guard isFlag(argument) else { throw refusal("unexpected argument \"\(argument)\"") }
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map(String.init) ?? argument
    let attached = parts.count > 1 ? String(parts[1]) : nil
    let candidates = candidates(name)
    guard let flag = candidates.first else { throw refusal("data_prep has no flag \(name)") }
    guard candidates.count == 1 else {
      let names = candidates.map(\.name).joined(separator: ", ")
      throw refusal("\(name) may mean any of \(names)")
    }
    return (flag, attached)
  }

  /// The flag of that name, else all that begin with it.
  private static func candidates(_ name: String) -> [PeerFlag] {
    let exact = PeerFlag.dataPrep.filter { $0.name == name }
    guard exact.isEmpty, name.hasPrefix("--"), name != "--" else { return exact }
    return PeerFlag.dataPrep.filter { $0.name.hasPrefix(name) }
  }

  /// Takes the next argument if it can be a value.
  private static func popValue(from rest: inout ArraySlice<String>) -> String? {
    guard let next = rest.first, !isFlag(next) else { return nil }
    return rest.popFirst()
  }

  private static func isFlag(_ argument: String) -> Bool {
    guard argument.hasPrefix("-"), argument != "-" else { return false }
    let name = argument.prefix { $0 != "=" }
    if !candidates(String(name)).isEmpty { return true }
    return Double(argument) == nil && !argument.contains(" ")
  }

  private static func requireFlags(_ given: Set<String>) throws(DataPrepError) {
    guard given.contains("--input_path") || given.contains("--input_file_path") else {
      throw refusal("--input_path is missing")
    }
    guard !given.isSuperset(of: ["--input_path", "--input_file_path"]) else {
      throw refusal("--input_path and --input_file_path mean the same; give one of them")
    }
    for name in ["--output_path", "--pretrained_tokenizer"] where !given.contains(name) {
      throw refusal("\(name) is missing")
    }
  }
}
