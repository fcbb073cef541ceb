import Testing

@testable import DataPrep

/// Every sentence that the library says, pinned.
@Suite struct ErrorTextTests {
  private static let place = RecordPlace(file: "train.jsonl", line: 41, column: 7)
  private static let line = RecordPlace(file: "train.jsonl", line: 41)

  @Test(
    arguments: [
      (
        DataPrepError(.brokenJSON, at: place, found: "U+000A", expected: "a value"),
        "train.jsonl:41:7: not valid JSON: expected a value, found U+000A"
      ),
      (
        DataPrepError(.invalidUTF8, at: place, found: "the byte 0xFF"),
        "train.jsonl:41:7: not valid UTF-8: found the byte 0xFF"
      ),
      (
        DataPrepError(.wrongShape, at: line, found: "a number", expected: "a list of pairs"),
        "train.jsonl:41: expected a list of pairs, found a number"
      ),
      (
        DataPrepError(.missingField, at: line, "completion"),
        "train.jsonl:41: \"completion\" is missing"
      ),
      (
        DataPrepError(.wrongFieldType, at: line, "prompt", found: "null", expected: "a string"),
        "train.jsonl:41: \"prompt\" must be a string, found null"
      ),
      (
        DataPrepError(.unknownCategory, at: line, "categories.json"),
        "train.jsonl:41: the category is not in categories.json"
      ),
      (
        DataPrepError(.recordTooLong, at: line, found: "40000000", expected: "33554432"),
        "train.jsonl:41: the record has 40000000 bytes, the limit is 33554432"
      ),
      (
        DataPrepError(.untokenizable, at: line, "the prompt", found: "why"),
        "train.jsonl:41: the tokenizer cannot encode the prompt: why"
      ),
      (DataPrepError(.inputNotFound, "a.jsonl"), "a.jsonl: no such file or folder"),
      (
        DataPrepError(.noInputFiles, "data", expected: ".jsonl or .txt"),
        "data: holds no .jsonl or .txt files"
      ),
      (
        DataPrepError(.unreadable, "a", found: "Permission denied"),
        "a: cannot be read: Permission denied"
      ),
      (
        DataPrepError(.damagedArchive, "a.gz", found: "why"),
        "a.gz: the gzip data is damaged: why"
      ),
      (DataPrepError(.noTokenTypes, "a"), "a: there is no token_type_ids"),
      (DataPrepError(.noCategories, "a"), "a: there is no category_ids"),
      (DataPrepError(.badRules, "r", found: "why"), "r: why"),
      (DataPrepError(.badSidecar, "t", found: "line 3: why"), "t: line 3: why"),
      (
        DataPrepError(.articleTooLong, "a", found: "7"),
        "a: the article that begins in row 7 goes on for more than 16777216 tokens without a "
          + "separator"
      ),
      (
        DataPrepError(.tooManyRuns, "a", found: "7"),
        "a: what begins in row 7 has more than 1048576 articles or runs of token types, which is too "
          + "many for this command"
      ),
      (DataPrepError(.unknownTokenizer, "a"), "a: nothing tells the tokenizer of this file"),
      (
        DataPrepError(.undecodable, "a", found: "row 3: why"),
        "a: the tokenizer cannot decode row 3: why"
      ),
      (
        DataPrepError(.noInputFiles, "d", found: "such as d/a.txt", expected: ".txt"),
        "d: holds no .txt files but outputs and those of tokenizers, such as d/a.txt"
      ),
      (DataPrepError(.outputIsInput, "o.hdf5"), "o.hdf5: cannot be written: it is the input"),
      (DataPrepError(.badOutputName, "-", found: "why"), "-: cannot be the output: why"),
      (DataPrepError(.outputExists, "o.hdf5"), "o.hdf5: exists already"),
      (
        DataPrepError(.foreignOutput, "o"),
        "o: the folder is not empty and holds no manifest.json of a run"
      ),
      (DataPrepError(.unwritable, "o", found: "why"), "o: cannot be written: why"),
      (DataPrepError(.diskFull, "o"), "o: the disk is full; nothing was kept"),
      (
        DataPrepError(.notEnoughSpace, "o", found: "1 MiB", expected: "2 MiB"),
        "o: the output may need 2 MiB, and the disk has 1 MiB free"
      ),
      (
        DataPrepError(.verificationFailed, "o", found: "1", expected: "2"),
        "o: the written file does not hold what was meant: expected 2, found 1; it was removed"
      ),
      (DataPrepError(.badTokenizer, "t", found: "why"), "t: why"),
      (
        DataPrepError(.unknownSpecialToken, "t", found: "</s>", expected: "eos"),
        "t: the eos token \"</s>\" is not in the vocabulary"
      ),
      (DataPrepError(.noEndOfSequence, "t"), "t: the end-of-sequence token is not known"),
      (
        DataPrepError(.badCategories, "c", found: "something else"),
        "c: expected a JSON list of different names, found something else"
      ),
      (DataPrepError(.badDataset, "d", found: "why"), "d: why"),
      (DataPrepError(.oversized, "d", found: "why"), "d: why"),
      (
        DataPrepError(.invalidPreview, "--ranks", found: "0", expected: "1 or more"),
        "--ranks is 0, expected 1 or more"
      ),
      (
        DataPrepError(.batchLargerThanData, "--ranks", found: "4 × 2 × 1 = 8", expected: "6"),
        "a step of 4 × 2 × 1 = 8 rows is larger than the data: 6 rows"
      ),
      (DataPrepError(.emptyDataset, "a.hdf5"), "a.hdf5: has no rows"),
      (DataPrepError(.interrupted), "interrupted"),
      (
        DataPrepError(.interrupted, found: "nothing was kept"), "interrupted; nothing was kept"
      ),
      (DataPrepError(.invalidPlan, found: "no"), "no"),
    ] as [(DataPrepError, String)]
  )
  func saysOneSentence(error: DataPrepError, sentence: String) {
    #expect(error.message == sentence)
  }

