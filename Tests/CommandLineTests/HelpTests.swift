import DataPrep
import TestSupport
import Testing

@Suite struct HelpTests {
  @Test func printsTheVersion() throws {
    #expect(try run("--version") == Outcome(status: 0, output: "\(ToolVersion.current)\n"))
  }

  @Test(arguments: [["--help"], ["-h"], ["help"], []])
  func saysWhatTheProgramDoes(arguments: [String]) throws {
    let text =
      """
      OVERVIEW: Convert text records to HDF5 files for training, and look into such
      files

      Results go to standard output, everything else to standard error. NO_COLOR is
      honoured, and a closed pipe is no failure.

      EXIT STATUS:
        0    done
        1    the data has faults
        2    could not run: a file, the disk or the tokenizer is not as it must be
        64   wrong usage
        130  interrupted by SIGINT, 143 by SIGTERM, 129 by SIGHUP; no half file left

      USAGE: dataprep <subcommand>

      OPTIONS:
      \(HelpLines.end)

      SUBCOMMANDS:
        convert                 Convert records to HDF5
        validate                Check finished files and training settings
        inspect                 Show which tokens of a file are trained
        stats                   Count rows, tokens, lengths, generation ratios
        preview                 Show which tokens each optimizer step listens to
        decode                  Decode rows or articles to text or JSONL
        unpack                  Cut packed rows back into articles
        retype                  Add or replace token_type_ids by rules
        render                  Show chats as their template renders them
        tokenizer               Show what a tokenizer holds, encode, decode, check
        data_prep               Convert records by SambaNova's flags

        See 'dataprep help <subcommand>' for detailed help.

      """
    #expect(try run(arguments) == Outcome(status: 0, output: text))
  }

