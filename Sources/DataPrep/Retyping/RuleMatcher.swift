import Tokenization

/// A rule with its tokens as ids.
enum ResolvedRule: Sendable {
  case all
  case ids(Set<Int32>, [ClosedRange<Int32>])
  case positions(from: Int?, to: Int?)
  case span(from: Int32, to: Int32, markersCount: Bool)
  case pattern(TextPattern)

  /// Looks a rule's tokens up.
  ///
  /// - Throws: ``DataPrepError`` with code `invalidPlan` for a token that the vocabulary does not hold,
  ///   a pattern that cannot be used, or a rule that needs a tokenizer where there is none.
  init(_ rule: TypeRule, _ tokenizer: Tokenizer?) throws(DataPrepError) {
    func id(of marker: TypeRule.Marker) throws(DataPrepError) -> Int32 {
      switch marker {
      case .id(let id): return id
      case .token(let token):
        guard let tokenizer else {
          throw TypeRule.refusal(rule.text, "a tokenizer is needed: name it with --tokenizer")
        }
        guard let id = tokenizer.id(of: token) else {
          throw TypeRule.refusal(rule.text, "the vocabulary holds no token \"\(token)\"")
        }
        return id
      }
    }
    switch rule.subject {
    case .all: self = .all
    case .ids(let ranges): self = .ids([], ranges)
    case .tokens(let tokens):
      var ids: Set<Int32> = []
      for token in tokens { ids.insert(try id(of: .token(token))) }
      self = .ids(ids, [])
    case .positions(let from, let to): self = .positions(from: from, to: to)
    case .span(let from, let to, let markersCount):
      self = .span(from: try id(of: from), to: try id(of: to), markersCount: markersCount)
    case .pattern(let expression):
      guard tokenizer != nil else {
        throw TypeRule.refusal(rule.text, "a tokenizer is needed: name it with --tokenizer")
      }
      do throws(TokenizerError) {
        self = .pattern(try TextPattern(expression))
      } catch {
        throw TypeRule.refusal(rule.text, "\(error.found) is not supported in a regular expression")
      }
    }
  }
}

/// Applies rules to rows, in order; one for each thread.
///
/// ```
/// GAA GGC GCC ATG ATC GAC SEP      all=completion   1 1 1 1 1 1 1
///                                  GCC=prompt       1 1 0 1 1 1 1
///                                  ATG=prompt       1 1 0 0 1 1 1
///                                  SEP=separator    1 1 0 0 1 1 3
/// ```
final class RuleMatcher {
  private let rules: [(rule: ResolvedRule, type: Int32)]
  private let finders: [TextFinder?]
  private let tokenizer: Tokenizer?
  /// How many tokens each rule was for.
  private(set) var counts: [Int]

  init(_ rules: [(rule: ResolvedRule, type: TokenType)], _ tokenizer: Tokenizer?) {
    self.rules = rules.map { ($0.rule, Int32($0.type.rawValue)) }
    self.tokenizer = tokenizer
    finders = rules.map { rule in
      if case .pattern(let pattern) = rule.rule { pattern.makeFinder() } else { nil }
    }
    counts = [Int](repeating: 0, count: rules.count)
  }

  /// Applies all rules to a row.
  ///
  /// - Parameters:
  ///   - tokenIDs: The row's ids.
  ///   - content: Where the row has no padding; rules reach nothing else.
  ///   - types: The row's types, as many as ids.
  /// - Throws: `TokenizerError` where decoding or a search gives up.
  func apply(
    to tokenIDs: ArraySlice<Int32>,
    content: Range<Int>,
    types: inout [Int32]
  ) throws(TokenizerError) {
    let base = tokenIDs.startIndex
    var pieces: [[UInt8]]?
    for (number, (rule, type)) in rules.enumerated() {
      var count = 0
      func set(_ range: Range<Int>) {
        let range = range.clamped(to: content)
        for index in range { types[index] = type }
        count += range.count
      }
      defer { counts[number] += count }
      switch rule {
      case .all: set(content)
      case .ids(let ids, let ranges):
        for index in content {
          let id = tokenIDs[base + index]
          if ids.contains(id) || ranges.contains(where: { $0.contains(id) }) {
            set(index..<index + 1)
          }
        }
      case .positions(let from, let to):
        let width = tokenIDs.count
        let start = Self.place(from ?? 0, width)
        set(start..<max(start, Self.place(to ?? width, width)))
      case .span(let from, let to, let markersCount):
        for range in Self.spans(tokenIDs, content, from, to, markersCount) { set(range) }
      case .pattern:
        guard let tokenizer, let finder = finders[number] else { continue }
        let known: [[UInt8]]
        if let pieces {
          known = pieces
        } else {
          let range = base + content.lowerBound..<base + content.upperBound
          known = try tokenizer.pieces(Array(tokenIDs[range]))
        }
        pieces = known
        let matches = try finder.matches(in: Array(known.joined()))
        for index in Self.tokens(of: known, in: matches) {
          set(content.lowerBound + index..<content.lowerBound + index + 1)
        }
      }
    }
  }

  /// A place of a row; a negative one counts from its end, and one outside is at the border.
  private static func place(_ place: Int, _ width: Int) -> Int {
    place < 0 ? max(0, place.addingReportingOverflow(width).partialValue) : min(place, width)
  }

  /// The stretches from a marker to the next of the other kind, or to the content's end.
  private static func spans(
    _ tokenIDs: ArraySlice<Int32>,
    _ content: Range<Int>,
    _ from: Int32,
    _ to: Int32,
    _ markersCount: Bool
  ) -> [Range<Int>] {
    let base = tokenIDs.startIndex
    var spans: [Range<Int>] = []
    var index = content.lowerBound
    while index < content.upperBound {
      guard tokenIDs[base + index] == from else {
        index += 1
        continue
      }
      var end = index + 1
      while end < content.upperBound, tokenIDs[base + end] != to { end += 1 }
      let isClosed = end < content.upperBound
      if markersCount {
        spans.append(index..<(isClosed ? end + 1 : end))
      } else {
        spans.append(index + 1..<end)
      }
      index = isClosed ? end + 1 : end
    }
    return spans
  }

  /// The tokens that stand for a byte of a match; pieces and matches are in order.
  private static func tokens(of pieces: [[UInt8]], in matches: [Range<Int>]) -> [Int] {
    var tokens: [Int] = []
    var match = 0
    var start = 0
    for (index, piece) in pieces.enumerated() {
      let end = start + piece.count
      while match < matches.count, matches[match].upperBound <= start { match += 1 }
      if match < matches.count, matches[match].lowerBound < end, !piece.isEmpty,
        !matches[match].isEmpty
      {
        tokens.append(index)
      }
      start = end
    }
    return tokens
  }
}
