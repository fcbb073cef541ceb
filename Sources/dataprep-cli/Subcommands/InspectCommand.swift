import ArgumentParser
import DataPrep

/// `dataprep inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show which tokens of a file are trained",
    discussion: """
      Draws each row as a strip of token types: p prompt, c completion, s separator, . padding. \
      Below it stand the lengths of the runs, or with a tokenizer their text. A token is trained as \
      a label: the model learns to produce it after those before it.

      EXAMPLES:
        dataprep inspect train.hdf5 --rows 10:12 --tokenizer gpt2
        dataprep inspect train.hdf5 --where truncated --limit 3
      """
  )

  @Argument(help: "Read this HDF5 file; anyone's with input_ids and token_type_ids will do.")
  var path: String

  @Option(
    help: ArgumentHelp(
      "Show these rows, without the last. (default: 0:5; with --where, all)",
      valueName: "a:b"
    ),
    transform: RowRange.init(argument:)
  )
  var rows: RowRange?

  @Option(help: "Show only rows like this; truncated ones begin or end inside an article.")
  var `where`: RowTrait?

  @Option(help: ArgumentHelp("With --where: show no more rows than this. (default: 5)"))
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "Decode with the tokenizer in this folder, or with this file, and show the text.",
      valueName: "path"
    )
  )
  var tokenizer: String?

  @Flag(help: "Show a table of the tokens: place, id, text, type, trained or not.")
  var tokens = false

  @Flag(help: "Show the text of the rows, coloured by type.")
  var text = false

  @Option(help: "Colour the output.")
  var color = ColourChoice.auto

  @Option(help: "Print a picture or one JSON object.")
  var format = OutputFormat.text

  func validate() throws {
    guard !text || tokenizer != nil else { throw ValidationError("--text needs --tokenizer") }
    guard !text || !tokens else { throw ValidationError("--tokens and --text exclude each other") }
    if let limit {
      try PackingOptions.require(limit, atLeast: 1, for: "--limit")
      guard `where` != nil else { throw ValidationError("--limit needs --where") }
    }
  }

  /// Rows are shown without being asked for as long as those before have fewer tokens.
  private static let tokensShownUnasked = 1 << 22

  func run() throws {
    let view = try LayoutView(
      path: path,
      rows: rows?.range ?? (`where` == nil ? 0..<5 : 0..<Int.max),
      where: `where`,
      limit: `where` == nil ? .max : limit ?? 5,
      tokenLimit: rows == nil && limit == nil ? Self.tokensShownUnasked : .max,
      tokenizer: tokenizer,
      cancellation: Interruption.listen()
    )
    Talk.warnings(ReadingWarning.all(for: view.labels))
    let output = StandardOutput()
    switch format {
    case .json: try output.write(LayoutJSON(view: view).value.text + "\n")
    case .text:
      let picture = LayoutText(
        view: view,
        wanted: `where`,
        detail: tokens ? .tokens : text ? .plainText : tokenizer == nil ? .runLengths : .text,
        colours: Colours(color, on: .standardOutput),
        columns: Terminal(stream: .standardOutput).columns
      )
      try output.write(picture.text)
    }
    try output.flush()
  }
}
