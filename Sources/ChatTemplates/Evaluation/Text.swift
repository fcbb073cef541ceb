/// A part of a source.
struct Piece: Sendable {
  var source: TextSource
  var start: Int32
  var end: Int32
  /// The message whose iteration was running when a literal was evaluated; -1 for none.
  var message: Int32 = -1

  init(_ source: TextSource) {
    self.init(source, 0, source.bytes.count)
  }

  init(_ source: TextSource, _ start: Int, _ end: Int, message: Int32 = -1) {
    self.source = source
    self.start = Int32(truncatingIfNeeded: start)
    self.end = Int32(truncatingIfNeeded: end)
    self.message = message
  }

  var count: Int { Int(end &- start) }
  var range: Range<Int> { Int(start)..<Int(end) }
  var bytes: ArraySlice<UInt8> { source.bytes[range] }
  /// The string of the context that it is or was made of; nil for the template's own.
  var field: Field? { source.field(at: start) }

  /// Takes in what follows in the same source; false if `next` is something else.
  mutating func extend(with next: Piece) -> Bool {
    guard next.source === source, next.start == end, next.message == message else { return false }
    end = next.end
    return true
  }
}

/// A string of a template: pieces that know where they came from.
///
/// Strings are Python's: their units are code points, and equal code points make equal strings. A
/// text of one piece needs no memory of its own.
struct Text: Sendable {
  /// The first piece, and empty only if the text is.
  private(set) var first: Piece
  /// The other pieces; none is empty.
  private(set) var rest: [Piece] = []
  /// The number of bytes.
  private(set) var byteCount: Int
  /// Whether it is Markup: text that escapes what is added to it.
  var isMarkup = false

  init(_ piece: Piece) {
    first = piece
    byteCount = piece.count
  }

  init(_ source: TextSource) {
    self.init(Piece(source))
  }

  /// Makes a text of pieces, none of them empty.
  init(_ pieces: [Piece], byteCount: Int) {
    first = pieces.first ?? Piece(TextSource.empty)
    rest = Array(pieces.dropFirst())
    self.byteCount = byteCount
  }

  /// Makes a text without an origin.
  init(bytes: some Sequence<UInt8>) {
    self.init(TextSource(Array(bytes)))
  }

  /// Makes a text without an origin.
  init(_ string: some StringProtocol) {
    self.init(bytes: string.utf8)
  }

  init() {
    self.init(TextSource.empty)
  }

  /// The keys that nearly every message and tool has.
  private static let sharedTexts: [(byteCount: Int, string: String, text: Text)] = [
    "role", "content", "type", "text", "name", "tool_calls", "function", "arguments", "id",
    "tool_call_id", "reasoning_content", "thinking", "reasoning", "parameters", "description",
    "properties",
    "required",
  ].map { ($0.utf8.count, $0, Text($0)) }

  /// Makes a text without an origin; those of common keys are one and the same.
  static func shared(_ string: String) -> Text {
    let byteCount = string.utf8.count
    for shared in sharedTexts where shared.byteCount == byteCount {
      if shared.string == string { return shared.text }
    }
    return Text(string)
  }

  var isEmpty: Bool { byteCount == 0 }
  var pieceCount: Int { 1 + rest.count }

  /// Every piece in order; an empty text has one, and it is empty.
  var pieces: [Piece] { [first] + rest }

  var isASCII: Bool {
    if rest.isEmpty { return first.source.isASCII || first.bytes.isASCII }
    return pieces.allSatisfy { $0.source.isASCII || $0.bytes.isASCII }
  }

  /// The bytes, copied only if there are several pieces.
  var bytes: ArraySlice<UInt8> {
    if rest.isEmpty { return first.bytes }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    bytes.append(contentsOf: first.bytes)
    for piece in rest { bytes.append(contentsOf: piece.bytes) }
    return bytes[...]
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The number of code points.
  var count: Int {
    var count = 0
    count += first.source.isASCII ? first.count : first.bytes.codePointCount
    for piece in rest {
      count += piece.source.isASCII ? piece.count : piece.bytes.codePointCount
    }
    return count
  }

  /// The first piece's field that is in a message, else any piece's field.
  var field: Field? {
    if rest.isEmpty { return first.field }
    var other: Piece?
    for piece in pieces where piece.source.hasField {
      if piece.source.message != nil { return piece.field }
      if other == nil { other = piece }
    }
    return other?.field
  }

  /// Whether there is such a field.
  var hasField: Bool { pieces.contains { $0.source.hasField } }

  /// The message of that field.
  var fieldMessage: Int? {
    if rest.isEmpty { return first.source.message }
    return pieces.lazy.compactMap(\.source.message).first
  }

  mutating func append(_ piece: Piece) {
    guard piece.count > 0 else { return }
    byteCount += piece.count
    if byteCount == piece.count {
      first = piece
    } else if rest.isEmpty {
      if !first.extend(with: piece) { rest.append(piece) }
    } else if !rest[rest.count - 1].extend(with: piece) {
      rest.append(piece)
    }
  }

  mutating func append(_ text: Text) {
    append(text.first)
    for piece in text.rest { append(piece) }
  }

  /// The part with these bytes, whose ends are between code points.
  func slice(_ range: Range<Int>) -> Text {
    var result = Text()
    result.isMarkup = isMarkup
    guard !range.isEmpty else { return result }
    var start = 0
    for index in 0..<pieceCount {
      let piece = index == 0 ? first : rest[index - 1]
      let part = range.clamped(to: start..<start + piece.count)
      if !part.isEmpty {
        let offset = Int(piece.start) - start
        result.append(
          Piece(
            piece.source,
            part.lowerBound + offset,
            part.upperBound + offset,
            message: piece.message
          )
        )
      }
      start += piece.count
      if start >= range.upperBound { break }
    }
    return result
  }

  /// A text of other bytes that was made of this one: it keeps the field and loses the range.
  func rewritten(_ bytes: [UInt8]) -> Text {
    if self.bytes.elementsEqual(bytes) { return self }
    var piece = Piece(TextSource(bytes, field: field))
    piece.message = first.message
    var result = Text(piece)
    result.isMarkup = isMarkup
    return result
  }

  /// The byte offset of the code point with this number, which may be the end.
  func byteOffset(ofCodePoint index: Int) -> Int {
    if isASCII { return min(index, byteCount) }
    var left = index
    let bytes = self.bytes
    for (offset, byte) in bytes.enumerated() where !byte.isContinuation {
      if left == 0 { return offset }
      left -= 1
    }
    return byteCount
  }

  /// The same text as plain or as Markup.
  func marked(_ isMarkup: Bool) -> Text {
    var text = self
    text.isMarkup = isMarkup
    return text
  }
}

extension Text: Hashable {
  static func == (left: Text, right: Text) -> Bool {
    guard left.byteCount == right.byteCount else { return false }
    if left.rest.isEmpty, right.rest.isEmpty {
      if left.first.source === right.first.source, left.first.start == right.first.start {
        return true
      }
      let shift = Int(right.first.start) - Int(left.first.start)
      for index in left.first.range
      where left.first.source.bytes[index] != right.first.source.bytes[index + shift] {
        return false
      }
      return true
    }
    return left.bytes.elementsEqual(right.bytes)
  }

  func hash(into hasher: inout Hasher) {
    for byte in bytes { hasher.combine(byte) }
  }
}
