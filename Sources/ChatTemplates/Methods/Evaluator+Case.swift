extension Evaluator {
  /// The text in another case; it keeps its places if that changes nothing.
  func changingCase(_ text: Text, _ method: StringMethod) throws(TemplateError) -> Text {
    try charge(text.byteCount >> 3)
    if text.rest.isEmpty || method == .title || method == .capitalize {
      return text.rewritten(CaseMapping.bytes(text.bytes, method))
    }
    // Piece by piece, so that each keeps its field; the context that a final sigma needs is then
    // only that of its piece.
    var result = Text().marked(text.isMarkup)
    for piece in text.pieces {
      result.append(Text(piece).rewritten(CaseMapping.bytes(piece.bytes, method)))
    }
    return result
  }

  func padded(
    _ text: Text,
    _ arguments: CallArguments,
    _ method: StringMethod
  ) throws(TemplateError) -> Text {
    let values = try arguments.bound(
      method.rawValue,
      ["width", "fillchar"],
      required: 1,
      positionalOnly: 2
    )
    let width = try integer(values[0], usual: 0)
    var fill = Text(method == .zfill ? "0" : " ")
    if let given = values[1] {
      fill = try string(given, "The fill character")
      guard fill.count == 1 else {
        throw TemplateError(.type, "The fill character must be exactly one character long")
      }
    }
    let count = text.count
    guard width > count else { return text }
    let missing = width - count
    try checkLength(missing)
    var left = 0
    switch method {
    case .center: left = missing / 2 + (missing & width & 1)
    case .rjust, .zfill: left = missing
    default: break
    }
    var result = Text().marked(text.isMarkup)
    var body = text
    if method == .zfill, let sign = text.bytes.first, sign == 0x2B || sign == 0x2D {
      result.append(text.slice(0..<1))
      body = text.slice(1..<text.byteCount)
    }
    result.append(try repeated(fill, left))
    result.append(body)
    result.append(try repeated(fill, missing - left))
    return result
  }

  func expandingTabs(_ text: Text, _ size: Int) throws(TemplateError) -> Text {
    var bytes: [UInt8] = []
    var column = 0
    for scalar in text.bytes.scalars {
      switch scalar {
      case "\t":
        guard size > 0 else { continue }
        let count = size - column % size
        try checkLength(bytes.count + min(count, limits.textBytes))
        try checkLength(count)
        bytes.append(contentsOf: repeatElement(0x20, count: count))
        column += count
      case "\n", "\r":
        column = 0
        bytes.append(scalar)
      default:
        column += 1
        bytes.append(scalar)
      }
    }
    try charge(bytes: bytes.count)
    return text.rewritten(bytes)
  }
}

/// Python's changes of case.
enum CaseMapping {
  static func bytes(_ bytes: ArraySlice<UInt8>, _ method: StringMethod) -> [UInt8] {
    if bytes.isASCII, method == .upper || method == .lower || method == .casefold {
      let isUpper = method == .upper
      return bytes.map { byte in
        switch byte {
        case 0x61...0x7A where isUpper: byte - 32
        case 0x41...0x5A where !isUpper: byte + 32
        default: byte
        }
      }
    }
    if bytes.isASCII, method == .title || method == .capitalize {
      var afterCased = false
      return bytes.map { byte in
        let isUpper = (0x41...0x5A).contains(byte)
        let isLower = (0x61...0x7A).contains(byte)
        defer { afterCased = method == .capitalize || isUpper || isLower }
        return afterCased ? (isUpper ? byte + 32 : byte) : (isLower ? byte - 32 : byte)
      }
    }
    let scalars = bytes.scalars
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var afterCased = false
    for (index, scalar) in scalars.enumerated() {
      let properties = scalar.properties
      let mapped: String
      switch method {
      case .upper: mapped = properties.uppercaseMapping
      case .lower: mapped = lower(scalars, index)
      case .capitalize: mapped = index == 0 ? properties.titlecaseMapping : lower(scalars, index)
      case .title: mapped = afterCased ? lower(scalars, index) : properties.titlecaseMapping
      case .swapcase:
        mapped =
          properties.isUppercase
          ? lower(scalars, index)
          : properties.isLowercase ? properties.uppercaseMapping : String(scalar)
      default: mapped = folded(scalar)
      }
      result.append(contentsOf: mapped.utf8)
      afterCased = properties.isCased
    }
    return result
  }

  /// The lowercase of a code point in its text: a capital sigma at the end of a word is `ς`.
  static func lower(_ scalars: [Unicode.Scalar], _ index: Int) -> String {
    guard scalars[index] == "\u{3A3}" else { return scalars[index].properties.lowercaseMapping }
    let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
    let isFinal = before?.properties.isCased ?? false && !(after?.properties.isCased ?? false)
    return isFinal ? "\u{3C2}" : "\u{3C3}"
  }

  private static func folded(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "ß", "ẞ": "ss"
    case "ς": "σ"
    default: scalar.properties.lowercaseMapping
    }
  }
}

/// Python's questions about all characters of a string.
enum CharacterClass {
  static func holds(_ method: StringMethod, _ scalars: [Unicode.Scalar]) -> Bool {
    switch method {
    case .isascii: return scalars.allSatisfy(\.isASCII)
    case .isprintable: return scalars.allSatisfy(Representation.isPrintable)
    case .islower:
      return scalars.contains { $0.properties.isLowercase }
        && !scalars.contains { $0.properties.isUppercase || isTitle($0) }
    case .isupper:
      return scalars.contains { $0.properties.isUppercase }
        && !scalars.contains { $0.properties.isLowercase || isTitle($0) }
    case .istitle: return isTitled(scalars)
    case .isidentifier:
      guard let first = scalars.first, first == "_" || first.properties.isXIDStart else {
        return false
      }
      return scalars.allSatisfy { $0.properties.isXIDContinue }
    default: return !scalars.isEmpty && scalars.allSatisfy { holds(method, $0) }
    }
  }

  private static func holds(_ method: StringMethod, _ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    switch method {
    case .isspace: return Whitespace.contains(scalar)
    case .isalpha: return isLetter(scalar)
    case .isdecimal: return properties.numericType == .decimal
    case .isdigit: return properties.numericType == .decimal || properties.numericType == .digit
    case .isnumeric: return properties.numericType != nil
    default: return isLetter(scalar) || properties.numericType != nil
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  private static func isTitle(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .titlecaseLetter
  }

  private static func isTitled(_ scalars: [Unicode.Scalar]) -> Bool {
    var afterCased = false
    var found = false
    for scalar in scalars {
      if scalar.properties.isUppercase || isTitle(scalar) {
        if afterCased { return false }
        (afterCased, found) = (true, true)
      } else if scalar.properties.isLowercase {
        if !afterCased { return false }
        (afterCased, found) = (true, true)
      } else {
        afterCased = false
      }
    }
    return found
  }
}
