internal import JSON

/// A value in a text that the evaluator or the context holds.
struct HeldItem: BitwiseCopyable {
  let text: Held<JSONText>
  let index: Int

  init(_ item: JSONItem) {
    text = Held(item.text)
    index = item.index
  }
}

/// What passages are parts of: the template's literals, and each variable and message of the context.
///
/// A source's number says what it is: 0 the literals, then each name of the template as a variable, then
/// the messages.
final class RecordSources {
  /// The memory of a source's text, which lives as long as the context or the program.
  // Safe: see `Evaluator+Records`.
  @safe
  struct Memory: BitwiseCopyable {
    let tape: UnsafePointer<UInt64>?
    let strings: UnsafePointer<UInt8>
    /// The message that the source is; -1 for none.
    let message: Int32
    /// The index of its first word.
    let index: Int32
    /// Where its members stand in the evaluator's; -1 while nobody asked, -2 where they do not.
    var members: Int32 = -1
    /// The index of a message's reasoning: 0 if it has none, -1 while nobody asked.
    var reasoning: Int32 = -1
  }

  /// By source; those of variables that nobody has asked for are the literals'.
  let memories: Row<Memory>
  /// The source of the first message.
  let firstMessage: Int32
  /// By source, but for messages: the texts of the variables that were asked for, which the evaluator
  /// holds.
  private let variableTexts: Row<Held<JSONText>?>
  private let literals: TextSource
  /// By source but the first: the same as a source of texts, once somebody asks for it.
  private let textSources = Row<TextSource?>()
  /// The strings of texts, once somebody asks for them.
  private var strings: [ObjectIdentifier: [UInt8]] = [:]

  init(_ program: TemplateProgram) {
    literals = program.literalSource
    let count = 1 + program.names.count
    firstMessage = Int32(count)
    memories = Row(capacity: count + 64)
    variableTexts = Row(capacity: count)
    for _ in 0..<count {
      unsafe memories.append(
        Memory(tape: nil, strings: program.literals.base, message: -1, index: 0)
      )
      variableTexts.append(nil)
    }
  }

  /// Forgets the messages; variables are found anew before anything names them.
  func reset() {
    memories.truncate(to: Int(firstMessage))
    if textSources.isEmpty { return }
    textSources.removeAll()
    strings.removeAll()
  }

  /// The source of texts, if somebody has asked for it.
  func textSource(_ number: Int) -> TextSource? {
    if number == 0 { return literals }
    return number < textSources.count ? textSources[number] : nil
  }

  func setTextSource(_ number: Int, _ source: TextSource) {
    while textSources.count <= number { textSources.append(nil) }
    textSources[number] = source
  }

  /// The strings of a text.
  func strings(of text: JSONText) -> [UInt8] {
    if let known = strings[ObjectIdentifier(text)] { return known }
    let bytes = text.stringBytes
    strings[ObjectIdentifier(text)] = bytes
    return bytes
  }

  /// The text of a variable that was asked for.
  func text(ofVariable source: Int32) -> JSONText? { variableTexts[Int(source)]?.object }

  /// Notes where a variable stands, by the number of its name, and gives its source.
  func add(_ item: HeldItem, name: Int32) -> Int32 {
    let source = 1 + name
    variableTexts[Int(source)] = item.text
    let memory = item.text.with { $0.memory }
    unsafe memories[Int(source)] = Memory(
      tape: memory.tape,
      strings: memory.strings,
      message: -1,
      index: Int32(truncatingIfNeeded: item.index)
    )
    return source
  }

  /// Adds the messages of a context, whose sources follow each other from `firstMessage` on.
  func addMessages(of context: RenderContext.Storage) {
    guard let firstText = context.firstText, let firstMemory = context.firstMemory else { return }
    let messages = context.settings.messages
    unsafe memories.append(atMost: messages.count) { memories in
      for number in messages.indices {
        // Most messages stand in the text of the first.
        let isInFirst = firstText.isSame(as: Held(messages[number].text))
        let text = isInFirst ? firstMemory : messages[number].text.memory
        unsafe (memories + number).initialize(
          to: Memory(
            tape: text.tape,
            strings: text.strings,
            message: Int32(truncatingIfNeeded: number),
            index: Int32(truncatingIfNeeded: messages[number].index)
          )
        )
      }
      return messages.count
    }
  }
}
