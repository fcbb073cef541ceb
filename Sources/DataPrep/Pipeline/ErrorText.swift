// Every sentence that the library says about a fault stands in this file, one per code.

extension DataPrepError: CustomStringConvertible {
  /// The sentence: place, what was found, what was expected.
  public var message: String {
    let sentence = turn.map { "pair \($0): \(body)" } ?? body
    guard let place else { return sentence }
    return "\(place): \(sentence)"
  }

  /// ``message``, and ``hint`` if there is one.
  public var description: String {
    guard let hint else { return message }
    return "\(message)\n\nhint: \(hint)"
  }

  private var body: String {
    switch code {
    case .brokenJSON: "not valid JSON: expected \(expected), found \(found)"
    case .invalidUTF8: "not valid UTF-8: found \(found)"
    case .wrongShape: "expected \(expected), found \(found)"
    case .missingField: "\"\(subject)\" is missing"
    case .wrongFieldType: "\"\(subject)\" must be \(expected), found \(found)"
    case .unknownCategory: "the category is not in \(subject)"
    case .recordTooLong: "the record has \(found) bytes, the limit is \(expected)"
    case .untokenizable: "the tokenizer cannot encode \(subject): \(found)"
    case .noSchema: "no schema fits: \(found)"
    case .unrenderable: "the chat template cannot render the record: \(found)"
    case .noChatTemplate: "the record is a chat, and \(found)"
    case .badChatTemplate: "\(subject): \(found)"
    case .inputNotFound: "\(subject): no such file or folder"
    case .noInputFiles where !found.isEmpty:
      "\(subject): holds no \(expected) files but outputs and those of tokenizers, \(found)"
    case .noInputFiles: "\(subject): holds no \(expected) files"
    case .outputIsInput: "\(subject): cannot be written: it is the input"
    case .badOutputName: "\(subject): cannot be the output: \(found)"
    case .unreadable: "\(subject): cannot be read: \(found)"
    case .damagedArchive: "\(subject): the gzip data is damaged: \(found)"
    case .outputExists: "\(subject): exists already"
    case .foreignOutput: "\(subject): the folder is not empty and holds no manifest.json of a run"
    case .unwritable: "\(subject): cannot be written: \(found)"
    case .diskFull: "\(subject): the disk is full; nothing was kept"
    case .notEnoughSpace:
      "\(subject): the output may need \(expected), and the disk has \(found) free"
    case .verificationFailed:
      "\(subject): the written file does not hold what was meant: expected \(expected), "
        + "found \(found); it was removed"
    case .badTokenizer, .unsupportedTokenizer: "\(subject): \(found)"
    case .unknownSpecialToken:
      "\(subject): the \(expected) token \"\(found)\" is not in the vocabulary"
    case .noEndOfSequence: "\(subject): the end-of-sequence token is not known"
    case .badCategories: "\(subject): expected a JSON list of different names, found \(found)"
    case .badDataset, .oversized: "\(subject): \(found)"
    case .noTokenTypes: "\(subject): there is no \(FileLayout.tokenTypes)"
    case .badRules, .badSidecar: "\(subject): \(found)"
    case .noCategories: "\(subject): there is no \(FileLayout.categoryIDs)"
    case .articleTooLong:
      "\(subject): the article that begins in row \(found) goes on for more than "
        + "\(ArticleGathering.maximumTokenCount) tokens without a separator"
    case .tooManyRuns:
      "\(subject): what begins in row \(found) has more than \(TypeRuns.maximumKeptCount) articles or "
        + "runs of token types, which is too many for this command"
    case .unknownTokenizer: "\(subject): nothing tells the tokenizer of this file"
    case .undecodable: "\(subject): the tokenizer cannot decode \(found)"
    case .interrupted: found.isEmpty ? "interrupted" : "interrupted; \(found)"
    case .invalidPlan: found
    case .invalidPreview: "\(subject) is \(found), expected \(expected)"
    case .batchLargerThanData: "a step of \(found) rows is larger than the data: \(expected) rows"
    case .emptyDataset: "\(subject): has no rows"
    default: [subject, found].filter { !$0.isEmpty }.joined(separator: ": ")
    }
  }

