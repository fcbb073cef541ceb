/// A set of general categories of Unicode 16; each scalar is in exactly one of the 32.
///
/// White space stands apart from the categories: all of Z is white space, of Cc only six scalars,
/// which therefore have categories of their own here. So every class that the known split patterns
/// use is a union of members, and one `and` answers whether a scalar is in it.
struct CategorySet: OptionSet, Hashable, Sendable {
  let rawValue: UInt32

  static let uppercaseLetter = Self(code: 0)
  static let lowercaseLetter = Self(code: 1)
  static let titlecaseLetter = Self(code: 2)
  static let modifierLetter = Self(code: 3)
  static let otherLetter = Self(code: 4)
  static let nonspacingMark = Self(code: 5)
  static let spacingMark = Self(code: 6)
  static let enclosingMark = Self(code: 7)
  static let decimalNumber = Self(code: 8)
  static let letterNumber = Self(code: 9)
  static let otherNumber = Self(code: 10)
  static let connectorPunctuation = Self(code: 11)
  static let dashPunctuation = Self(code: 12)
  static let openPunctuation = Self(code: 13)
  static let closePunctuation = Self(code: 14)
  static let initialPunctuation = Self(code: 15)
  static let finalPunctuation = Self(code: 16)
  static let otherPunctuation = Self(code: 17)
  static let mathSymbol = Self(code: 18)
  static let currencySymbol = Self(code: 19)
  static let modifierSymbol = Self(code: 20)
  static let otherSymbol = Self(code: 21)
  static let spaceSeparator = Self(code: 22)
  static let lineSeparator = Self(code: 23)
  static let paragraphSeparator = Self(code: 24)
  /// Cc that is not white space.
  static let otherControl = Self(code: 25)
  static let format = Self(code: 26)
  static let surrogate = Self(code: 27)
  static let privateUse = Self(code: 28)
  static let unassigned = Self(code: 29)
  /// Cc that is white space but does not end a line: tab, VT, FF and NEL.
  static let controlSpace = Self(code: 30)
  /// CR and LF.
  static let newline = Self(code: 31)

  static let casedLetter: Self = [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]
  /// `\p{L}`.
  static let letter: Self = [.casedLetter, .modifierLetter, .otherLetter]
  /// `\p{M}`.
  static let mark: Self = [.nonspacingMark, .spacingMark, .enclosingMark]
  /// `\p{N}`.
  static let number: Self = [.decimalNumber, .letterNumber, .otherNumber]
  /// `\p{P}`.
  static let punctuation: Self = [
    .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
    .initialPunctuation, .finalPunctuation, .otherPunctuation,
  ]
  /// `\p{S}`.
  static let symbol: Self = [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]
  /// `\p{Z}`.
  static let separator: Self = [.spaceSeparator, .lineSeparator, .paragraphSeparator]
  /// `\p{Cc}`.
  static let control: Self = [.otherControl, .controlSpace, .newline]
  /// `\p{C}`.
  static let other: Self = [.control, .format, .surrogate, .privateUse, .unassigned]
  /// `\s`.
  static let whitespace: Self = [.separator, .controlSpace, .newline]

  init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The set of the one category with this code, which `CategoryTable` uses.
  @inline(__always)
  init(code: UInt8) {
    rawValue = 1 &<< UInt32(code)
  }

  /// All categories that are not in this set.
  var inverted: Self { Self(rawValue: ~rawValue) }

  /// Whether the sets have a category in common.
  @inline(__always)
  func meets(_ other: Self) -> Bool { rawValue & other.rawValue != 0 }
}
