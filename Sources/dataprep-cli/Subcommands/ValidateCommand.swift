import ArgumentParser
import DataPrep

/// `dataprep validate`.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check finished files and training settings",
    discussion: """
      Reads every row, ours or anyone's, and lists what is wrong or odd: an error means that \
      training would go wrong, a warning that somebody should look, a note is worth knowing. With \
      an error the exit status is 1.

      EXAMPLE:
        dataprep validate out --tokenizer gpt2 --use-token-type-ids --batch-size 8
      """
  )

  @Argument(help: "Check these HDF5 files, or folders of them.")
  var paths: [String]

  @OptionGroup(title: "Check Options") var checks: CheckOptions
  @OptionGroup(title: "Training Options") var training: TrainingOptions

  @Flag(help: "Let warnings count as errors.")
  var strict = false

  @Option(help: ArgumentHelp("List at most this many findings; all are counted.", valueName: "n"))
  var maxFindings = 100

  @Option(help: "Work with this many threads. (default: the cores the process may use)")
  var threads: Int?

  @Option(help: "Colour the output.")
  var color = ColourChoice.auto

  @Option(help: "Print a list or one JSON object.")
  var format = OutputFormat.text

  func validate() throws {
    try PackingOptions.require(maxFindings, atLeast: 0, for: "--max-findings")
    if let threads { try PackingOptions.require(threads, atLeast: 1, for: "--threads") }
  }

  func run() throws {
    var validation = Validation(paths: paths)
    checks.apply(to: &validation)
    validation.training = training.settings
    validation.maximumFindingCount = maxFindings
    validation.threadCount = threads
    let cancellation = Interruption.listen()
    let report = try validation.run(
      cancellation: cancellation,
      validateFiles: LimitedReader(
        cancellation: cancellation,
        threadCount: threads ?? Processors.usableCount
      ).run
    )
    Talk.warnings(ReadingWarning.all(for: report))
    let output = StandardOutput()
    let colours = Colours(color, on: .standardOutput)
    try output.write(
      format,
      json: ValidationJSON(report: report, isStrict: strict).value,
      text: ValidationText(report: report, isStrict: strict, colours: colours).text
    )
    try output.flush()
    if !report.isSound(strict: strict) { throw ExitCode(ExitStatus.faultyData.number) }
  }
}
