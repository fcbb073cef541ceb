import ArgumentParser
import DataPrep

/// How a command that makes a file of files writes it, and what it says.
struct RewritingOptions: ParsableArguments {
  @Option(
    help: "Compress the datasets: fast, gzip:1 to gzip:12, none. (default: fast)",
    transform: Compression.init(argument:)
  )
  var compression = Compression.fast

  @Flag(help: "Replace the output.")
  var overwrite = false

  @Option(help: "Work with this many threads. (default: the cores the process may use)")
  var threads: Int?

  @Option(help: "Print the summary as a table or as one JSON object.")
  var format = OutputFormat.text

  func validate() throws {
    if let threads { try PackingOptions.require(threads, atLeast: 1, for: "--threads") }
  }

  /// Prints what was done: warnings, and the summary; the files stand already.
  func present(
    _ warnings: [ReadingWarning],
    besides files: [String],
    json: @autoclosure () -> JSONText,
    text: (Colours) -> String
  ) throws {
    Talk.warnings(warnings)
    let output = StandardOutput(besides: files)
    try output.write(format, json: json(), text: text(Colours(.auto, on: .standardOutput)))
    try output.flush()
  }
}
