import ArgumentParser
import DataPrep

@main
struct DataPrepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataprep",
    abstract: "Convert text records to HDF5 files for training, and look into such files",
    discussion: """
      Results go to standard output, everything else to standard error. NO_COLOR is honoured, \
      and a closed pipe is no failure.

      EXIT STATUS:
        0    done
        1    the data has faults
        2    could not run: a file, the disk or the tokenizer is not as it must be
        64   wrong usage
        130  interrupted by SIGINT, 143 by SIGTERM, 129 by SIGHUP; no half file left
      """,
    version: ToolVersion.current,
    subcommands: [
      ConvertCommand.self,
      ValidateCommand.self,
      InspectCommand.self,
      StatsCommand.self,
      PreviewCommand.self,
      DecodeCommand.self,
      UnpackCommand.self,
      RetypeCommand.self,
      RenderCommand.self,
      TokenizerCommand.self,
      PeerDataPrepCommand.self,
      ReadFilesCommand.self,
    ]
  )

  /// Parses the arguments, runs the subcommand and exits; every error of the program ends here.
  static func main() {
    StandardStreams.occupyClosedOnes()
    SignalHandling.letWritesFail()
    var status = ExitStatus.done
    do {
      try Subcommands.checkHelp(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      try command.run()
    } catch {
      status = FailureReport.present(error)
    }
    status.exit()
  }
}
