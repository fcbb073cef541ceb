import ArgumentParser
import DataPrep

/// `dataprep tokenizer`.
struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer",
    abstract: "Encode lines with a tokenizer",
    discussion: """
      For every line, which must be a JSON string, prints {"ids": […], "offsets": [[start, end], …]} \
      with half-open offsets in code points, or {"error": "…"} and goes on. The exit status is 1 if \
      a line could not be encoded.

      EXAMPLE:
        echo '"Hello world"' | dataprep tokenizer gpt2 --encode-lines -
      """
  )

  @Argument(help: "Load this folder's tokenizer.json, or this file.")
  var tokenizer: String

  @Option(help: ArgumentHelp("Encode this file's lines, or - for stdin.", valueName: "file"))
  var encodeLines: String?

  @Flag(help: "Let the post-processor add its special tokens.")
  var addSpecialTokens = false

  func validate() throws {
    guard encodeLines != nil else {
      throw ValidationError("nothing to do; add --encode-lines FILE, or --encode-lines - for stdin")
    }
  }

  func run() throws {
    guard let encodeLines else { return }
    let lines = try EncodedLines(tokenizer: tokenizer)
    let output = StandardOutput()
    var hasFailures = false
    try lines.forEach(in: encodeLines, addingSpecialTokens: addSpecialTokens) { line in
      if case .failed = line { hasFailures = true }
      try output.write { EncodedLineJSON.append(line, to: &$0) }
    }
    try output.flush()
    if hasFailures { throw ExitCode(ExitStatus.faultyData.number) }
  }
}
