import TestSupport

/// Random patterns of the shape of split patterns: alternatives that are sequences of classes, letters
/// and groups, each repeated in some way, and looks at the next character.
struct PatternMaker {
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  private static let classes = [
    #"\p{L}"#, #"\p{N}"#, #"\s"#, #"\S"#, #"[^\s\p{L}\p{N}]"#, #"[\r\n]"#, #"[^\r\n\p{L}\p{N}]"#,
    #"\p{Han}"#, #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]"#, #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#,
    #"\p{M}"#, #"[\p{P}\p{S}]"#, "[a-z]", "[^a]", "a", "b", "z", " ", "'", "(?i:s)", "(?i:'ll)",
    ".",
    #"\d"#, #"\w"#, "中", "é", #"\n"#, "1",
  ]
  private static let repetitions = [
    "", "", "", "?", "*", "+", "+", "{1,3}", "{2}", "{2,}", "{,2}", "??", "*?", "+?", "{1,2}?",
    "++",
    "?+", "*+",
  ]
  private static let conditions = [
    #"(?!\S)"#, "(?=a)", #"(?=\s|\z)"#, "$", #"\z"#, #"(?![\p{L}\p{N}])"#, #"(?=\p{L}+)"#, "(?!$)",
  ]

  /// A pattern; not all have a meaning to every engine.
  mutating func next() -> String {
    alternatives(of: 1...5, depth: 0)
  }

  private mutating func alternatives(of counts: ClosedRange<Int>, depth: Int) -> String {
    let count = Int.random(in: counts, using: &generator)
    return (0..<count).map { _ in sequence(depth: depth) }.joined(separator: "|")
  }

  private mutating func sequence(depth: Int) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: text += one(of: Self.conditions)
      case 1 where depth == 0:
        let group = "(?:" + alternatives(of: 1...3, depth: depth + 1) + ")"
        text += group + one(of: ["", "?", "{1,2}", "*", "+"])
      default: text += one(of: Self.classes) + one(of: Self.repetitions)
      }
    }
    return text
  }

  private mutating func one(of texts: [String]) -> String {
    texts.randomElement(using: &generator) ?? ""
  }
}
