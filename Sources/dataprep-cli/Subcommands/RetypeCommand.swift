import ArgumentParser
import DataPrep

/// `dataprep retype`.
struct RetypeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retype",
    abstract: "Add or replace token_type_ids by rules",
    discussion: #"""
      A row begins with the types that the file has, else all of it is completion. Then rules \#
      WHAT=TYPE are applied in order; TYPE is prompt, completion, padding or separator, and WHAT:
        all                 everything but padding
        ATG, token:ATG      the tokens with this spelling
        id:10, id:5-9       the tokens with these ids
        position:0:4        these places; negative ones count from the row's end
        span:<a>..<b>       from a marker, a token or id:5, to the next, with both
        inside:<a>..<b>     the same without the markers
        regex:\d+           the tokens in a match in the decoded text
      A span that is not closed goes to the end of the row's tokens. \#
      Padding and separators are kept, or in a file without types inferred from the pad and EOS \#
      ids.

      EXAMPLE:
        dataprep retype old.hdf5 -o new.hdf5 --tokenizer gpt2 \
          --rule 'span:<user>..<assistant>=prompt'
      """#
  )

  @Argument(help: "Read this HDF5 file, or those in this folder; files of Cerebras will do.")
  var path: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write this .hdf5 or .h5 file, or for a folder this new folder.",
      valueName: "path"
    )
  )
  var output: String?

  @Flag(help: "Replace each file itself, in one step when its new one is complete.")
  var inPlace = false

  @Option(help: "Expect this kind of file; cerebras has data [rows, 3, width].")
  var from = Retyping.Source.any

  @Option(
    name: .customLong("rule"),
    help: ArgumentHelp("Apply this rule; give as many as needed.", valueName: "what=type"),
    transform: RuleArgument.init(argument:)
  )
  var rule: [RuleArgument] = []

  @Option(help: ArgumentHelp("Apply the rules of this YAML file first.", valueName: "file"))
  var rules: String?

  @Option(
    help: ArgumentHelp(
      "Take the rows' types from this JSONL file, a list a line.",
      valueName: "file"
    )
  )
  var types: String?

  @Option(help: "Settle padding so, over the rules.")
  var padding = EndTypes.auto

  @Option(help: "Settle separators so, over the rules.")
  var separators = EndTypes.auto

  @Option(
    help: ArgumentHelp("Take this token, or id:69, as padding.", valueName: "token")
  )
  var padToken: String?

  @Option(
    help: ArgumentHelp("Take this token, or id:2, as separator.", valueName: "token")
  )
  var eosToken: String?

  @Option(
    help: ArgumentHelp(
      "Look tokens up in this tokenizer. (default: the one beside the file, or of its attributes)",
      valueName: "path"
    )
  )
  var tokenizer: String?

  @OptionGroup var writing: RewritingOptions

  func validate() throws {
    guard (output == nil) == inPlace else {
      throw ValidationError(
        output == nil ? "give -o, or --in-place" : "-o and --in-place exclude each other"
      )
    }
    guard output != path else {
      throw ValidationError("-o names the input itself, which only --in-place replaces")
    }
  }

  func run() throws {
    var retyping = Retyping(path: path, output: output ?? path)
    retyping.source = from
    retyping.rulesFile = rules
    retyping.rules = rule.map(\.rule)
    retyping.sidecar = types
    retyping.padding = padding
    retyping.separators = separators
    retyping.paddingToken = padToken.map(TypeRule.Marker.init)
    retyping.separatorToken = eosToken.map(TypeRule.Marker.init)
    retyping.tokenizer = tokenizer
    retyping.compression = writing.compression
    retyping.overwrite = writing.overwrite ? .replace : .refuse
    retyping.threadCount = writing.threads
    let report = try retyping.run(cancellation: Interruption.listen())
    try writing.present(
      ReadingWarning.all(for: report),
      besides: [output ?? path],
      json: RetypingJSON(report: report).value
    ) { RetypingText(report: report, colours: $0).text }
  }
}

/// The value of `--rule`.
struct RuleArgument {
  var rule: TypeRule

  /// Reads the spelling of the command line.
  init(argument: String) throws {
    do throws(DataPrepError) {
      rule = try TypeRule(argument)
    } catch {
      throw ValidationError(error.message)
    }
  }
}
