internal import JSON

// The steps:
// 1. Render a lone user message with and without `add_generation_prompt`. What the first has behind
//    their common start is the generation prompt. A common start that ends within a token
//    (`<|end|>` and `<|assistant|>`) is cut back to the token's start.
// 2. Render user, assistant, user. The terminator is the last special token behind the answer, before
//    what opens the next turn. What is written while the next message is the current one opens the
//    next turn; of that, what the first user turn does not begin with may hold the terminator too.
//
// "<|user|>Q<|end|>\n<|assistant|>\nA<|end|>\n<|user|>R<|end|>\n" gives "<|assistant|>\n", "<|end|>".
//
// What does not work without a system message is tried with one, and contents as lists of parts.

extension TurnGrammar {
  /// Learns how a template writes turns; a template that refuses every try has a grammar that
  /// knows nothing.
  ///
  /// - Parameters:
  ///   - template: The template.
  ///   - settings: What it is rendered with. The messages do not matter, nor which tools and
  ///     documents there are, only whether there are any.
  ///   - specialTokens: The strings of the tokenizer's special tokens.
  package convenience init(
    learning template: ChatTemplate,
    in settings: RenderContext,
    specialTokens: [String]
  ) {
    let tokens = SpecialTokens(specialTokens)
    // Small chats take few steps; a template that goes on for ever is tried many times.
    var limited = settings
    limited.limits.steps = min(limited.limits.steps, 200_000)
    let probe = Probe(template: template, settings: limited)
    let terminator = probe.terminator(tokens)
    var prompt = probe.generationPrompt(tokens)
    // What a template always writes behind the last message opens an answer too, unless it ends
    // the chat.
    if let opening = prompt?.opening, prompt?.text.isEmpty == true {
      let end = opening.endWithoutSpace(opening.indices)
      let ends = [terminator?.utf8, settings.variable("eos_token")?.string.map { Array($0.utf8) }]
      let isEnd = ends.contains { text in
        text.map { !$0.isEmpty && opening.holds($0, at: end - $0.count) } ?? false
      }
      if end > 0, !isEnd { prompt?.text = opening }
    }
    let beginning = Array((settings.variable("bos_token")?.string ?? "").utf8)
    // The turn's opening is found with what is known without it.
    let known = TurnGrammar(
      generationPrompt: prompt?.text,
      opening: prompt?.opening ?? [],
      turnOpening: [],
      terminator: terminator,
      specialTokens: tokens,
      beginning: beginning
    )
    self.init(
      generationPrompt: prompt?.text,
      opening: prompt?.opening ?? [],
      turnOpening: probe.turnOpening(known),
      terminator: terminator,
      specialTokens: tokens,
      beginning: beginning
    )
  }
}

/// Small chats that show how a template writes.
private struct Probe {
  let template: ChatTemplate
  let settings: RenderContext

  private static let question = "Which colour is it?"
  private static let answer = "It is green."
  private static let nextQuestion = "And that one?"

  /// The generation prompt, and all that is written behind the last message together with it.
  func generationPrompt(_ tokens: SpecialTokens) -> (text: [UInt8], opening: [UInt8])? {
    for messages in Self.variants([("user", Self.question)]) {
      guard let without = render(messages, prompt: false),
        let with = render(messages, prompt: true)
      else { continue }
      var start = zip(without.utf8, with.utf8).prefix { $0 == $1 }.count
      let map = TurnMap(with, isAssistant: messages.map { _ in false })
      // What the messages say is never part of it.
      let said = map.parts.last { $0.isFromMessage }?.range.upperBound ?? 0
      start = with.utf8.cutBack(start, to: said, tokens)
      let tail = map.parts.last.map {
        $0.message == nil ? $0.range.lowerBound : $0.range.upperBound
      }
      let openingStart = max(said, min(tail ?? start, start))
      return (Array(with.utf8[start...]), Array(with.utf8[openingStart...]))
    }
    return nil
  }

  /// The prompt's part of a plain answer's turn.
  func turnOpening(_ grammar: TurnGrammar) -> [UInt8] {
    for messages in Self.variants(Self.exchange) {
      guard let rendered = render(messages, prompt: false) else { continue }
      var context = settings
      context.messages = messages
      context.addGenerationPrompt = false
      let chat = LabelledChat(rendered, of: context, grammar: grammar)
      if let turn = chat.turns.first, turn.promptEnd > turn.start {
        return Array(chat.utf8[turn.start..<turn.promptEnd])
      }
    }
    return []
  }

  private static let exchange = [
    ("user", question), ("assistant", answer), ("user", nextQuestion),
  ]

  func terminator(_ tokens: SpecialTokens) -> TurnGrammar.Terminator? {
    for messages in Self.variants(Self.exchange) {
      guard let rendered = render(messages, prompt: false) else { continue }
      let count = messages.count
      let map = TurnMap(rendered, isAssistant: (0..<count).map { $0 == count - 2 })
      if let gap = Gap(map, rendered.utf8, answer: count - 2) { return gap.terminator(tokens) }
    }
    return nil
  }

  private func render(_ messages: [JSONItem], prompt: Bool) -> RenderedChat? {
    var context = settings
    context.messages = messages
    context.addGenerationPrompt = prompt
    if context.documents.isPresent { context.documents = Self.documents }
    if context.tools.isPresent {
      context.tools = Self.tools
      if let chat = try? template.render(context) { return chat }
      context.tools = .null
    }
    return try? template.render(context)
  }

