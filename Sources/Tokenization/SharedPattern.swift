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
  private var patterns: [SharedPattern] = []
  private var matchers: [PatternMatcher] = []

  init() {}

  /// This thread's matcher of a pattern.
  func matcher(of pattern: SharedPattern) -> PatternMatcher {
    // A tokenizer has a handful of patterns at most.
    for index in patterns.indices where patterns[index] === pattern { return matchers[index] }
    let matcher = pattern.pattern.makeMatcher()
    patterns.append(pattern)
    matchers.append(matcher)
    return matcher
  }
}

extension PatternMatcher {
  /// Appends the matches in a part of some bytes, as ranges of the whole.
  ///
  /// The part is a text of its own to the pattern, and must be valid UTF-8.
  func findMatches(
    in bytes: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>,
    _ matches: inout [Range<Int>]
  ) throws(TokenizerError) {
    // Safety: a slice checks that the part lies inside the buffer.
    let part = unsafe UnsafeBufferPointer(rebasing: bytes[range])
    unsafe try forEachMatch(in: part) { start, end in
      if start <= end { matches.append(range.lowerBound + start..<range.lowerBound + end) }
    }
  }
}