  /// What the reader can do now, if there is something.
  public var hint: String? {
    switch code {
    case .missingField where subject.contains("["):
      "--on-error skip leaves such records out, --on-error quarantine also keeps their lines"
    case .noChatTemplate:
      "--chat-template FILE takes a template from a file, such as a model's chat_template.jinja"
    case .noSchema:
      "--prompt-key and --completion-key name the keys of pairs, --schema asks for one"
    case .missingField where Self.fixedKeys.contains(subject):
      "--schema auto takes records of every shape, --on-error skip leaves such records out"
    case .missingField:
      "name the key with --completion-key, or leave such records out with --on-error skip"
    case .brokenJSON where isInterruptedAtStart:
      "each line must be a JSON text of its own: jq -c '\(expected.contains("]") ? ".[]" : ".")' "
        + "\(place?.file ?? "FILE") writes them so"
    case .brokenJSON, .invalidUTF8, .wrongFieldType, .wrongShape, .unrenderable:
      "--on-error skip leaves such records out, --on-error quarantine also keeps their lines"
    case .recordTooLong: "raise --max-record-bytes, or use --on-error skip"
    case .unknownCategory: "add the name to the list, or use --on-error skip"
    case .noInputFiles where !found.isEmpty: "a file that is named itself is read"
    case .inputNotFound where !expected.isEmpty:
      "a tokenizer is a folder or a file on this machine; nothing is downloaded"
    case .outputIsInput: "choose another output: no input is replaced or removed"
    case .badOutputName: "a name that ends in .hdf5 or .h5 is one file, any other a folder"
    case .outputExists: "--overwrite replaces it"
    case .foreignOutput: "choose an empty folder, or one that an earlier run made"
    case .notEnoughSpace: "free some space, choose another disk, or go on with --force-space"
    case .noEndOfSequence:
      "name it with --eos-token, or put tokenizer_config.json beside tokenizer.json"
    case .unsupportedTokenizer:
      "make a tokenizer.json: python -c \"from transformers import AutoTokenizer; "
        + "AutoTokenizer.from_pretrained('FOLDER').save_pretrained('NEW')\""
    case .unknownSpecialToken: "--special-tokens-dict adds tokens to the vocabulary"
    case .oversized:
      "files of texts hold less in so few bytes; if these rows are real, store them uncompressed: "
        + "h5repack -f NONE \(subject) NEW.h5"
    case .noTokenTypes: "dataprep retype adds types by rules"
    case .badRules:
      "a rule is a text such as ATG=completion, or a mapping such as {id: 5-9, type: prompt}"
    case .badSidecar: "give a list of types for each row, in the order of the rows"
    case .noCategories: "convert --categories writes them"
    case .articleTooLong: "name another packing with --packing"
    case .tooManyRuns: "dataprep validate and dataprep stats read rows of any kind"
    case .unknownTokenizer: "name it with --tokenizer"
    case .invalidPreview: previewHint
    case .batchLargerThanData:
      "make \(subject) smaller, or look at the incomplete step with --tail divide-by-actual"
    case .interrupted where found.isEmpty: nil
    case .interrupted, .diskFull: "run the same command again; it starts afresh"
    default: nil
    }
  }
}

extension DataPrepError {
  /// The keys of records that no option can rename.
  private static let fixedKeys: Set = [
    "messages", "conversations", "text", "instruction", "output",
  ]

  /// Whether the first line holds no more than an opening bracket: a JSON text over several lines.
  private var isInterruptedAtStart: Bool {
    guard let place, place.line == 1, let column = place.column, column <= 3 else { return false }
    return found == "the end of the text" && (expected.contains("]") || expected.contains("}"))
  }
}

