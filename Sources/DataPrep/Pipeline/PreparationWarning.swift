/// Something that a user should know although the run went on.
public enum PreparationWarning: Sendable, Equatable {
  /// The output has no rows.
  case noRows
  /// Records could not be read and were skipped or quarantined.
  case badRecords(count: Int, firstPlace: RecordPlace)
  /// Articles were longer than a row.
  case overflow(policy: OverflowPolicy, truncated: Int, dropped: Int, tokenCount: Int)
  /// Articles lost their closing token.
  case articlesWithoutEnd(count: Int)
  /// Pairs without a completion were skipped.
  case skippedPairs(count: Int, tokenCount: Int)
  /// Rows without a completion token were deleted.
  case promptOnlyRows(tokenCount: Int)
  /// Records have no separator because their last pair was skipped.
  case recordsWithoutSeparator(count: Int)
  /// Turns were trained behind other prompts than a server would send for them.
  case differentPrompts(checked: Int, different: Int)
  /// A template marks other text as generated than what is trained.
  case differentGenerations(checked: Int, different: Int)
  /// A template writes nothing of what messages say.
  case unwrittenMessages(count: Int, answers: Int, records: Int)
  /// Special tokens stood in content and became plain text.
  case specialTokensInContent(count: Int, records: Int)
  /// Chats were too long for a row and lost turns or became several.
  case shortenedChats(losing: Int, exchanges: Int, split: Int)
  /// Chats hold nothing that is trained.
  case nothingTrained(tokenCount: Int)
  /// There is no padding token, so the end-of-sequence token fills the rows.
  case paddingIsEndOfSequence
  /// Files in the inputs' folders are outputs or parts of a tokenizer.
  case leftOutFiles(count: Int, first: String)
  /// Inputs were named more than once, by themselves or with their folders.
  case repeatedFiles(count: Int, first: String)
  /// Links in the inputs' folders lead to folders.
  case linkedFolders(count: Int, first: String)
  /// A folder holds files of text and of JSON lines.
  case mixedFolder(path: String, textCount: Int, jsonCount: Int)
  /// Lines of text files look like JSON records.
  case jsonInText(count: Int)
  /// The key of prompts that was asked for is in no record.
  case unusedPromptKey(String)
  /// A flag of another tool has no meaning here.
  case ignoredFlag(name: String, reason: String)

  /// The stable name, as in reports.
  public var code: String {
    switch self {
    case .noRows: "no-rows"
    case .badRecords: "bad-records"
    case .overflow: "overflow"
    case .articlesWithoutEnd: "articles-without-end"
    case .skippedPairs: "skipped-pairs"
    case .promptOnlyRows: "prompt-only-rows"
    case .recordsWithoutSeparator: "records-without-separator"
    case .differentPrompts: "different-prompts"
    case .differentGenerations: "different-generations"
    case .unwrittenMessages: "unwritten-messages"
    case .specialTokensInContent: "special-tokens-in-content"
    case .shortenedChats: "shortened-chats"
    case .nothingTrained: "nothing-trained"
    case .paddingIsEndOfSequence: "padding-is-end-of-sequence"
    case .ignoredFlag: "ignored-flag"
    case .leftOutFiles: "left-out-files"
    case .repeatedFiles: "repeated-files"
    case .linkedFolders: "linked-folders"
    case .mixedFolder: "mixed-folder"
    case .jsonInText: "json-in-text"
    case .unusedPromptKey: "unused-prompt-key"
    }
  }
}
