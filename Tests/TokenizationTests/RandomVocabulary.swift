import TestSupport

@testable import Tokenization

/// A byte-level vocabulary of all bytes and random merges, many of them of parts of characters.
struct RandomVocabulary {
  private(set) var tokens: [String]
  private(set) var merges: [String] = []

  /// Makes merges of neighbouring stretches of texts.
  ///
  /// - Parameters:
  ///   - suffix: What symbols at ends of words end with; some merges have it.
  ///   - count: How many merges are tried at most.
  ///   - generator: Where chance comes from.
  ///   - makeText: Makes a text of at least two bytes.
  init(
    suffix: String,
    mergesUpTo count: Int,
    using generator: inout SeededGenerator,
    _ makeText: (inout SeededGenerator) -> String
  ) {
    let bytes = ByteCharacters.scalars.compactMap { Unicode.Scalar($0).map { String($0) } }
    tokens = bytes + (suffix.isEmpty ? [] : bytes.map { $0 + suffix })
    var known = Set(tokens)
    for _ in 0..<Int.random(in: 0...count, using: &generator) {
      let text = Array(makeText(&generator).utf8).map { bytes[Int($0)] }
      let start = Int.random(in: 0..<text.count - 1, using: &generator)
      let end = Int.random(in: start + 2...min(start + 9, text.count), using: &generator)
      let cut = Int.random(in: start + 1..<end, using: &generator)
      let left = text[start..<cut].joined()
      let right = text[cut..<end].joined() + (Bool.random(using: &generator) ? suffix : "")
      for token in [left, right, left + right] where known.insert(token).inserted {
        tokens.append(token)
      }
      if !merges.contains("\(left) \(right)") { merges.append("\(left) \(right)") }
    }
    // Longer tokens can only come about if shorter ones do.
    merges.sort { $0.utf8.count < $1.utf8.count }
  }
}
