/// Finds the matches of a pattern.
///
/// Holds scratch memory: one for each thread.
final class PatternMatcher {
  enum Method: Sendable {
    case literal([UInt8])
    case scanner(WordScanner)
    case automaton(MatchAutomaton)
    case expression(CompiledExpression, path: String)
  }

  // One of these is there. They stand apart, for a case would be copied with all that it holds at
  // each call, and calls come by the piece.
  private let literal: [UInt8]
  private let scanner: WordScanner?
  private let automaton: MatchAutomaton?
  private let expressionMatcher: ExpressionMatcher?
  private let firstBytes: SIMD4<UInt64>?
  private let path: String

  private let isExpression: Bool

  init(_ method: Method) {
    literal = if case .literal(let literal) = method { literal } else { [] }
    scanner = if case .scanner(let scanner) = method { scanner } else { nil }
    automaton = if case .automaton(let automaton) = method { automaton } else { nil }
    if case .expression(let expression, let path) = method {
      expressionMatcher = ExpressionMatcher(expression)
      firstBytes = expression.firstBytes
      self.path = path
      isExpression = true
    } else {
      expressionMatcher = nil
      firstBytes = automaton?.firstBytes
      path = ""
      isExpression = false
    }
  }

  /// Whether the matches are those of a scanner: words that make up any text, end to end.
  var isScanner: Bool { scanner != nil }

  /// Whether a match in a text of these bytes can be ruled out by its first byte.
  ///
  /// `isMapped` says that the bytes stand for characters of the byte-level alphabet: those of
  /// printable ASCII for themselves, the others for characters from U+0100 on or of Latin-1.
  func hasNoMatch(in bytes: UnsafeBufferPointer<UInt8>, isMapped: Bool) -> Bool {
    guard let firstBytes else { return false }
    // The lead bytes of all characters that the alphabet has beyond ASCII: 0xC2 to 0xC5.
    if isMapped, firstBytes[3] & (0xF << 2) != 0 { return false }
    for position in 0..<bytes.count {
      // Safety: positions are below the count.
      let byte = unsafe bytes[position]
      if isMapped, !(0x21...0x7E).contains(byte) { continue }
      if firstBytes[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0 { return false }
    }
    return true
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
    if let automaton {
      unsafe automaton.forEachMatch(in: bytes, body)
    } else if isExpression {
      guard let expressionMatcher, unsafe expressionMatcher.forEachMatch(in: bytes, body) else {
        throw TokenizerError(.matchLimit, path: path)
      }
    } else if let scanner {
      unsafe scanner.forEachWord(in: bytes, body)
    } else {
      unsafe Self.forEachMatch(of: literal, in: bytes, body)
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
