import ArgumentParser
import DataPrep

/// `dataprep decode`.
struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Decode rows or articles to text or JSONL",
    discussion: """
      Prints each article, or each row, with its text by token type. With --format json each \
      article is one line that 'convert --no-space-separator' turns into the same ids again, where \
      the tokenizer is lossless and its completions end with EOS; --with-ids puts the ids beside \
      the texts.

      EXAMPLE:
        dataprep decode train.hdf5 --rows 0:10 --tokenizer gpt2 --format json
      """
  )

  @Argument(help: "Read these HDF5 files, or all in these folders.")
  var paths: [String]

  @Option(help: "Decode each article, or each row with its padding.")
  var by = Decoding.Unit.article

  @Option(
    help: ArgumentHelp("Read these rows, without the last. (default: all)", valueName: "a:b"),
    transform: RowRange.init(argument:)
  )
  var rows = RowRange(0..<Int.max)

  @Option(
    help: ArgumentHelp(
      "Decode with this tokenizer. (default: the one beside the file, or of its attributes)",
      valueName: "path"
    )
  )
  var tokenizer: String?

  @Flag(name: .customLong("with-ids"), help: "Print ids and types beside the texts of JSON.")
  var withIDs = false

  @Option(help: "Take rows as packed so. (default: what the file says)")
  var packing: Packing?

  @Option(help: "Work with this many threads. (default: the cores the process may use)")
  var threads: Int?

  @Option(help: "Colour the output.")
  var color = ColourChoice.auto

  @Option(help: "Print text, or one JSON value a line.")
  var format = OutputFormat.text

  func validate() throws {
    if let threads { try PackingOptions.require(threads, atLeast: 1, for: "--threads") }
    guard !withIDs || format == .json else {
      throw ValidationError("--with-ids needs --format json")
    }
  }

  func run() throws {
    var decoding = Decoding(paths: paths)
    decoding.unit = by
    decoding.rows = rows.range
    decoding.tokenizer = tokenizer
    decoding.packing = packing
    decoding.ids = withIDs ? .included : .left
    decoding.threadCount = threads
    let output = StandardOutput()
    let report: DecodingReport
    switch format {
    case .json:
      report = try decoding.lines(cancellation: Interruption.listen()) { lines in
        try output.write { $0 += lines }
      }
    case .text:
      let presenter = DecodedTextPresenter(colours: Colours(color, on: .standardOutput))
      report = try decoding.texts(cancellation: Interruption.listen()) { text in
        try output.write(presenter.text(for: text))
      }
    }
    try output.flush()
    Talk.warnings(ReadingWarning.all(for: report))
  }
}
