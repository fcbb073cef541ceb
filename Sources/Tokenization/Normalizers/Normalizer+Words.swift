extension Normalizer {
  /// Whether white space parts words: what comes of a text is what comes of its words, but for the
  /// white space between them.
  ///
  /// Every step must leave at least one character of white space as white space and none of it may
  /// change what is beside it. `isFirst` says that no step comes before: the first one meets words
  /// as they stand in the text, a later one may meet less white space between them, or more.
  func leavesWordsApart(isFirst: Bool) -> Bool {
    switch self {
    // No character is composed with white space; marks keep their order behind it.
    case .form: true
    case .lowercase, .stripAccents, .bert, .nmt: true
    // What is stripped is dropped later anyway.
    case .strip: true
    case .replace(let replace): replace.leavesWordsApart
    // It looks at clusters, which are known of the text as it stands.
    case .precompiled: isFirst
    case .prepend, .byteLevel: false
    case .sequence(let steps):
      steps.indices.allSatisfy { steps[$0].leavesWordsApart(isFirst: isFirst && $0 == 0) }
    }
  }

  /// The most bytes that replacing makes of one.
  var mostGrowth: Int {
    switch self {
    case .replace(let replace): max(1, replace.content.count)
    case .precompiled(let map): max(1, map.longestReplacement)
    case .sequence(let steps):
      steps.reduce(1) { growth, step in
        let (product, overflow) = growth.multipliedReportingOverflow(by: step.mostGrowth)
        return overflow ? .max : product
      }
    default: 1
    }
  }

  /// Whether a character's cluster decides what becomes of it.
  var looksAtClusters: Bool {
    switch self {
    case .precompiled: true
    case .sequence(let steps): steps.contains(where: \.looksAtClusters)
    default: false
    }
  }

  /// Whether a byte of white space between two words still is white space afterwards.
  func parts(at separator: UInt8) -> Bool {
    guard let bytes = normalized([0x61, separator, 0x61]), bytes.count > 2 else { return false }
    let classes = TextClasses()
    var words = 0
    var isInWord = false
    bytes.forEachScalar { scalar, _ in
      let isSpace = classes.has(scalar, .whitespace)
      if !isSpace, !isInWord { words += 1 }
      isInWord = !isSpace
    }
    return words == 2
  }

  /// The printable ASCII character that becomes of one, whatever stands beside it; 0 if none does.
  func plainCharacter(of character: UInt8) -> UInt8 {
    guard treatsASCIIOneByOne, let bytes = normalized([character]), bytes.count == 1,
      (0x21...0x7E).contains(bytes[0])
    else { return 0 }
    return bytes[0]
  }

  /// Whether neighbours of printable ASCII do not matter, in a word that has nothing else.
  private var treatsASCIIOneByOne: Bool {
    switch self {
    case .form, .lowercase, .stripAccents, .bert, .nmt, .strip, .precompiled: true
    case .replace(let replace): replace.collapsesSpace
    case .prepend, .byteLevel: false
    case .sequence(let steps): steps.allSatisfy(\.treatsASCIIOneByOne)
    }
  }

  /// Whether a character stays as it is and has no part in what becomes of others, where the one
  /// behind it does so as well or is an ASCII character that is treated by itself.
  ///
  /// It begins anew (nothing before it takes it in), and is no white space.
  func leavesAlone(_ scalar: UInt32) -> Bool {
    switch self {
    case .form(let form): form.quickValues[scalar] == 0
    case .lowercase: !Lowercase.changes(scalar)
    case .stripAccents: !TextClasses().has(scalar, .accent)
    case .strip: true
    case .nmt: !NmtCleaning.changes(scalar)
    case .bert(let bert): bert.leavesAlone(scalar)
    case .replace(let replace): replace.leavesAlone(scalar)
    // Clusters decide.
    case .precompiled: false
    case .prepend, .byteLevel: false
    case .sequence(let steps): steps.allSatisfy { $0.leavesAlone(scalar) }
    }
  }

  private func normalized(_ bytes: [UInt8]) -> [UInt8]? {
    var text = NormalizedText(bytes, trackingAlignments: false)
    guard (try? apply(to: &text, using: PatternMatchers())) != nil else { return nil }
    return text.bytes
  }
}

extension ReplaceNormalizer {
  /// Whether runs of white space become one space.
  var collapsesSpace: Bool {
    guard content == [0x20], case .regularExpression(let pattern) = source else { return false }
    return pattern == #"\s+"# || pattern == " {2,}"
  }

  /// Whether no match holds a character that is no white space.
  fileprivate func leavesAlone(_ scalar: UInt32) -> Bool {
    if collapsesSpace { return true }
    guard case .literal(let literal) = source else { return false }
    return literal.unicodeScalars.allSatisfy { $0.value != scalar }
  }

  /// Whether a match never reaches over white space, or makes a space of it.
  fileprivate var leavesWordsApart: Bool {
    if collapsesSpace { return true }
    switch source {
    case .literal(let literal):
      let classes = TextClasses()
      return !literal.isEmpty
        && literal.unicodeScalars.allSatisfy { !classes.has($0.value, .whitespace) }
    case .regularExpression: return pattern.pattern.staysOffWhiteSpace
    }
  }

  private var source: SplitPattern.Source { pattern.source }
}
