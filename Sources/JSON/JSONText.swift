internal import CSimdJSON

/// A parsed text of its own: a parser's tape and strings, copied, to be read by any thread.
///
/// It is two blocks of memory, whatever the value holds, and it is written once.
@safe
// Proof of `@unchecked`: both blocks are filled in `init`, never written after it, and freed with the
// last reference.
package final class JSONText: @unchecked Sendable {
  /// Where both blocks are, which never changes.
  package let memory: Memory

  /// The words, in the layout that `JSONTape` describes.
  package var tape: UnsafePointer<UInt64> { unsafe memory.tape }
  /// How many words there are.
  package var wordCount: Int { memory.wordCount }
  /// The strings, each behind its length.
  package var strings: UnsafePointer<UInt8> { unsafe memory.strings }
  /// How many bytes the strings have.
  package var byteCount: Int { memory.byteCount }

  /// The two blocks of a text.
  // Safe for those who see to it that the text lives.
  @safe
  package struct Memory: BitwiseCopyable {
    /// The words, in the layout that `JSONTape` describes.
    package let tape: UnsafePointer<UInt64>
    /// How many words there are.
    package let wordCount: Int
    /// The strings, each behind its length.
    package let strings: UnsafePointer<UInt8>
    /// How many bytes the strings have.
    package let byteCount: Int
  }

  /// Copies the text of a node, up to the end of the node's value.
  package init(copying node: JSONNode) {
    let wordCount = node.endIndex
    // Safe as described at `JSONNode`.
    let byteCount = unsafe JSONTape.byteCount(of: node.tape, node.strings, wordCount: wordCount)
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: wordCount)
    unsafe words.initialize(from: node.tape, count: wordCount)
    let bytes = unsafe Self.allocate(byteCount)
    unsafe bytes.initialize(from: node.strings, count: byteCount)
    memory = unsafe Memory(
      tape: UnsafePointer(words),
      wordCount: wordCount,
      strings: UnsafePointer(bytes),
      byteCount: byteCount
    )
  }

  /// Memory for strings, with zeros behind them: whoever looks at a string's length may look at the eight
  /// bytes where it stands.
  private static func allocate(_ byteCount: Int) -> UnsafeMutablePointer<UInt8> {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCount + 8)
    unsafe (bytes + byteCount).initialize(repeating: 0, count: 8)
    return unsafe bytes
  }

  /// Writes a value as a text of its own.
  package init(_ value: JSONValue) {
    var writer = JSONTapeWriter()
    writer.write(value)
    let (wordCount, byteCount) = (writer.tape.count, writer.strings.count)
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: wordCount)
    let bytes = unsafe Self.allocate(byteCount)
    // Safe: both have room for what is copied in.
    _ = unsafe UnsafeMutableBufferPointer(start: words, count: wordCount)
      .initialize(fromContentsOf: writer.tape)
    _ = unsafe UnsafeMutableBufferPointer(start: bytes, count: byteCount)
      .initialize(fromContentsOf: writer.strings)
    memory = unsafe Memory(
      tape: UnsafePointer(words),
      wordCount: wordCount,
      strings: UnsafePointer(bytes),
      byteCount: byteCount
    )
  }

  deinit {
    // Nothing else frees them, and no pointer to them outlives this object.
    unsafe tape.deallocate()
    unsafe strings.deallocate()
  }
}

/// A value in a text of its own.
package struct JSONItem: Sendable {
  /// The text.
  package let text: JSONText
  /// The index of the value's first word.
  package let index: Int

  /// The value at a word that begins one.
  package init(_ text: JSONText, at index: Int) {
    self.text = text
    self.index = index
  }

  /// Makes a text of a value.
  package init(_ value: JSONValue) {
    self.init(JSONText(value), at: 1)
  }

  /// Copies the text of a node.
  package init(copying node: JSONNode) {
    self.init(JSONText(copying: node), at: node.index)
  }

  /// The value of `null`.
  package static let null = JSONItem(.null)

  /// A view of the value, as a parser gives it.
  package var node: JSONNode { JSONNode(text, at: index) }

  /// The value with everything in it.
  package var value: JSONValue { node.value }

  /// The value that a node of the copied text has here.
  package func item(at node: JSONNode) -> JSONItem { JSONItem(text, at: node.index) }
}

