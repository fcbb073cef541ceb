import TestSupport
import Testing

@Suite struct WrongUsageTests {
  /// Arguments of a conversion that would be right without what is added to it.
  private static let convert = Workshop.convertGenetic

  @Test(arguments: [
    (
      convert + ["--packing", "fast"],
      """
      the value 'fast' is invalid for '--packing <packing>': use single, greedy, full or best-fit, \
      or with an overflow policy such as greedy::truncate_right
      """
    ),
    (
      convert + ["--packing", "full::drop"],
      """
      --packing full cuts articles at the end of every row; it takes no overflow policy
      """
    ),
    (
      convert + ["--packing", "full", "--overflow", "drop"],
      """
      --packing full cuts articles at the end of every row; it takes no overflow policy
      """
    ),
    (
      convert + ["--packing", "greedy::drop", "--overflow", "truncate_left"],
      "--packing says drop, --overflow says truncate-left"
    ),
    (
      convert + ["--overflow", "wrap"],
      """
      the value 'wrap' is invalid for '--overflow <overflow>'. Please provide one of the following:
        - drop
        - truncate-left
        - truncate-right
        - truncate-prompt
        - drop-turns
        - split
      """
    ),
    (convert + ["--packing-window", "7"], "--packing-window is used by --packing best-fit only"),
    (
      convert + ["--packing", "best-fit", "--packing-window", "0"],
      "--packing-window must be at least 1, not 0"
    ),
    (
      convert + ["--packing-boundary", "jsonl"],
      """
      the value 'jsonl' is invalid for '--packing-boundary <packing-boundary>'. Please provide one \
      of 'record' and 'pair'.
      """
    ),
    (
      convert + ["--attention-boundary", "x"],
      """
      the value 'x' is invalid for '--attention-boundary <attention-boundary>'. Please provide one \
      of 'record' and 'pair'.
      """
    ),
    (
      convert + ["--schema", "chat"],
      """
      the value 'chat' is invalid for '--schema <schema>'. Please provide one of the following:
        - auto
        - pair
        - turns
        - messages
        - chat-pair
        - sharegpt
        - alpaca
        - text
      """
    ),
    (
      convert + ["--on-error", "ignore"],
      """
      the value 'ignore' is invalid for '--on-error <on-error>'. Please provide one of 'fail', \
      'skip' or 'quarantine'.
      """
    ),
    (
      convert + ["--compression", "gzip:13"],
      """
      the value 'gzip:13' is invalid for '--compression <compression>': use fast, none, or gzip:1 \
      to gzip:12
      """
    ),
    (
      convert + ["--max-record-bytes", "1.5MB"],
      """
      the value '1.5MB' is invalid for '--max-record-bytes <bytes>': give a number of bytes, alone \
      or with a unit, such as 32MiB, 64MB or 1g
      """
    ),
    (convert + ["--max-record-bytes", "0"], "--max-record-bytes must be at least 1, not 0"),
    (convert + ["--max-seq-length", "0"], "--max-seq-length must be at least 1, not 0"),
    (
      convert + ["--max-seq-length", "many"],
      "the value 'many' is invalid for '--max-seq-length <max-seq-length>'"
    ),
    (convert + ["--threads", "0"], "--threads must be at least 1, not 0"),
    (
      convert + ["--format", "yaml"],
      """
      the value 'yaml' is invalid for '--format <format>'. Please provide one of 'text' and 'json'.
      """
    ),
    (convert + ["--overwrit"], "unknown option '--overwrit'. Did you mean '--overwrite'?"),
    (convert + ["--chat", "none"], "unknown option '--chat'. Did you mean '--date'?"),
    (
      convert + ["--train-on", "user"],
      """
      the value 'user' is invalid for '--train-on <train-on>'. Please provide one of 'assistant', \
      'last-turn' or 'all'.
      """
    ),
    (["convert"], "missing expected argument '<inputs> ...'"),
    (["convert", "a.jsonl"], "missing expected argument '--output <path>'"),
    (["convert", "a.jsonl", "-o"], "missing value for '-o <path>'"),
    (["inspect"], "missing expected argument '<path>'"),
    (
      ["inspect", "a.hdf5", "--rows", "3:1"],
      """
      the value '3:1' is invalid for '--rows <a:b>': give rows as a:b, a: or :b, counted from 0 and \
      without the last, or one row as a
      """
    ),
    (
      ["inspect", "a.hdf5", "--color", "red"],
      """
      the value 'red' is invalid for '--color <color>'. Please provide one of 'auto', 'always' or \
      'never'.
      """
    ),
    (
      ["tokenizer", "samples/tokenizer", "--encode", "a", "--decode", "1"],
      "--encode and --decode exclude each other"
    ),
    (
      ["tokenizer", "samples/tokenizer", "--decode", "1", "--add-special-tokens"],
      "--add-special-tokens needs --encode, --encode-lines or --check"
    ),
    (
      ["tokenizer", "samples/tokenizer", "--skip-special-tokens"],
      "--skip-special-tokens needs --decode or --decode-lines"
    ),
    (
      ["tokenizer", "samples/tokenizer", "--decode", "1,-2"],
      "the value '1,-2' is invalid for '--decode <ids>'"
    ),
  ])
  func saysWhatIsAccepted(arguments: [String], message: String) throws {
    try check(
      arguments,
      says: "error: \(message)\n\nhint: 'dataprep \(arguments[0]) --help' shows what is accepted\n"
    )
  }