extension PreparationWarning {
  /// The sentence.
  public var message: String {
    switch self {
    case .noRows: "no rows were written: the input holds nothing that would be trained"
    case .badRecords(let count, let place):
      "\(counted(count, "record")) could not be read and \(count == 1 ? "was" : "were") left out; "
        + "the first is \(place)"
    case .overflow(_, let truncated, let dropped, let tokenCount):
      "\(counted(truncated + dropped, "article")) did not fit into a row: "
        + "\(truncated) truncated, \(dropped) dropped, \(counted(tokenCount, "token")) lost"
    case .articlesWithoutEnd(let count):
      "\(counted(count, "article")) lost the closing token to truncation"
    case .skippedPairs(let count, let tokenCount):
      "\(counted(count, "pair")) without a completion \(count == 1 ? "was" : "were") skipped "
        + "(\(counted(tokenCount, "token")))"
    case .promptOnlyRows(let tokenCount):
      "rows without a completion token were deleted (\(counted(tokenCount, "token")))"
    case .recordsWithoutSeparator(let count):
      "\(counted(count, "record")) \(count == 1 ? "has" : "have") no separator, because the last "
        + "pair has no completion"
    case .differentPrompts(let checked, let different):
      "\(different) of \(counted(checked, "turn")) that were looked at "
        + "\(different == 1 ? "has" : "have") another prompt than the chat template makes for "
        + "inference"
    case .differentGenerations(let checked, let different):
      "in \(different) of \(counted(checked, "record")) the template marks other text as generated "
        + "than what is trained"
    case .unwrittenMessages(let count, let answers, let records):
      "the chat template writes nothing of what \(counted(count, "message")) "
        + "\(count == 1 ? "says" : "say") in \(counted(records, "record")); \(answers) of them "
        + "\(answers == 1 ? "is" : "are") the assistant's"
    case .specialTokensInContent(let count, let records):
      "\(counted(count, "special token")) in the content of \(counted(records, "record")) "
        + "\(count == 1 ? "was" : "were") encoded as plain text"
    case .shortenedChats(let losing, let exchanges, let split):
      "chats were longer than a row: \(losing) lost \(counted(exchanges, "exchange")), "
        + "\(split) became several"
    case .nothingTrained(let tokenCount):
      "chats without a trained turn were left out (\(counted(tokenCount, "token")))"
    case .paddingIsEndOfSequence:
      "the tokenizer has no padding token; the end-of-sequence token fills the rows, with type 2"
    case .ignoredFlag(let name, let reason): "\(name) has no effect: \(reason)"
    case .leftOutFiles(let count, let first):
      "\(counted(count, "file")) of the inputs' folders \(count == 1 ? "was" : "were") left out as "
        + "outputs or parts of a tokenizer; the first is \(first)"
    case .repeatedFiles(let count, let first):
      "\(counted(count, "input")) \(count == 1 ? "was" : "were") named more than once, and "
        + "\(count == 1 ? "its" : "their") records count as often; the first is \(first)"
    case .linkedFolders(let count, let first):
      "\(counted(count, "link")) to \(count == 1 ? "a folder was" : "folders were") not followed; "
        + "the first is \(first)"
    case .mixedFolder(let path, let textCount, let jsonCount):
      "\(path): \(counted(textCount, ".txt file")), whose lines are completions as they stand, "
        + "\(textCount == 1 ? "lies" : "lie") beside \(counted(jsonCount, "file")) of JSON lines"
    case .jsonInText(let count):
      "\(counted(count, "line")) of .txt files \(count == 1 ? "looks" : "look") like a JSON record "
        + "and \(count == 1 ? "was" : "were") taken as plain text"
    case .unusedPromptKey(let key): "no record has the key \"\(key)\" of --prompt-key"
    }
  }

