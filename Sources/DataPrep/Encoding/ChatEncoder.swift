import ChatTemplates
import Tokenization

/// Turns a chat into ids and types: renders it, tokenizes the whole text once, and labels its tokens
/// by where their first bytes lie.
///
/// For each example of the chat:
/// 1. The template renders it; the completions of its assistant turns are ranges of the text.
/// 2. The text is tokenized whole, without the post-processor's tokens. Special tokens that the
///    template writes are tokens, those that stand in content are plain text unless they are allowed.
/// 3. A token whose first byte lies in the completion of a trained turn has type 1, any other type 0;
///    those that reach over an end of it are counted.
/// 4. Where the template writes no terminator, the turn gets the EOS.
/// 5. The last token of the last trained turn (of each, by the attention boundary) becomes type 3,
///    and what follows is cut off and counted: nothing can be learned there.
///
///     <|user|>  2+2=  <|end|>  <|assistant|>  4  <|end|>  \n
///        0       0       0           0         1     3    cut
///
/// Where everything is trained, every token has type 1 but the last, and nothing is cut off.
final class ChatEncoder {
  /// What of a plan and its tokenizer concerns chats.
  struct Settings: Sendable {
    var endOfSequenceID: Int32
    /// The id to begin a chat with, or `nil` where none is to be added.
    var addedBeginningID: Int32?
    var trainedText: TrainedText
    var turns: TurnPolicy
    var specialTokensInContent: SpecialTokensInContent
    var promptOnly: PromptOnlyPolicy
    var packingBoundary: Boundary
    var attentionBoundary: Boundary
    var hasCategories: Bool
    /// The width of a row, or `nil` where an article may go on in the next row.
    var width: Int?
    var overflow: OverflowPolicy
  }

  let settings: Settings
  let renderer: ChatRenderer
  private let tokens: TokenEncoder
  private var places = TextPlaces()

  init(settings: Settings, renderer: ChatRenderer, tokens: TokenEncoder) {
    self.settings = settings
    self.renderer = renderer
    self.tokens = tokens
  }

  /// Adds a chat's articles to a batch; adds nothing where it throws.
  ///
  /// - Throws: ``DataPrepError`` without a place: `unrenderable`, `untokenizable`.
  func encode(_ chat: Chat, into batch: inout EncodedBatch) throws(DataPrepError) {
    let mark = batch.mark
    do throws(DataPrepError) {
      try encodeExamples(of: chat, into: &batch)
    } catch {
      batch.rollBack(to: mark)
      throw error
    }
  }

  private func encodeExamples(
    of chat: Chat,
    into batch: inout EncodedBatch
  ) throws(DataPrepError) {
    var record = EncodedBatch.Record()
    record.skippedPairCount = chat.skippedPairCount
    for prompt in chat.skippedPrompts { record.skippedTokenCount += try tokenCount(of: prompt) }
    let start = batch.tokenIDs.count
    let specialTokens = batch.chats.specialTokensInContent
    if !chat.messages.isEmpty {
      batch.chats.records += 1
      let whole = try renderer.label(chat)
      check(whole, of: chat, in: &batch)
      switch settings.turns {
      case .keep:
        try encodeFitting(whole, of: chat, &record, into: &batch)
      case .split:
        for turn in whole.turns where turn.isTrained {
          let part = chat.prefix(turn.message + 1)
          let labelled = try renderer.label(part, onlyLastTurn: true)
          try encodeFitting(labelled, of: part, &record, into: &batch)
        }
        if !whole.turns.contains(where: \.isTrained) {
          try encodeFitting(whole, of: chat, &record, into: &batch)
        }
      }
    }
    if batch.chats.specialTokensInContent > specialTokens {
      batch.chats.recordsWithSpecialTokens += 1
    }
    record.tokenCount = batch.tokenIDs.count - start
    batch.records.append(record)
  }

