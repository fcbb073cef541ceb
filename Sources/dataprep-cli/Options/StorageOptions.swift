import ArgumentParser
import DataPrep

/// Where the rows go.
struct StorageOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write this .hdf5 or .h5 file, or into this folder.", valueName: "path")
  )
  var output: String

  @Option(
    help: "Compress the datasets: fast, gzip:1 to gzip:12, none. (default: fast)",
    transform: Compression.init(argument:)
  )
  var compression = Compression.fast

  @Flag(help: "Compress without the shuffle filter, for readers that insist on it.")
  var noShuffleFilter = false

  @Flag(help: "Replace what an earlier run wrote.")
  var overwrite = false

  @Flag(help: "Start although the output may not fit on the disk.")
  var forceSpace = false

  /// Puts what was chosen into a plan.
  func apply(to plan: inout PreparationPlan) {
    plan.compression = compression
    plan.shuffleFilter = noShuffleFilter ? .off : .on
    plan.overwrite = overwrite ? .replace : .refuse
    plan.freeSpace = forceSpace ? .ignore : .check
  }
}
