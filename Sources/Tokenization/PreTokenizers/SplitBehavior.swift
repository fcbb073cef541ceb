/// What becomes of the delimiters at which a text is split: `the-final--countdown` at `-`.
enum SplitBehavior: Sendable {
  /// `the`, `final`, `countdown`
  case removed
  /// `the`, `-`, `final`, `-`, `-`, `countdown`
  case isolated
  /// `the-`, `final-`, `-`, `countdown`
  case mergedWithPrevious
  /// `the`, `-final`, `-`, `-countdown`
  case mergedWithNext
  /// `the`, `-`, `final`, `--`, `countdown`
  case contiguous

  /// Reads the behaviour's name.
  init(json: ComponentNode) throws(TokenizerError) {
    self = try json.name(in: [
      "Removed": .removed, "Isolated": .isolated, "MergedWithPrevious": .mergedWithPrevious,
      "MergedWithNext": .mergedWithNext, "Contiguous": .contiguous,
    ])
  }

  /// A stretch of the text that is a delimiter or not; the stretches of a text touch each other.
  struct Stretch {
    var range: Range<Int>
    var isDelimiter: Bool
  }

  /// Appends the ranges that remain of some stretches; empty ones may be among them.
  func append(_ stretches: [Stretch], to ranges: inout [Range<Int>]) {
    switch self {
    case .removed:
      for stretch in stretches where !stretch.isDelimiter { ranges.append(stretch.range) }
    case .isolated:
      for stretch in stretches { ranges.append(stretch.range) }
    case .contiguous:
      var isAfterDelimiter = false
      merge(stretches, to: &ranges) { stretch in
        defer { isAfterDelimiter = stretch.isDelimiter }
        return stretch.isDelimiter == isAfterDelimiter
      }
    case .mergedWithPrevious:
      var isAfterDelimiter = false
      merge(stretches, to: &ranges) { stretch in
        defer { isAfterDelimiter = stretch.isDelimiter }
        return stretch.isDelimiter && !isAfterDelimiter
      }
    case .mergedWithNext:
      let start = ranges.count
      var isBeforeDelimiter = false
      for stretch in stretches.reversed() {
        let joins = stretch.isDelimiter && !isBeforeDelimiter && ranges.count > start
        isBeforeDelimiter = stretch.isDelimiter
        if joins, let next = ranges.popLast() {
          ranges.append(stretch.range.lowerBound..<next.upperBound)
        } else {
          ranges.append(stretch.range)
        }
      }
      ranges[start...].reverse()
    }
  }

  /// Appends the stretches, joined to the one before where `joins` says so.
  private func merge(
    _ stretches: [Stretch],
    to ranges: inout [Range<Int>],
    where joins: (Stretch) -> Bool
  ) {
    let start = ranges.count
    for stretch in stretches {
      if joins(stretch), ranges.count > start, let previous = ranges.popLast() {
        ranges.append(previous.lowerBound..<stretch.range.upperBound)
      } else {
        ranges.append(stretch.range)
      }
    }
  }
}
