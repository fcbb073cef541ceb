import ArgumentParser
import DataPrep

/// `dataprep stats`.
struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Count rows, tokens, lengths, generation ratios",
    discussion: """
      Reads the token types only. The generation ratio R_g of an article is its completion tokens \
      (type 1) for each prompt token (type 0); it says whether a prompt loss weight can matter.

      EXAMPLE:
        dataprep stats out/ --by file
      """
  )

  @Argument(help: "Read these HDF5 files, or all in these folders.")
  var paths: [String]

  @Option(help: "Count parts by themselves, too.")
  var by: StatisticsScan.Grouping?

  @Option(
    help: ArgumentHelp(
      "Leave this share of the ratios out of the trimmed mean, at each end.",
      valueName: "share"
    )
  )
  var trim = 0.0025

  @Option(help: "Take rows as packed so. (default: what the file says)")
  var packing: Packing?

  @Option(help: "Work with this many threads. (default: the cores the process may use)")
  var threads: Int?

  @Option(help: "Print tables or one JSON object.")
  var format = OutputFormat.text

  func validate() throws {
    if let threads { try PackingOptions.require(threads, atLeast: 1, for: "--threads") }
    guard trim >= 0, trim < 0.5 else {
      throw ValidationError("--trim must be from 0 to below 0.5, not \(trim)")
    }
  }

  func run() throws {
    var scan = StatisticsScan(paths: paths)
    scan.grouping = by
    scan.trim = trim
    scan.packing = packing
    scan.threadCount = threads
    let statistics = try scan.run(cancellation: Interruption.listen())
    Talk.warnings(ReadingWarning.all(for: statistics))
    let output = StandardOutput()
    let colours = Colours(.auto, on: .standardOutput)
    try output.write(
      format,
      json: StatisticsJSON(statistics: statistics, grouping: by).value,
      text: StatisticsText(statistics: statistics, grouping: by, colours: colours).text
    )
    try output.flush()
  }
}
