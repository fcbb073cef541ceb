extension Expression {
  /// Whether white space parts a text for this expression: its matches are those in what lies
  /// between, each taken by itself.
  ///
  /// So it is where a match is never empty, holds no white space and asks for nothing beside it.
  var staysOffWhiteSpace: Bool {
    isBlindToWhiteSpace && !matchesNothing
  }

  private var isBlindToWhiteSpace: Bool {
    switch self {
    case .scalar, .caseless: oneScalar.map { !$0.meets(CharacterClass.whitespace) } ?? false
    case .sequence(let parts), .alternatives(let parts): parts.allSatisfy(\.isBlindToWhiteSpace)
    case .repeated(let part, _), .atomic(let part): part.isBlindToWhiteSpace
    case .look, .anchor: false
    }
  }

  /// Whether the expression may match empty text.
  var matchesNothing: Bool {
    switch self {
    case .scalar, .caseless: false
    case .sequence(let parts): parts.allSatisfy(\.matchesNothing)
    case .alternatives(let parts): parts.isEmpty || parts.contains(where: \.matchesNothing)
    case .repeated(let part, let repetition): repetition.minimum == 0 || part.matchesNothing
    case .atomic(let part): part.matchesNothing
    case .look, .anchor: true
    }
  }
}

extension Expression {
  /// The pairs of ASCII characters that may stand side by side in a match.
  var asciiJoins: ASCIIPairs {
    var joins = ASCIIPairs()
    _ = edges(&joins)
    return joins
  }

  /// The characters with which matches begin and end.
  private struct Edges {
    var first = ASCIISet()
    var last = ASCIISet()
    var mayBeEmpty = true
  }

  private func edges(_ joins: inout ASCIIPairs) -> Edges {
    switch self {
    case .scalar, .caseless:
      let set = oneScalar.map { ASCIISet($0) } ?? ASCIISet()
      return Edges(first: set, last: set, mayBeEmpty: false)
    case .sequence(let parts):
      var edges = Edges()
      for part in parts {
        let next = part.edges(&joins)
        joins.insert(edges.last, next.first)
        if edges.mayBeEmpty { edges.first = edges.first.union(next.first) }
        edges.last = next.mayBeEmpty ? edges.last.union(next.last) : next.last
        edges.mayBeEmpty = edges.mayBeEmpty && next.mayBeEmpty
      }
      return edges
    case .alternatives(let parts):
      var edges = Edges(mayBeEmpty: parts.isEmpty)
      for part in parts {
        let next = part.edges(&joins)
        edges.first = edges.first.union(next.first)
        edges.last = edges.last.union(next.last)
        edges.mayBeEmpty = edges.mayBeEmpty || next.mayBeEmpty
      }
      return edges
    case .repeated(let part, let repetition):
      var edges = part.edges(&joins)
      joins.insert(edges.last, edges.first)
      edges.mayBeEmpty = edges.mayBeEmpty || repetition.minimum == 0
      return edges
    case .atomic(let part): return part.edges(&joins)
    case .look, .anchor: return Edges()
    }
  }
}

extension ScalarSet {
  /// Whether the sets have a scalar in common.
  fileprivate func meets(_ other: Self) -> Bool {
    ranges.contains { range in other.ranges.contains { $0.overlaps(range) } }
  }
}
