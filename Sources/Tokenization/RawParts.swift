/// Where raw words are cut further, so that sentences without spaces come to be known part by part.
///
/// Words of Chinese or Japanese are sentences, and new each time. Between two characters they are cut
/// where neither the normalizer nor the pre-tokenizer nor the model looks across:
/// 1. Both stay as they are, and so does what is behind them (`Normalizer.leavesAlone`).
/// 2. Each step of the pre-tokenizer tells whether both are in one of its words, and up to where the
///    words on both sides go without the other.
/// 3. If they are in one word, no merge reaches from the one to the other (`ByteBoundaries`).
///
/// What is known of a character or of two neighbours is found out when they come for the first time.
///
///     明日は雨、たぶん。   →   明日 | は | 雨 | 、 | たぶん | 。
///
/// One per thread; 388 KiB.
@safe final class RawParts {
  /// What two neighbours are to each other.
  private enum Relation: UInt8 {
    /// Not known, or one of them may become something else.
    case unknown
    /// In one word.
    case joined
    /// In two words.
    case parted
  }

  /// What a step of the pre-tokenizer makes of neighbours, by the masks that it gives characters.
  private enum Step {
    case classes(ClassCut)
    case wordsAndSymbols
    case matches(MatchedNeighbours, dropsOthers: Bool)
  }

  /// Characters that are alike to all steps.
  private struct Sort: Equatable {
    var masks: [UInt64]
    /// Whether the normalizer makes another character of each.
    var isMapped: Bool
  }

  /// What is known of two neighbours.
  private struct Pair: OptionSet {
    let rawValue: UInt8
    /// Their relation is not known.
    static let isUnknown = Self(rawValue: 1)
    static let isParted = Self(rawValue: 2)
    /// A merge may reach from the one to the other.
    static let isMerged = Self(rawValue: 4)
    /// The right one may become something else, or part of what is before it.
    static let rightMayChange = Self(rawValue: 8)

    /// The number of bits.
    static let width: UInt64 = 4

    var isUnknown: Bool { contains(.isUnknown) }
    var isParted: Bool { contains(.isParted) }
    var isMerged: Bool { contains(.isMerged) }
    var rightMayChange: Bool { contains(.rightMayChange) }
  }

  private let normalizer: Normalizer
  private let rawWords: RawWords
  private let boundaries: ByteBoundaries
  private let steps: [Step]
  /// The characters of added tokens in normalized text.
  private let formScalars: Set<UInt32>
  private var sorts: [Sort] = []
  /// By scalar: 0 if it has not come yet, 1 for what is not known to stay, then those of `sorts`.
  private let sortNumbers = MemoryBlock<UInt8>(repeating: 0, count: knownScalars)
  /// By the numbers of two neighbours, the left one high.
  private let relations = MemoryBlock<UInt8>(repeating: 0, count: mostSorts * mostSorts)

  /// Pairs of neighbours that have come: both scalars and what is known, in a place by their hash.
  private let pairs = MemoryBlock<UInt64>(repeating: .max, count: 1 << Int(pairBits))

  private static let pairBits: UInt64 = 15
  private static let knownScalars = 0x2_0000
  private static let mostSorts = 64
  private static let others: UInt8 = 1

  /// Nil where words cannot be cut further.
  init?(_ tokenizer: Tokenizer, _ cuts: RawCuts, _ rawWords: RawWords) {
    guard let normalizer = tokenizer.normalizer, !normalizer.looksAtClusters,
      cuts.rest.isEmpty, cuts.alphabet == .byteLevel, case .bpe(let model) = tokenizer.model,
      !model.settings.ignoresMerges, let boundaries = model.byteBoundaries
    else { return nil }
    // Such tokens look at what is beside them.
    guard
      !tokenizer.addedVocabulary.tokens.values.contains(where: {
        $0.isNormalized && $0.isSingleWord
      })
    else { return nil }
    var steps: [Step] = []
    for cut in cuts.cuts {
      switch cut {
      case .classes(let cut): steps.append(.classes(cut))
      case .wordsAndSymbols: steps.append(.wordsAndSymbols)
      case .matches(let pattern, let behavior, let isInverted):
        guard behavior == (isInverted ? .removed : .isolated),
          let neighbours = pattern.pattern.neighbours
        else { return nil }
        steps.append(.matches(neighbours, dropsOthers: isInverted))
      }
    }
    var formScalars: Set<UInt32> = []
    for form in tokenizer.addedVocabulary.normalizedForms {
      form.forEachScalar { scalar, _ in formScalars.insert(scalar) }
    }
    self.normalizer = normalizer
    self.rawWords = rawWords
    self.boundaries = boundaries
    self.steps = steps
    self.formScalars = formScalars
  }

  /// The end of the part that begins at `start`, which is below the count.
  ///
  /// `isInside` becomes whether it ends inside of a word of the model; the normalizer and the
  /// pre-tokenizer then leave the part as it is.
  func endOfPart(
    in word: UnsafeBufferPointer<UInt8>,
    from start: Int,
    isInside: inout Bool
  ) -> Int {
    isInside = false
    guard let base = word.baseAddress else { return word.count }
    let count = word.count
    // Safety: positions are below the count; the text is valid UTF-8.
    var (left, next) = unsafe Self.scalar(in: base, at: start)
    guard next < count else { return count }
    var (right, end) = unsafe Self.scalar(in: base, at: next)
    var pair = pair(of: left, right)
    var isOneWord = true
    while true {
      var behind = (scalar: right, end: end, pair: pair)
      if end < count {
        unsafe (behind.scalar, behind.end) = Self.scalar(in: base, at: end)
        behind.pair = self.pair(of: right, behind.scalar)
      }
      if pair.isUnknown || behind.pair.rightMayChange {
        isOneWord = false
      } else if pair.isParted {
        return next
      } else if isOneWord, !pair.isMerged {
        isInside = true
        return next
      }
      guard end < count else { return count }
      (next, end) = (end, behind.end)
      (left, right, pair) = (right, behind.scalar, behind.pair)
    }
  }

