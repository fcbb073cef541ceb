/// Which characters may, and which surely do, stand side by side in one match of an expression; in
/// text without white space.
///
/// Where no match holds two neighbours, the matches on both sides are those of both sides alone.
/// Where one is sure to hold both, a text can be cut in it all the same: the match is cut in two, and
/// nothing else changes. It is sure for characters that one set of the expression holds and no other,
/// if that set is repeated without limit at the end of an alternative and all before it may be left
/// out:
///
///     's| ?[\p{L}]+|[\p{N}]      你好: always in one match;  你1: never;  a文: not known, for 's
///
/// Each match that reaches such a character does so by that repetition, which takes in all that
/// follow, and nothing behind them is asked for.
struct MatchedNeighbours: Sendable {
  /// The sets of the expression, a bit of a mask for each.
  private var sets: [ScalarSet] = []
  /// By set: those that may match the character behind its own.
  private var followers: [UInt64] = []
  /// The sets that are repeated at the end of an alternative.
  private var endings: UInt64 = 0

  private static let mostSets = 64

  /// Nil for an expression that looks around, may match empty text or has too many sets.
  init?(_ expression: Expression) {
    guard let expression = expression.withoutWhiteSpace, !expression.matchesNothing,
      edges(of: expression) != nil
    else { return nil }
    let alternatives = if case .alternatives(let parts) = expression { parts } else { [expression] }
    // Sets count from left to right, those of one alternative after those of the one before.
    var count = 0
    for alternative in alternatives {
      count += alternative.setCount
      if alternative.endsInRepeatedSet, count > 0 { endings |= 1 << UInt64(count - 1) }
    }
  }

  /// The sets that hold a scalar, a bit each.
  func mask(of scalar: UInt32) -> UInt64 {
    sets.indices.reduce(0) { $0 | (sets[$1].contains(scalar) ? 1 << UInt64($1) : 0) }
  }

  /// Whether two neighbours of these masks are in one match always or never; nil where that depends.
  func areJoined(_ left: UInt64, _ right: UInt64) -> Bool? {
    if left == right, left.nonzeroBitCount == 1, left & endings != 0 { return true }
    let mayBe = followers.indices.contains { index in
      left >> UInt64(index) & 1 != 0 && followers[index] & right != 0
    }
    return mayBe ? nil : false
  }

  /// The sets with which matches begin and end.
  private struct Edges {
    var first: UInt64 = 0
    var last: UInt64 = 0
    var mayBeEmpty = true
  }

  private mutating func join(_ lefts: UInt64, _ rights: UInt64) {
    for index in followers.indices where lefts >> UInt64(index) & 1 != 0 {
      followers[index] |= rights
    }
  }

  /// Enters the sets of an expression and which of them follow each other.
  private mutating func edges(of expression: Expression) -> Edges? {
    switch expression {
    case .scalar, .caseless:
      guard sets.count < Self.mostSets, let set = expression.oneScalar else { return nil }
      let bit: UInt64 = 1 << UInt64(sets.count)
      sets.append(set)
      followers.append(0)
      return Edges(first: bit, last: bit, mayBeEmpty: false)
    case .sequence(let parts):
      var edges = Edges()
      for part in parts {
        guard let next = self.edges(of: part) else { return nil }
        join(edges.last, next.first)
        if edges.mayBeEmpty { edges.first |= next.first }
        edges.last = next.mayBeEmpty ? edges.last | next.last : next.last
        edges.mayBeEmpty = edges.mayBeEmpty && next.mayBeEmpty
      }
      return edges
    case .alternatives(let parts):
      var edges = Edges(mayBeEmpty: parts.isEmpty)
      for part in parts {
        guard let next = self.edges(of: part) else { return nil }
        edges.first |= next.first
        edges.last |= next.last
        edges.mayBeEmpty = edges.mayBeEmpty || next.mayBeEmpty
      }
      return edges
    case .repeated(let part, let repetition):
      guard var edges = self.edges(of: part) else { return nil }
      join(edges.last, edges.first)
      edges.mayBeEmpty = edges.mayBeEmpty || repetition.minimum == 0
      return edges
    case .atomic(let part): return edges(of: part)
    case .look, .anchor: return nil
    }
  }
}

extension Expression {
  /// What is left of the expression in text that has no white space; nil where it cannot match.
  fileprivate var withoutWhiteSpace: Expression? {
    switch self {
    case .scalar(let set): return set.isPart(of: CharacterClass.whitespace) ? nil : self
    case .caseless, .look, .anchor: return self
    case .sequence(let parts):
      let left = parts.compactMap(\.withoutWhiteSpace)
      return left.count == parts.count ? .sequence(left) : nil
    case .alternatives(let parts):
      let left = parts.compactMap(\.withoutWhiteSpace)
      return left.isEmpty ? nil : .alternatives(left)
    case .repeated(let part, let repetition):
      if let left = part.withoutWhiteSpace { return .repeated(left, repetition) }
      return repetition.minimum == 0 ? .sequence([]) : nil
    case .atomic(let part): return part.withoutWhiteSpace.map { .atomic($0) }
    }
  }

  /// The number of places that match one scalar.
  fileprivate var setCount: Int {
    switch self {
    case .scalar, .caseless: 1
    case .sequence(let parts), .alternatives(let parts): parts.reduce(0) { $0 + $1.setCount }
    case .repeated(let part, _), .atomic(let part): part.setCount
    case .look, .anchor: 0
    }
  }

  /// Whether the expression ends in a set that is repeated without limit and takes all it can, and
  /// everything before that may be left out.
  fileprivate var endsInRepeatedSet: Bool {
    switch self {
    case .sequence(let parts):
      guard let last = parts.last, last.endsInRepeatedSet else { return false }
      return parts.dropLast().allSatisfy(\.matchesNothing)
    case .repeated(let part, let repetition):
      return part.oneScalar != nil && repetition.minimum <= 1 && repetition.maximum == nil
        && repetition.preference != .lazy
    default: return false
    }
  }
}
