/// Cuts a range of a text at delimiters as a behaviour has it.
///
/// The stretches of the range touch each other; each is a delimiter or not. Empty parts may be among
/// those that are made.
struct SplitCutter {
  private let behavior: SplitBehavior
  private let isInverted: Bool
  private let end: Int
  /// Where the stretch begins that comes next.
  private var start: Int
  /// What was added last, if the next stretch may join it.
  private var open: Range<Int>?
  private var isAfterDelimiter = false

  /// Begins with a range; `inverted`: what lies between the delimiters counts as one, and they do not.
  @inline(__always)
  init(_ behavior: SplitBehavior, of range: Range<Int>, inverted: Bool = false) {
    self.behavior = behavior
    isInverted = inverted
    start = range.lowerBound
    end = range.upperBound
  }

  /// Cuts at the next delimiter; `emit` receives the parts that are complete.
  @inline(__always)
  mutating func cut(at delimiter: Range<Int>, _ emit: (Range<Int>) -> Void) {
    if start < delimiter.lowerBound {
      add(start..<delimiter.lowerBound, isDelimiter: isInverted, emit)
    }
    add(delimiter, isDelimiter: !isInverted, emit)
    start = delimiter.upperBound
  }

  /// Adds what is behind the last delimiter; to be called once.
  @inline(__always)
  mutating func finish(_ emit: (Range<Int>) -> Void) {
    if start < end { add(start..<end, isDelimiter: isInverted, emit) }
    if let open { emit(open) }
  }

  @inline(__always)
  private mutating func add(
    _ stretch: Range<Int>,
    isDelimiter: Bool,
    _ emit: (Range<Int>) -> Void
  ) {
    let joins: Bool
    switch behavior {
    case .removed:
      if !isDelimiter { emit(stretch) }
      return
    case .isolated:
      emit(stretch)
      return
    case .contiguous: joins = isDelimiter == isAfterDelimiter
    case .mergedWithPrevious: joins = isDelimiter && !isAfterDelimiter
    case .mergedWithNext: joins = !isDelimiter && isAfterDelimiter
    }
    isAfterDelimiter = isDelimiter
    if joins, let previous = open {
      open = previous.lowerBound..<stretch.upperBound
    } else {
      if let open { emit(open) }
      open = stretch
    }
  }
}