  /// The chat alone, with a system message, and both with contents in parts.
  private static func variants(_ chat: [(role: String, content: String)]) -> [[JSONItem]] {
    let chats = [chat, [("system", "Be brief.")] + chat]
    let plain = chats.map { $0.map { message($0.role, .string($0.content)) } }
    let parts = chats.map { chat in
      chat.map {
        message(
          $0.role,
          .array([object([("type", .string("text")), ("text", .string($0.content))])])
        )
      }
    }
    return (plain + parts).map { messages in messages.map { JSONItem($0) } }
  }

  private static func message(_ role: String, _ content: JSONValue) -> JSONValue {
    object([("role", .string(role)), ("content", content)])
  }

  private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    var object = JSONObject()
    for (key, value) in members { object[key] = value }
    return .object(object)
  }

  private static let tools = JSONItem(
    .array([
      object([
        ("type", .string("function")),
        (
          "function",
          object([
            ("name", .string("look")), ("description", .string("Look at it.")),
            (
              "parameters",
              object([
                ("type", .string("object")),
                (
                  "properties",
                  object([
                    (
                      "what",
                      object([("type", .string("string")), ("description", .string("What."))])
                    )
                  ])
                ), ("required", .array([.string("what")])),
              ])
            ),
          ])
        ),
      ])
    ])
  )

  private static let documents = JSONItem(
    .array([
      object([("title", .string("Colours")), ("text", .string("Grass is green."))])
    ])
  )
}

/// What stands between an answer and the next question.
private struct Gap {
  let utf8: [UInt8]
  /// From the answer to where the next message becomes the current one.
  let own: Range<Int>
  /// From there to the question.
  let next: Range<Int>
  /// What opens the first user's turn.
  let firstOpening: Range<Int>
  /// What stands before the first user's question.
  let beforeFirst: Range<Int>

  /// Nil where the question is not printed behind the answer.
  init?(_ map: TurnMap, _ utf8: [UInt8], answer: Int) {
    let parts = map.parts
    guard let question = parts.firstIndex(where: { $0.message == answer + 1 && $0.isFromMessage }),
      let last = parts[..<question].lastIndex(where: { $0.message == answer })
    else { return nil }
    let said = parts[...last].last { $0.message == answer && $0.isFromMessage }
    // Without a word of the answer, its turn's text stands for what is between.
    let start = said?.range.upperBound ?? parts[last].range.lowerBound
    let end = parts[question].range.lowerBound
    let boundary =
      parts[last..<question].first { $0.message == answer + 1 }?.range.lowerBound ?? end
    guard start <= boundary else { return nil }
    self.utf8 = utf8
    own = start..<boundary
    next = boundary..<end
    let first = parts.firstIndex { $0.message == answer - 1 && $0.isFromMessage }
    let firstEnd = first.map { parts[$0].range.lowerBound } ?? 0
    let firstStart = parts.first { $0.message == answer - 1 }?.range.lowerBound ?? firstEnd
    firstOpening = min(firstStart, firstEnd)..<firstEnd
    beforeFirst = 0..<firstEnd
  }

  func terminator(_ tokens: SpecialTokens) -> TurnGrammar.Terminator? {
    // A template may open the next turn while the answer is still the current message.
    let own = next.isEmpty ? withoutCommonEnd(self.own, beforeFirst) : self.own
    let next = withoutCommonEnd(self.next, firstOpening)
    let places: [(Range<Int>, TurnGrammar.Terminator.Place)] = [
      (own, .inTurn), (next, .inNextTurn),
    ]
    for (range, place) in places {
      if let token = tokens.lastToken(in: utf8, range) { return make(token, place, true) }
    }
    for (range, place) in places {
      if let marker = tokens.lastMarker(in: utf8, range) { return make(marker, place, false) }
    }
    let end = utf8.endWithoutSpace(own)
    return end > own.lowerBound ? make(own.lowerBound..<end, .inTurn, false) : nil
  }

  private func make(
    _ range: Range<Int>,
    _ place: TurnGrammar.Terminator.Place,
    _ isSpecialToken: Bool
  ) -> TurnGrammar.Terminator {
    TurnGrammar.Terminator(
      utf8: Array(utf8[range]),
      place: place,
      isSpecialToken: isSpecialToken
    )
  }

  /// `range` without the end that it has in common with `other`.
  private func withoutCommonEnd(_ range: Range<Int>, _ other: Range<Int>) -> Range<Int> {
    var count = 0
    while count < min(range.count, other.count),
      utf8[range.upperBound - 1 - count] == utf8[other.upperBound - 1 - count]
    {
      count += 1
    }
    return range.lowerBound..<range.upperBound - count
  }
}

extension [UInt8] {
  /// `offset`, or the start of the token, tag or character that it lies within.
  fileprivate func cutBack(_ offset: Int, to start: Int, _ tokens: SpecialTokens) -> Int {
    var offset = Swift.min(Swift.max(offset, start), count)
    if let token = tokens.tokenOrMarker(around: offset, in: self, from: start) {
      offset = token.lowerBound
    }
    // A tag that no list names: `<start_of_turn>`, `[INST]`.
    let longestTag = 48
    for place in stride(from: offset - 1, through: Swift.max(start, offset - longestTag), by: -1) {
      if [UInt8(ascii: ">"), UInt8(ascii: "]"), UInt8(ascii: "\n")].contains(self[place]) { break }
      if [UInt8(ascii: "<"), UInt8(ascii: "[")].contains(self[place]) {
        offset = place
        break
      }
    }
    while offset > start, offset < count, self[offset].isContinuation { offset -= 1 }
    return offset
  }
}

extension JSONItem {
  /// Whether there is anything: a template's `if` takes an empty list for nothing.
  var isPresent: Bool {
    switch node.kind {
    case .null: false
    case .array, .object: endIndex > index + 2
    default: true
    }
  }
}
