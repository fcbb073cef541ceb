import ArgumentParser

@main
struct DataPrepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "dataprep")
}
