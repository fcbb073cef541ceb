internal import JSON

/// What passages are parts of: the template's literals, and each message and variable of the context
/// that was asked for.
final class RecordSources {
  /// A message or variable.
  struct Root: BitwiseCopyable {
    /// The number of its text.
    var text: Int32
    /// The index of its first word.
    var index: Int32
    /// The message's place in `messages`; -1 for a variable.
    var message: Int32
    /// The number of the variable's name; -1 for a message.
    var name: Int32
    /// Where a message's reasoning stands: 0 if it has none, -1 while nobody asked.
    var reasoning: Int32 = -1
  }

  /// The memory of a text, which lives as long as the context or the program.
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
  }

  /// By source; the first is the literals.
  let roots = Row<Root>()
  let memories = Row<Memory>()
  private let literals: TextSource
  /// By source but the first: the same as a source of texts, once somebody asks for it.
  private let textSources = Row<TextSource?>()
  /// By text, but for the literals; the context holds them.
  private let texts = Row<Held<JSONText>>(capacity: 4)
  /// By text: its strings, once somebody asks for them.
  private let strings = Row<[UInt8]?>(capacity: 4)

  /// The last of `texts`.
  private var lastText: ObjectIdentifier?

  init(_ program: TemplateProgram) {
    literals = program.literalSource
    reset(program)
  }

  /// Begins anew with the literals alone.
  func reset(_ program: TemplateProgram) {
    roots.removeAll()
    memories.removeAll()
    textSources.removeAll()
    texts.removeAll()
    strings.removeAll()
    lastText = nil
    roots.append(Root(text: 0, index: 0, message: -1, name: -1))
    unsafe memories.append(
      Memory(tape: nil, strings: program.literals.base, message: -1, index: 0)
    )
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

  /// How many texts there are.
  var textCount: Int { texts.count }

  /// A text, by its place.
  func text(_ place: Int) -> JSONText { texts[place].object }

  /// The strings of the text at a place.
  func strings(ofText place: Int) -> [UInt8] {
    while strings.count <= place { strings.append(nil) }
    if let known = strings[place] { return known }
    let bytes = text(place).stringBytes
    strings[place] = bytes
    return bytes
  }

  /// Adds a message or variable, and gives its number.
  func add(_ item: JSONItem, message: Int32, name: Int32) -> Int32 {
    if lastText != ObjectIdentifier(item.text) {
      lastText = ObjectIdentifier(item.text)
      texts.append(Held(item.text))
    }
    roots.append(
      Root(
        text: Int32(texts.count),
        index: Int32(truncatingIfNeeded: item.index),
        message: message,
        name: name
      )
    )
    unsafe memories.append(
      Memory(
        tape: item.text.tape,
        strings: item.text.strings,
        message: message,
        index: Int32(truncatingIfNeeded: item.index)
      )
    )
    return Int32(roots.count - 1)
  }

  /// Adds all messages, and gives the number of the first; the others follow.
  func add(messages: [JSONItem]) -> Int32 {
    let first = Int32(truncatingIfNeeded: roots.count)
    for number in messages.indices {
      let message = Int32(truncatingIfNeeded: number)
      // Most messages stand in the text of the one before.
      guard number > 0, lastText == ObjectIdentifier(messages[number].text) else {
        _ = add(messages[number], message: message, name: -1)
        continue
      }
      let index = Int32(truncatingIfNeeded: messages[number].index)
      roots.append(Root(text: Int32(texts.count), index: index, message: message, name: -1))
      let memory = memories[memories.count - 1]
      unsafe memories.append(
        Memory(tape: memory.tape, strings: memory.strings, message: message, index: index)
      )
    }
    return first
  }
}
