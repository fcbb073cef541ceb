internal import JSON

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

// Reads arrays and objects where they stand in the context.
//
// Safe: a source's tape and strings live as long as the context, which the evaluator holds; every
// index was written by the parser, in the layout that `JSONTape` describes.
extension Evaluator {
  @inline(__always)
  private func word(_ source: Int32, _ index: Int) -> TapeWord {
    guard let tape = unsafe sources.memories[Int(source)].tape else { return TapeWord(bits: 0) }
    return unsafe TapeWord(bits: tape[index])
  }

  /// The index behind a value.
  func index(behind index: Int, in source: Int32) -> Int {
    guard let tape = unsafe sources.memories[Int(source)].tape else { return index + 1 }
    return unsafe TapeWord.index(behind: index, in: tape)
  }

  func isObject(_ place: RecordPlace) -> Bool {
    word(place.source, Int(place.index)).tag == TapeWord.object
  }

  /// The indices within an array or object: `first` up to `end`.
  @inline(__always)
  func inner(of place: RecordPlace) -> (first: Int, end: Int) {
    let index = Int(place.index)
    return (index + 1, word(place.source, index).end - 1)
  }

  /// The indices of the elements, or of keys and values alternately.
  func childIndices(of place: RecordPlace) -> [Int] {
    var indices: [Int] = []
    var (index, end) = inner(of: place)
    while index < end {
      indices.append(index)
      index = self.index(behind: index, in: place.source)
    }
    return indices
  }

  /// The number of elements or, of an object, of keys that differ.
  func count(of place: RecordPlace) throws(TemplateError) -> Int {
    if isObject(place) {
      guard case .dictionary(let dictionary) = try value(of: place) else { return 0 }
      return dictionary.count
    }
    let count = word(place.source, Int(place.index)).count
    if count < TapeWord.saturatedCount { return Int(count) }
    return childIndices(of: place).count
  }

  /// Whether there is no element or key.
  func isEmpty(_ place: RecordPlace) -> Bool {
    let (first, end) = inner(of: place)
    return first >= end
  }

  /// The value at an index.
  func operand(in source: Int32, at index: Int) throws(TemplateError) -> Operand {
    let word = word(source, index)
    switch word.tag {
    case TapeWord.string:
      let start = word.payload + 4
      let count = stringCount(in: source, at: start)
      try checkLength(count)
      return .string(
        Passage(
          source: source,
          start: Int32(truncatingIfNeeded: start),
          end: Int32(truncatingIfNeeded: start + count)
        )
      )
    case TapeWord.object, TapeWord.array:
      return .record(RecordPlace(source: source, index: Int32(truncatingIfNeeded: index)))
    case TapeWord.null: return .none
    case TapeWord.true: return .boolean(true)
    case TapeWord.false: return .boolean(false)
    case TapeWord.int64: return .integer(Int(Int64(bitPattern: self.word(source, index + 1).bits)))
    default: return number(in: source, at: index)
    }
  }

  private func number(in source: Int32, at index: Int) -> Operand {
    let text = item(ofSource: source).text
    return self.operand(of: Self.value(JSONItem(text, at: index).node.number))
  }

  private static func value(_ number: JSONNumber?) -> Value {
    switch number {
    case .integer(let integer)?:
      Int(exactly: integer).map { .integer($0) } ?? .bigInteger(String(integer))
    case .unsigned(let integer)?: .bigInteger(String(integer))
    case .double(let double)?: .float(double)
    case .big(let text)?:
      text.utf8.contains { [0x2E, 0x45, 0x65].contains($0) }
        ? .float(Double(text) ?? (text.hasPrefix("-") ? -.infinity : .infinity))
        : .bigInteger(text)
    case nil: .none
    }
  }

  private func stringCount(in source: Int32, at start: Int) -> Int {
    let strings = unsafe sources.memories[Int(source)].strings
    let length = unsafe UnsafeRawPointer(strings + start - 4).loadUnaligned(as: UInt32.self)
    return Int(length)
  }

