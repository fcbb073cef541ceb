/// `BertNormalizer`: cleans the text, puts spaces around CJK ideographs, strips accents and
/// lowercases, each if wanted, in this order.
struct BertNormalizer: Sendable {
  private let cleansText: Bool
  private let spacesIdeographs: Bool
  private let stripsAccents: Bool
  private let lowercases: Bool

  init(json: ComponentNode) throws(TokenizerError) {
    cleansText = try json.boolean("clean_text")
    spacesIdeographs = try json.boolean("handle_chinese_chars")
    lowercases = try json.boolean("lowercase")
    stripsAccents = try json.optionalBoolean("strip_accents") ?? lowercases
  }

  func apply(to text: inout NormalizedText) throws(TokenizerError) {
    if cleansText || spacesIdeographs || stripsAccents || lowercases {
      try text.requirePlacedStart(for: "BertNormalizer")
    }
    if cleansText { clean(&text) }
    if spacesIdeographs { spaceIdeographs(in: &text) }
    if stripsAccents {
      NormalizationForm.nfd.apply(to: &text)
      let classes = TextClasses()
      text.filter { $0 < 0x300 || !classes.has($0, .nonspacingMark) }
    }
    if lowercases { Lowercase.apply(to: &text) }
  }

  /// Accepts printable ASCII only.
  func isIdentity(on bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe bytes.allSatisfy { byte in
      (0x20...0x7E).contains(byte) && !(lowercases && (0x41...0x5A).contains(byte))
    }
  }

  /// Whether a character stays as it is whatever stands beside it, where that does as well.
  func leavesAlone(_ scalar: UInt32) -> Bool {
    let classes = TextClasses()
    if cleansText, classes.has(scalar, [.uncleanable, .whitespace]) { return false }
    if spacesIdeographs, Self.isIdeograph(scalar) { return false }
    if stripsAccents,
      NormalizationForm.nfd.quickValues[scalar] != 0 || classes.has(scalar, .nonspacingMark)
    {
      return false
    }
    return !lowercases || !Lowercase.changes(scalar)
  }

  private func clean(_ text: inout NormalizedText) {
    let classes = TextClasses()
    text.mapScalars(
      where: { $0 != 0x20 && classes.has($0, [.uncleanable, .whitespace]) },
      to: { if !classes.has($0, .uncleanable) { $1.append(0x20) } }
    )
  }

  private func spaceIdeographs(in text: inout NormalizedText) {
    text.mapScalars(
      where: Self.isIdeograph,
      to: { scalar, output in
        output.append(0x20)
        output.append(scalar: scalar)
        output.append(0x20)
      }
    )
  }

  /// The blocks that the original implementation of BERT names; one of them begins at 2B920 by a
  /// slip that all have kept.
  @inline(__always)
  private static func isIdeograph(_ scalar: UInt32) -> Bool {
    guard scalar >= 0x3400 else { return false }
    return switch scalar {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x2_0000...0x2_A6DF, 0x2_A700...0x2_B73F,
      0x2_B740...0x2_B81F, 0x2_B920...0x2_CEAF, 0xF900...0xFAFF, 0x2_F800...0x2_FA1F:
      true
    default:
      false
    }
  }
}
