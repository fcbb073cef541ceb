import ArgumentParser
import DataPrep

/// How a result is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// How a conversion runs and what it says meanwhile.
struct RunOptions: ParsableArguments {
  @Option(help: "Work with this many threads. (default: the cores the process may use)")
  var threads: Int?

  @Option(help: "Print the summary as a table or as one JSON object.")
  var format = OutputFormat.text

  @Flag(name: .shortAndLong, help: "Print errors only, and the JSON if it is asked for.")
  var quiet = false

  @Flag(help: "Show no progress line.")
  var noProgress = false

  func validate() throws {
    if let threads { try PackingOptions.require(threads, atLeast: 1, for: "--threads") }
  }
}