  /// Compares the first chats of a batch with what a server would send, and each with what the
  /// template marks and with what its messages say.
  ///
  /// A rendering for each turn is too much for every chat; what a template does to one it does to all
  /// like it. Batches are stretches of the input, so that the counts depend on it alone.
  private func check(_ labelled: LabelledText, of chat: Chat, in batch: inout EncodedBatch) {
    if let isMarked = labelled.marksItsTurns {
      batch.chats.checkedGenerations += 1
      batch.chats.differentGenerations += isMarked ? 0 : 1
    }
    let unwritten = labelled.unwrittenMessages
    if !unwritten.isEmpty {
      batch.chats.unwrittenMessages += unwritten.count
      batch.chats.unwrittenAnswers += unwritten.count { chat.role(of: $0) == "assistant" }
      batch.chats.recordsWithUnwrittenMessages += 1
    }
    for turn in labelled.turns where batch.chats.checkedPrompts < Self.checkedPromptCount {
      guard let isEqual = labelled.hasPromptOfInference(turn, renderer) else { continue }
      batch.chats.checkedPrompts += 1
      batch.chats.differentPrompts += isEqual ? 0 : 1
    }
  }

  private static let checkedPromptCount = 12

  /// Adds the articles of one example.
  ///
  /// - Returns: How many tokens they have.
  @discardableResult
  func encode(
    _ labelled: LabelledText,
    of chat: Chat,
    _ record: inout EncodedBatch.Record,
    into batch: inout EncodedBatch
  ) throws(DataPrepError) -> Int {
    let start = batch.tokenIDs.count
    let completions = try tokenize(labelled, into: &batch)
    guard
      settings.trainedText == .all || labelled.turns.contains(where: \.isTrained)
        || settings.promptOnly == .keep
    else {
      record.untrainedTokenCount += batch.tokenIDs.count - start
      batch.tokenIDs.removeLast(batch.tokenIDs.count - start)
      batch.chats.untrainedTurns += labelled.turns.count
      return 0
    }
    batch.chats.examples += 1
    label(labelled, completions, from: start, in: &batch)
    if settings.hasCategories { categorize(labelled, completions, chat, from: start, in: &batch) }
    addArticles(labelled, completions, from: start, to: &batch)
    let count = batch.tokenIDs.count - start
    if let width = settings.width, count > width {
      let roles = try roles(of: labelled, chat, count: count)
      for article in batch.articles.reversed() {
        guard article.tokens.lowerBound >= start else { break }
        let place = (article.tokens.lowerBound - start..<article.tokens.upperBound - start)
          .clamped(to: 0..<roles.count)
        batch.rolesOfLongChats[article.tokens.lowerBound] = Array(roles[place])
      }
    }
    return count
  }

  // MARK: Tokens

  /// Appends the ids of a text, with BOS and EOS where they are to be added.
  ///
  /// - Returns: By turn: the tokens of its completion, counted from the first token of the text;
  ///   usually one range.
  private func tokenize(
    _ labelled: LabelledText,
    into batch: inout EncodedBatch
  ) throws(DataPrepError) -> [[Range<Int>]] {
    let start = batch.tokenIDs.count
    places.plainRanges = plainRanges(of: labelled)
    places.offsets.removeAll(keepingCapacity: true)
    for turn in labelled.turns {
      for range in turn.completion {
        places.offsets.append(range.lowerBound)
        places.offsets.append(range.upperBound)
      }
    }
    try encode(labelled.utf8, into: &batch.tokenIDs)
    batch.chats.specialTokensInContent += places.plainTokenCount
    var shift = 0
    if let id = settings.addedBeginningID, batch.tokenIDs.count > start,
      batch.tokenIDs[start] != id
    {
      batch.tokenIDs.insert(id, at: start)
      batch.chats.addedBeginnings += 1
      shift = 1
    }
    var completions: [[Range<Int>]] = []
    completions.reserveCapacity(labelled.turns.count)
    var place = 0
    for turn in labelled.turns {
      var ranges: [Range<Int>] = []
      for _ in turn.completion {
        let (first, last) = (places.places[place], places.places[place + 1])
        place += 2
        if turn.isTrained {
          batch.chats.straddlingTokens += (first.isStraddled ? 1 : 0) + (last.isStraddled ? 1 : 0)
        }
        let begin = first.tokenCount + shift
        ranges.append(begin..<max(begin, last.tokenCount + shift))
      }
      if turn.isTrained, turn.terminator == nil {
        addEnd(to: &ranges, from: start, &shift, in: &batch)
      }
      completions.append(ranges)
    }
    return completions
  }

