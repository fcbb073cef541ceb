internal import JSON

/// Finds the assistant's turns among the parts of a rendering.
struct TurnFinder {
  let utf8: [UInt8]
  let parts: [TurnMap.Part]
  let grammar: TurnGrammar
  /// Whether the rendering ends with the generation prompt.
  let endsWithPrompt: Bool

  /// The turns in the order of the text, none reaching into the next.
  ///
  /// A message whose text goes on behind another answer has a turn before and one behind it.
  func turns(of isAssistant: [Bool], in messages: [JSONItem]) -> [AssistantTurn] {
    var turns: [AssistantTurn] = []
    var place = 0
    while place < parts.count {
      guard let message = assistant(at: place, isAssistant) else {
        place += 1
        continue
      }
      var last = place
      var next = place + 1
      while next < parts.count {
        if let other = assistant(at: next, isAssistant) {
          if other != message { break }
          last = next
        }
        next += 1
      }
      turns.append(
        turn(
          of: message,
          from: place,
          to: last,
          after: turns.last?.completionEnd ?? 0,
          weight: messages[message].trainingWeight
        )
      )
      place = next
    }
    return turns
  }

  /// The assistant's message that a part belongs to; nil if it belongs to none.
  private func assistant(at place: Int, _ isAssistant: [Bool]) -> Int? {
    guard let message = parts[place].message, isAssistant.indices.contains(message),
      isAssistant[message]
    else { return nil }
    return message
  }

  /// The turn of a message whose parts stand from `first` to `last`, behind a turn that ends at
  /// `previousEnd`.
  private func turn(
    of message: Int,
    from first: Int,
    to last: Int,
    after previousEnd: Int,
    weight: Double
  ) -> AssistantTurn {
    let start = parts[first].range.lowerBound
    let end = parts[last].range.upperBound
    var firstSaid: Int?
    var lastSaid: Int?
    for place in first...last where parts[place].message == message && parts[place].isFromMessage {
      firstSaid = firstSaid ?? place
      lastSaid = place
    }
    // A template may write the terminator at the start of the next turn.
    let promptEnd = max(
      min(promptEnd(from: start, to: end, firstSaid: firstSaid), end),
      previousEnd
    )
    let ending = ending(after: lastSaid ?? first, of: message, from: promptEnd)
    return AssistantTurn(
      message: message,
      start: start,
      promptEnd: promptEnd,
      completion: completion(from: promptEnd, to: ending.end, of: message),
      terminator: ending.terminator,
      weight: weight,
      isTrained: false
    )
  }

  /// From the prompt's end to the terminator's, without what other messages say in between.
  private func completion(from start: Int, to end: Int, of message: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    let last = parts.lastPlace(before: end)
    var place = parts.lastPlace(before: start + 1)
    while place <= last {
      let part = parts[place]
      place += 1
      let range = max(part.range.lowerBound, start)..<max(min(part.range.upperBound, end), start)
      guard !range.isEmpty else { continue }
      // The end may lie in what the template writes at the start of the next turn.
      let isOther = part.message != nil && part.message != message
      if !isOther || (place - 1 == last && !part.isFromMessage) { ranges.appendJoining(range) }
    }
    return ranges.isEmpty ? [start..<start] : ranges
  }

  // MARK: The prompt's end

  /// Where the prompt of a turn ends whose text is from `start` to `end`; `firstSaid`: its first part
  /// that is the message's own.
  private func promptEnd(from start: Int, to end: Int, firstSaid: Int?) -> Int {
    let firstSaid = firstSaid.map { parts[$0].range.lowerBound }
    guard let prompt = grammar.generationPrompt else { return firstSaid ?? start }
    if grammar.opening.count > prompt.count, utf8.holds(grammar.opening, at: start) {
      return start + grammar.opening.count
    }
    guard let promptStart = prompt.first else {
      // Nobody answers with the token that begins a chat.
      let beginning = grammar.beginning
      return start == 0 && utf8.holds(beginning, at: 0) ? beginning.count : start
    }
    let limit = firstSaid ?? end
    // The prompt may begin with what ends the turn before.
    var befores: [Int] = []
    for before in 0..<min(prompt.count, start + 1)
    where before == 0
      || utf8[start - before] == promptStart
        && utf8.holds(prompt[..<before], at: start - before)
    {
      if utf8.holds(prompt, at: start - before) { return start - before + prompt.count }
      befores.append(start - before)
    }
    // The first turn may begin with what begins the chat: a BOS, a system message of its own.
    var later: [Int] = []
    for place in start..<max(limit, start) where utf8[place] == promptStart {
      if place + prompt.count <= limit, utf8.holds(prompt, at: place) {
        return place + prompt.count
      }
      later.append(place)
    }
    var common: Range<Int>?
    for place in befores + later {
      guard let end = commonEnd(with: prompt, from: place, past: max(start, place), to: limit),
        end - place > common?.count ?? 0
      else { continue }
      common = place..<end
    }
    if let common { return common.upperBound }
    let opening = grammar.turnOpening
    if !opening.isEmpty, start + opening.count <= limit, utf8.holds(opening, at: start) {
      return start + opening.count
    }
    return firstSaid ?? start
  }

