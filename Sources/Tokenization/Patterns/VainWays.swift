/// Remembers of one text in which states at which places an automaton finds no further end of a match.
///
/// An automaton looks on behind the end of a match for a longer one. Where it looks far and in vain it
/// would look there again behind the next match: `\s*\n|\s` goes through all the spaces that follow at
/// each of them. So once that has happened some times in a text, what it comes by in vain is noted, and
/// where it comes by again it stops. Each place is then gone over once for each state, and the time is
/// in proportion to the text. (Thomas Reps, "Maximal-munch" tokenization in linear time, 1998.)
///
/// Only states in which a text can go round are noted: of the others not many follow each other.
final class VainWays {
  /// By state: its number among those that are noted; `unnoted` for others.
  private let numbers: [UInt8]
  private let width: Int
  private let notedCount: Int
  private var longWays = 0
  /// By place and number of a state, a bit each; as far as something is noted.
  private var bits: [UInt64] = []

  /// How many states are noted at most.
  static let mostStates = 32
  static let unnoted = UInt8.max
  /// How many bytes are looked at in vain before that counts as a long way.
  static let longWay = 256
  private static let mostLongWays = 8

  /// Begins a text with nothing noted.
  init(numbers: [UInt8], notedCount: Int, width: Int) {
    self.numbers = numbers
    self.notedCount = notedCount
    self.width = width
  }

  /// Whether there were so many long ways that everything is to be noted.
  @inline(__always)
  var isCareful: Bool { longWays > Self.mostLongWays }

  /// Counts a long way.
  @inline(never)
  func countLongWay() { longWays += 1 }

  /// Whether nothing is to be found from a state, by the place of its entries, at a place of the text.
  func contains(_ state: Int, _ position: Int) -> Bool {
    guard let bit = bit(state, position), bit >> 6 < bits.count else { return false }
    return bits[bit >> 6] >> UInt64(bit & 63) & 1 != 0
  }

  /// Notes that nothing is to be found.
  func insert(_ state: Int, _ position: Int) {
    guard let bit = bit(state, position) else { return }
    if bit >> 6 >= bits.count {
      bits.append(contentsOf: repeatElement(0, count: bit >> 6 + 1 - bits.count))
    }
    bits[bit >> 6] |= 1 << UInt64(bit & 63)
  }

  private func bit(_ state: Int, _ position: Int) -> Int? {
    let number = numbers[state / width]
    return number == Self.unnoted ? nil : position * notedCount + Int(number)
  }
}