  /// The bytes of a key of an object; it is no string of the context.
  func key(in source: Int32, at index: Int) -> Passage {
    let start = word(source, index).payload + 4
    return Passage(
      source: source,
      start: Int32(truncatingIfNeeded: start),
      end: Int32(truncatingIfNeeded: start + stringCount(in: source, at: start))
    )
  }

  /// A key of an object, copied: it is no string of the context.
  func string(in source: Int32, at index: Int) -> String {
    let start = word(source, index).payload + 4
    let count = stringCount(in: source, at: start)
    let strings = unsafe sources.memories[Int(source)].strings
    return unsafe String(
      decoding: UnsafeBufferPointer(start: strings + start, count: count),
      as: UTF8.self
    )
  }

  // MARK: Members

  /// Objects of more words are looked up as dictionaries, for looking for a key goes over all.
  static let searchedWordCount = 512

  /// The value of a key whose bytes are a passage; nil if there is none.
  func member(_ key: Passage, of place: RecordPlace) throws(TemplateError) -> Operand? {
    try unsafe member(bytes(of: key), of: place)
  }

  /// The same for a key that was made while the template ran.
  func member(_ key: Text, of place: RecordPlace) throws(TemplateError) -> Operand? {
    try unsafe key.bytes.withUnsafeBufferPointer { (bytes) throws(TemplateError) in
      try unsafe member(bytes, of: place)
    }
  }

  private func member(
    _ key: UnsafeBufferPointer<UInt8>,
    of place: RecordPlace
  ) throws(TemplateError) -> Operand? {
    let (first, end) = inner(of: place)
    if end - first > Self.searchedWordCount {
      guard case .dictionary(let dictionary) = try value(of: place) else { return nil }
      return dictionary.value(of: unsafe Text(bytes: key)).map { operand(of: $0) }
    }
    var index = unsafe memberIndex(key, of: place)
    if unsafe mayBeReasoning(key), isMessage(place), unsafe isReasoning(key, isThere: index != nil),
      let reasoning = reasoningIndex(of: place)
    {
      index = reasoning
    }
    guard let index else { return nil }
    return try operand(in: place.source, at: index)
  }

  /// Whether a key is as long as a name of a message's reasoning.
  @inline(__always)
  private func mayBeReasoning(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    let count = key.count
    return count == ReasoningNames.content.utf8CodeUnitCount
      || count == ReasoningNames.thinking.utf8CodeUnitCount
  }

  /// Whether a message's reasoning stands for the value of a key: always for `reasoning_content`, for
  /// `thinking` where the message has no such key.
  private func isReasoning(_ key: UnsafeBufferPointer<UInt8>, isThere: Bool) -> Bool {
    unsafe isEqual(key, ReasoningNames.content)
      || !isThere && isEqual(key, ReasoningNames.thinking)
  }

  /// The index of the last value of a key.
  private func memberIndex(
    _ wanted: UnsafeBufferPointer<UInt8>,
    of place: RecordPlace
  ) -> Int? {
    let memory = sources.memories[Int(place.source)]
    guard let tape = unsafe memory.tape else { return nil }
    var index = Int(place.index)
    let end = unsafe TapeWord(bits: tape[index]).end - 1
    index += 1
    var found: Int?
    while index < end {
      let entry = unsafe TapeWord.string(at: index, in: tape, memory.strings)
      if entry.count == wanted.count, unsafe isEqual(entry, wanted) { found = index + 1 }
      index = unsafe TapeWord.index(behind: index + 1, in: tape)
    }
    return found
  }

  private func isMessage(_ place: RecordPlace) -> Bool {
    let memory = sources.memories[Int(place.source)]
    return memory.message >= 0 && memory.index == place.index
  }

  /// Where a message's reasoning stands: the first of its names that has a value.
  func reasoningIndex(of place: RecordPlace) -> Int? {
    guard isMessage(place) else { return nil }
    let known = sources.memories[Int(place.source)].reasoning
    if known >= 0 { return known == 0 ? nil : Int(known) }
    var found: Int?
    for name in ReasoningNames.all {
      let key = unsafe UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
      let index = unsafe memberIndex(key, of: place)
      if let index, word(place.source, index).tag != TapeWord.null {
        found = index
        break
      }
    }
    sources.memories.update(Int(place.source)) {
      $0.reasoning = Int32(truncatingIfNeeded: found ?? 0)
    }
    return found
  }