  @Test func knowsNoOtherSubcommand() throws {
    try check(
      ["prepare"],
      says:
        "error: unknown subcommand 'prepare'\n\nhint: 'dataprep --help' shows what is accepted\n"
    )
    try check(
      ["help", "prepare"],
      says:
        "error: unknown subcommand 'prepare'\n\nhint: 'dataprep --help' shows what is accepted\n"
    )
  }

  @Test func saysHowNegativeValuesAreWritten() throws {
    try check(
      Self.convert + ["--seed", "-1"],
      says: """
        error: missing value for '--seed <seed>'

        hint: a value that begins with - stands behind =: --seed=-1

        """
    )
  }

  /// Names that would make a folder where a file is meant.
  @Test(arguments: [
    ("-", "HDF5 cannot be written to a stream"),
    ("x.HDF5", "the ending must be in small letters"),
    ("x.json", "the ending .json is none of an HDF5 file"),
    ("x.jsonl", "the ending .jsonl is none of an HDF5 file"),
  ])
  func refusesNamesThatAreNoOutput(name: String, found: String) throws {
    let arguments = Self.convert.map { $0 == "genetic.hdf5" ? name : $0 }
    try check(
      arguments,
      says: """
        error: \(name): cannot be the output: \(found)

        hint: a name that ends in .hdf5 or .h5 is one file, any other a folder

        """
    )
  }

  /// What only the library can see has no help to point to.
  @Test(arguments: [
    (convert + ["--prompt-key", "completion"], "prompt and completion cannot stand under one key"),
    (
      convert + ["--max-seq-length", "1048577"],
      "the sequence length must be from 1 to 1048576, found 1048577"
    ),
    (
      convert + ["--date", "yesterday"],
      "the date must be as in 2024-07-26T12:34:56, found yesterday"
    ),
    (
      convert + ["--chat-template", "none", "--chat-template-name", "rag"],
      "a chat template is named, and none is to be used"
    ),
    (["convert", "-", "-"] + convert.dropFirst(2), "standard input can be read only once"),
    (
      ["convert", "samples/text.txt"] + convert.dropFirst(2) + ["--schema", "pair"],
      "samples/text.txt is read as text, a completion a line: it holds no records of the schema pair"
    ),
  ])
  func refusesPlansThatMakeNoSense(arguments: [String], message: String) throws {
    try check(arguments, says: "error: \(message)\n")
  }

  private func check(_ arguments: [String], says errors: String) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    #expect(try workshop.run(arguments) == Outcome(status: 64, errors: errors))
    #expect(try workshop.newNames == [])
  }
}
