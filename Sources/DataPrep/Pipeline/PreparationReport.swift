/// What a conversion did, in records, tokens and files.
///
/// Every input record is in exactly one of `written`, `truncated`, `dropped`, `quarantined`, and
/// every token that was made is in exactly one of the counts of ``Tokens``, but for those behind the
/// last trained one of a chat: ``Chats/tailTokens``.
public struct PreparationReport: Sendable, Equatable {
  /// Records by fate; the four fates add up to `read`.
  public struct Records: Sendable, Equatable {
    /// Records that stood in the input: lines, without the blank ones of JSONL.
    public var read = 0
    /// Records of which every token was written.
    public var written = 0
    /// Records of which some tokens were written and some were not.
    public var truncated = 0
    /// Records of which nothing was written; ``PreparationReport/droppedRecords`` says why.
    public var dropped = 0
    /// Records that could not be read and went to the quarantine file.
    public var quarantined = 0
    /// Creates counts of zero.
    public init() {}
  }

  /// Tokens by what became of them.
  public struct Tokens: Sendable, Equatable {
    /// Written tokens of type 0.
    public var prompt = 0
    /// Written tokens of type 1.
    public var completion = 0
    /// Written tokens of type 3.
    public var separator = 0
    /// Positions of type 2.
    public var padding = 0
    /// Tokens that were made and not written; padding is not among them.
    public var dropped = 0
    /// Creates counts of zero.
    public init() {}
  }

  /// Why records or tokens were dropped.
  public enum DropReason: String, Sendable, CaseIterable {
    /// The record could not be read, and the plan says to skip it.
    case badRecord = "bad-record"
    /// The record holds no text.
    case noTokens = "no-tokens"
    /// A pair has no completion.
    case emptyCompletion = "empty-completion"
    /// An article was longer than a row.
    case overflow
    /// A finished row had no completion token.
    case promptOnlyRow = "prompt-only-row"
    /// A rendered chat holds no turn that is trained.
    case nothingTrained = "nothing-trained"
  }

  /// The counters of sambanova/generative_data_prep under its own names.
  ///
  /// Its `completion_tokens` includes separators, and its `tokens_dropped_from_all_prompt` counts
  /// the padding of dropped rows.
  public struct PeerMetrics: Sendable, Equatable {
    /// Tokens that were made from the input, skipped pairs left out.
    public var inputTokens = 0
    /// Positions in the output, padding included.
    public var outputTokens = 0
    /// Type 0 in the output.
    public var promptTokens = 0
    /// Types 1 and 3 in the output.
    public var completionTokens = 0
    /// Type 2 in the output.
    public var paddingTokens = 0
    /// Rows in the output.
    public var sequences = 0
    /// Records that were read and understood.
    public var articles = 0
    /// Tokens lost because an article was too long.
    public var tokensDroppedFromPacking = 0
    /// Positions of dropped rows.
    public var tokensDroppedFromAllPrompt = 0
    /// Creates counts of zero.
    public init() {}
  }

  /// One committed file.
  public struct File: Sendable, Equatable {
    /// The path.
    public var path: String
    /// Rows in it.
    public var rowCount: Int
    /// Its size in bytes.
    public var byteCount: Int
    /// Its SHA-256 in hexadecimal.
    public var sha256: String
  }

  /// Records by fate.
  public var records = Records()
  /// Dropped records by reason.
  public var droppedRecords: [DropReason: Int] = [:]
  /// Tokens by fate.
  public var tokens = Tokens()
  /// Dropped tokens by reason.
  public var droppedTokens: [DropReason: Int] = [:]
  /// Good records by their schema.
  public var recordsBySchema: [RecordSchema: Int] = [:]
  /// What was counted in rendered chats.
  public var chats = Chats()
  /// The templates that rendered them.
  public var chatTemplates: [ChatTemplateUse] = []
  /// Rows that were written.
  public var rowCount = 0
  /// The width of a row.
  public var maximumSequenceLength = 0
  /// Blank lines of JSONL that were passed over.
  public var blankLines = 0
  /// Files that began with a byte order mark.
  public var byteOrderMarks = 0
  /// Pairs that were skipped because they have no completion.
  public var skippedPairs = 0
  /// Articles that lost their closing token to `truncate-right`.
  public var articlesWithoutEnd = 0
  /// Articles that lost some of their tokens.
  public var truncatedArticles = 0
  /// Articles that were left out whole.
  public var droppedArticles = 0
  /// Records without a separator, because their last pair was skipped.
  public var recordsWithoutSeparator = 0
  /// The peer's counters.
  public var peerMetrics = PeerMetrics()
  /// Input bytes that were read, after decompression.
  public var inputByteCount = 0
  /// The committed files.
  public var files: [File] = []
  /// The file with the quarantined lines, if there are any.
  public var quarantineFile: String?
  /// The first few records that could not be read, for the summary.
  public var faults: [DataPrepError] = []
  /// Things that a user should know.
  public var warnings: [PreparationWarning] = []
  /// Lines of text files that look like JSON records.
  var jsonTextLines = 0
  /// Whether a record has the key of prompts.
  var hasPromptKey = false
  /// How long the run took, in seconds of the clock.
  public var seconds = 0.0
  /// The part of `seconds` that went by before the first record was read: the tokenizer was loaded.
  public var startSeconds = 0.0

  /// The rate behind the start, in bytes of input a second; `nil` where no time went by.
  public var bytesPerSecond: Double? { rate(of: inputByteCount) }
  /// The rate behind the start, in tokens a second, those included that were dropped; `nil` where no
  /// time went by.
  public var tokensPerSecond: Double? {
    rate(of: tokens.prompt + tokens.completion + tokens.separator + tokens.dropped)
  }

  private func rate(of count: Int) -> Double? {
    let time = seconds - startSeconds
    return time > 0 ? Double(count) / time : nil
  }

  /// The share of written positions that are not padding, from 0 to 1.
  public var utilisation: Double {
    let used = tokens.prompt + tokens.completion + tokens.separator
    let all = used + tokens.padding
    return all == 0 ? 0 : Double(used) / Double(all)
  }
}
