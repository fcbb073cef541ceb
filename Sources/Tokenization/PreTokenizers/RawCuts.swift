/// A pre-tokenizer in two parts: steps that cut the text as it stands, and steps that each word then
/// goes through by itself.
///
/// Nearly every step treats a piece without regard to its neighbours. So a word that comes again has
/// the tokens it had before, and only a new one goes through the later steps: the text is cut, never
/// copied, and the words are looked up.
///
///     Punctuation, ByteLevel, Digits, Split   →   cuts: Punctuation, GPT-2's pattern
///                                                 rest: (bytes), Digits, Split
///
/// A class, since it is asked about every new word: a structure would be counted field by field.
final class RawCuts: Sendable {
  /// A step that cuts the text.
  enum Cut: Sendable {
    case classes(ClassCut)
    case wordsAndSymbols
    case matches(SharedPattern, SplitBehavior, isInverted: Bool)
  }

  /// A mark in front of each word, as `Metaspace` writes it.
  struct Mark: Sendable {
    let bytes: [UInt8]
  }

  /// The most bytes of a mark.
  static let longestMark = 4

  /// At least one; each cuts what the one before has left.
  let cuts: [Cut]
  /// Whether the words count as bytes after the cuts, before the rest.
  let mapsToBytes: Bool
  /// What else is done to each word.
  let rest: [PreTokenizer]
  /// What the rest puts in front of a word of some other characters, if that is all it does.
  let mark: Mark?
  /// By byte: whether a step of the rest cuts at its character, of those that cut at characters.
  private let isDelimiter: [Bool]

  /// How the bytes of words are meant where there is no rest.
  var alphabet: PreTokenizedText.Alphabet { mapsToBytes ? .byteLevel : .unicode }

  /// Nil where the first step does more than cut, or a later one asks where in the text it is.
  init?(_ preTokenizer: PreTokenizer?) {
    guard let preTokenizer, !preTokenizer.readsOriginalStart else { return nil }
    var rest = preTokenizer.steps[...]
    var cuts: [Cut] = []
    while let step = rest.first, let stepCuts = Self.cuts(of: step) {
      cuts += stepCuts
      rest.removeFirst()
    }
    var mapsToBytes = false
    if case .byteLevel(let byteLevel) = rest.first, !byteLevel.addsPrefixSpace {
      if let pattern = byteLevel.pattern {
        cuts.append(.matches(pattern, .isolated, isInverted: false))
      }
      mapsToBytes = true
      rest.removeFirst()
    }
    guard !cuts.isEmpty else { return nil }
    self.cuts = cuts
    self.mapsToBytes = mapsToBytes
    self.rest = Array(rest)
    mark = mapsToBytes ? nil : Self.mark(of: rest)
    isDelimiter = Self.delimiters(of: rest)
  }

  /// What finds the words that the last cut leaves, where they are matches of a pattern and what lies
  /// between those, and no model cuts them further.
  enum LastCut {
    case scanner(WordScanner)
    case automaton(MatchAutomaton)
  }

  /// Nil where the last cut leaves others.
  var lastCut: LastCut? {
    guard mapsToBytes || !rest.isEmpty, case .matches(let shared, .isolated, false) = cuts.last
    else { return nil }
    if let scanner = shared.pattern.scanner { return .scanner(scanner) }
    guard let automaton = shared.pattern.automaton, !automaton.mayMatchNothing else { return nil }
    return .automaton(automaton)
  }

  /// The cuts that a step consists of; nil where it does anything else.
  private static func cuts(of step: PreTokenizer) -> [Cut]? {
    switch step {
    case .split(let split): [.matches(split.pattern, split.behavior, isInverted: split.isInverted)]
    case .digits(let cut), .punctuation(let cut): [.classes(cut)]
    case .whitespace: [.wordsAndSymbols]
    case .whitespaceSplit: [.classes(.whitespaceRemoved)]
    case .bert: [.classes(.whitespaceRemoved), .classes(.punctuationIsolated)]
    default: nil
    }
  }

  private static func mark(of steps: ArraySlice<PreTokenizer>) -> Mark? {
    guard steps.count == 1, case .metaspace(let metaspace) = steps.first,
      metaspace.settings.prependScheme == .always
    else { return nil }
    return Mark(bytes: Array(String(metaspace.settings.replacement).utf8))
  }

  private static func delimiters(of steps: ArraySlice<PreTokenizer>) -> [Bool] {
    ByteCharacters.scalars.map { scalar in
      steps.contains { step in
        switch step {
        case .digits(let cut), .punctuation(let cut): cut.isDelimiter(UInt32(scalar))
        default: false
        }
      }
    }
  }

  /// Whether the rest is sure to leave a word whole and as it is.
  func leavesWhole(_ word: UnsafeBufferPointer<UInt8>, using matchers: PatternMatchers) -> Bool {
    guard mapsToBytes else { return rest.isEmpty }
    for step in rest {
      switch step {
      case .digits, .punctuation: break
      case .split(let split):
        let matcher = matchers.matcher(of: split.pattern)
        // Without a match the word is one stretch, which counts as a delimiter where `isInverted`.
        if split.isInverted { return false }
        guard unsafe matcher.hasNoMatch(in: word, isMapped: true) else { return false }
      default: return false
      }
    }
    // Safety: positions are below the count; there are 256 entries.
    for position in 0..<word.count where isDelimiter[Int(unsafe word[position])] { return false }
    return true
  }
}

extension RawCuts.Cut {
  /// Cuts parts of a text; `emit` receives what becomes of them, of which some may be empty.
  @inline(__always)
  func cut(
    _ characters: PieceCharacters,
    _ parts: [Range<Int>],
    using matchers: PatternMatchers,
    _ emit: (Range<Int>) -> Void
  ) throws(TokenizerError) {
    switch self {
    case .classes(let cut):
      for part in parts where !part.isEmpty { cut.cut(characters, part, emit) }
    case .wordsAndSymbols:
      for part in parts where !part.isEmpty { WordsAndSymbols.cut(characters, part, emit) }
    case .matches(let pattern, let behavior, let isInverted):
      let matcher = matchers.matcher(of: pattern)
      for part in parts where !part.isEmpty {
        // Safety: a slice checks that the range lies inside the buffer, which is read during the
        // call only.
        let piece = unsafe UnsafeBufferPointer(rebasing: characters.bytes[part])
        if behavior == (isInverted ? .removed : .isolated), matcher.isScanner || isInverted {
          // The parts are the matches: those of a scanner make up the text, end to end.
          unsafe try matcher.forEachMatch(in: piece) { start, end in
            if start < end { emit(part.lowerBound + start..<part.lowerBound + end) }
          }
          continue
        }
        var cutter = SplitCutter(behavior, of: part, inverted: isInverted)
        if unsafe !matcher.hasNoMatch(in: piece, isMapped: false) {
          unsafe try matcher.forEachMatch(in: piece) { start, end in
            guard start <= end else { return }
            cutter.cut(at: part.lowerBound + start..<part.lowerBound + end, emit)
          }
        }
        cutter.finish(emit)
      }
    }
  }
}

extension PreTokenizer {
  /// The steps, those of sequences within sequences too.
  fileprivate var steps: [PreTokenizer] {
    guard case .sequence(let parts) = self else { return [self] }
    return parts.flatMap(\.steps)
  }
}
