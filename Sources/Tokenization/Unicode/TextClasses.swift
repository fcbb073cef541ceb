/// The sorts of characters that components tell apart, each as the reference's own tables have it.
struct TextClass: OptionSet, Sendable {
  let rawValue: UInt8

  /// `White_Space`.
  static let whitespace = Self(rawValue: 0x01)
  /// General category N, what `Digits` splits off.
  static let numeric = Self(rawValue: 0x02)
  /// What `Punctuation` splits off: ASCII punctuation and general category P.
  static let punctuation = Self(rawValue: 0x04)
  /// `\w` of the `Whitespace` pre-tokenizer.
  static let word = Self(rawValue: 0x08)
  /// What `StripAccents` removes.
  static let accent = Self(rawValue: 0x10)
  /// What `BertNormalizer` removes when it strips accents.
  static let nonspacingMark = Self(rawValue: 0x20)
  /// What `BertNormalizer` removes when it cleans the text.
  static let uncleanable = Self(rawValue: 0x40)

  private static let table = ScalarTable<UInt8>(runs: TextClassTable.bits)

  /// The sorts that `scalar` belongs to.
  @inline(__always)
  init(of scalar: UInt32) {
    rawValue = Self.table[scalar]
  }

  init(rawValue: UInt8) {
    self.rawValue = rawValue
  }
}

extension UInt32 {
  /// Whether this scalar is of one of the given sorts.
  @inline(__always)
  func isAny(of classes: TextClass) -> Bool {
    !TextClass(of: self).isDisjoint(with: classes)
  }
}
