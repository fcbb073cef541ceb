import ArgumentParser
import DataPrep

/// `dataprep render`.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Show chats as their template renders them",
    discussion: """
      Reads records of the form {"messages": […], "tools": …, "documents": …, \
      "add_generation_prompt": …}; every other key is a variable of the template. Records of \
      other schemas become the chats that convert makes of them. Each stretch of the text stands in \
      a line with its type and where it comes from, and below it the ids of the tokens that begin \
      there; one that reaches beyond ends in ….

      --format json prints {"text": "…", "generation": [[start, end], …], "trained": [[start, end], \
      …]} for each: what {% generation %} marks, and what a model is trained on, half-open in code \
      points. A record that cannot be rendered prints {"error": {"type": …, "message": …, "line": …, \
      "column": …}} with the place in the template, and the rest goes on. The exit status is 1 if a \
      record failed.

      --to turns prints the prompts and completions of each chat as a list, --to pairs one pair for \
      each answer, with all before it as its prompt; 'convert --no-space-separator' reads both.

      EXAMPLE:
        dataprep render chats.jsonl --chat-template chat_template.jinja --format json
      """
  )

  @Argument(help: "Read this file's records, one a line, or - for stdin.")
  var file: String

  @Option(
    help: ArgumentHelp(
      "Render with the template in this file. (default: the tokenizer's)",
      valueName: "file"
    )
  )
  var chatTemplate: String?

  @Option(
    help: ArgumentHelp("Take the tokenizer's template of this name.", valueName: "name")
  )
  var chatTemplateName: String?

  @Option(
    help: ArgumentHelp(
      "Take special tokens and ids from the tokenizer in this folder, or from this file.",
      valueName: "path"
    )
  )
  var tokenizer: String?

  @Option(
    help: ArgumentHelp(
      #"Take special tokens from this JSON file: {"eos_token": "</s>", "additional_special_tokens": […]}."#,
      valueName: "file"
    )
  )
  var specialTokens: String?

  @Option(
    help: ArgumentHelp(
      "Let the template's clock show this: 2024-07-26T12:34:56. (default: the time of the run)",
      valueName: "time"
    )
  )
  var date: String?

  @Option(help: "Train every assistant turn, the last one, or everything.")
  var trainOn = TrainedText.assistant

  @Option(
    help: ArgumentHelp(
      "Render these records, without the last. (default: 0:5, with JSON all)",
      valueName: "a:b"
    ),
    transform: RowRange.init(argument:)
  )
  var rows: RowRange?

  @Option(help: "Print prompts and completions as JSON, a line for each chat or for each answer.")
  var to: RenderedPairs.Form?

  @Option(
    help: ArgumentHelp(
      "Print only how long rendering alone takes: the seconds of processor time of so many rounds over all records, read and parsed before, on one thread.",
      valueName: "rounds"
    )
  )
  var timing: Int?

  @Option(help: "Colour the output.")
  var color = ColourChoice.auto

  @Option(help: "Print text or one JSON object a record.")
  var format = OutputFormat.text

  func validate() throws {
    guard chatTemplate != nil || tokenizer != nil else {
      throw ValidationError("--chat-template or --tokenizer must say where the template is")
    }
    if let timing {
      guard (1...1_000_000).contains(timing) else {
        throw ValidationError("--timing must be from 1 to 1000000")
      }
      guard to == nil else { throw ValidationError("--timing and --to exclude each other") }
    }
    guard chatTemplate == nil || chatTemplateName == nil else {
      throw ValidationError("--chat-template and --chat-template-name exclude each other")
    }
  }

  func run() throws {
    var settings = RenderSettings()
    settings.chatTemplate = chatTemplate
    settings.chatTemplateName = chatTemplateName
    settings.specialTokens = specialTokens
    settings.tokenizer = tokenizer
    settings.date = date
    settings.trainedText = trainOn
    let output = StandardOutput()
    let isFaultless =
      if let timing {
        try printTiming(settings, rounds: timing, to: output)
      } else if let to {
        try printPairs(settings, as: to, to: output)
      } else if format == .json {
        try printLines(settings, to: output)
      } else {
        try printRecords(settings, to: output)
      }
    try output.flush()
    if !isFaultless { throw ExitCode(ExitStatus.faultyData.number) }
  }

  private func printTiming(
    _ settings: RenderSettings,
    rounds: Int,
    to output: StandardOutput
  ) throws -> Bool {
    let wanted = rows?.range ?? 0..<Int.max
    let timing = try RenderTiming(settings, in: file, wanted, roundCount: rounds)
    try output.write(RenderTimingText(timing: timing, format: format).text)
    return timing.failureCount == 0
  }

  private func printLines(_ settings: RenderSettings, to output: StandardOutput) throws -> Bool {
    var isFaultless = true
    try RenderedLines(settings).forEach(in: file, rows?.range ?? 0..<Int.max) { line in
      if case .failed = line { isFaultless = false }
      try output.write { RenderedLineJSON.append(line, to: &$0) }
    }
    return isFaultless
  }

  private func printRecords(_ settings: RenderSettings, to output: StandardOutput) throws -> Bool {
    let colours = Colours(color, on: .standardOutput)
    var isFaultless = true
    try RenderedRecords(settings).forEach(in: file, rows?.range ?? 0..<5) { number, record in
      if case .failure = record { isFaultless = false }
      try output.write(RenderedRecordText(record: record, number: number, colours: colours).text)
    }
    return isFaultless
  }

  private func printPairs(
    _ settings: RenderSettings,
    as form: RenderedPairs.Form,
    to output: StandardOutput
  ) throws -> Bool {
    var isFaultless = true
    let pairs = try RenderedPairs(settings, as: form)
    try pairs.forEach(in: file, rows?.range ?? 0..<Int.max) { number, result in
      switch result {
      case .success(let pairs):
        try output.write { RenderedPairJSON.append(pairs, as: form, to: &$0) }
      case .failure(let failure):
        isFaultless = false
        Talk.error("record \(number): \(RenderedRecordText.sentence(failure))", hint: nil)
      }
    }
    return isFaultless
  }
}