extension JSONItem {
  /// Whether the value is `null`.
  package var isNull: Bool { node.isNull }
  /// The string, or nil if the value is none.
  package var string: String? { node.string }
  /// The boolean, or nil if the value is none.
  package var boolean: Bool? { node.boolean }
  /// The integer, or nil if the value is none or does not fit.
  package var int64: Int64? { node.int64 }
  /// The elements, or nil if the value is no array.
  package var array: [JSONItem]? {
    guard node.kind == .array else { return nil }
    return node.elements.map { item(at: $0) }
  }

  /// The value of `key`, or nil if there is none or the value is no object.
  package subscript(key: String) -> JSONItem? { node[key].map { item(at: $0) } }
}

/// Writes values in the layout that `JSONTape` describes.
private struct JSONTapeWriter {
  var tape = [JSONTape.word(JSONTape.root)]
  var strings: [UInt8] = []

  /// It recurses as deep as the value, which a parser has bounded, or code that makes one.
  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: tape.append(JSONTape.word(JSONTape.null))
    case .boolean(let boolean): tape.append(JSONTape.word(boolean ? JSONTape.true : JSONTape.false))
    case .number(.integer(let integer)):
      tape.append(JSONTape.word(JSONTape.int64))
      tape.append(UInt64(bitPattern: integer))
    case .number(.unsigned(let integer)):
      tape.append(JSONTape.word(JSONTape.uint64))
      tape.append(integer)
    case .number(.double(let double)):
      tape.append(JSONTape.word(JSONTape.double))
      tape.append(double.bitPattern)
    case .number(.big(let text)): write(text, JSONTape.bigNumber)
    case .string(let string): write(string, JSONTape.string)
    case .array(let elements):
      let start = tape.count
      tape.append(0)
      for element in elements { write(element) }
      close(start, JSONTape.array, JSONTape.arrayEnd, count: elements.count)
    case .object(let object):
      let start = tape.count
      tape.append(0)
      for (key, member) in object {
        write(key, JSONTape.string)
        write(member)
      }
      close(start, JSONTape.object, JSONTape.objectEnd, count: object.count)
    }
  }

  private mutating func write(_ string: String, _ tag: UInt8) {
    tape.append(JSONTape.word(tag, UInt64(strings.count)))
    let length = UInt32(clamping: string.utf8.count)
    // Safe: the bytes of an integer are copied out within the closure.
    unsafe withUnsafeBytes(of: length) { unsafe strings.append(contentsOf: $0) }
    strings.append(contentsOf: string.utf8)
    strings.append(0)
  }

  private mutating func close(_ start: Int, _ tag: UInt8, _ endTag: UInt8, count: Int) {
    tape.append(JSONTape.word(endTag, UInt64(start)))
    tape[start] = JSONTape.opening(tag, end: tape.count, count: count)
  }
}

extension JSONItem {
  /// The index behind the value's last word.
  package var endIndex: Int { node.endIndex }

  /// The index of the string within the value whose bytes stand at `offset` of the strings.
  package func string(at offset: Int) -> Int? {
    var index = self.index
    let end = endIndex
    var found: Int?
    while index < end {
      // Safe: the words of a value stand in its text, each behind the one before.
      switch unsafe JSONTape.tag(of: text.tape[index]) {
      case JSONTape.string, JSONTape.bigNumber:
        guard text.stringStart(at: index) <= offset else { return found }
        found = index
        index += 1
      case JSONTape.int64, JSONTape.uint64, JSONTape.double: index += 2
      default: index += 1
      }
    }
    return found
  }
}

