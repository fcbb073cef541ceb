/// Cuts a template into tokens as Jinja2 does with `trim_blocks` and `lstrip_blocks`.
///
/// 1. Line ends become `\n`, and one at the end of the source is dropped.
/// 2. Text up to `{{`, `{%` or `{#` is data. Before a block or comment, blanks at the start of its
///    line are dropped; `-` drops all whitespace, `+` none.
/// 3. Within tags: names, numbers, strings and operators. An end counts only where all brackets are
///    closed.
/// 4. After a block or comment one line end is dropped; `-` drops all whitespace, `+` none.
///
///     "a\n  {% if x %}\nb" → data "a\n", block begin, if, x, block end, data "b"
struct Lexer {
  /// The source with its line ends made one.
  let source: [UInt8]
  private(set) var tokens: [Token] = []
  var position = 0
  /// The closing brackets that are awaited in a tag.
  var brackets: [UInt8] = []
  /// Whether what was read last ended with a line end.
  private var isAtLineStart = true

  init(_ text: String) {
    source = Self.normalized(Array(text.utf8))
  }

  private static func normalized(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var afterReturn = false
    for byte in bytes {
      if byte == UInt8(ascii: "\r") {
        result.append(UInt8(ascii: "\n"))
      } else if byte != UInt8(ascii: "\n") || !afterReturn {
        result.append(byte)
      }
      afterReturn = byte == UInt8(ascii: "\r")
    }
    if result.last == UInt8(ascii: "\n") { result.removeLast() }
    return result
  }

  /// All tokens; the last is the end or a fault.
  static func tokens(of text: String) -> (tokens: [Token], source: [UInt8]) {
    var lexer = Lexer(text)
    do throws(TemplateError) {
      while try lexer.scanData() {}
      lexer.tokens.append(Token(.end, at: lexer.source.count))
    } catch {
      var token = Token(.fault, at: lexer.position)
      token.fault = error.placed(at: lexer.position, in: lexer.source)
      lexer.tokens.append(token)
    }
    return (lexer.tokens, lexer.source)
  }

  /// Reads data and the tag behind it; false at the end.
  private mutating func scanData() throws(TemplateError) -> Bool {
    let start = position
    guard let tag = nextTag() else {
      appendData(start..<source.count)
      position = source.count
      return false
    }
    position = tag + 2
    var sign = byte(at: position) ?? 0
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 } else { sign = 0 }
    let kind = source[tag + 1]
    appendData(start..<dataEnd(from: start, to: tag, sign: sign, isVariable: kind == 0x7B))
    switch kind {
    case UInt8(ascii: "#"):
      try skipComment()
      isAtLineStart = source[position - 1] == UInt8(ascii: "\n")
    case UInt8(ascii: "%") where skipRawTag():
      try scanRaw()
    default:
      try scanTag(isVariable: kind == UInt8(ascii: "{"), from: tag)
      isAtLineStart = source[position - 1] == UInt8(ascii: "\n")
    }
    return true
  }

  private func nextTag() -> Int? {
    var index = position
    while index + 1 < source.count {
      if source[index] == UInt8(ascii: "{") {
        switch source[index + 1] {
        case UInt8(ascii: "{"), UInt8(ascii: "%"), UInt8(ascii: "#"): return index
        default: break
        }
      }
      index += 1
    }
    return nil
  }

  /// Where the data before a tag ends once blanks are dropped.
  private func dataEnd(from start: Int, to tag: Int, sign: UInt8, isVariable: Bool) -> Int {
    if sign == UInt8(ascii: "-") {
      return start + Whitespace.trimmedEnd(source[start..<tag])
    }
    guard sign == 0, !isVariable else { return tag }
    let lineStart = source[start..<tag].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? start
    guard lineStart > start || isAtLineStart else { return tag }
    return Whitespace.trimmedEnd(source[lineStart..<tag]) == 0 ? lineStart : tag
  }

  private mutating func appendData(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    var token = Token(.data, at: range.lowerBound)
    token.bytes = Array(source[range])
    tokens.append(token)
  }

  mutating func append(_ kind: Token.Kind, _ text: String = "", at offset: Int) {
    tokens.append(Token(kind, text, at: offset))
  }

  mutating func appendString(_ bytes: [UInt8], at offset: Int) {
    var token = Token(.string, at: offset)
    token.bytes = bytes
    tokens.append(token)
  }

  func byte(at index: Int) -> UInt8? {
    source.indices.contains(index) ? source[index] : nil
  }

  func has(_ text: StaticString, at index: Int) -> Bool {
    guard index + text.utf8CodeUnitCount <= source.count else { return false }
    return source[index...].starts(with: text.description.utf8)
  }

  mutating func skipWhitespace() {
    position += Whitespace.leadingCount(source[position...])
  }

  // MARK: Comments and raw

  private mutating func skipComment() throws(TemplateError) {
    while position < source.count {
      if has("#}", at: position) {
        position += 2
        if byte(at: position) == UInt8(ascii: "\n") { position += 1 }
        return
      }
      if has("-#}", at: position) {
        position += 3
        return skipWhitespace()
      }
      if has("+#}", at: position) {
        position += 3
        return
      }
      position += 1
    }
    throw TemplateError(.syntax, "Missing end of comment tag")
  }

  /// Skips `raw %}` behind `{%`; false, and nothing is skipped, if something else stands there.
  private mutating func skipRawTag() -> Bool {
    let start = position
    skipWhitespace()
    if has("raw", at: position) {
      position += 3
      skipWhitespace()
      if has("%}", at: position) {
        position += 2
        return true
      }
      if has("-%}", at: position) {
        position += 3
        skipWhitespace()
        return true
      }
    }
    position = start
    return false
  }

  private mutating func scanRaw() throws(TemplateError) {
    isAtLineStart = source[position - 1] == UInt8(ascii: "\n")
    let start = position
    var index = start
    while index < source.count {
      if has("{%", at: index), let (sign, end) = rawEnd(at: index) {
        appendData(start..<dataEnd(from: start, to: index, sign: sign, isVariable: false))
        position = end
        isAtLineStart = source[position - 1] == UInt8(ascii: "\n")
        return
      }
      index += 1
    }
    throw TemplateError(.syntax, "Missing end of raw directive")
  }

  /// The sign of the `{% endraw %}` at `index` and where it ends.
  private func rawEnd(at index: Int) -> (sign: UInt8, end: Int)? {
    var place = index + 2
    var sign = byte(at: place) ?? 0
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { place += 1 } else { sign = 0 }
    place += Whitespace.leadingCount(source[place...])
    guard has("endraw", at: place) else { return nil }
    place += 6
    place += Whitespace.leadingCount(source[place...])
    if has("+%}", at: place) { return (sign, place + 3) }
    if has("-%}", at: place) {
      return (sign, place + 3 + Whitespace.leadingCount(source[(place + 3)...]))
    }
    guard has("%}", at: place) else { return nil }
    return (sign, place + (byte(at: place + 2) == UInt8(ascii: "\n") ? 3 : 2))
  }
}
