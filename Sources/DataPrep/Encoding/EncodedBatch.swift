/// What one chunk of lines became: ids and types, article by article, record by record.
///
/// The tokens of all articles stand one after the other. Flat arrays, because a batch holds a
/// quarter of a million tokens and a thousand records.
struct EncodedBatch: Sendable {
  /// A unit that packing places: `tokens` is its range in the batch.
  struct Article: Sendable {
    var tokens: Range<Int>
    /// The index in ``EncodedBatch/records``.
    var record: Int
  }

  /// A record that was read and understood.
  struct Record: Sendable {
    /// Tokens in its articles.
    var tokenCount = 0
    /// Tokens of its pairs without a completion, which are in no article.
    var skippedTokenCount = 0
    /// Its pairs without a completion.
    var skippedPairCount = 0
    /// Tokens of its chats in which nothing is trained, which are in no article.
    var untrainedTokenCount = 0
    /// Tokens that its chats lost because they were too long for a row, before packing.
    var overflowTokenCount = 0
  }

  /// A record that could not be read.
  struct Fault: Sendable {
    /// What is wrong; the place's line counts from 1 in the chunk and its file is empty.
    var error: DataPrepError
    /// The raw line, where the plan keeps it.
    var line: [UInt8]
    var spooledLine: SpooledBytes?
  }

  /// Token ids.
  var tokenIDs: [Int32] = []
  /// Token types, one for each id, as raw values of ``TokenType``.
  var tokenTypes: [UInt8] = []
  /// Category ids, one for each id, or empty where the plan has no categories.
  var categoryIDs: [Int32] = []
  /// Rendered chats that are longer than a row, by the start of their article: whose each token is.
  var rolesOfLongChats: [Int: [ChatRole]] = [:]
  /// Factors of the loss, by token.
  var lossWeights = LossWeights()
  var articles: [Article] = []
  var records: [Record] = []
  var faults: [Fault] = []
  /// The file's index in the input set.
  var fileIndex = 0
  /// Lines in the chunk, blank and bad ones included.
  var lineCount = 0
  var blankLineCount = 0
  var hasByteOrderMark = false
  /// Records whose last pair was skipped, so that none of their tokens is a separator.
  var recordsWithoutSeparator = 0
  /// Bytes of text that were read.
  var byteCount = 0
  /// Records by their schema.
  var recordsBySchema: [RecordSchema: Int] = [:]
  /// Lines of text that look like JSON records.
  var jsonTextLineCount = 0
  /// Whether a record has the key of prompts.
  var hasPromptKey = false
  /// What was counted in rendered chats.
  var chats = PreparationReport.Chats()
  /// The ids that close articles of rendered chats.
  var separatorIDs: Set<Int32> = []
}