extension JSONItem {
  /// Calls `body` with the index of each string within the value, keys among them.
  private func forEachString(_ body: (Int) -> Void) {
    var index = self.index
    let end = endIndex
    while index < end {
      // Safe: the words of a value stand in its text, each behind the one before.
      switch unsafe JSONTape.tag(of: text.tape[index]) {
      case JSONTape.string:
        body(index)
        index += 1
      case JSONTape.int64, JSONTape.uint64, JSONTape.double: index += 2
      default: index += 1
      }
    }
  }

  /// The UTF-8 of the strings within the value, keys among them, in order.
  package var strings: [[UInt8]] {
    var strings: [[UInt8]] = []
    // Safe: they are copied while the text lives.
    forEachString {
      strings.append(unsafe Array(JSONTape.string(at: $0, in: text.tape, text.strings)))
    }
    return strings
  }

  /// Where the strings within the value stand among those of its text, from the first one's first
  /// byte to the last one's last; empty where there are none.
  package var stringsRange: Range<Int> {
    var range: Range<Int>?
    forEachString { index in
      // Safe for the index of a string's word.
      let count = unsafe JSONTape.string(at: index, in: text.tape, text.strings).count
      let start = text.stringStart(at: index)
      range = (range?.lowerBound ?? start)..<start + count
    }
    return range ?? 0..<0
  }
}

extension JSONText.Memory {
  /// Asks for the first kilobytes of the text ahead of their use.
  ///
  /// A text that was parsed a while ago is no longer in the cache, and whoever goes over it waits for
  /// each line of memory in turn.
  package func prefetch() {
    // Safe: what is asked for is not read.
    unsafe csimdjson_prefetch(tape, min(wordCount * MemoryLayout<UInt64>.size, 2048))
    unsafe csimdjson_prefetch(strings, min(byteCount, 4096))
  }
}

extension JSONText {
  /// Where the bytes of the string at a word begin in the strings.
  package func stringStart(at index: Int) -> Int {
    // Safe for the index of a string's word: its length stands before its bytes.
    unsafe JSONTape.payload(of: tape[index]) + 4
  }
}

extension JSONText {
  /// A copy of all strings, each behind its length.
  package var stringBytes: [UInt8] {
    // Safe: there are as many bytes.
    unsafe Array(UnsafeBufferPointer(start: strings, count: byteCount))
  }
}

extension JSONItem {
  /// The index of the value of a key, or nil if there is none or the value is no object; of several
  /// members of that key, the last counts.
  package func index(of key: StaticString) -> Int? {
    let tape = unsafe text.tape
    // Safe: the words of a value stand in its text.
    guard unsafe JSONTape.tag(of: tape[index]) == JSONTape.object else { return nil }
    let end = unsafe JSONTape.end(of: tape[index]) - 1
    var place = index + 1
    var found: Int?
    while place < end {
      let entry = unsafe JSONTape.string(at: place, in: tape, text.strings)
      if unsafe JSONTape.isEqual(entry, key) { found = place + 1 }
      place = unsafe JSONTape.index(behind: place + 1, in: tape)
    }
    return found
  }

  /// Where the string of a key stands in the text's strings; nil if there is none.
  package func stringRange(of key: StaticString) -> Range<Int32>? {
    guard let index = index(of: key), let bytes = unsafe JSONItem(text, at: index).node.utf8 else {
      return nil
    }
    let start = text.stringStart(at: index)
    return Int32(truncatingIfNeeded: start)..<Int32(truncatingIfNeeded: start + bytes.count)
  }

  /// Whether the value of a key is that string.
  package func has(_ key: StaticString, _ value: StaticString) -> Bool {
    guard let index = index(of: key), let bytes = unsafe JSONItem(text, at: index).node.utf8 else {
      return false
    }
    return unsafe JSONTape.isEqual(bytes, value)
  }
}