  @Test func namesThePairOfAList() {
    var error = DataPrepError(.missingField, at: Self.line, "completion")
    error.turn = 3
    #expect(error.message == "train.jsonl:41: pair 3: \"completion\" is missing")
  }

  @Test func addsAHintThatTheReaderCanActOn() {
    #expect(
      DataPrepError(.outputExists, "o.hdf5").description
        == "o.hdf5: exists already\n\nhint: --overwrite replaces it"
    )
  }

  @Test(
    arguments: [
      (
        PreparationWarning.badRecords(count: 1, firstPlace: line),
        "1 record could not be read and was left out; the first is train.jsonl:41"
      ),
      (
        .overflow(policy: .drop, truncated: 1, dropped: 2, tokenCount: 30),
        "3 articles did not fit into a row: 1 truncated, 2 dropped, 30 tokens lost"
      ),
      (.articlesWithoutEnd(count: 2), "2 articles lost the closing token to truncation"),
      (
        .skippedPairs(count: 2, tokenCount: 9),
        "2 pairs without a completion were skipped (9 tokens)"
      ),
      (
        .promptOnlyRows(tokenCount: 1),
        "rows without a completion token were deleted (1 token)"
      ),
      (
        .recordsWithoutSeparator(count: 1),
        "1 record has no separator, because the last pair has no completion"
      ),
      (
        .repeatedFiles(count: 1, first: "a"),
        "1 input was named more than once, and its records count as often; the first is a"
      ),
    ] as [(PreparationWarning, String)]
  )
  func warnsInOneSentence(warning: PreparationWarning, sentence: String) {
    #expect(warning.message == sentence)
  }

  /// Only what would keep more is advised: these three cut prompts already.
  @Test(arguments: OverflowPolicy.allCases)
  func advisesAnOverflowThatHelps(policy: OverflowPolicy) {
    let hint = PreparationWarning.overflow(policy: policy, truncated: 1, dropped: 0, tokenCount: 3)
      .hint
    let cutsPrompts = [.truncatePrompt, .dropTurns, .split].contains(policy)
    #expect(
      hint
        == (cutsPrompts
          ? "raise --max-seq-length to keep them whole"
          : "raise --max-seq-length, or keep completions whole with --overflow truncate-prompt")
    )
  }

  @Test(
    arguments: [
      (
        .openArticles(count: 1),
        "1 row ends inside an article, and nothing says whether it goes on in the next"
      ),
      (
        .openArticles(count: 2),
        "2 rows end inside an article, and nothing says whether it goes on in the next"
      ),
      (
        .otherTokenizer(file: "a"),
        "a: its attributes name a tokenizer with another digest"
      ),
      (.unusedRule("a=prompt"), "the rule 'a=prompt' was for no token"),
      (
        .lostLabels(count: 1),
        "1 trained label stands behind a row's last token and was left out"
      ),
      (.otherLabels(count: 2), "2 rows have trained labels that are not the next ids"),
      (
        .staleManifest(file: "out/manifest.json"),
        "out/manifest.json notes the digests of the files as they were before"
      ),
      (.unknownIDs(count: 1), "1 id is not in the vocabulary and has no text"),
      (.unknownIDs(count: 2), "2 ids are not in the vocabulary and have no text"),
      (.repeatedFiles(count: 1, first: "a"), "a was named more than once and is read once"),
      (
        .repeatedFiles(count: 2, first: "a"),
        "2 files were named more than once and are read once; the first is a"
      ),
      (
        .noSuchRows(greatestRowCount: 5),
        "none of the rows that were asked for is there: the last row is 4"
      ),
    ] as [(ReadingWarning, String)]
  )
  func readersAreWarnedInOneSentence(warning: ReadingWarning, sentence: String) {
    #expect(warning.message == sentence)
  }
}
