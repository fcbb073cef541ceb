/// `Replace`: puts a content in the place of every match of a pattern.
struct ReplaceNormalizer: Sendable {
  let pattern: SharedPattern
  let content: [UInt8]

  init(json: ComponentNode) throws(TokenizerError) {
    pattern = try SharedPattern(json: try json.field("pattern"))
    content = Array(try json.string("content").utf8)
  }

  /// What spaces become, where it is spaces that are replaced.
  var contentForSpace: [UInt8]? {
    guard case .literal(" ") = pattern.source else { return nil }
    return content
  }

  func apply(
    to text: inout NormalizedText,
    using matchers: PatternMatchers
  ) throws(TokenizerError) {
    guard !text.bytes.isEmpty else { return }
    var matches: [Range<Int>] = []
    let matcher = matchers.matcher(of: pattern)
    unsafe try text.bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
      // Safety: the buffer is read during the call only.
      unsafe try matcher.findMatches(in: bytes, 0..<bytes.count, &matches)
    }
    // Files and texts have less than 2³¹ bytes, so this does not overflow.
    try text.requireRoom(for: text.bytes.count + matches.count * content.count, in: "Replace")
    text.replace(matches, with: content)
  }

  /// Looks for a literal, and for white space to be made single spaces; another regular expression
  /// may match any text.
  func isIdentity(on bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if collapsesWhiteSpace { return unsafe Self.hasSingleSpaces(bytes) }
    if case .regularExpression(" {2,}") = pattern.source {
      return unsafe !Self.hasSpacesSideBySide(bytes)
    }
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

  private var collapsesWhiteSpace: Bool {
    guard content == [0x20], case .regularExpression(#"\s+"#) = pattern.source else { return false }
    return true
  }

  /// Whether a text has no white space but single spaces.
  private static func hasSingleSpaces(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let classes = TextClasses()
    // Safety: the cursor stays inside the buffer.
    var cursor = unsafe ScalarCursor(bytes)
    var last: UInt32 = 0
    while let scalar = cursor.next() {
      if scalar <= 0x20 ? scalar != 0x20 || last == 0x20 : classes.has(scalar, .whitespace) {
        // Other controls than white space are left alone, but rare.
        return false
      }
      last = scalar
    }
    return true
  }

  private static func hasSpacesSideBySide(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var isBehindSpace = false
    for position in 0..<bytes.count {
      // Safety: positions are below the count.
      let isSpace = unsafe bytes[position] == 0x20
      if isSpace, isBehindSpace { return true }
      isBehindSpace = isSpace
    }
    return false
  }
}
