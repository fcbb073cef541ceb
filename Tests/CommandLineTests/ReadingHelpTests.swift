import TestSupport
import Testing

/// The help of the subcommands that read files.
@Suite struct ReadingHelpTests {
  @Test func saysWhatDecodeDoes() throws {
    let text =
      #"""
      OVERVIEW: Decode rows or articles to text or JSONL

      Prints each article, or each row, with its text by token type. With --format
      json each article is one line that 'convert --no-space-separator' turns into
      the same ids again, where the tokenizer is lossless and its completions end
      with EOS; --with-ids puts the ids beside the texts.

      EXAMPLE:
        dataprep decode train.hdf5 --rows 0:10 --tokenizer gpt2 --format json

      USAGE: dataprep decode <paths> ... [--by <by>] [--rows <a:b>] [--tokenizer <path>] [--with-ids] [--packing <packing>] [--threads <threads>] [--color <color>] [--format <format>]

      ARGUMENTS:
        <paths>                 Read these HDF5 files, or all in these folders.

      OPTIONS:
        --by <by>               Decode each article, or each row with its padding.
                                (values: article, row; default: article)
        --rows <a:b>            Read these rows, without the last. (default: all)
      \#(HelpLines.tokenizerOfFile)
        --with-ids              Print ids and types beside the texts of JSON.
      \#(HelpLines.packing)
      \#(HelpLines.threads)
      \#(HelpLines.colour)
        --format <format>       Print text, or one JSON value a line. (values: text,
                                json; default: text)
      \#(HelpLines.end)

      """#
    #expect(try run("decode", "--help") == Outcome(status: 0, output: text))
  }

  @Test func saysWhatUnpackDoes() throws {
    let text =
      #"""
      OVERVIEW: Cut packed rows back into articles

      Cuts rows at separators and padding, and joins what full packing cut, as the
      attributes of the files say. A name that ends in .hdf5 gets one article a row,
      as wide as the longest; one that ends in .jsonl gets one record a line,
      decoded, which 'convert --no-space-separator' reads again. Articles that are
      not whole are marked.

      EXAMPLE:
        dataprep unpack train.hdf5 -o articles.jsonl --tokenizer gpt2

      USAGE: dataprep unpack <paths> ... --output <path> [--tokenizer <path>] [--with-ids] [--packing <packing>] [--compression <compression>] [--overwrite] [--threads <threads>] [--format <format>]

      ARGUMENTS:
        <paths>                 Read these HDF5 files, or all in these folders.

      OPTIONS:
        -o, --output <path>     Write this .hdf5, .h5 or .jsonl file.
      \#(HelpLines.tokenizerOfFile)
        --with-ids              Write ids and types beside the texts of JSONL.
      \#(HelpLines.packing)
      \#(HelpLines.rewriting)
      \#(HelpLines.end)

      """#
    #expect(try run("unpack", "--help") == Outcome(status: 0, output: text))
  }

  @Test func saysWhatStatsDoes() throws {
    let text =
      #"""
      OVERVIEW: Count rows, tokens, lengths, generation ratios

      Reads the token types only. The generation ratio R_g of an article is its
      completion tokens (type 1) for each prompt token (type 0); it says whether a
      prompt loss weight can matter.

      EXAMPLE:
        dataprep stats out/ --by file

      USAGE: dataprep stats <paths> ... [--by <by>] [--trim <share>] [--packing <packing>] [--threads <threads>] [--format <format>]

      ARGUMENTS:
        <paths>                 Read these HDF5 files, or all in these folders.

      OPTIONS:
        --by <by>               Count parts by themselves, too. (values: file,
                                category)
        --trim <share>          Leave this share of the ratios out of the trimmed
                                mean, at each end. (default: 0.0025)
      \#(HelpLines.packing)
      \#(HelpLines.threads)
        --format <format>       Print tables or one JSON object. (values: text, json;
                                default: text)
      \#(HelpLines.end)

      """#
    #expect(try run("stats", "--help") == Outcome(status: 0, output: text))
  }

  @Test func saysWhatRetypeDoes() throws {
    let text =
      #"""
      OVERVIEW: Add or replace token_type_ids by rules

      A row begins with the types that the file has, else all of it is completion.
      Then rules WHAT=TYPE are applied in order; TYPE is prompt, completion, padding
      or separator, and WHAT:
        all                 everything but padding
        ATG, token:ATG      the tokens with this spelling
        id:10, id:5-9       the tokens with these ids
        position:0:4        these places; negative ones count from the row's end
        span:<a>..<b>       from a marker, a token or id:5, to the next, with both
        inside:<a>..<b>     the same without the markers
        regex:\d+           the tokens in a match in the decoded text
      A span that is not closed goes to the end of the row's tokens. Padding and
      separators are kept, or in a file without types inferred from the pad and EOS
      ids.

      EXAMPLE:
        dataprep retype old.hdf5 -o new.hdf5 --tokenizer gpt2 \
          --rule 'span:<user>..<assistant>=prompt'

      USAGE: dataprep retype [<options>] <path>

      ARGUMENTS:
        <path>                  Read this HDF5 file, or those in this folder; files
                                of Cerebras will do.

      OPTIONS:
        -o, --output <path>     Write this .hdf5 or .h5 file, or for a folder this
                                new folder.
        --in-place              Replace each file itself, in one step when its new
                                one is complete.
        --from <from>           Expect this kind of file; cerebras has data [rows, 3,
                                width]. (values: any, cerebras; default: any)
        --rule <what=type>      Apply this rule; give as many as needed.
        --rules <file>          Apply the rules of this YAML file first.
        --types <file>          Take the rows' types from this JSONL file, a list a
                                line.
        --padding <padding>     Settle padding so, over the rules. (values: auto,
                                keep, infer, none; default: auto)
        --separators <separators>
                                Settle separators so, over the rules. (values: auto,
                                keep, infer, none; default: auto)
        --pad-token <token>     Take this token, or id:69, as padding.
        --eos-token <token>     Take this token, or id:2, as separator.
        --tokenizer <path>      Look tokens up in this tokenizer. (default: the one
                                beside the file, or of its attributes)
      \#(HelpLines.rewriting)
      \#(HelpLines.end)

      """#
    #expect(try run("retype", "--help") == Outcome(status: 0, output: text))
  }

  @Test func saysWhatInspectDoes() throws {
    let text =
      #"""
      OVERVIEW: Show which tokens of a file are trained

      Draws each row as a strip of token types: p prompt, c completion, s separator,
      . padding. Below it stand the lengths of the runs, or with a tokenizer their
      text. A token is trained as a label: the model learns to produce it after those
      before it.

      EXAMPLES:
        dataprep inspect train.hdf5 --rows 10:12 --tokenizer gpt2
        dataprep inspect train.hdf5 --where truncated --limit 3

      USAGE: dataprep inspect <path> [--rows <a:b>] [--where <where>] [--limit <limit>] [--tokenizer <path>] [--tokens] [--text] [--color <color>] [--format <format>]

      ARGUMENTS:
        <path>                  Read this HDF5 file; anyone's with input_ids and
                                token_type_ids will do.

      OPTIONS:
        --rows <a:b>            Show these rows, without the last. (default: 0:5;
                                with --where, all)
        --where <where>         Show only rows like this; truncated ones begin or end
                                inside an article. (values: all-prompt, all-padding,
                                truncated, no-separator, unknown-type, duplicate,
                                longest, most-padded)
        --limit <limit>         With --where: show no more rows than this. (default:
                                5)
        --tokenizer <path>      Decode with the tokenizer in this folder, or with
                                this file, and show the text.
        --tokens                Show a table of the tokens: place, id, text, type,
                                trained or not.
        --text                  Show the text of the rows, coloured by type.
      \#(HelpLines.colour)
        --format <format>       Print a picture or one JSON object. (values: text,
                                json; default: text)
      \#(HelpLines.end)

      """#
    #expect(try run("inspect", "--help") == Outcome(status: 0, output: text))
  }

  private func run(_ arguments: String...) throws -> Outcome {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    return try workshop.run(arguments)
  }
}
