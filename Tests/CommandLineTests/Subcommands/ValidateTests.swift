import TestSupport
import Testing

@Suite struct ValidateTests {
  @Test(arguments: [["validate", "--help"], ["help", "validate"]])
  func saysWhatItDoes(arguments: [String]) throws {
    let text =
      """
      OVERVIEW: Check finished files and training settings

      Reads every row, ours or anyone's, and lists what is wrong or odd: an error
      means that training would go wrong, a warning that somebody should look, a note
      is worth knowing. With an error the exit status is 1.

      EXAMPLE:
        dataprep validate out --tokenizer gpt2 --use-token-type-ids --batch-size 8

      USAGE: dataprep validate [<options>] <paths> ...

      ARGUMENTS:
        <paths>                 Check these HDF5 files, or folders of them.

      CHECK OPTIONS:
        --tokenizer <path>      Check ids and special tokens by the tokenizer in this
                                folder, or in this file.
        --special-tokens-dict <json>
                                Know these special tokens too, which a run added to
                                the tokenizer.
        --vocab-size <n>        Check that ids are below this. (default: from the
                                tokenizer, else from the file)

      TRAINING OPTIONS:
        --use-token-type-ids    The training weights the loss by token type.
        --prompt-loss-weight <w>
                                Prompt tokens weigh this much in the loss.
        --batch-size <n>        A batch has this many rows.
        --workers <n>           This many workers read, each its own files.
        --max-seq-length <n>    Rows have this many tokens.
        --eval                  The dev files are evaluated during training.

      OPTIONS:
        --strict                Let warnings count as errors.
        --max-findings <n>      List at most this many findings; all are counted.
                                (default: 100)
      \(HelpLines.threads)
      \(HelpLines.colour)
        --format <format>       Print a list or one JSON object. (values: text, json;
                                default: text)
      \(HelpLines.end)

      """
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    #expect(try workshop.run(arguments) == Outcome(status: 0, output: text))
  }

  @Test func saysThatAFileIsSound() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(Workshop.convertGenetic)
    let outcome = try workshop.run("validate", "genetic.hdf5")
    #expect(
      outcome
        == Outcome(status: 0, output: "1 file, 1 row: sound (0 errors, 0 warnings, 0 notes)\n")
    )
  }

  @Test func listsWhatItFound() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try Self.writeFaulty(to: workshop.folder.path("faulty.hdf5"))
    let outcome = try workshop.run(
      ["validate", "faulty.hdf5", "--vocab-size", "70", "--max-findings", "4"]
    )
    let output =
      """
      error    faulty.hdf5, row 0, column 1
               the id 70 is not below the vocabulary's size, 70 [id-beyond-vocabulary]
               hint: check that the tokenizer or --vocab-size is the one that made the ids
      error    faulty.hdf5, row 1, column 0
               padding stands before the end of the row's tokens [padding-not-suffix]
               hint: padding belongs behind the last token of a row
      warning  faulty.hdf5, row 1, column 0
               the id under padding is 2, elsewhere it is 69 [padding-id-varies]
               hint: type 2 may hide tokens that were meant to be trained
      note     faulty.hdf5, row 1
               no token of the row is trained [row-untrained]
               hint: such rows give no loss, or a mean over nothing; leave them out, or raise the weight
               … and 2 more; --max-findings lists them

        2  id-beyond-vocabulary
        1  row-untrained
        1  padding-not-suffix
        1  padding-id-varies
        1  article-unterminated

      1 file, 3 rows: not sound (3 errors, 1 warning, 2 notes)

      """
    #expect(outcome == Outcome(status: 1, output: output))
  }

  @Test func printsOneJSONObject() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try Self.writeFaulty(to: workshop.folder.path("faulty.hdf5"))
    let outcome = try workshop.run(
      [
        "validate", "faulty.hdf5", "--vocab-size", "70", "--max-findings", "1", "--format", "json",
      ]
    )
    let output =
      """
      {
        "ok": false,
        "files": [
          {
            "path": "faulty.hdf5",
            "split": null,
            "rows": 3,
            "max_seq_length": 4,
            "tokens": {"prompt": 5, "completion": 2, "padding": 3, "separator": 2}
          }
        ],
        "findings": [
          {"code": "id-beyond-vocabulary", "severity": "error", "file": "faulty.hdf5", "row": 0, "column": 1, "message": "the id 70 is not below the vocabulary's size, 70", "hint": "check that the tokenizer or --vocab-size is the one that made the ids"}
        ],
        "counts": {"error": 3, "warning": 1, "note": 2},
        "codes": {"id-beyond-vocabulary": 2, "row-untrained": 1, "padding-not-suffix": 1, "padding-id-varies": 1, "article-unterminated": 1}
      }

      """
    #expect(outcome == Outcome(status: 1, output: output))
  }

  @Test func countsWarningsWhereItIsStrict() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try SmallTrainingFile(ids: [[5, 2]], types: nil).write(to: workshop.folder.path("ids.hdf5"))
    #expect(try workshop.run("validate", "ids.hdf5").status == 0)
    #expect(try workshop.run("validate", "ids.hdf5", "--strict").status == 1)
  }

  /// Ids of special tokens that a run added are known by their dictionary, or by the tokenizer that
  /// the run left beside the files.
  @Test func knowsSpecialTokensThatWereAdded() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write("", to: "out/x")
    try SmallTrainingFile(ids: [[9, 70, 10, 2]], types: [[0, 0, 1, 3]])
      .write(to: workshop.folder.path("out/train_1_of_1.hdf5"))
    let command = ["validate", "out", "--tokenizer", "samples/genetic-code"]
    let refused = try workshop.run(command)
    #expect(refused.status == 1)
    #expect(refused.output.contains("the id 70 is not below the vocabulary's size, 70"))
    let sound = Outcome(
      status: 0,
      output: "1 file, 1 row: sound (0 errors, 0 warnings, 0 notes)\n"
    )
    let dictionary = ["--special-tokens-dict", "{'pad_token': '<pad>'}"]
    #expect(try workshop.run(command + dictionary) == sound)
    #expect(try workshop.run(["validate", "out"] + dictionary).status == 64)

    let tokenizer = try workshop.folder.text("samples/genetic-code/tokenizer.json")
    let grown = tokenizer.replacing(/"PAD": *69/, with: #""PAD": 69, "<pad>": 70"#)
    #expect(grown != tokenizer)
    try workshop.folder.write(grown, to: "out/tokenizer/tokenizer.json")
    #expect(try workshop.run(command) == sound)
    // One that gives other tokens to the same ids is another tokenizer.
    try workshop.folder.write(
      grown.replacing("\"GGC\"", with: "\"GGG\""),
      to: "out/tokenizer/tokenizer.json"
    )
    #expect(try workshop.run(command).status == 1)
    try workshop.folder.write("{", to: "out/tokenizer/tokenizer.json")
    #expect(try workshop.run(command).status == 1)
  }

  @Test func saysThatThereIsNoSuchFile() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run("validate", "nothing.hdf5")
    #expect(
      outcome
        == Outcome(status: 2, errors: "error: nothing.hdf5: no such file or folder\n")
    )
  }

  /// Ids that are too large, padding in front, a row without a trained token.
  private static func writeFaulty(to path: String) throws {
    try SmallTrainingFile(
      ids: [[5, 70, 6, 2], [2, 5, 6, 69], [5, 99, 2, 69]],
      types: [[0, 0, 1, 3], [2, 0, 0, 2], [0, 1, 3, 2]]
    ).write(to: path)
  }
}