  @Test(arguments: [["convert", "--help"], ["help", "convert"]])
  func saysWhatConvertDoes(arguments: [String]) throws {
    let text =
      #"""
      OVERVIEW: Convert records to HDF5

      Reads prompt/completion pairs, turns, chats or text, tokenizes and packs them,
      and writes input_ids and token_type_ids. Nothing stands under the output's name
      before it is complete.

      EXAMPLE:
        dataprep convert train.jsonl -o train.hdf5 --tokenizer gpt2 \
          --max-seq-length 1024

      USAGE: dataprep convert [<options>] <inputs> ... --output <path> --tokenizer <path> --max-seq-length <max-seq-length>

      ARGUMENTS:
        <inputs>                Read these files, folders or patterns (.jsonl, .txt,
                                .gz), or - for stdin.

      OUTPUT OPTIONS:
        -o, --output <path>     Write this .hdf5 or .h5 file, or into this folder.
        --compression <compression>
                                Compress the datasets: fast, gzip:1 to gzip:12, none.
                                (default: fast)
        --no-shuffle-filter     Compress without the shuffle filter, for readers that
                                insist on it.
        --overwrite             Replace what an earlier run wrote.
        --force-space           Start although the output may not fit on the disk.

      TOKEN OPTIONS:
        --tokenizer <path>      Tokenize with the tokenizer in this folder, or with
                                this file.
        --eos-token <token>     End every pair with this token. (default: from the
                                tokenizer's files)
        --bos-token <token>     Take this as the token that begins a text. (default:
                                from the tokenizer's files)
        --pad-token <token>     Fill rows with this token. (default: from the
                                tokenizer's files, else the EOS token)
        --special-tokens-dict <json>
                                Add special tokens to the vocabulary: {"pad_token":
                                "<pad>"}.

      PACKING OPTIONS:
        --max-seq-length <max-seq-length>
                                Make rows of this many tokens.
        --packing <packing>     Place articles in rows: single, one a row; greedy, in
                                order; full, as one stream cut at every row;
                                best-fit, where they leave the least room.
                                SambaNova's spellings, such as
                                greedy::truncate_right, will do too. (default: greedy)
        --overflow <overflow>   Treat an article that is longer than a row so; not
                                with full packing. drop-turns and split keep whole
                                turns of chats. (default: truncate-prompt) (values:
                                drop, truncate-left, truncate-right, truncate-prompt,
                                drop-turns, split)
        --packing-boundary <packing-boundary>
                                Keep a whole record together in a row, or each pair.
                                (values: record, pair; default: record)
        --attention-boundary <attention-boundary>
                                Close each record with a separator, or each pair.
                                (values: record, pair; default: record)
        --packing-window <articles>
                                Let best-fit packing look at this many articles
                                together. (default: all)
        --seed <seed>           Draw everything that is random from this seed.
                                (default: 0)

      RECORD OPTIONS:
        --schema <schema>       Expect records of this shape. (values: auto, pair,
                                turns, messages, chat-pair, sharegpt, alpaca, text;
                                default: auto)
        --prompt-key <key>      Read prompts under this key. (default: prompt)
        --completion-key <key>  Read completions under this key. (default: completion)
        --prompt-prefix <text>  Put this text before every prompt.
        --prompt-suffix <text>  Put this text behind every prompt.
        --no-space-separator    Join prompt and completion as they stand, not by
                                exactly one space.
        --keep-prompt-only      Keep pairs without a completion, and rows in which
                                nothing is trained.
        --categories <file>     Write category_ids by this JSON list of category
                                names.
        --on-error <on-error>   Stop at a record that cannot be read, leave it out,
                                or set its line aside. (values: fail, skip,
                                quarantine; default: fail)
        --max-record-bytes <bytes>
                                Refuse longer records: 4096, 64MB, 1g. (default:
                                32MiB)

      CHAT OPTIONS:
        --chat-template <auto|none|tokenizer|file>
                                Render chats with the tokenizer's template (auto), or
                                every record with it (tokenizer) or with the template
                                in a file; or render nothing (none).
        --chat-template-name <name>
                                Take the tokenizer's template of this name.
        --date <time>           Let the template's clock show this:
                                2024-07-26T12:34:56. (default: the time of the run)
        --train-on <train-on>   Train every assistant turn of a chat, the last one,
                                or all tokens. (values: assistant, last-turn, all;
                                default: assistant)
        --turns <turns>         Keep a chat as one example, or make one of each
                                assistant turn. (values: keep, split; default: keep)
        --special-tokens-in-content <special-tokens-in-content>
                                Encode special tokens that stand in content as text,
                                or allow them. (default: text in rendered chats,
                                allow elsewhere) (values: text, allow)
        --add-bos               Begin a rendered chat with the BOS token where the
                                template writes none.
        --loss-weights          Write loss_weight even where no message sets a weight.

      RUN OPTIONS:
      \#(HelpLines.threads)
        --format <format>       Print the summary as a table or as one JSON object.
                                (values: text, json; default: text)
        -q, --quiet             Print errors only, and the JSON if it is asked for.
        --no-progress           Show no progress line.

      OPTIONS:
      \#(HelpLines.end)

      """#
    #expect(try run(arguments) == Outcome(status: 0, output: text))
  }

  @Test func saysWhatPreviewDoes() throws {
    let text =
      #"""
      OVERVIEW: Show which tokens each optimizer step listens to

      From a dataset and a trainer's settings it tells num_tokens and the effective
      weight of every label, the derivative of the step's loss by that label's cross
      entropy, under each rule of reduction. A step is --batch-size ×
      --grad-accumulation × --ranks rows.

      EXAMPLES:
        dataprep preview train.hdf5 --batch-size 8 --grad-accumulation 4 --ranks 2
        dataprep preview train.hdf5 --compare micro-batch-mean token-mean
        dataprep preview train.hdf5 --rule sample-mean --bake baked.hdf5

      USAGE: dataprep preview [<options>] <path>

      ARGUMENTS:
        <path>                  Read this HDF5 file, or the training files of this
                                folder.

      BATCH OPTIONS:
        --batch-size <rows>     Put this many rows in a micro-batch. (default: 1)
        --grad-accumulation <micro-batches>
                                Accumulate this many micro-batches on each rank for a
                                step. (default: 1)
        --ranks <ranks>         Work with this many ranks. (default: 1)
        --order <file|seed:n>   Take rows in the file's order, or in a random one of
                                our own: seed:42. (default: file)
        --assignment <assignment>
                                Give rank r every so many-th row of a step, or its
                                r-th block of rows. (values: strided, contiguous;
                                default: strided)
        --drop-last             Leave out the last step where it has fewer rows.
        --tail <tail>           Treat a last window of fewer micro-batches so;
                                divide-by-actual where nothing is said. (values:
                                drop, divide-by-g, divide-by-actual)
        --steps <a:b>           Look at these steps, without the last. (default: all)
        --layout <file>         Look at one step of the rows that this JSON file
                                lists: ranks, in each micro-batches, in each row
                                numbers.

      LOSS OPTIONS:
        --rule <rule>           Apply this rule, or several with commas, or all.
                                (default: all)
        --trainer <name>        Take the rule that this trainer has by default, where
                                --rule names none. (values: cerebras,
                                cerebras-batch-size, sambanova, hf, hf-4.46,
                                hf-before-4.46, trl, trl-grpo, trl-dapo, trl-dr-grpo,
                                megatron, megatron-per-token, torchtune,
                                open-instruct, verl, verl-seq-mean)
        --prompt-loss-weight <weight>
                                Weigh prompt labels by this, 0 to 1. (default: 0)
        --separator-weight <weight>
                                Weigh separator labels by this, 0 to 1. (default: 1)
        --boundary <boundary>   Train the first token of a packed document, or mask
                                it. (values: train, mask; default: train)
        --loss-weight <weight>  Take this as λ of batch-size. (default: 1)
        --max-length <tokens>   Take this as the length of dr-grpo. (default: the
                                rows' width)

      OPTIONS:
        --compare <rules>       Put two rules side by side.
        --explain <row:token>   Tell how one token comes by its weight.
        --emit-config           Print a configuration that gives the rule of --rule,
                                or the trainer's own.
        --bake <path>           Write the dataset with the rule's effective weights
                                to this file or folder.
        --html <file>           Write the preview as one page to this file.
        --overwrite             Replace what --bake or --html finds.
        --weights               With --format json, list every label's effective
                                weight.
        --decimal               With --format json, print doubles, not fractions.
      \#(HelpLines.threads)
      \#(HelpLines.colour)
        --format <format>       Print tables or one JSON object. (values: text, json;
                                default: text)
      \#(HelpLines.end)

      """#
    #expect(try run("preview", "--help") == Outcome(status: 0, output: text))
  }

  @Test func saysWhatTokenizerDoes() throws {
    let text =
      #"""
      OVERVIEW: Show what a tokenizer holds, encode, decode, check

      Alone, it tells the model, the vocabulary, the steps of the pipeline and the
      special tokens.

      --encode-lines reads a JSON string a line and prints {"ids": […], "offsets":
      [[start, end], …]} with half-open offsets in code points; --decode-lines reads
      an array of ids a line, or what --encode-lines printed, and prints the text as
      a JSON string. A line that fails prints {"error": "…"} and the rest goes on.
      --check reads {"text": "…", "ids": […]} a line and names the lines with other
      ids. The exit status is 1 if a line failed or differs.

      EXAMPLES:
        dataprep tokenizer gpt2
        dataprep tokenizer gpt2 --encode 'Hello world'
        echo '"Hello world"' | dataprep tokenizer gpt2 --encode-lines -

      USAGE: dataprep tokenizer <tokenizer> [--encode <text>] [--decode <ids>] [--encode-lines <file>] [--decode-lines <file>] [--check <file>] [--add-special-tokens] [--skip-special-tokens] [--color <color>] [--format <format>]

      ARGUMENTS:
        <tokenizer>             Load the tokenizer in this folder, or this file.

      OPTIONS:
        --encode <text>         Show the tokens of this text.
        --decode <ids>          Show the text of these ids, such as 15496,995.
        --encode-lines <file>   Encode this file's lines, or - for stdin.
        --decode-lines <file>   Decode this file's lines, or - for stdin.
        --check <file>          Compare with the ids of this file's lines, or - for
                                stdin.
        --add-special-tokens    With --encode, --encode-lines, --check: add the
                                post-processor's special tokens.
        --skip-special-tokens   With --decode, --decode-lines: leave special tokens
                                out of the text.
      \#(HelpLines.colour)
        --format <format>       Print text or one JSON object; answers line by line
                                stay as they are. (values: text, json; default: text)
      \#(HelpLines.end)

      """#
    #expect(try run("tokenizer", "--help") == Outcome(status: 0, output: text))
  }

  @Test(arguments: [
    ["data_prep", "--help"], ["data_prep", "--input_path", "a.jsonl", "-h"],
    ["data_prep", "--quiet", "--input_path=a.jsonl", "--help"],
  ])
  func saysWhatTheFlagsOfAnotherToolDo(arguments: [String]) throws {
    let text =
      #"""
      OVERVIEW: Convert records by SambaNova's flags

      Takes the flags of 'python3 -m generative_data_prep data_prep' with their
      values and defaults. What has no meaning here is named in a warning. The
      options below stand before those flags.

      EXAMPLE:
        dataprep data_prep --input_path=train.jsonl --output_path=train.hdf5 \
          --pretrained_tokenizer=./gpt2 --input_packing_config=greedy::drop

      USAGE: dataprep data_prep [--threads <threads>] [--format <format>] [--quiet] [--no-progress] [<flags> ...]

      ARGUMENTS:
        <flags>                 Flags of generative_data_prep's data_prep.

      OPTIONS:
      \#(HelpLines.threads)
        --format <format>       Print the summary as a table or as one JSON object.
                                (values: text, json; default: text)
        -q, --quiet             Print errors only, and the JSON if it is asked for.
        --no-progress           Show no progress line.
      \#(HelpLines.end)

      """#
    #expect(try run(arguments) == Outcome(status: 0, output: text))
  }

  private func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  private func run(_ arguments: [String]) throws -> Outcome {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    return try workshop.run(arguments)
  }
}
