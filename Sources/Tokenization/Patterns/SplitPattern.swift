/// A pattern at which a text is split or whose matches are replaced; shared by all threads.
struct SplitPattern: Sendable {
  /// What stands in the tokenizer's file.
  enum Source: Sendable, Equatable {
    /// Text that matches itself.
    case literal(String)
    /// A regular expression in Ruby's syntax, as the reference's engine (Oniguruma) reads it.
    case regularExpression(String)

    /// Compares bytes: to String's == some different characters are equal.
    static func == (left: Self, right: Self) -> Bool {
      switch (left, right) {
      case (.literal(let left), .literal(let right)),
        (.regularExpression(let left), .regularExpression(let right)):
        left.utf8.elementsEqual(right.utf8)
      default: false
      }
    }
  }

  /// The scanner that finds the same words; nil where the pattern is not one of the known ones.
  let scanner: WordScanner?
  /// The automaton that finds the same matches; nil where there is a scanner or no automaton.
  var automaton: MatchAutomaton? {
    if case .automaton(let automaton) = method { automaton } else { nil }
  }
  /// The pairs of ASCII characters that a match may have side by side, of a regular expression for
  /// which white space parts a text; nil for others.
  let asciiJoins: ASCIIPairs?

  /// Whether white space parts a text for the pattern.
  var staysOffWhiteSpace: Bool { asciiJoins != nil }

  /// Which characters are side by side in matches, in text without white space; nil where that is not
  /// known.
  var neighbours: MatchedNeighbours? { scanner?.neighbours ?? ownNeighbours }
  /// The same where there is no scanner.
  private let ownNeighbours: MatchedNeighbours?

  private let method: PatternMatcher.Method

  /// Translates and compiles a pattern.
  ///
  /// Throws `invalidPattern` for an expression that is malformed or holds a construct that cannot be
  /// translated faithfully; `path` is the pattern's JSON path, for the error.
  init(_ source: Source, path: String) throws(TokenizerError) {
    switch source {
    case .literal(let text):
      scanner = nil
      asciiJoins = nil
      ownNeighbours = nil
      method = .literal(Array(text.utf8))
    case .regularExpression(let expression):
      scanner = WordScanner(pattern: expression)
      if let scanner {
        method = .scanner(scanner)
        asciiJoins = nil
        ownNeighbours = nil
      } else {
        (method, asciiJoins, ownNeighbours) = try Self.compile(expression, path: path)
      }
    }
  }

  /// Makes a matcher for one thread.
  func makeMatcher() -> PatternMatcher {
    PatternMatcher(method)
  }

  private static func compile(
    _ expression: String,
    path: String
  ) throws(TokenizerError) -> (PatternMatcher.Method, ASCIIPairs?, MatchedNeighbours?) {
    let parsed = try parse(expression, path: path)
    let joins = parsed.staysOffWhiteSpace ? parsed.asciiJoins : nil
    let method: PatternMatcher.Method =
      if let automaton = MatchAutomaton(parsed) {
        .automaton(automaton)
      } else {
        .expression(try compile(parsed, path: path), path: path)
      }
    return (method, joins, MatchedNeighbours(parsed))
  }

  private static func parse(
    _ expression: String,
    path: String
  ) throws(TokenizerError) -> Expression {
    do throws(ExpressionParser.Refusal) {
      return try ExpressionParser.parse(expression)
    } catch {
      throw TokenizerError(error, path: path)
    }
  }

  private static func compile(
    _ parsed: Expression,
    path: String
  ) throws(TokenizerError) -> CompiledExpression {
    do throws(ExpressionParser.Refusal) {
      return try CompiledExpression(try ExpressionWriter.write(parsed))
    } catch {
      throw TokenizerError(error, path: path)
    }
  }

  /// PCRE2's matcher of an expression, whatever else there is for it: what scanners and automata are
  /// tested by.
  static func generalMatcher(
    of expression: String
  ) throws(TokenizerError) -> PatternMatcher {
    let compiled = try compile(try parse(expression, path: "$"), path: "$")
    return PatternMatcher(.expression(compiled, path: "$"))
  }

  /// The matcher of an expression by an automaton, whatever else there is for it; nil where it has
  /// none.
  static func automatonMatcher(
    of expression: String
  ) throws(TokenizerError) -> PatternMatcher? {
    MatchAutomaton(try parse(expression, path: "$")).map { PatternMatcher(.automaton($0)) }
  }
}

extension TokenizerError {
  fileprivate init(_ refusal: ExpressionParser.Refusal, path: String) {
    self.init(
      .invalidPattern,
      path: path,
      subject: "regular expression",
      found: "\(refusal.construct) at character \(refusal.position)",
      expected: "what can be translated faithfully"
    )
  }
}
