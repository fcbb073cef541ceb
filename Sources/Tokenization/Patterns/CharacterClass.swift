/// The named classes of characters, each with the members that the reference's engine gives it.
///
/// `Scripts/make_pattern_tables.py` checks these equations against the engine.
enum CharacterClass {
  static let whitespace = ScalarSet(categories: .whitespace)
  static let decimalDigit = ScalarSet(categories: .decimalNumber)
  static let hexadecimalDigit = ScalarSet(ranges: [0x30...0x39, 0x41...0x46, 0x61...0x66])
  static let lineFeed = ScalarSet(0x0A...0x0A)

  /// `\p{Alphabetic}`: L, Nl, and other scalars that the table marks.
  static let alphabetic = ScalarSet { cell in
    let set = CategorySet(code: cell & 31)
    // Two spacing marks are of the script Han, which takes the place of the mark in the table.
    return set.meets(.letter.union(.letterNumber)) || cell >> 5 == 3
      || (cell >> 5 == 2 && set.meets(.spacingMark))
  }

  static let han = ScalarSet { $0 >> 5 == 2 }

  /// `\w` in brackets, and `[:word:]`.
  static let word = alphabetic.union(
    ScalarSet(categories: [.mark, .decimalNumber, .connectorPunctuation])
  )

  /// `\w` outside brackets has six more: the engine takes Latin 1 from an older table there.
  static let looseWord = word.union(
    ScalarSet(scalars: [0xB2, 0xB3, 0xB9, 0xBC, 0xBD, 0xBE])
  )

  /// The members of `[:name:]`; nil for a name that the engine does not have.
  static func bracket(named name: String) -> ScalarSet? {
    switch name {
    case "word": word
    case "punct": ScalarSet(categories: [.punctuation, .symbol])
    case "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "space",
      "upper", "xdigit":
      property(named: name)
    default: nil
    }
  }

  /// The members of `\p{name}`; nil for a name that is not known here.
  static func property(named written: String) -> ScalarSet? {
    let ignored: Set<Character> = [" ", "_", "-"]
    let name = written.lowercased().filter { !ignored.contains($0) }
    if let categories = categories[name] { return ScalarSet(categories: categories) }
    switch name {
    case "any": return .everything
    case "ascii": return ScalarSet(0...0x7F)
    case "assigned": return ScalarSet(categories: .unassigned).inverted
    case "alpha", "alphabetic": return alphabetic
    case "alnum": return alphabetic.union(decimalDigit)
    case "digit": return decimalDigit
    case "xdigit": return hexadecimalDigit
    case "space", "whitespace": return whitespace
    case "blank": return ScalarSet(categories: .spaceSeparator).union(ScalarSet(9...9))
    case "cntrl": return ScalarSet(categories: .control)
    case "graph": return visible
    case "print": return visible.union(ScalarSet(categories: .spaceSeparator))
    case "upper", "uppercase": return ScalarSet(categories: .uppercaseLetter).union(other(name))
    case "lower", "lowercase": return ScalarSet(categories: .lowercaseLetter).union(other(name))
    case "han", "hani": return han
    case "otheruppercase", "otherlowercase": return nil
    default: return PropertyRangesTable.ranges(of: name).map { ScalarSet(hexadecimal: $0) }
    }
  }

  private static var visible: ScalarSet {
    ScalarSet(categories: [.whitespace, .control, .unassigned]).union(surrogates).inverted
  }

  private static let surrogates = ScalarSet(categories: .surrogate)

  private static func other(_ name: String) -> ScalarSet {
    let table = name.hasPrefix("upper") ? "otheruppercase" : "otherlowercase"
    return ScalarSet(hexadecimal: PropertyRangesTable.ranges(of: table) ?? "")
  }

  private static let categories: [String: CategorySet] = [
    "l": .letter, "letter": .letter, "lc": .casedLetter, "casedletter": .casedLetter,
    "lu": .uppercaseLetter, "uppercaseletter": .uppercaseLetter,
    "ll": .lowercaseLetter, "lowercaseletter": .lowercaseLetter,
    "lt": .titlecaseLetter, "titlecaseletter": .titlecaseLetter,
    "lm": .modifierLetter, "modifierletter": .modifierLetter,
    "lo": .otherLetter, "otherletter": .otherLetter,
    "m": .mark, "mark": .mark, "combiningmark": .mark,
    "mn": .nonspacingMark, "nonspacingmark": .nonspacingMark,
    "mc": .spacingMark, "spacingmark": .spacingMark,
    "me": .enclosingMark, "enclosingmark": .enclosingMark,
    "n": .number, "number": .number,
    "nd": .decimalNumber, "decimalnumber": .decimalNumber,
    "nl": .letterNumber, "letternumber": .letterNumber,
    "no": .otherNumber, "othernumber": .otherNumber,
    "p": .punctuation, "punct": .punctuation, "punctuation": .punctuation,
    "pc": .connectorPunctuation, "connectorpunctuation": .connectorPunctuation,
    "pd": .dashPunctuation, "dashpunctuation": .dashPunctuation,
    "ps": .openPunctuation, "openpunctuation": .openPunctuation,
    "pe": .closePunctuation, "closepunctuation": .closePunctuation,
    "pi": .initialPunctuation, "initialpunctuation": .initialPunctuation,
    "pf": .finalPunctuation, "finalpunctuation": .finalPunctuation,
    "po": .otherPunctuation, "otherpunctuation": .otherPunctuation,
    "s": .symbol, "symbol": .symbol,
    "sm": .mathSymbol, "mathsymbol": .mathSymbol,
    "sc": .currencySymbol, "currencysymbol": .currencySymbol,
    "sk": .modifierSymbol, "modifiersymbol": .modifierSymbol,
    "so": .otherSymbol, "othersymbol": .otherSymbol,
    "z": .separator, "separator": .separator,
    "zs": .spaceSeparator, "spaceseparator": .spaceSeparator,
    "zl": .lineSeparator, "lineseparator": .lineSeparator,
    "zp": .paragraphSeparator, "paragraphseparator": .paragraphSeparator,
    "c": .other, "other": .other,
    "cc": .control, "control": .control,
    "cf": .format, "format": .format,
    "co": .privateUse, "privateuse": .privateUse,
    "cn": .unassigned, "unassigned": .unassigned,
  ]
}
