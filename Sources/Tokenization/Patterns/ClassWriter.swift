/// Writes a set of scalars as a class of PCRE2.
///
/// 1. The members are explicit ranges, for PCRE2's properties are of the Unicode version it was
///    built with; of the set and its complement, whichever has fewer.
/// 2. For a scalar outside Latin 1 the compiled class tries the ranges one after the other, and
///    `\p{L}` has 677: those most likely to be met come first. (Multilingual text, `\p{L}`-patterns:
///    35 MB/s in ascending order, 100 like this; as properties 110, but prose loses a third.)
enum ClassWriter {
  /// The class, or another expression for one scalar.
  static func write(_ set: ScalarSet) -> String {
    let inverted = set.inverted
    if set.isEmpty { return "(?!)" }
    if inverted.isEmpty { return "(?s:.)" }
    if let member = set.onlyMember { return scalar(member) }
    return inverted.ranges.count < set.ranges.count
      ? "[^" + members(inverted) + "]" : "[" + members(set) + "]"
  }

  private static func members(_ set: ScalarSet) -> String {
    var text = ""
    for range in set.ranges.sorted(by: { likelihood(of: $0) > likelihood(of: $1) }) {
      // Text has no surrogates, and PCRE2 refuses them as bounds.
      let first = (0xD800...0xDFFF).contains(range.lowerBound) ? 0xE000 : range.lowerBound
      let last = (0xD800...0xDFFF).contains(range.upperBound) ? 0xD7FF : range.upperBound
      guard first <= last else { continue }
      text += scalar(first)
      if last > first { text += "-" + scalar(last) }
    }
    return text
  }

  /// Large ranges before small ones; beyond the basic plane even large ones are rare in text.
  private static func likelihood(of range: ClosedRange<UInt32>) -> Int {
    range.count * (range.lowerBound < 0x10000 ? 64 : 1)
  }

  private static func scalar(_ scalar: UInt32) -> String {
    "\\x{" + String(scalar, radix: 16) + "}"
  }
}
