/// Where the grapheme clusters of a text end, as far as `Precompiled` can tell.
///
/// That normalizer treats a cluster of up to five bytes as a whole and any other character by
/// character. So two flags or the like may count as several clusters here: each of those is a
/// character by itself or has six bytes and more. The rules are those of UAX #29 otherwise, on the
/// properties that the reference's tables give.
struct GraphemeClusters {
  private struct Properties: OptionSet {
    let rawValue: UInt8

    static let joinsPrevious = Self(rawValue: 0x01)
    static let control = Self(rawValue: 0x02)
    static let joinsNext = Self(rawValue: 0x04)
    static let pictograph = Self(rawValue: 0x08)
    static let consonant = Self(rawValue: 0x10)
    static let linker = Self(rawValue: 0x20)
    static let betweenConsonants = Self(rawValue: 0x40)
    static let behindPictograph = Self(rawValue: 0x80)
  }

  private enum Jamo: UInt8 {
    case none, lead, vowel, trail, leadVowel, leadVowelTrail
  }

  /// What a sequence of a pictograph or of a conjunct waits for.
  private enum Sequence {
    case none, pictograph, pictographJoiner, consonant, linkedConsonant
  }

  private static let sharedBits = ScalarTable<UInt8>(runs: GraphemeTable.bits)
  private static let sharedJamo = ScalarTable<UInt8>(runs: GraphemeTable.jamo)

  private let bits: ScalarTable<UInt8> = Self.sharedBits
  private let jamo: ScalarTable<UInt8> = Self.sharedJamo

  /// Whether a scalar may be in one cluster with any that follows.
  static func mayJoinNext(_ scalar: UInt32) -> Bool {
    Properties(rawValue: sharedBits[scalar]).contains(.joinsNext)
  }

  /// Whether a scalar may be in one cluster with any before it.
  static func mayJoinPrevious(_ scalar: UInt32) -> Bool {
    Properties(rawValue: sharedBits[scalar]).contains(.joinsPrevious)
  }

  /// Whether a cluster that begins with `first`, which is not ASCII, is sure to end before `next`.
  @inline(__always)
  func surelyPart(_ first: UInt32, _ next: UInt32) -> Bool {
    bits[first] & Properties.joinsNext.rawValue | bits[next] & Properties.joinsPrevious.rawValue
      | jamo[first] | jamo[next] == 0
  }

  /// The end of the cluster that begins at `start`.
  func end(in bytes: [UInt8], from start: Int) -> Int {
    let first = bytes.scalar(at: start)
    var end = start + first.width
    // Nothing but a line feed joins an ASCII character to another.
    if first.scalar < 0x80, first.scalar != 0x0D, end < bytes.count, bytes[end] < 0x80 {
      return end
    }
    var previous = first.scalar
    var sequence = advance(.none, over: previous)
    while end < bytes.count {
      let next = bytes.scalar(at: end)
      guard joins(previous, next.scalar, sequence) else { break }
      sequence = advance(sequence, over: next.scalar)
      previous = next.scalar
      end += next.width
    }
    return end
  }

  private func joins(_ previous: UInt32, _ next: UInt32, _ sequence: Sequence) -> Bool {
    if previous == 0x0D, next == 0x0A { return true }
    let before = Properties(rawValue: bits[previous])
    let after = Properties(rawValue: bits[next])
    if before.contains(.control) || after.contains(.control) { return false }
    if before.contains(.joinsNext) || after.contains(.joinsPrevious) { return true }
    switch sequence {
    case .pictographJoiner where after.contains(.pictograph): return true
    case .linkedConsonant where after.contains(.consonant): return true
    default: break
    }
    switch (jamo(of: previous), jamo(of: next)) {
    case (.lead, .lead), (.lead, .vowel), (.lead, .leadVowel), (.lead, .leadVowelTrail): return true
    case (.vowel, .vowel), (.vowel, .trail), (.leadVowel, .vowel), (.leadVowel, .trail): return true
    case (.trail, .trail), (.leadVowelTrail, .trail): return true
    default: return false
    }
  }

  private func advance(_ sequence: Sequence, over scalar: UInt32) -> Sequence {
    let properties = Properties(rawValue: bits[scalar])
    if properties.contains(.pictograph) { return .pictograph }
    if properties.contains(.consonant) { return .consonant }
    switch sequence {
    case .pictograph where scalar == 0x200D: return .pictographJoiner
    case .pictograph where properties.contains(.behindPictograph): return .pictograph
    case .consonant where properties.contains(.linker): return .linkedConsonant
    case .consonant, .linkedConsonant:
      let stays = !properties.isDisjoint(with: [.linker, .betweenConsonants])
      return stays ? sequence : .none
    default: return .none
    }
  }

  private func jamo(of scalar: UInt32) -> Jamo {
    if HangulSyllables.contains(scalar) {
      return HangulSyllables.jamo(of: scalar).tail == nil ? .leadVowel : .leadVowelTrail
    }
    return Jamo(rawValue: jamo[scalar]) ?? .none
  }
}