  /// Where what stands at `start` and the generation prompt have in common ends: behind a special
  /// token or a newline, or before a special token in both.
  ///
  /// - Returns: nil if that is not past `past`, or nothing but space.
  private func commonEnd(
    with prompt: [UInt8],
    from start: Int,
    past: Int,
    to limit: Int
  ) -> Int? {
    var count = 0
    while count < min(prompt.count, limit - start), prompt[count] == utf8[start + count] {
      count += 1
    }
    let tokens = grammar.specialTokens
    var boundary = 0
    var offset = 0
    while offset < count {
      if let token = tokens.tokenOrMarker(at: offset, in: prompt, before: prompt.count) {
        if token.upperBound <= count {
          boundary = token.upperBound
        } else if tokens.tokenOrMarker(at: start + offset, in: utf8, before: utf8.count) != nil {
          boundary = offset
        }
        offset = token.upperBound
      } else {
        offset += 1
        if prompt[offset - 1] == UInt8(ascii: "\n") { boundary = offset }
      }
    }
    let end = start + boundary
    return end > past && utf8.endWithoutSpace(past..<end) > past ? end : nil
  }

  // MARK: The terminator

  /// Where the model stops: behind the terminator, or behind what stands for it.
  private func ending(
    after said: Int,
    of message: Int,
    from promptEnd: Int
  ) -> (end: Int, terminator: Range<Int>?) {
    let start = max(
      promptEnd,
      parts[said].isFromMessage ? parts[said].range.upperBound : parts[said].range.lowerBound
    )
    var place = said
    var ownEnd = start
    // Where the answer is written during another message, what is written there still ends it.
    let host = parts[said].running
    while place < parts.count,
      parts[place].message == message
        || (host != nil && parts[place].message == host && !parts[place].isFromMessage)
    {
      ownEnd = max(ownEnd, parts[place].range.upperBound)
      place += 1
    }
    var freeEnd = ownEnd
    if place < parts.count, parts[place].message == nil {
      freeEnd = max(freeEnd, parts[place].range.upperBound)
      place += 1
    }
    var searchEnd = freeEnd
    if grammar.terminator?.place == .inNextTurn {
      let next = place < parts.count ? parts[place].message : nil
      while place < parts.count, parts[place].message == next, !parts[place].isFromMessage {
        searchEnd = max(searchEnd, parts[place].range.upperBound)
        place += 1
      }
    }
    if let terminator = grammar.terminator,
      let found = utf8.firstRange(of: terminator.utf8, in: start..<searchEnd)
    {
      return (found.upperBound, terminator.isSpecialToken ? found : nil)
    }
    return endingWithoutTerminator(start, ownEnd: ownEnd, freeEnd: freeEnd)
  }

  /// The end of what the turn writes, be it a special token or not; where it writes nothing, the last
  /// special token of what follows it and belongs to no message.
  private func endingWithoutTerminator(
    _ start: Int,
    ownEnd: Int,
    freeEnd: Int
  ) -> (end: Int, terminator: Range<Int>?) {
    let tokens = grammar.specialTokens
    let end = utf8.endWithoutSpace(start..<ownEnd)
    guard end == start else {
      let token = tokens.lastToken(in: utf8, start..<end)
      return (end, token.flatMap { $0.upperBound == end ? $0 : nil })
    }
    var freeEnd = freeEnd
    if endsWithPrompt, freeEnd == utf8.count {
      let prompt = [grammar.opening, grammar.generationPrompt ?? []].first {
        $0.count <= freeEnd - ownEnd && utf8.holds($0, at: freeEnd - $0.count)
      }
      freeEnd -= prompt?.count ?? 0
    }
    let free = ownEnd..<freeEnd
    if let token = tokens.lastToken(in: utf8, free) { return (token.upperBound, token) }
    return (tokens.lastMarker(in: utf8, free)?.upperBound ?? start, nil)
  }
}

extension [TurnMap.Part] {
  /// The last part that begins before `offset`; 0 if there is none.
  fileprivate func lastPlace(before offset: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].range.lowerBound < offset { low = middle + 1 } else { high = middle }
    }
    return Swift.max(low - 1, 0)
  }
}

extension [Range<Int>] {
  /// Appends a range, or makes the last longer by it.
  fileprivate mutating func appendJoining(_ range: Range<Int>) {
    if let last, last.upperBound == range.lowerBound {
      self[count - 1] = last.lowerBound..<range.upperBound
    } else {
      append(range)
    }
  }
}
