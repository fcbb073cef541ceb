/// A strict scanner of JSON: finds the exact place of a fault, and writes the tape of texts that
/// simdjson refuses although they are JSON.
///
/// Steps:
/// 1. Skip whitespace; look at the next byte and at what may stand here.
/// 2. A scalar goes to the tape; an opening bracket is pushed on a stack, a closing one popped.
/// 3. With the stack empty, only whitespace may follow.
///
/// Worked example: of `{"a" 1}` it takes `{` and `"a"`, wants a colon, and throws
/// `expected ":" after the key, found "1" at byte offset 5`.
///
/// It takes exactly what simdjson takes, and besides that numbers of any size: that is what the
/// differential tests hold it to. It does not recurse, and its time is linear in the text.
struct JSONSyntax {
  private struct OpenContainer {
    let tag: UInt8
    let tapeIndex: Int
    var count = 1
  }

  private enum State {
    case value(expected: String)
    case key(expected: String)
    case afterValue
  }

  /// The words of the scanned text, in the layout of `JSONTape`.
  private(set) var tape: [UInt64] = []
  /// The unescaped strings.
  var strings: [UInt8] = []
  /// The next byte's offset.
  var position = 0
  private var open: [OpenContainer] = []
  private let maximumDepth: Int

  init(maximumDepth: Int) {
    self.maximumDepth = maximumDepth
  }

  /// Scans the whole text, or throws at its first fault.
  mutating func scan(_ text: Span<UInt8>) throws(JSONError) {
    tape = [JSONTape.word(JSONTape.root)]
    skipWhitespace(text)
    if position == text.count {
      throw JSONError(
        code: .emptyText,
        byteOffset: position,
        found: Finding.endOfText,
        expected: Expectation.value
      )
    }
    var state = State.value(expected: Expectation.value)
    while true {
      skipWhitespace(text)
      switch state {
      case .value(let expected): state = try scanValue(text, expected)
      case .key(let expected): state = try scanKey(text, expected)
      case .afterValue:
        guard let container = open.last else {
          if position < text.count {
            throw unexpected(text, Expectation.end, code: .trailingContent)
          }
          tape[0] = JSONTape.word(JSONTape.root, UInt64(tape.count + 1))
          tape.append(JSONTape.word(JSONTape.root))
          return
        }
        state = try scanSeparator(text, in: container)
      }
    }
  }

  private mutating func scanValue(
    _ text: Span<UInt8>,
    _ expected: String
  ) throws(JSONError) -> State {
    guard position < text.count else { throw unexpected(text, expected) }
    switch text[position] {
    case UInt8(ascii: "{"):
      return try openContainer(
        text,
        JSONTape.object,
        JSONTape.objectEnd,
        first: .key(expected: Expectation.keyOrEnd)
      )
    case UInt8(ascii: "["):
      return try openContainer(
        text,
        JSONTape.array,
        JSONTape.arrayEnd,
        first: .value(expected: Expectation.valueOrEnd)
      )
    case UInt8(ascii: "\""): try scanString(text)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber(text)
    case UInt8(ascii: "t"): try scanLiteral(text, "true", JSONTape.true)
    case UInt8(ascii: "f"): try scanLiteral(text, "false", JSONTape.false)
    case UInt8(ascii: "n"): try scanLiteral(text, "null", JSONTape.null)
    case UInt8(ascii: "N") where has(text, "NaN"), UInt8(ascii: "I") where has(text, "Infinity"):
      throw unexpected(text, Expectation.valueNotSpecial, code: .invalidNumber)
    default: throw unexpected(text, expected)
    }
    return .afterValue
  }

  private mutating func scanKey(_ text: Span<UInt8>, _ expected: String) throws(JSONError) -> State
  {
    guard position < text.count, text[position] == UInt8(ascii: "\"") else {
      throw unexpected(text, expected)
    }
    try scanString(text)
    skipWhitespace(text)
    guard position < text.count, text[position] == UInt8(ascii: ":") else {
      throw unexpected(text, Expectation.colon)
    }
    position += 1
    return .value(expected: Expectation.valueAfterColon)
  }

  private mutating func scanSeparator(
    _ text: Span<UInt8>,
    in container: OpenContainer
  ) throws(JSONError) -> State {
    let isObject = container.tag == JSONTape.object
    let closing = isObject ? JSONTape.objectEnd : JSONTape.arrayEnd
    let expected = isObject ? Expectation.commaOrEndOfObject : Expectation.commaOrEndOfArray
    guard position < text.count else { throw unexpected(text, expected) }
    switch text[position] {
    case UInt8(ascii: ","):
      position += 1
      open[open.count - 1].count += 1
      return isObject
        ? .key(expected: Expectation.keyAfterComma) : .value(expected: Expectation.valueAfterComma)
    case closing:
      position += 1
      open.removeLast()
      tape.append(JSONTape.word(closing, UInt64(container.tapeIndex)))
      tape[container.tapeIndex] = JSONTape.opening(
        container.tag,
        end: tape.count,
        count: container.count
      )
      return .afterValue
    default: throw unexpected(text, expected)
    }
  }

  private mutating func openContainer(
    _ text: Span<UInt8>,
    _ tag: UInt8,
    _ closing: UInt8,
    first: State
  ) throws(JSONError) -> State {
    let start = position
    position += 1
    skipWhitespace(text)
    let tapeIndex = tape.count
    // As simdjson does it, an empty container does not count as a level.
    if position < text.count, text[position] == closing {
      position += 1
      tape.append(JSONTape.opening(tag, end: tapeIndex + 2, count: 0))
      tape.append(JSONTape.word(closing, UInt64(tapeIndex)))
      return .afterValue
    }
    guard open.count < maximumDepth else {
      throw JSONError(
        code: .tooDeep,
        byteOffset: start,
        found: Finding.deeper,
        expected: Expectation.depth(maximumDepth)
      )
    }
    open.append(OpenContainer(tag: tag, tapeIndex: tapeIndex))
    tape.append(0)
    return first
  }

  private mutating func scanLiteral(
    _ text: Span<UInt8>,
    _ name: String,
    _ tag: UInt8
  ) throws(JSONError) {
    for byte in name.utf8 {
      guard position < text.count, text[position] == byte else {
        throw unexpected(text, Expectation.literal(name))
      }
      position += 1
    }
    tape.append(JSONTape.word(tag))
  }

  mutating func append(_ word: UInt64) { tape.append(word) }

  private mutating func skipWhitespace(_ text: Span<UInt8>) {
    while position < text.count {
      switch text[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }
}
