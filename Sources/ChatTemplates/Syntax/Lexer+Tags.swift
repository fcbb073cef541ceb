extension Lexer {
  /// Reads a tag's tokens and its end; `position` is behind its beginning and sign.
  mutating func scanTag(isVariable: Bool, from start: Int) throws(TemplateError) {
    append(isVariable ? .variableBegin : .blockBegin, at: start)
    brackets = []
    while position < source.count {
      if brackets.isEmpty, let end = tagEnd(isVariable: isVariable) {
        append(isVariable ? .variableEnd : .blockEnd, at: position)
        position = end
        return
      }
      try scanWord()
    }
  }

  /// Where the tag's end at `position` ends; nil if there is none.
  private func tagEnd(isVariable: Bool) -> Int? {
    let close: StaticString = isVariable ? "}}" : "%}"
    if has(close, at: position) {
      let end = position + 2
      return !isVariable && byte(at: end) == UInt8(ascii: "\n") ? end + 1 : end
    }
    if byte(at: position) == UInt8(ascii: "-"), has(close, at: position + 1) {
      return position + 3 + Whitespace.leadingCount(source[(position + 3)...])
    }
    if !isVariable, has("+%}", at: position) { return position + 3 }
    return nil
  }

  private mutating func scanWord() throws(TemplateError) {
    let start = position
    let (scalar, length) = source[...].scalar(at: position)
    if Whitespace.contains(scalar) { return skipWhitespace() }
    switch scalar {
    case "0"..."9":
      if scanNumber() { return }
      try scanName()
    case "\"", "'":
      guard let end = stringEnd() else {
        try scanSymbol()
        return
      }
      position = end
      do throws(TemplateError) {
        appendString(try StringLiteral.value(of: source[start + 1..<end - 1]), at: start)
      } catch {
        position = start
        throw error
      }
    case "_": try scanName()
    default:
      if scalar.isWordCharacter { try scanName() } else { try scanSymbol() }
    }
    if position == start { position += length }
  }

  private mutating func scanName() throws(TemplateError) {
    let start = position
    while position < source.count {
      let (scalar, length) = source[...].scalar(at: position)
      guard scalar == "_" || scalar.isWordCharacter else { break }
      position += length
    }
    let name = String(decoding: source[start..<position], as: UTF8.self)
    guard let head = name.unicodeScalars.first, head == "_" || head.properties.isXIDStart,
      name.unicodeScalars.allSatisfy({ $0 == "_" || $0.properties.isXIDContinue })
    else {
      position = start
      throw TemplateError(.syntax, "Invalid character in identifier")
    }
    append(.name, name, at: start)
  }

  private static let symbols: [StaticString] = [
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";",
  ]

  private mutating func scanSymbol() throws(TemplateError) {
    guard let symbol = Self.symbols.first(where: { has($0, at: position) })?.description else {
      let found = Text(bytes: String(source[...].scalar(at: position).scalar).utf8)
      let place = source[..<position].codePointCount
      throw TemplateError(
        .syntax,
        "unexpected char \(Representation.quoted(found)) at \(place)"
      )
    }
    switch symbol {
    case "(": brackets.append(UInt8(ascii: ")"))
    case "[": brackets.append(UInt8(ascii: "]"))
    case "{": brackets.append(UInt8(ascii: "}"))
    case ")", "]", "}":
      guard let expected = brackets.popLast() else {
        throw TemplateError(.syntax, "unexpected '\(symbol)'")
      }
      guard symbol.utf8.first == expected else {
        let expected = String(Unicode.Scalar(expected))
        throw TemplateError(.syntax, "unexpected '\(symbol)', expected '\(expected)'")
      }
    default: break
    }
    append(.symbol, symbol, at: position)
    position += symbol.utf8.count
  }

  /// Where the string that begins at `position` ends; nil if it does not end.
  private func stringEnd() -> Int? {
    let quote = source[position]
    var index = position + 1
    while index < source.count {
      if source[index] == quote { return index + 1 }
      index += source[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }
}

extension Unicode.Scalar {
  /// Whether a name of a template may contain it (Python's `\w` without the underscore).
  var isWordCharacter: Bool {
    if value < 0x80 {
      switch self {
      case "a"..."z", "A"..."Z", "0"..."9": return true
      default: return false
      }
    }
    return properties.isXIDContinue || properties.numericType != nil
  }
}

extension Lexer {
  /// Reads a number; false, and nothing is read, if none begins at `position`.
  private mutating func scanNumber() -> Bool {
    let start = position
    if let end = floatEnd(), byte(at: start - 1) != UInt8(ascii: ".") {
      append(.float, digits(start..<end), at: start)
      position = end
      return true
    }
    guard let end = integerEnd() else { return false }
    append(.integer, digits(start..<end), at: start)
    position = end
    return true
  }

  private func digits(_ range: Range<Int>) -> String {
    String(decoding: source[range].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
  }

  /// Where digits, with single underscores between them, end; nil if there are none.
  private func digitsEnd(
    from start: Int,
    allowsLeadingUnderscore: Bool = false,
    where isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
  ) -> Int? {
    var index = start
    var end: Int?
    while let byte = byte(at: index) {
      if isDigit(byte) {
        index += 1
        end = index
      } else if byte == UInt8(ascii: "_"),
        end == index || allowsLeadingUnderscore && index == start,
        let next = self.byte(at: index + 1), isDigit(next)
      {
        index += 1
      } else {
        break
      }
    }
    return end
  }

  private func floatEnd() -> Int? {
    guard var end = digitsEnd(from: position) else { return nil }
    var isFloat = false
    if byte(at: end) == UInt8(ascii: "."), let fraction = digitsEnd(from: end + 1) {
      end = fraction
      isFloat = true
    }
    if let sign = byte(at: end), sign | 0x20 == UInt8(ascii: "e") {
      var exponent = end + 1
      if byte(at: exponent) == UInt8(ascii: "+") || byte(at: exponent) == UInt8(ascii: "-") {
        exponent += 1
      }
      if let exponentEnd = digitsEnd(from: exponent) { return exponentEnd }
    }
    return isFloat ? end : nil
  }

  private func integerEnd() -> Int? {
    if byte(at: position) == UInt8(ascii: "0") {
      let prefixed: Int?
      switch byte(at: position + 1).map({ $0 | 0x20 }) {
      case UInt8(ascii: "x"):
        prefixed = digitsEnd(from: position + 2, allowsLeadingUnderscore: true) {
          Unicode.Scalar($0).properties.isASCIIHexDigit
        }
      case UInt8(ascii: "o"):
        prefixed = digitsEnd(from: position + 2, allowsLeadingUnderscore: true) {
          (0x30...0x37).contains($0)
        }
      case UInt8(ascii: "b"):
        prefixed = digitsEnd(from: position + 2, allowsLeadingUnderscore: true) {
          (0x30...0x31).contains($0)
        }
      default: prefixed = nil
      }
      return prefixed ?? digitsEnd(from: position) { $0 == UInt8(ascii: "0") }
    }
    return digitsEnd(from: position)
  }
}