  /// Puts the EOS behind a turn that has no terminator.
  private func addEnd(
    to ranges: inout [Range<Int>],
    from start: Int,
    _ shift: inout Int,
    in batch: inout EncodedBatch
  ) {
    guard let last = ranges.popLast() else { return }
    let end = last.upperBound
    guard last.isEmpty || batch.tokenIDs[start + end - 1] != settings.endOfSequenceID else {
      ranges.append(last)
      return
    }
    batch.tokenIDs.insert(settings.endOfSequenceID, at: start + end)
    ranges.append(last.lowerBound..<end + 1)
    batch.chats.addedEnds += 1
    shift += 1
  }

  private func encode(
    _ text: [UInt8],
    into ids: inout [Int32]
  ) throws(DataPrepError) {
    do throws(TokenizerError) {
      unsafe try text.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
        unsafe try tokens.encode(bytes, places: &places, appendingTo: &ids)
      }
    } catch {
      throw DataPrepError(.untokenizable, "the chat", found: "\(error)")
    }
  }

  private func tokenCount(of text: String) throws(DataPrepError) -> Int {
    var ids: [Int32] = []
    places.plainRanges = []
    places.offsets = []
    try encode(Array(text.utf8), into: &ids)
    return ids.count
  }

  private func plainRanges(of labelled: LabelledText) -> [Range<Int>] {
    guard settings.specialTokensInContent == .text else { return [] }
    return labelled.plainRanges(holdsSpecialToken: tokens.holdsSpecialToken)
  }

  // MARK: Labels

  /// Appends types and factors, and cuts off the tail.
  private func label(
    _ labelled: LabelledText,
    _ completions: [[Range<Int>]],
    from start: Int,
    in batch: inout EncodedBatch
  ) {
    let count = batch.tokenIDs.count - start
    let isAll = settings.trainedText == .all
    let base: TokenType = isAll ? .completion : .prompt
    batch.tokenTypes += repeatElement(base.rawValue, count: count)
    var end = 0
    for (turn, ranges) in zip(labelled.turns, completions) {
      guard turn.isTrained, let last = ranges.last(where: { !$0.isEmpty }) else {
        batch.chats.untrainedTurns += turn.isTrained ? 0 : 1
        continue
      }
      batch.chats.trainedTurns += 1
      for tokens in ranges {
        for index in tokens { batch.tokenTypes[start + index] = TokenType.completion.rawValue }
      }
      if settings.attentionBoundary == .pair { close(start + last.upperBound - 1, in: &batch) }
      end = max(end, last.upperBound)
    }
    if isAll { end = count }
    if end == 0 { closeUntrained(from: start, in: &batch) }
    if end > 0 {
      close(start + end - 1, in: &batch)
      batch.chats.tailTokens += count - end
      batch.tokenIDs.removeLast(count - end)
      batch.tokenTypes.removeLast(count - end)
    }
    for (turn, ranges) in zip(labelled.turns, completions) where turn.weight != 1 {
      batch.chats.weightedTurns += 1
      for tokens in ranges {
        let kept = tokens.clamped(to: 0..<batch.tokenIDs.count - start)
        batch.lossWeights.set(
          Float(turn.weight),
          over: start + kept.lowerBound..<start + kept.upperBound
        )
      }
    }
    // The end of a chat of which nothing counts does not count either.
    let closed = batch.tokenIDs.count
    if end == 0, closed > start, labelled.turns.contains(where: { $0.weight == 0 }) {
      batch.lossWeights.set(0, over: closed - 1..<closed)
    }
  }

  /// Ends an article in which nothing is trained, as one of a pair that has no completion.
  private func closeUntrained(from start: Int, in batch: inout EncodedBatch) {
    guard let last = batch.tokenIDs[start...].last else { return }
    if last != settings.endOfSequenceID {
      batch.tokenIDs.append(settings.endOfSequenceID)
      batch.tokenTypes.append(TokenType.prompt.rawValue)
      batch.chats.addedEnds += 1
    }
    close(batch.tokenIDs.count - 1, in: &batch)
  }

  private func close(_ token: Int, in batch: inout EncodedBatch) {
    batch.tokenTypes[token] = TokenType.separator.rawValue
    batch.separatorIDs.insert(batch.tokenIDs[token])
  }

  /// A token has the category of the message in whose turn it lies.
  private func categorize(
    _ labelled: LabelledText,
    _ completions: [[Range<Int>]],
    _ chat: Chat,
    from start: Int,
    in batch: inout EncodedBatch
  ) {
    let end = batch.tokenIDs.count
    for (turn, ranges) in zip(labelled.turns, completions) {
      let last = min(start + (ranges.last?.upperBound ?? 0), end)
      let category = chat.category(of: turn.message)
      let count = max(0, last - batch.categoryIDs.count)
      batch.categoryIDs += repeatElement(category, count: count)
    }
    let category = chat.category(of: chat.messages.count - 1)
    batch.categoryIDs += repeatElement(category, count: end - batch.categoryIDs.count)
  }

  /// Adds the record's tokens as one article, or by the packing boundary as one for each turn.
  private func addArticles(
    _ labelled: LabelledText,
    _ completions: [[Range<Int>]],
    from start: Int,
    to batch: inout EncodedBatch
  ) {
    var articleStart = start
    if settings.packingBoundary == .pair {
      var ends = zip(labelled.turns, completions).filter(\.0.isTrained)
        .map { min(start + ($0.1.last?.upperBound ?? 0), batch.tokenIDs.count) }
      // What stands behind the last turn is trained with it, or has been cut off.
      if !ends.isEmpty { ends[ends.count - 1] = batch.tokenIDs.count }
      for end in ends where end > articleStart {
        addArticle(articleStart..<end, to: &batch)
        articleStart = end
      }
    }
    addArticle(articleStart..<batch.tokenIDs.count, to: &batch)
  }

  private func addArticle(_ tokens: Range<Int>, to batch: inout EncodedBatch) {
    guard !tokens.isEmpty else { return }
    batch.articles.append(EncodedBatch.Article(tokens: tokens, record: batch.records.count))
  }

  // MARK: Roles

  /// Whose each of the first `count` tokens is; the text is tokenized once more.
  private func roles(
    of labelled: LabelledText,
    _ chat: Chat,
    count: Int
  ) throws(DataPrepError) -> [ChatRole] {
    var roles: [ChatRole] = []
    for part in try tokenCounts(of: labelled, chat) {
      roles += repeatElement(part.role, count: part.count)
    }
    // An added BOS or EOS moves the others by one; it is counted with its neighbours.
    if roles.count > count { roles.removeLast(roles.count - count) }
    return roles + repeatElement(roles.last ?? .other, count: count - roles.count)
  }

  /// The text cut where the message changes that it belongs to: the message, whose it is, and how
  /// many tokens begin in it.
  func tokenCounts(
    of labelled: LabelledText,
    _ chat: Chat
  ) throws(DataPrepError) -> [(message: Int?, role: ChatRole, count: Int)] {
    let parts = labelled.parts
    places.plainRanges = plainRanges(of: labelled)
    places.offsets = parts.map(\.end)
    var ids: [Int32] = []
    try encode(labelled.utf8, into: &ids)
    var counts: [(message: Int?, role: ChatRole, count: Int)] = []
    var start = 0
    for (part, place) in zip(parts, places.places) {
      let role = part.message.map { ChatRole(named: chat.role(of: $0)) } ?? .other
      counts.append((part.message, role, max(0, place.tokenCount - start)))
      start = max(start, place.tokenCount)
    }
    return counts
  }
}
