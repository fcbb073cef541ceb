/// Makes ranges of the stretches of a text as a behaviour has it.
///
/// The stretches come in order and touch each other; each is a delimiter or not. Empty ranges may
/// be among those that are made.
struct SplitCutter {
  private let behavior: SplitBehavior
  /// What was added last, if the next stretch may join it.
  private var open: Range<Int>?
  private var isAfterDelimiter = false

  init(_ behavior: SplitBehavior) {
    self.behavior = behavior
  }

  /// Adds the next stretch.
  @inline(__always)
  mutating func add(_ stretch: Range<Int>, isDelimiter: Bool, to ranges: inout [Range<Int>]) {
    let joins: Bool
    switch behavior {
    case .removed:
      if !isDelimiter { ranges.append(stretch) }
      return
    case .isolated:
      ranges.append(stretch)
      return
    case .contiguous: joins = isDelimiter == isAfterDelimiter
    case .mergedWithPrevious: joins = isDelimiter && !isAfterDelimiter
    case .mergedWithNext: joins = !isDelimiter && isAfterDelimiter
    }
    isAfterDelimiter = isDelimiter
    if joins, let previous = open {
      open = previous.lowerBound..<stretch.upperBound
    } else {
      finish(to: &ranges)
      open = stretch
    }
  }

  /// Adds what waits for a stretch to join it; to be called behind the last one.
  @inline(__always)
  mutating func finish(to ranges: inout [Range<Int>]) {
    if let open { ranges.append(open) }
    open = nil
  }

  /// Appends the parts of a range that is split at matches within it, or, `inverted`, at what lies
  /// between them.
  static func cut(
    _ range: Range<Int>,
    at matches: [Range<Int>],
    inverted: Bool,
    _ behavior: SplitBehavior,
    into parts: inout [Range<Int>]
  ) {
    var cutter = SplitCutter(behavior)
    var start = range.lowerBound
    for match in matches {
      if start != match.lowerBound {
        cutter.add(start..<match.lowerBound, isDelimiter: inverted, to: &parts)
      }
      cutter.add(match, isDelimiter: !inverted, to: &parts)
      start = match.upperBound
    }
    if start != range.upperBound {
      cutter.add(start..<range.upperBound, isDelimiter: inverted, to: &parts)
    }
    cutter.finish(to: &parts)
  }
}
