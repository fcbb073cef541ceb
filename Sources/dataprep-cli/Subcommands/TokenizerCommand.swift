import ArgumentParser
import DataPrep

/// `dataprep tokenizer`.
struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer",
    abstract: "Show what a tokenizer holds, encode, decode, check",
    discussion: """
      Alone, it tells the model, the vocabulary, the steps of the pipeline and the special tokens.

      --encode-lines reads a JSON string a line and prints {"ids": […], "offsets": [[start, end], …]} \
      with half-open offsets in code points; --decode-lines reads an array of ids a line, or what \
      --encode-lines printed, and prints the text as a JSON string. A line that fails prints \
      {"error": "…"} and the rest goes on. --check reads {"text": "…", "ids": […]} a line and names \
      the lines with other ids. The exit status is 1 if a line failed or differs.

      EXAMPLES:
        dataprep tokenizer gpt2
        dataprep tokenizer gpt2 --encode 'Hello world'
        echo '"Hello world"' | dataprep tokenizer gpt2 --encode-lines -
      """
  )

  @Argument(help: "Load the tokenizer in this folder, or this file.")
  var tokenizer: String

  @Option(help: ArgumentHelp("Show the tokens of this text.", valueName: "text"))
  var encode: String?

  @Option(help: ArgumentHelp("Show the text of these ids, such as 15496,995.", valueName: "ids"))
  var decode: IDList?

  @Option(help: ArgumentHelp("Encode this file's lines, or - for stdin.", valueName: "file"))
  var encodeLines: String?

  @Option(help: ArgumentHelp("Decode this file's lines, or - for stdin.", valueName: "file"))
  var decodeLines: String?

  @Option(
    help: ArgumentHelp(
      "Compare with the ids of this file's lines, or - for stdin.",
      valueName: "file"
    )
  )
  var check: String?

  @Flag(help: "With --encode, --encode-lines, --check: add the post-processor's special tokens.")
  var addSpecialTokens = false

  @Flag(help: "With --decode, --decode-lines: leave special tokens out of the text.")
  var skipSpecialTokens = false

  @Option(help: "Colour the output.")
  var color = ColourChoice.auto

  @Option(help: "Print text or one JSON object; answers line by line stay as they are.")
  var format = OutputFormat.text

  func validate() throws {
    let encoders = [("--encode", encode), ("--encode-lines", encodeLines), ("--check", check)]
      .filter { $0.1 != nil }.map(\.0)
    let decoders = [("--decode", decode != nil), ("--decode-lines", decodeLines != nil)]
      .filter(\.1).map(\.0)
    let tasks = encoders + decoders
    guard tasks.count < 2 else {
      throw ValidationError("\(tasks[0]) and \(tasks[1]) exclude each other")
    }
    guard !addSpecialTokens || !encoders.isEmpty else {
      throw ValidationError(
        "--add-special-tokens needs --encode, --encode-lines or --check"
      )
    }
    guard !skipSpecialTokens || !decoders.isEmpty else {
      throw ValidationError("--skip-special-tokens needs --decode or --decode-lines")
    }
  }

  func run() throws {
    let output = StandardOutput()
    var isFaultless = true
    if let encodeLines {
      isFaultless = try printLines(encoding: encodeLines, to: output)
    } else if let decodeLines {
      isFaultless = try printLines(decoding: decodeLines, to: output)
    } else if let check {
      isFaultless = try printCheck(of: check, to: output)
    } else if let encode {
      let split = try TokenSplit(
        encoding: encode,
        tokenizer: tokenizer,
        addingSpecialTokens: addSpecialTokens
      )
      try printSplit(split, to: output)
    } else if let decode {
      let split = try TokenSplit(
        decoding: decode.ids,
        tokenizer: tokenizer,
        skippingSpecialTokens: skipSpecialTokens
      )
      isFaultless = split.tokens.allSatisfy { $0.spelling != nil }
      try printSplit(split, to: output)
    } else {
      try printReport(to: output)
    }
    try output.flush()
    if !isFaultless { throw ExitCode(ExitStatus.faultyData.number) }
  }
}

extension TokenizerCommand {
  private var colours: Colours { Colours(color, on: .standardOutput) }

  private func printLines(encoding path: String, to output: StandardOutput) throws -> Bool {
    let lines = try TokenizerLines(tokenizer)
    var isFaultless = true
    try lines.encode(path, addingSpecialTokens: addSpecialTokens) { line in
      if case .failed = line { isFaultless = false }
      try output.write { EncodedLineJSON.append(line, to: &$0) }
    }
    return isFaultless
  }

  private func printLines(decoding path: String, to output: StandardOutput) throws -> Bool {
    let lines = try TokenizerLines(tokenizer)
    var isFaultless = true
    try lines.decode(path, skippingSpecialTokens: skipSpecialTokens) { line in
      if case .failed = line { isFaultless = false }
      try output.write(DecodedLineJSON(line: line).text)
    }
    return isFaultless
  }

  private func printCheck(of path: String, to output: StandardOutput) throws -> Bool {
    let check = try TokenCheck(
      path: path,
      tokenizer: tokenizer,
      addingSpecialTokens: addSpecialTokens
    )
    try output.write(
      format,
      json: TokenCheckJSON(check: check).value,
      text: TokenCheckText(check: check, colours: colours).text
    )
    return check.isEqual
  }

  private func printSplit(_ split: TokenSplit, to output: StandardOutput) throws {
    try output.write(
      format,
      json: TokenSplitJSON(split: split).value,
      text: TokenSplitText(split: split, colours: colours).text
    )
  }

  private func printReport(to output: StandardOutput) throws {
    let report = try TokenizerReport(tokenizer: tokenizer)
    try output.write(
      format,
      json: TokenizerReportJSON(report: report).value,
      text: TokenizerReportText(report: report, colours: colours).text
    )
  }
}
