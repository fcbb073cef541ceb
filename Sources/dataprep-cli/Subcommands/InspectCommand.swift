import ArgumentParser
import DataPrep

/// `dataprep inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show which tokens of a file are trained",
    discussion: """
      Draws each row as a strip of token types: p prompt, c completion, s separator, . padding. \
      Below it stand the lengths of the runs, or with a tokenizer their text.

      EXAMPLE:
        dataprep inspect train.hdf5 --rows 10:12 --tokenizer gpt2
      """
  )

  @Argument(help: "Read this HDF5 file; anyone's with input_ids and token_type_ids will do.")
  var path: String

  @Option(
    help: ArgumentHelp("Show these rows, without the last. (default: 0:5)", valueName: "a:b"),
    transform: RowRange.init(argument:)
  )
  var rows = RowRange(0..<5)

  @Option(
    help: ArgumentHelp(
      "Decode with the tokenizer in this folder, or with this file, and show the text.",
      valueName: "path"
    )
  )
  var tokenizer: String?

  @Option(help: "Colour the output.")
  var color = ColourChoice.auto

  @Option(help: "Print a picture or one JSON object.")
  var format = OutputFormat.text

  func run() throws {
    let view = try LayoutView(path: path, rows: rows.range, tokenizer: tokenizer)
    let output = StandardOutput()
    switch format {
    case .json: try output.write(LayoutJSON(view: view).value.text + "\n")
    case .text:
      let picture = LayoutText(
        view: view,
        detail: tokenizer == nil ? .runLengths : .text,
        colours: Colours(color, on: .standardOutput),
        columns: Terminal(stream: .standardOutput).columns
      )
      try output.write(picture.text)
    }
    try output.flush()
  }
}
