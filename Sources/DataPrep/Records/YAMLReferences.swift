/// A bound for what a YAML text refers to: a few references, each to what refers on, have no end.
///
///     a: &a [x, x]   b: &b [*a, *a]   c: [*b, *b]   →   three references make eight texts of two
///
/// With 24 references a text becomes at most 3⁸ times as large as the part that they repeat.
enum YAMLReferences {
  /// The most references that a text may have.
  static let limit = 24
  /// The size of a text with references, in bytes.
  static let byteLimit = 1 << 16

  /// What is too much about a text; nil where it can be read.
  ///
  /// Counted is every `*` where a reference can begin, in quotes too.
  static func fault(in text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return nil }
    var count = 0
    var previous = UInt8(ascii: "\n")
    for byte in text.utf8 {
      if previous == UInt8(ascii: "*"), !isBorder(byte) { count += 1 }
      // Only where a node can begin.
      previous = byte == UInt8(ascii: "*") && !isBorder(previous) ? 0 : byte
    }
    if count > limit { return "more than \(limit) references such as *name" }
    if count > 0, text.utf8.count > byteLimit {
      return "references such as *name in more than \(byteLimit >> 10) KiB"
    }
    return nil
  }

  private static func isBorder(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ":"), UInt8(ascii: "-"),
      UInt8(ascii: "?"):
      true
    default: false
    }
  }
}
