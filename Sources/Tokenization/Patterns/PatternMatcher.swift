/// Finds the matches of a pattern.
///
/// Holds scratch memory: one for each thread.
final class PatternMatcher {
  enum Method: Sendable {
    case literal([UInt8])
    case scanner(WordScanner)
    case expression(CompiledExpression, path: String)
  }

  private let method: Method
  private let expressionMatcher: ExpressionMatcher?

  init(_ method: Method) {
    self.method = method
    if case .expression(let expression, _) = method {
      expressionMatcher = ExpressionMatcher(expression)
    } else {
      expressionMatcher = nil
    }
  }

  /// Calls `body` with the start and end of each match, in order.
  ///
  /// The bytes must be valid UTF-8. Matches do not overlap; a regular expression may match empty
  /// text, but not right behind the match before. Throws `matchLimit` where a search takes too many
  /// steps; `body` has then been called for the matches before.
  func forEachMatch(
    in bytes: UnsafeBufferPointer<UInt8>,
    _ body: (Int, Int) -> Void
  ) throws(TokenizerError) {
    // The reference does not look for anything in an empty text.
    guard bytes.count > 0 else { return }
    switch method {
    case .literal(let literal): unsafe Self.forEachMatch(of: literal, in: bytes, body)
    case .scanner(let scanner): unsafe scanner.forEachWord(in: bytes, body)
    case .expression(_, let path):
      guard let expressionMatcher, unsafe expressionMatcher.forEachMatch(in: bytes, body) else {
        throw TokenizerError(.matchLimit, path: path)
      }
    }
  }

  private static func forEachMatch(
    of literal: [UInt8],
    in bytes: UnsafeBufferPointer<UInt8>,
    _ body: (Int, Int) -> Void
  ) {
    // An empty literal splits nothing off, unlike an empty regular expression.
    guard let first = literal.first else { return }
    var start = 0
    while start <= bytes.count - literal.count {
      // Safety: the range ends at or before `count`.
      if unsafe bytes[start] == first,
        unsafe bytes[start..<start + literal.count].elementsEqual(literal)
      {
        body(start, start + literal.count)
        start += literal.count
      } else {
        start += 1
      }
    }
  }
}
