internal import CSimdJSON

/// Parses one JSON text after another into the same buffers.
///
/// A text is one value with nothing but whitespace around it, in strict UTF-8. Numbers may have any
/// size. A lone surrogate, a raw control character in a string, NaN and Infinity are refused.
/// Nothing is said about a byte order mark: it is an unexpected character like any other.
///
/// simdjson parses; what it refuses goes through `JSONSyntax`, which either finds the fault's
/// place or, for a number that simdjson cannot hold, parses the text itself.
///
/// A parser belongs to one thread. Its buffers grow to about 14 times the longest text it has met
/// (touched only as far as each text needs) and shrink again after many much shorter ones.
@safe
package final class JSONParser {
  /// How many bytes must be readable behind each text.
  package static let padding = csimdjson_padding()

  /// How many levels of arrays and objects a text may have; an empty one does not count.
  package let maximumDepth: Int

  /// How many parses there were, so that a node can tell (in debug builds) that it is out of date.
  private(set) var generation: UInt64 = 0

  // Owned by this object from `init` to `deinit`; nil if there was no memory for it.
  private let simdjson: OpaquePointer?
  private var ownTape = JSONOwnTape()

  /// Makes a parser; `maximumDepth` is from 1 to 1024, so that what recurses over a value stays
  /// within a thread's stack.
  package init(maximumDepth: Int = 1024) {
    precondition((1...1024).contains(maximumDepth), "the depth of JSON is from 1 to 1024")
    self.maximumDepth = maximumDepth
    unsafe simdjson = csimdjson_parser_create(maximumDepth)
  }

  deinit {
    unsafe csimdjson_parser_destroy(simdjson)
  }

  /// Parses `text`, behind which `padding` more bytes must be readable (their values do not
  /// matter), and gives its value's node, valid until the next parse.
  package func parse(_ text: UnsafeRawBufferPointer) throws(JSONError) -> JSONNode {
    generation &+= 1
    let bytes = unsafe text.assumingMemoryBound(to: UInt8.self)
    if let node = try unsafe parseWithSimdjson(bytes) { return node }
    return try unsafe parseWithSyntax(bytes)
  }

  /// Parses a copy of `bytes`, which need no padding: for files read once, not for hot loops.
  package func parse(copying bytes: [UInt8]) throws(JSONError) -> JSONNode {
    var padded = bytes
    padded.append(contentsOf: repeatElement(0x20, count: Self.padding))
    return try parse(padded: padded, count: bytes.count)
  }

  /// Parses a copy of `text`'s UTF-8.
  package func parse(copying text: String) throws(JSONError) -> JSONNode {
    try parse(copying: Array(text.utf8))
  }

  /// Parses the first `count` of `bytes`, of which there are at least `padding` more.
  package func parse(padded bytes: [UInt8], count: Int) throws(JSONError) -> JSONNode {
    precondition(count >= 0 && count <= bytes.count - Self.padding, "a text without padding")
    // Safe: `bytes` has `padding` more elements than `count`; a node points into the parser's
    // buffers, not into the text.
    let result = unsafe bytes.withUnsafeBytes { buffer in
      Result { () throws(JSONError) in
        try unsafe parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    return try result.get()
  }
}

extension JSONParser {
  /// What simdjson makes of `bytes` (with the padding behind them): nil if it refuses them.
  func parseWithSimdjson(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSONNode? {
    // An empty buffer may have no address; simdjson wants one to read its padding from.
    guard let address = bytes.baseAddress else { return nil }
    guard let simdjson = unsafe simdjson else { throw .outOfMemory(for: bytes.count) }
    var document = unsafe csimdjson_document(tape: nil, strings: nil)
    // Safe: the caller of `parse` promises the padding, and the shim writes nothing but
    // `document`, whose pointers are valid until this parser's next parse.
    switch unsafe csimdjson_parse(simdjson, address, bytes.count, &document) {
    case csimdjson_parsed:
      guard let tape = unsafe document.tape, let strings = unsafe document.strings else {
        return nil
      }
      return unsafe JSONNode(parser: self, tape: tape, strings: strings, index: 1)
    case csimdjson_refused: return nil
    case csimdjson_too_long:
      let maximum = csimdjson_maximum_length()
      throw JSONError(
        code: .tooLong,
        byteOffset: maximum,
        found: Finding.length(bytes.count),
        expected: Expectation.length(maximum)
      )
    default: throw .outOfMemory(for: bytes.count)
    }
  }

  /// What `JSONSyntax` makes of `bytes`.
  func parseWithSyntax(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSONNode {
    var syntax = JSONSyntax(maximumDepth: maximumDepth)
    try syntax.scan(unsafe bytes.span)
    return try ownTape.hold(syntax, textLength: bytes.count, parser: self)
  }

  /// The length of text that simdjson's buffers have room for.
  var capacity: Int {
    guard let simdjson = unsafe simdjson else { return 0 }
    return unsafe csimdjson_parser_capacity(simdjson)
  }
}

extension JSONError {
  static func outOfMemory(for byteCount: Int) -> JSONError {
    JSONError(
      code: .outOfMemory,
      byteOffset: 0,
      found: Finding.endOfText,
      expected: Expectation.memory(byteCount)
    )
  }
}
