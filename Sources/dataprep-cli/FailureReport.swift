import ArgumentParser
import DataPrep

/// Puts an error that reached the top into words and into an exit status.
enum FailureReport {
  /// Writes the message and returns the status to exit with.
  static func present(_ error: any Error) -> ExitStatus {
    switch error {
    case let error as DataPrepError: present(error)
    case let error as OutputError: present(error)
    default: presentParsing(error)
    }
  }

  private static func present(_ error: DataPrepError) -> ExitStatus {
    Talk.error(error.message, hint: error.hint)
    guard error.code == .interrupted, let signal = Interruption.receivedSignal else {
      return ExitStatus(error.kind)
    }
    return .interrupted(signal: signal)
  }

  private static func present(_ error: OutputError) -> ExitStatus {
    switch error {
    case .closedPipe: return .done  // the reader has what it wanted
    case .failed(let reason, let files):
      var message = "standard output cannot be written: \(reason)"
      if let first = files.first {
        let others = files.count == 1 ? "" : " and \(files.count - 1) more"
        message += "; \(first)\(others) is complete, only its summary is lost"
      }
      Talk.error(message, hint: nil)
      return .couldNotRun
    }
  }

  /// Help and version are results; anything else the parser throws is wrong usage.
  private static func presentParsing(_ error: any Error) -> ExitStatus {
    let exitCode = DataPrepCommand.exitCode(for: error)
    let message = DataPrepCommand.message(for: error)
    switch exitCode {
    case .success:
      do {
        let output = StandardOutput()
        try output.write(withOneLineEnd(DataPrepCommand.fullMessage(for: error)))
        try output.flush()
        return .done
      } catch {
        return present(error)
      }
    case .validationFailure:
      let arguments = CommandLine.arguments.dropFirst()
      Talk.error(
        Subcommands.sentence(for: arguments) ?? sentence(message),
        hint: NegativeValue.hint(for: message, arguments)
          ?? "'\(invokedCommand) --help' shows what is accepted"
      )
      return .wrongUsage
    default:
      if !message.isEmpty { Talk.error(message, hint: nil) }
      return .other(exitCode.rawValue)
    }
  }

  private static func withOneLineEnd(_ text: String) -> String {
    let end = text.lastIndex { $0 != "\n" }.map { text.index(after: $0) }
    return text[..<(end ?? text.startIndex)] + "\n"
  }

  /// The parser's message as ours begin: in lower case, for it follows "error:".
  private static func sentence(_ message: String) -> String {
    guard let first = message.first, first.isUppercase else { return message }
    return first.lowercased() + message.dropFirst()
  }

  /// `dataprep convert` where the first argument names a subcommand, else `dataprep`.
  private static var invokedCommand: String {
    guard let first = CommandLine.arguments.dropFirst().first, Subcommands.names.contains(first)
    else {
      return "dataprep"
    }
    return "dataprep \(first)"
  }
}