  /// The scalar at a position below the count, and where the next one begins.
  @inline(__always)
  private static func scalar(
    in text: UnsafePointer<UInt8>,
    at position: Int
  ) -> (scalar: UInt32, end: Int) {
    let byte = unsafe text[position]
    if byte < 0x80 { return (UInt32(byte), position &+ 1) }
    return unsafe ScannedText.wideScalar(in: text, at: position)
  }

  /// What is known of two neighbours.
  @inline(__always)
  private func pair(of left: UInt32, _ right: UInt32) -> Pair {
    let key = UInt64(left) &<< 21 | UInt64(right)
    let slot = Int((key &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- Self.pairBits))
    // Safety: a slot is below the number of entries.
    let entry = unsafe pairs.base[slot]
    if entry &>> Pair.width == key { return Pair(rawValue: UInt8(truncatingIfNeeded: entry) & 15) }
    let pair = newPair(of: left, right)
    unsafe pairs.base[slot] = key &<< Pair.width | UInt64(pair.rawValue)
    return pair
  }

  @inline(never)
  private func newPair(of left: UInt32, _ right: UInt32) -> Pair {
    let leftNumber = sortNumber(of: left)
    let rightNumber = sortNumber(of: right)
    var pair: Pair = rightNumber == Self.others ? .rightMayChange : []
    switch Relation(rawValue: relations[Int(leftNumber) * Self.mostSorts + Int(rightNumber)]) {
    case .joined:
      if boundaries.areJoined(Self.packed(left), Self.packed(right)) { pair.insert(.isMerged) }
    case .parted: pair.insert(.isParted)
    case .unknown, nil: pair.insert(.isUnknown)
    }
    return pair
  }

  /// The bytes of a scalar in one number.
  private static func packed(_ scalar: UInt32) -> UInt32 {
    var bytes: [UInt8] = []
    bytes.append(scalar: scalar)
    return MergeBoundaries.packed(bytes)
  }

  /// The number of a character's sort.
  private func sortNumber(of scalar: UInt32) -> UInt8 {
    guard scalar < Self.knownScalars else { return Self.others }
    // Safety: there is an entry for each scalar below that.
    let number = unsafe sortNumbers.base[Int(scalar)]
    return number != 0 ? number : newSortNumber(of: scalar)
  }

  @inline(never)
  private func newSortNumber(of scalar: UInt32) -> UInt8 {
    let number = sort(of: scalar).flatMap { self.number(of: $0) } ?? Self.others
    sortNumbers[Int(scalar)] = number
    return number
  }

  /// The sort of a character; nil for one that may become several, nothing or part of another.
  private func sort(of scalar: UInt32) -> Sort? {
    guard !formScalars.contains(scalar), !TextClasses().has(scalar, .whitespace) else { return nil }
    var written = scalar
    if scalar < 0x80 {
      let plain = rawWords.plainCharacter(of: UInt8(truncatingIfNeeded: scalar))
      guard plain != 0, !formScalars.contains(UInt32(plain)) else { return nil }
      written = UInt32(plain)
    } else if !normalizer.leavesAlone(scalar) {
      return nil
    }
    return Sort(masks: steps.map { Self.mask(of: written, $0) }, isMapped: written != scalar)
  }

  /// The number of a sort, a new one if need be; nil if there are too many.
  private func number(of sort: Sort) -> UInt8? {
    if let index = sorts.firstIndex(of: sort) { return UInt8(truncatingIfNeeded: index + 2) }
    guard sorts.count + 2 < Self.mostSorts else { return nil }
    sorts.append(sort)
    let number = sorts.count + 1
    for (index, other) in sorts.enumerated() {
      relations[number * Self.mostSorts + index + 2] = relation(sort, other).rawValue
      relations[(index + 2) * Self.mostSorts + number] = relation(other, sort).rawValue
    }
    return UInt8(truncatingIfNeeded: number)
  }

  private func relation(_ left: Sort, _ right: Sort) -> Relation {
    for (index, step) in steps.enumerated() {
      switch Self.areJoined(left.masks[index], right.masks[index], step) {
      case true?: continue
      case false?: return .parted
      case nil: return .unknown
      }
    }
    // A part that ends inside of a word is taken as it stands.
    return left.isMapped || right.isMapped ? .unknown : .joined
  }

  private static func mask(of scalar: UInt32, _ step: Step) -> UInt64 {
    switch step {
    case .classes(let cut): cut.isDelimiter(scalar) ? 1 : 0
    case .wordsAndSymbols: TextClasses().has(scalar, .word) ? 1 : 0
    case .matches(let neighbours, _): neighbours.mask(of: scalar)
    }
  }

  /// Whether a step has two neighbours in one word; nil where that depends on others.
  private static func areJoined(_ left: UInt64, _ right: UInt64, _ step: Step) -> Bool? {
    switch step {
    case .classes(let cut):
      if left | right == 0 { return true }
      return cut.behavior == .isolated || cut.behavior == .removed ? false : nil
    case .wordsAndSymbols: return left == right
    case .matches(let neighbours, let dropsOthers):
      let areJoined = neighbours.areJoined(left, right)
      // What no match holds may stand together as well.
      return areJoined == false && !dropsOthers ? nil : areJoined
    }
  }
}
