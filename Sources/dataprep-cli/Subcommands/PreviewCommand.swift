import ArgumentParser
import DataPrep

/// `dataprep preview`.
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Show which tokens each optimizer step listens to",
    discussion: """
      From a dataset and a trainer's settings it tells num_tokens and the effective weight of \
      every label, the derivative of the step's loss by that label's cross entropy, under each \
      rule of reduction. A step is --batch-size × --grad-accumulation × --ranks rows.

      EXAMPLES:
        dataprep preview train.hdf5 --batch-size 8 --grad-accumulation 4 --ranks 2
        dataprep preview train.hdf5 --compare micro-batch-mean token-mean
        dataprep preview train.hdf5 --rule sample-mean --bake baked.hdf5
      """
  )

  @Argument(help: "Read this HDF5 file, or the training files of this folder.")
  var path: String

  @OptionGroup(title: "Batch Options") var batches: BatchOptions
  @OptionGroup(title: "Loss Options") var loss: LossOptions

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Put two rules side by side.", valueName: "rules")
  )
  var compare: [String] = []

  @Option(
    help: ArgumentHelp("Tell how one token comes by its weight.", valueName: "row:token"),
    transform: TokenPlace.init(argument:)
  )
  var explain: TokenPlace?

  @Flag(help: "Print a configuration that gives the rule of --rule, or the trainer's own.")
  var emitConfig = false

  @Option(
    help: ArgumentHelp(
      "Write the dataset with the rule's effective weights to this file or folder.",
      valueName: "path"
    )
  )
  var bake: String?

  @Option(help: ArgumentHelp("Write the preview as one page to this file.", valueName: "file"))
  var html: String?

  @Flag(help: "Replace what --bake or --html finds.")
  var overwrite = false

  @Flag(help: "With --format json, list every label's effective weight.")
  var weights = false

  @Flag(help: "With --format json, print doubles, not fractions.")
  var decimal = false

  @Option(help: "Work with this many threads. (default: the cores the process may use)")
  var threads: Int?

  @Option(help: "Colour the output.")
  var color = ColourChoice.auto

  @Option(help: "Print tables or one JSON object.")
  var format = OutputFormat.text

  func validate() throws {
    if let threads { try PackingOptions.require(threads, atLeast: 1, for: "--threads") }
    if weights, format != .json { throw ValidationError("--weights is for --format json") }
    if decimal, format != .json {
      throw ValidationError("--decimal is for --format json; tables have decimals anyway")
    }
    _ = try comparedRules()
    let actions = [
      explain == nil ? nil : "--explain", emitConfig ? "--emit-config" : nil,
      bake == nil ? nil : "--bake", html == nil ? nil : "--html",
    ].compactMap { $0 }
    if actions.count > 1 {
      throw ValidationError("\(actions.joined(separator: " and ")) are done one at a time")
    }
    if bake != nil, loss.rules?.count ?? 1 != 1 {
      throw ValidationError("--bake writes the weights of one rule; name it with --rule")
    }
    if overwrite, bake == nil, html == nil {
      throw ValidationError("--overwrite is for --bake and --html")
    }
  }

  func run() throws {
    var preview = LossPreview(path: path)
    preview.plan = try batches.plan
    preview.settings = loss.settings
    preview.rules = try comparedRules() ?? loss.rules ?? LossReduction.allCases
    preview.comparesFirstTwo = !compare.isEmpty
    preview.arithmetic = format == .json ? .exact : .double
    preview.givesDetails = weights
    preview.threadCount = threads
    let run = PreviewRun(preview: preview, format: format, isDecimal: decimal, color: color)
    let policy = overwrite ? OverwritePolicy.replace : .refuse
    if let explain {
      try run.explain(explain)
    } else if emitConfig {
      try run.emitConfiguration(loss.trainer, loss.rules?.first)
    } else if let bake {
      try run.bake(loss.rules?.first ?? .tokenMean, to: bake, policy)
    } else if let html {
      try run.writePage(to: html, policy)
    } else {
      try run.run()
    }
  }

  /// The two rules of `--compare`, which may also be given with a comma.
  private func comparedRules() throws -> [LossReduction]? {
    guard !compare.isEmpty else { return nil }
    let names = compare.flatMap { $0.split(separator: ",").map(String.init) }
    guard names.count == 2 else {
      throw ValidationError(
        "--compare takes two rules, found \(names.count); put the path before it"
      )
    }
    return try names.map(RuleList.rule)
  }
}

/// The value of `--explain`.
struct TokenPlace {
  var row: Int
  var token: Int

  /// Reads the spelling of the command line.
  init(argument: String) throws {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let row = parts[0], let token = parts[1], row >= 0, token >= 0 else {
      throw ValidationError("give a row and a token as row:token, both counted from 0")
    }
    self.row = row
    self.token = token
  }
}