  /// What the reader can do now, if there is something.
  public var hint: String? {
    switch self {
    case .overflow(.truncatePrompt, _, _, _), .overflow(.dropTurns, _, _, _),
      .overflow(.split, _, _, _):
      "raise --max-seq-length to keep them whole"
    case .overflow:
      "raise --max-seq-length, or keep completions whole with --overflow truncate-prompt"
    case .articlesWithoutEnd: "--overflow truncate-prompt keeps completions and their end"
    case .differentPrompts:
      "--turns split makes an example of each turn, as a server would render it"
    case .specialTokensInContent: "--special-tokens-in-content allow makes tokens of them"
    case .shortenedChats: "raise --max-seq-length to keep them whole"
    case .nothingTrained, .skippedPairs, .promptOnlyRows: "--keep-prompt-only keeps them"
    case .leftOutFiles: "a file that is named itself is read"
    case .linkedFolders: "name the folder itself"
    case .mixedFolder(let path, _, _):
      "where that is not meant, use a pattern such as '\(path.hasSuffix("/") ? path : path + "/")*.jsonl'"
    case .jsonInText: "the lines of a file whose name ends in .jsonl are read as records"
    default: nil
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension GenerationRatio.Suggestion {
  /// The sentence.
  public var message: String {
    switch self {
    case .noPrompts: "no article has a prompt and a completion: a prompt loss weight has no effect"
    case .trySmallWeights:
      "completions are much shorter than prompts: beside 0, try prompt loss weights from 0.01 to 0.5, "
        + "and up to 1 where long texts are to be generated"
    case .littleEffect:
      "completions are somewhat shorter than prompts: hardly any effect is to be expected, 0 will do"
    case .noEffect:
      "completions are as long as prompts or longer: no effect is to be expected, 0 will do"
    }
  }

  /// What it rests on.
  public static let evidence =
    "Huerta-Enochian and Ko 2024 (arXiv:2401.13586): the weight mattered for data with short "
    + "completions, R_g well below 1, and not for data with medium and long ones"
}

extension ReadingWarning {
  /// The sentence.
  public var message: String {
    switch self {
    case .openArticles(let count):
      "\(count) \(count == 1 ? "row ends" : "rows end") inside an article, and nothing says "
        + "whether it goes on in the next"
    case .otherTokenizer(let file):
      "\(file): its attributes name a tokenizer with another digest"
    case .unusedRule(let rule): "the rule '\(rule)' was for no token"
    case .lostLabels(let count):
      "\(count) trained \(count == 1 ? "label stands" : "labels stand") behind a row's last token and "
        + "\(count == 1 ? "was" : "were") left out"
    case .otherLabels(let count):
      "\(count) \(count == 1 ? "row has" : "rows have") trained labels that are not the next ids"
    case .unknownIDs(let count):
      "\(count) \(count == 1 ? "id is" : "ids are") not in the vocabulary and "
        + "\(count == 1 ? "has" : "have") no text"
    case .openPairs(let count):
      "\(count) \(count == 1 ? "completion does" : "completions do") not end with the "
        + "end-of-sequence token, and 'convert' would add it"
    case .leftOut(let name): "\(name) is not in the output"
    case .staleManifest(let file): "\(file) notes the digests of the files as they were before"
    case .noSuchRows(let count):
      "none of the rows that were asked for is there: the last row is \(count - 1)"
    case .repeatedFiles(let count, let first):
      count == 1
        ? "\(first) was named more than once and is read once"
        : "\(count) files were named more than once and are read once; the first is \(first)"
    }
  }

  /// What the reader can do now, if there is something.
  public var hint: String? {
    switch self {
    case .openArticles: "--packing full joins them, --packing greedy takes them as cut"
    case .unusedRule, .lostLabels, .repeatedFiles: nil
    case .noSuchRows: "rows are counted from 0, and the last of a:b is left out"
    case .otherLabels: "such rows train something else when their types are used"
    case .otherTokenizer, .unknownIDs: "name the tokenizer of the file with --tokenizer"
    case .openPairs:
      "chats end turns with a token of their template: --with-ids keeps the ids beside the texts"
    case .leftOut: "it is still in the input"
    case .staleManifest: "retype -o writes a folder that needs no manifest"
    }
  }
}
