/// Makes the table of a `MatchAutomaton`.
struct AutomatonTable {
  /// State after state, an entry for each sort and one for the end of the text; the first state is the
  /// one that nothing leads out of, the second is the start.
  private(set) var entries: [UInt16] = []
  /// The number of entries of a state.
  let width: Int

  /// The states in which a text can go round behind a match, and find no further end of one.
  private(set) var vainStates: [Int] = []

  /// The entry that leads nowhere, and before which no match ends.
  static let dead: UInt16 = 0
  /// Doubled, the place of a state fits 16 bits.
  private static let mostEntries = 1 << 14

  private let program: ExpressionProgram
  private let sorts: ScalarSorts
  private var states: [[ExpressionProgram.Place]] = []
  private var numbers: [[ExpressionProgram.Place]: Int] = [:]
  /// By step: the round in which it was last met, and last entered into a state.
  private var met: [Int]
  private var entered: [Int]
  private var round = 0
  private var stack: [ExpressionProgram.Place] = []

  /// Nil where there are too many states, or where a text can go round in some and find no match at all.
  init?(_ program: ExpressionProgram, _ sorts: ScalarSorts) {
    self.program = program
    self.sorts = sorts
    width = sorts.count + 1
    met = [Int](repeating: 0, count: program.steps.count)
    entered = met
    _ = number(of: [])
    _ = number(of: [program.entry])
    var state = 0
    while state < states.count {
      guard states.count * width <= Self.mostEntries else { return nil }
      for sort in 0..<width {
        let (next, endsMatch) = follow(states[state], by: sort)
        entries.append(UInt16(number(of: next) * width * 2) | (endsMatch ? 1 : 0))
        guard states.count * width <= Self.mostEntries else { return nil }
      }
      state += 1
    }
    let start = 1
    let all = followers(ofStatesFrom: Array(states.indices))
    vainStates = goingRoundInVain(in: all).sorted()
    guard vainStates.count <= VainWays.mostStates,
      goingRoundInVain(in: followers(ofStatesFrom: [start])).isEmpty
    else { return nil }
  }

  private mutating func number(of places: [ExpressionProgram.Place]) -> Int {
    if let number = numbers[places] { return number }
    states.append(places)
    numbers[places] = states.count - 1
    return states.count - 1
  }

  /// Where a scalar of a sort leads from a state, and whether a match ends before it.
  ///
  /// The sort behind the last one stands for the end of the text.
  private mutating func follow(
    _ places: [ExpressionProgram.Place],
    by sort: Int
  ) -> (next: [ExpressionProgram.Place], endsMatch: Bool) {
    round += 1
    let isEnd = sort == sorts.count
    var next: [ExpressionProgram.Place] = []
    for place in places {
      stack.append(place)
      while let place = stack.popLast() {
        // A step that was met before was preferred then.
        guard met[Int(place)] != round else { continue }
        met[Int(place)] = round
        switch program.steps[Int(place)] {
        case .match:
          stack.removeAll(keepingCapacity: true)
          return (next, true)
        case .take(let set, let then):
          guard !isEnd, sorts.contains(sort, in: set), entered[Int(then)] != round else { continue }
          entered[Int(then)] = round
          next.append(then)
        case .require(let set, let orEnd, let then):
          if isEnd ? orEnd : sorts.contains(sort, in: set) { stack.append(then) }
        case .fork(let first, let second):
          stack.append(second)
          stack.append(first)
        }
      }
    }
    return (next, false)
  }

  /// By state that is met, from some on, before a match ends: those that follow it there.
  private func followers(ofStatesFrom first: [Int]) -> [Int: [Int]] {
    var followers: [Int: [Int]] = [:]
    var open = first
    while let state = open.popLast() {
      guard followers[state] == nil else { continue }
      let next = entries[state * width..<(state + 1) * width]
        .compactMap { $0 & 1 == 0 && $0 != Self.dead ? Int($0 / 2) / width : nil }
      followers[state] = next
      open += next
    }
    return followers
  }

  /// The states in which a text can go round, and none may end after all; and some behind them.
  private func goingRoundInVain(in followers: [Int: [Int]]) -> Set<Int> {
    var leaders: [Int: [Int]] = [:]
    for (state, next) in followers {
      for follower in next { leaders[follower, default: []].append(state) }
    }
    // The states from which a text can go on to where no step is left, without a match.
    var vain: Set<Int> = []
    var open = followers.keys.filter { entries[$0 * width..<($0 + 1) * width].contains(Self.dead) }
    while let state = open.popLast() {
      if vain.insert(state).inserted { open += leaders[state] ?? [] }
    }
    // Takes away those of them to which none leads any more; those that are left go round.
    var leading = vain.reduce(into: [:]) { $0[$1] = leaders[$1]?.count { vain.contains($0) } ?? 0 }
    open = vain.filter { leading[$0] == 0 }
    while let state = open.popLast() {
      vain.remove(state)
      for follower in followers[state] ?? [] {
        guard let count = leading[follower] else { continue }
        leading[follower] = count - 1
        if count == 1 { open.append(follower) }
      }
    }
    return vain
  }
}
