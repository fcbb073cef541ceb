/// Options that several subcommands have, as their help tells them.
enum HelpLines {
  /// What every command has that makes files of files.
  static let rewriting = """
      --compression <compression>
                              Compress the datasets: fast, gzip:1 to gzip:12, none.
                              (default: fast)
      --overwrite             Replace the output.
      --threads <threads>     Work with this many threads. (default: the cores the
                              process may use)
      --format <format>       Print the summary as a table or as one JSON object.
                              (values: text, json; default: text)
    """

  /// How rows were packed.
  static let packing = """
      --packing <packing>     Take rows as packed so. (default: what the file says)
                              (values: single, greedy, full, best-fit)
    """

  /// How many threads work.
  static let threads = """
      --threads <threads>     Work with this many threads. (default: the cores the
                              process may use)
    """

  /// Whether the output has colours.
  static let colour = """
      --color <color>         Colour the output. (values: auto, always, never;
                              default: auto)
    """

  /// Which tokenizer decodes.
  static let tokenizerOfFile = """
      --tokenizer <path>      Decode with this tokenizer. (default: the one beside
                              the file, or of its attributes)
    """

  /// What every command has.
  static let end = """
      --version               Show the version.
      -h, --help              Show help information.
    """
}
