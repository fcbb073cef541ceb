import ArgumentParser
import DataPrep

/// `dataprep data_prep`: the command line of sambanova/generative_data_prep.
struct PeerDataPrepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data_prep",
    abstract: "Convert records by SambaNova's flags",
    discussion: #"""
      Takes the flags of 'python3 -m generative_data_prep data_prep' with their values and defaults. \#
      What has no meaning here is named in a warning. The options below stand before those flags.

      EXAMPLE:
        dataprep data_prep --input_path=train.jsonl --output_path=train.hdf5 \
          --pretrained_tokenizer=./gpt2 --input_packing_config=greedy::drop
      """#
  )

  @OptionGroup var options: RunOptions

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("Flags of generative_data_prep's data_prep.", valueName: "flags")
  )
  var arguments: [String] = []

  func run() throws {
    // Everything behind the first of the peer's flags is captured, a request for help too.
    guard !arguments.contains("--help"), !arguments.contains("-h") else {
      throw CleanExit.helpRequest(self)
    }
    var command = try PeerArguments.command(forDataPrep: arguments)
    command.plan.threadCount = options.threads
    try ConversionRun(
      plan: command.plan,
      format: options.format,
      isQuiet: options.quiet || command.isSilent,
      showsProgress: !options.noProgress,
      earlierWarnings: command.warnings
    )
    .run()
  }
}
