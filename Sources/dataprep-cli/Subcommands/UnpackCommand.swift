import ArgumentParser
import DataPrep

/// `dataprep unpack`.
struct UnpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Cut packed rows back into articles",
    discussion: """
      Cuts rows at separators and padding, and joins what full packing cut, as the attributes of \
      the files say. A name that ends in .hdf5 gets one article a row, as wide as the longest; one \
      that ends in .jsonl gets one record a line, decoded, which 'convert --no-space-separator' \
      reads again. Articles that are not whole are marked.

      EXAMPLE:
        dataprep unpack train.hdf5 -o articles.jsonl --tokenizer gpt2
      """
  )

  @Argument(help: "Read these HDF5 files, or all in these folders.")
  var paths: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write this .hdf5, .h5 or .jsonl file.", valueName: "path")
  )
  var output: String

  @Option(
    help: ArgumentHelp(
      "Decode with this tokenizer. (default: the one beside the file, or of its attributes)",
      valueName: "path"
    )
  )
  var tokenizer: String?

  @Flag(name: .customLong("with-ids"), help: "Write ids and types beside the texts of JSONL.")
  var withIDs = false

  @Option(help: "Take rows as packed so. (default: what the file says)")
  var packing: Packing?

  @OptionGroup var writing: RewritingOptions

  func validate() throws {
    guard !withIDs || output.hasSuffix(".jsonl") else {
      throw ValidationError("--with-ids is for JSONL; an HDF5 file always has the ids")
    }
  }

  func run() throws {
    var unpacking = Unpacking(paths: paths, output: output)
    unpacking.tokenizer = tokenizer
    unpacking.packing = packing
    unpacking.ids = withIDs ? .included : .left
    unpacking.compression = writing.compression
    unpacking.overwrite = writing.overwrite ? .replace : .refuse
    unpacking.threadCount = writing.threads
    let report = try unpacking.run(cancellation: Interruption.listen())
    try writing.present(
      ReadingWarning.all(for: report),
      besides: [output],
      json: UnpackingJSON(report: report).value
    ) { UnpackingText(report: report, colours: $0).text }
  }
}
