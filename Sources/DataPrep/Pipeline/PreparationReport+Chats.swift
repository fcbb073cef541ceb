extension PreparationReport {
  /// What was counted in records that a chat template rendered.
  public struct Chats: Sendable, Equatable {
    /// Records that were rendered.
    public var records = 0
    /// Examples that they became: one a record, or more where turns are split.
    public var examples = 0
    /// Turns that are trained, in those examples.
    public var trainedTurns = 0
    /// Assistant turns that are not, because of a weight of 0 or of the choice of turns.
    public var untrainedTurns = 0
    /// Turns whose messages set a weight other than 1.
    public var weightedTurns = 0
    /// Tokens behind the last trained one, which were cut off; they are in no other count.
    public var tailTokens = 0
    /// Tokens that reach over the beginning or end of a completion.
    public var straddlingTokens = 0
    /// Special tokens whose text stands in content and was encoded as plain text.
    public var specialTokensInContent = 0
    /// Records with such.
    public var recordsWithSpecialTokens = 0
    /// End-of-sequence tokens that were added because the template writes no terminator.
    public var addedEnds = 0
    /// Beginning-of-sequence tokens that were added.
    public var addedBeginnings = 0
    /// Turns whose prompt was compared with the one that the template makes for inference.
    public var checkedPrompts = 0
    /// Those of them whose prompts differ.
    public var differentPrompts = 0
    /// Messages of whose content or tool calls the template writes nothing.
    public var unwrittenMessages = 0
    /// Those of them that are the assistant's, whose answers are lost to training.
    public var unwrittenAnswers = 0
    /// Records with such messages.
    public var recordsWithUnwrittenMessages = 0
    /// Records whose template marks generation, compared with what is trained.
    public var checkedGenerations = 0
    /// Those of them in which the marked text is not what is trained, terminators aside.
    public var differentGenerations = 0
    /// Records that lost turns because they were too long for a row.
    public var recordsWithDroppedTurns = 0
    /// Turns that such records lost.
    public var droppedTurns = 0
    /// Records that became several because they were too long for a row.
    public var splitRecords = 0
    /// Tokens of chats that were lost because they were too long for a row, by role.
    public var lostTokensByRole: [ChatRole: Int] = [:]

    /// Creates counts of zero.
    public init() {}

    static func += (left: inout Chats, right: Chats) {
      for count in counts { left[keyPath: count] += right[keyPath: count] }
      left.lostTokensByRole.merge(right.lostTokensByRole, uniquingKeysWith: +)
    }

    private static var counts: [WritableKeyPath<Chats, Int>] {
      [
        \.records, \.examples, \.trainedTurns, \.untrainedTurns, \.weightedTurns, \.tailTokens,
        \.straddlingTokens, \.specialTokensInContent, \.recordsWithSpecialTokens, \.addedEnds,
        \.addedBeginnings, \.checkedPrompts, \.differentPrompts, \.checkedGenerations,
        \.differentGenerations, \.unwrittenMessages, \.unwrittenAnswers,
        \.recordsWithUnwrittenMessages, \.recordsWithDroppedTurns, \.droppedTurns, \.splitRecords,
      ]
    }
  }

  /// The template that chats were rendered with.
  public struct ChatTemplateUse: Sendable, Equatable {
    /// The file that it is from.
    public var path: String
    /// Its name among the tokenizer's templates.
    public var name: String
    /// The SHA-256 of its text in hexadecimal.
    public var sha256: String
    /// What its clock showed, where it reads one.
    public var date: String?
  }
}