  // MARK: Bytes

  /// The bytes of a passage, where they stand.
  func bytes(of passage: Passage) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(
      start: sources.memories[Int(passage.source)].strings + Int(passage.start),
      count: passage.count
    )
  }

  /// Whether both have the same bytes.
  func areEqual(_ left: Passage, _ right: Passage) -> Bool {
    left.count == right.count && (unsafe isEqual(bytes(of: left), bytes(of: right)))
  }

  private func isEqual(
    _ left: UnsafeBufferPointer<UInt8>,
    _ right: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard left.count == right.count else { return false }
    guard let left = left.baseAddress, let start = right.baseAddress else { return true }
    return unsafe memcmp(left, start, right.count) == 0
  }

  private func isEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: StaticString) -> Bool {
    unsafe isEqual(
      left,
      UnsafeBufferPointer(start: right.utf8Start, count: right.utf8CodeUnitCount)
    )
  }

  /// Whether a passage has another's bytes within it.
  func contains(_ text: Passage, _ part: Passage) -> Bool { place(of: part, in: text) != nil }

  /// Where a passage has another's bytes first.
  func place(of part: Passage, in text: Passage) -> Int32? {
    let (bytes, wanted) = unsafe (bytes(of: text), self.bytes(of: part))
    guard let base = bytes.baseAddress, let needle = wanted.baseAddress, wanted.count > 0
    else { return text.start }
    var start = unsafe base
    let first = unsafe Int32(needle.pointee)
    var count = bytes.count
    var compared = 0
    while count >= wanted.count,
      let found = unsafe memchr(start, first, count - wanted.count + 1)
    {
      let place = unsafe UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      if unsafe memcmp(found, needle, wanted.count) == 0 {
        return text.start + Int32(truncatingIfNeeded: unsafe place - base)
      }
      count -= unsafe place + 1 - start
      unsafe start = place + 1
      // Texts that begin to be alike everywhere are searched in time that grows with their length.
      compared += wanted.count
      if compared > 4 * bytes.count + Self.comparedCount {
        return ByteSearch(self.text(of: part).bytes).first(in: self.text(of: text).bytes)
          .map { text.start + Int32(truncatingIfNeeded: $0) }
      }
    }
    return nil
  }

  private static let comparedCount = 1024

  /// The first code point of a passage that is not empty, and the rest.
  func split(_ passage: Passage) -> (first: Passage, rest: Passage) {
    let text = unsafe bytes(of: passage)
    var length = 1
    while length < text.count, unsafe text[length].isContinuation { length += 1 }
    var (first, rest) = (passage, passage)
    first.end = passage.start + Int32(truncatingIfNeeded: length)
    rest.start = first.end
    return (first, rest)
  }

  /// The passage without the whitespace at its ends.
  func trimmed(_ passage: Passage, left: Bool, right: Bool) -> Passage {
    var result = passage
    let strings = unsafe sources.memories[Int(passage.source)].strings
    while left, result.start < result.end {
      guard let length = unsafe Whitespace.length(at: strings + Int(result.start)) else { break }
      result.start += length
    }
    while right, result.start < result.end {
      guard let length = unsafe Whitespace.length(before: strings + Int(result.end)) else { break }
      result.end -= length
    }
    return result
  }

  /// The passage without a character of one byte at its ends.
  func trimmed(_ passage: Passage, of character: Passage, left: Bool, right: Bool) -> Passage {
    var result = passage
    let strings = unsafe sources.memories[Int(passage.source)].strings
    let byte = unsafe bytes(of: character)[0]
    while left, result.start < result.end, unsafe strings[Int(result.start)] == byte {
      result.start += 1
    }
    while right, result.start < result.end, unsafe strings[Int(result.end) - 1] == byte {
      result.end -= 1
    }
    return result
  }
}
