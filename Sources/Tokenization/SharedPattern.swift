/// A pattern of a component: shared by all threads, matched by each with a matcher of its own.
final class SharedPattern: Sendable {
  let source: SplitPattern.Source
  let pattern: SplitPattern

  /// Compiles the pattern; `path` is its JSON path, for the error.
  init(_ source: SplitPattern.Source, path: String) throws(TokenizerError) {
    self.source = source
    pattern = try SplitPattern(source, path: path)
  }

  /// Reads `{"String": …}` or `{"Regex": …}`.
  convenience init(json: ComponentNode) throws(TokenizerError) {
    guard json.hasOneMember else { throw json.mismatch("one of String, Regex") }
    if json.has("String") {
      // The reference makes an expression of it, and an empty expression matches everywhere.
      let literal = try json.string("String")
      try self.init(
        literal.isEmpty ? .regularExpression("") : .literal(literal),
        path: json.path + ".String"
      )
    } else if json.has("Regex") {
      try self.init(.regularExpression(try json.string("Regex")), path: json.path + ".Regex")
    } else {
      throw json.mismatch("one of String, Regex")
    }
  }
}

/// The matchers of one thread, one for each pattern it has met.
final class PatternMatchers {
  private var entries: [(pattern: SharedPattern, matcher: PatternMatcher)] = []

  init() {}

  /// The matches of `pattern` in some bytes that are valid UTF-8, as byte ranges in order.
  func matches(
    of pattern: SharedPattern,
    in bytes: UnsafeBufferPointer<UInt8>
  ) throws(TokenizerError) -> [Range<Int>] {
    var matches: [Range<Int>] = []
    // Safety: the matcher reads the buffer during the call only.
    try unsafe matcher(of: pattern).forEachMatch(in: bytes) { start, end in
      if start <= end { matches.append(start..<end) }
    }
    return matches
  }

  private func matcher(of pattern: SharedPattern) -> PatternMatcher {
    // A tokenizer has a handful of patterns at most.
    if let entry = entries.first(where: { $0.pattern === pattern }) { return entry.matcher }
    let matcher = pattern.pattern.makeMatcher()
    entries.append((pattern, matcher))
    return matcher
  }
}

extension [UInt8] {
  /// The matches of `pattern` in a part of this array, as ranges in that part.
  func matches(
    of pattern: SharedPattern,
    in range: Range<Int>,
    using matchers: PatternMatchers
  ) throws(TokenizerError) -> [Range<Int>] {
    unsafe try withUnsafeBufferPointer { (buffer) throws(TokenizerError) in
      // Safety: the part lies inside the buffer (a slice checks that) and is read here only.
      try unsafe matchers.matches(of: pattern, in: UnsafeBufferPointer(rebasing: buffer[range]))
    }
  }
}
