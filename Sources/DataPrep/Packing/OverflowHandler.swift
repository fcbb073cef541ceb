/// Articles that were longer than a row, and their lost tokens.
struct OverflowCounts: Sendable, Equatable {
  var truncatedArticles = 0
  var droppedArticles = 0
  /// Articles whose closing token was cut off.
  var articlesWithoutEnd = 0
  var lostTokens = 0
  /// Lost tokens of rendered chats, by role.
  var lostTokensByRole: [ChatRole: Int] = [:]
}

/// Makes an article that is longer than a row fit, by the plan's policy.
///
/// `truncate-prompt` removes type-0 tokens from the front until the rest fits, across the turns of a
/// conversation, and keeps a leading BOS as long as there is another prompt token to remove:
///
///     width 6:  <s> p p p c c p c 3   →   <s> c c p c 3      (three prompt tokens removed)
///     width 3:  p c c c 3             →   dropped            (the completion alone is too long)
///
/// Under `drop-turns` and `split` chats have lost turns before they come here, and one that is still
/// too long is dropped; what is no chat is treated as by `truncate-prompt`.
struct OverflowHandler {
  let policy: OverflowPolicy
  let width: Int
  let beginningOfSequenceID: Int32?
  private(set) var counts = OverflowCounts()

  init(policy: OverflowPolicy, width: Int, beginningOfSequenceID: Int32?) {
    self.policy = policy
    self.width = width
    self.beginningOfSequenceID = beginningOfSequenceID
  }

  /// The stretches of the article that remain, in order, no more than `width` tokens together.
  mutating func stretches(
    of article: Range<Int>,
    in batch: EncodedBatch,
    record: Int,
    ledger: inout RecordLedger
  ) -> [Range<Int>] {
    let excess = article.count - width
    guard excess > 0 else { return [article] }
    let roles = batch.rolesOfLongChats[article.lowerBound]
    let kept = kept(of: article, excess, batch, isChat: roles != nil)
    if let roles { countLost(roles, without: kept, article.lowerBound) }
    guard !kept.isEmpty else { return drop(article, record, &ledger) }
    lose(excess, record, &ledger)
    return kept
  }

  /// Adds what remains of an article to the open row.
  mutating func append(
    _ article: Range<Int>,
    of batch: EncodedBatch,
    record: Int,
    to rows: inout RowAssembler
  ) {
    let stretches = stretches(of: article, in: batch, record: record, ledger: &rows.ledger)
    for stretch in stretches { rows.append(stretch, of: batch, record: record) }
  }

  /// What remains of an article that is `excess` tokens too long; nothing where it is dropped.
  private mutating func kept(
    of article: Range<Int>,
    _ excess: Int,
    _ batch: EncodedBatch,
    isChat: Bool
  ) -> [Range<Int>] {
    switch policy {
    case .drop: return []
    case .truncateLeft: return [article.lowerBound + excess..<article.upperBound]
    case .truncateRight:
      counts.articlesWithoutEnd += 1
      return [article.lowerBound..<article.upperBound - excess]
    case .dropTurns where isChat, .split where isChat: return []
    case .truncatePrompt, .dropTurns, .split:
      return withoutOldestPrompt(article, excess, batch) ?? []
    }
  }

  private mutating func countLost(_ roles: [ChatRole], without kept: [Range<Int>], _ start: Int) {
    var position = start
    for stretch in kept + [start + roles.count..<start + roles.count] {
      for role in roles[position - start..<stretch.lowerBound - start] {
        counts.lostTokensByRole[role, default: 0] += 1
      }
      position = stretch.upperBound
    }
  }

  private mutating func drop(
    _ article: Range<Int>,
    _ record: Int,
    _ ledger: inout RecordLedger
  ) -> [Range<Int>] {
    counts.droppedArticles += 1
    counts.lostTokens += article.count
    ledger.drop(article.count, of: record, because: .overflow)
    return []
  }

  private mutating func lose(_ tokenCount: Int, _ record: Int, _ ledger: inout RecordLedger) {
    counts.truncatedArticles += 1
    counts.lostTokens += tokenCount
    ledger.drop(tokenCount, of: record, because: .overflow)
  }

  /// The article without its first `excess` prompt tokens, or `nil` where it has fewer.
  private func withoutOldestPrompt(
    _ article: Range<Int>,
    _ excess: Int,
    _ batch: EncodedBatch
  ) -> [Range<Int>]? {
    let prompt = TokenType.prompt.rawValue
    let types = batch.tokenTypes
    let promptCount = types[article].count { $0 == prompt }
    guard promptCount >= excess else { return nil }
    let startsWithBeginning =
      types[article.lowerBound] == prompt
      && batch.tokenIDs[article.lowerBound] == beginningOfSequenceID
    let keepsBeginning = startsWithBeginning && promptCount > excess
    var toRemove = excess
    var kept: [Range<Int>] = []
    var index = article.lowerBound
    if keepsBeginning {
      kept.append(index..<index + 1)
      index += 1
    }
    var start = index
    while index < article.upperBound, toRemove > 0 {
      if types[index] == prompt {
        if start < index { kept.append(start..<index) }
        start = index + 1
        toRemove -= 1
      }
      index += 1
    }
    if start < article.upperBound { kept.append(start..<article.upperBound) }
    return kept
  }
}
