/// The sorts of characters that components tell apart, each as the reference's own tables have it.
struct TextClass: OptionSet, Sendable {
  let rawValue: UInt8

  /// `White_Space`.
  static let whitespace = Self(rawValue: 0x01)
  /// General category N, what `Digits` splits off.
  static let numeric = Self(rawValue: 0x02)
  /// What `Punctuation` splits off: ASCII punctuation and general category P.
  static let punctuation = Self(rawValue: 0x04)
  /// What `\w` is to the `Whitespace` pre-tokenizer.
  static let word = Self(rawValue: 0x08)
  /// What `StripAccents` removes.
  static let accent = Self(rawValue: 0x10)
  /// What `BertNormalizer` removes when it strips accents.
  static let nonspacingMark = Self(rawValue: 0x20)
  /// What `BertNormalizer` removes when it cleans the text.
  static let uncleanable = Self(rawValue: 0x40)
}

/// The table of all characters' sorts, held by those who look many of them up.
struct TextClasses: Sendable {
  private static let shared = ScalarTable<UInt8>(runs: TextClassTable.bits)

  private let table: ScalarTable<UInt8>

  init() {
    table = Self.shared
  }

  /// The sorts that `scalar` belongs to.
  @inline(__always)
  func of(_ scalar: UInt32) -> TextClass {
    TextClass(rawValue: table[scalar])
  }

  /// Whether `scalar` is of one of the given sorts.
  @inline(__always)
  func has(_ scalar: UInt32, _ classes: TextClass) -> Bool {
    table[scalar] & classes.rawValue != 0
  }
}
