/// An expression as states, of which a text takes one after the other, scalar by scalar.
///
/// 1. Scalars are put into sorts, which is all that the expression can tell apart (`ScalarSorts`).
/// 2. A state is a list of steps of the expression's program (`ExpressionProgram`), the preferred one
///    first: what a matcher that goes back would try one after the other is followed at once. Where
///    a step says that a match ends, those behind it are dropped, for they would not be tried.
/// 3. What a step asks of the next scalar is known when that has come. So each entry of the table
///    tells, besides the next state, whether a match ends *before* the scalar; the end of the text
///    counts as a scalar of a sort of its own.
/// 4. The match is the last end that is met before no step is left.
///
///     a|ab|b   on "ab": [start] –a→ [match, take b] –b: a match ends before it→ []   →   "a"
///
/// A search takes time in proportion to the text. Behind a match nothing is looked for twice in vain
/// (`VainWays`). A place where none begins takes no more steps than there are states: an expression is
/// not taken where a text can go round in some and find no match after all (`a+b`).
///
/// Nor is one that looks behind, or ahead by more than a scalar, that has rounds of nothing, or more
/// than some thousand entries. Those are left to PCRE2.
///
/// Sendable: it is filled before it is shared, and only read then.
final class MatchAutomaton: Sendable {
  /// By state and sort: where the next state begins in here, doubled; odd where a match ends before
  /// the scalar.
  private let entries: MemoryBlock<UInt16>
  private let sorts: ScalarSorts
  /// By state: its number among those of `VainWays`.
  private let vainNumbers: [UInt8]
  private let vainCount: Int
  /// The bytes with which a match can begin, one bit each; nil where a match may be empty.
  let firstBytes: SIMD4<UInt64>?

  /// Whether a match may be empty.
  var mayMatchNothing: Bool { firstBytes == nil }

  /// Nil for an expression that cannot be taken.
  init?(_ expression: Expression) {
    guard let program = ExpressionProgram(expression), let sorts = ScalarSorts(program.sets),
      let table = AutomatonTable(program, sorts)
    else { return nil }
    self.sorts = sorts
    var vainNumbers = [UInt8](
      repeating: VainWays.unnoted,
      count: table.entries.count / table.width
    )
    for (number, state) in table.vainStates.enumerated() {
      vainNumbers[state] = UInt8(truncatingIfNeeded: number)
    }
    self.vainNumbers = vainNumbers
    vainCount = table.vainStates.count
    entries = MemoryBlock(copying: table.entries, filler: 0)
    let start = table.entries[table.width..<table.width * 2]
    let mayMatchNothing = start.contains { $0 & 1 != 0 }
    firstBytes =
      mayMatchNothing ? nil : sorts.firstBytes { start[table.width + $0] != AutomatonTable.dead }
  }

  /// Texts up to this many bytes are searched without notes.
  private static let shortText = 512

  /// What a hot loop reads of a text of some bytes; valid as long as the automaton is.
  func reader(ofTextOf byteCount: Int) -> AutomatonReader {
    let width = sorts.count + 1
    return unsafe AutomatonReader(
      entries: entries.base,
      start: width,
      pageNumbers: sorts.pageNumbers.base,
      pages: sorts.pages.base,
      vainWays: vainCount == 0 || byteCount <= Self.shortText
        ? nil : VainWays(numbers: vainNumbers, notedCount: vainCount, width: width)
    )
  }

  /// Calls `body` with the start and end of each match, in order; the bytes must be valid UTF-8.
  ///
  /// An empty match does not count right behind the match before.
  func forEachMatch(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Int, Int) -> Void) {
    guard let base = bytes.baseAddress else { return }
    let count = bytes.count
    let reader = reader(ofTextOf: count)
    var position = 0
    var lastEnd = -1
    while position <= count {
      // Safety: positions are at the beginning of a scalar or at the end.
      if let end = unsafe reader.endOfMatch(in: base, count: count, from: position),
        end > position || end != lastEnd
      {
        body(position, end)
        lastEnd = end
        if end > position {
          position = end
          continue
        }
      }
      guard position < count else { break }
      position = unsafe reader.scalar(in: base, at: position).end
    }
    withExtendedLifetime(self) {}
  }
}
