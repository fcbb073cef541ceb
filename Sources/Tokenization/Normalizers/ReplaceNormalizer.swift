/// `Replace`: puts a content in the place of every match of a pattern.
struct ReplaceNormalizer: Sendable {
  let pattern: SharedPattern
  let content: [UInt8]

  init(json: ComponentNode) throws(TokenizerError) {
    pattern = try SharedPattern(json: try json.field("pattern"))
    content = Array(try json.string("content").utf8)
  }

  func apply(
    to text: inout NormalizedText,
    using matchers: PatternMatchers
  ) throws(TokenizerError) {
    guard !text.bytes.isEmpty else { return }
    let matches = try text.bytes.matches(
      of: pattern,
      in: 0..<text.bytes.count,
      using: matchers
    )
    text.replace(matches, with: content)
  }

  /// Looks for a literal only; a regular expression may match any text.
  func isIdentity(on bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard case .literal(let literal) = pattern.source, let first = literal.utf8.first else {
      return bytes.isEmpty
    }
    // Safety: the slices are of this buffer and do not outlive the call.
    var rest = unsafe bytes[...]
    while let start = unsafe rest.firstIndex(of: first) {
      unsafe rest = bytes[start...]
      if unsafe rest.starts(with: literal.utf8) { return false }
      unsafe rest = rest.dropFirst()
    }
    return true
  }
}
