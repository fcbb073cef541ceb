/// A pattern at which texts are split: a literal so far.
struct SplitPattern: Sendable {
  enum Source: Sendable, Equatable {
    case literal(String)
    case regularExpression(String)
  }

  private let literal: [UInt8]

  init(_ source: Source, path: String) throws(TokenizerError) {
    switch source {
    case .literal(let text): literal = Array(text.utf8)
    case .regularExpression(let text): throw .unsupported("pattern", text, path: path)
    }
  }

  func makeMatcher() -> PatternMatcher { PatternMatcher(literal: literal) }
}

/// Finds the matches of one pattern; one per thread.
final class PatternMatcher {
  private let literal: [UInt8]

  fileprivate init(literal: [UInt8]) {
    self.literal = literal
  }

  /// Calls `body` with the start and end of each match, in order.
  func forEachMatch(
    in bytes: UnsafeBufferPointer<UInt8>,
    _ body: (Int, Int) -> Void
  ) throws(TokenizerError) {
    guard !literal.isEmpty else { return }
    var start = 0
    while start + literal.count <= bytes.count {
      // Safety: the slice ends at or before the count.
      if unsafe bytes[start...].starts(with: literal) {
        body(start, start + literal.count)
        start += literal.count
      } else {
        start += 1
      }
    }
  }
}
