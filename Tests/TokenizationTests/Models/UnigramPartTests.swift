import TestSupport
import Testing

@testable import Tokenization

/// Pieces of Unigram models are cut where no token reaches, and their parts are remembered; that must
/// give the tokens of the whole piece, which is what encoding with offsets makes.
@Suite struct UnigramPartTests {
  private static let letters = Array("aabbc.,<unk>?é中".unicodeScalars)

  @Test(arguments: 0..<FuzzCount.cases(usual: 60))
  func partsMakeTheTokensOfTheWhole(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let encoder = try Self.tokenizer(using: &generator).makeEncoder()
    for _ in 0..<60 {
      let text = (0..<Int.random(in: 1...4, using: &generator))
        .map { _ in Self.word(of: 1...30, using: &generator) }
        .joined(separator: " ")
      let expected = try encoder.encode(text, addingSpecialTokens: false).ids
      // Twice, so that caches answer as well.
      for _ in 0..<2 {
        var ids: [Int32] = []
        let bytes = Array(text.utf8)
        unsafe try bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
          unsafe try encoder.encode(bytes, addingSpecialTokens: false, appendingTo: &ids)
        }
        #expect(ids == expected, "\(text)")
      }
    }
  }

  @Test func cutsBesideCharactersThatAreTokens() throws {
    let model = try Self.model([("<unk>", "0"), ("▁a", "-1"), ("a", "-1"), (".", "-1")])
    let boundaries = try #require(model.boundaries)
    let ends = { (text: String) in
      let bytes = Array(text.utf8)
      return unsafe bytes.withUnsafeBufferPointer { bytes -> [Int] in
        guard let base = bytes.baseAddress else { return [] }
        var ends: [Int] = []
        while (ends.last ?? 0) < bytes.count {
          let start = ends.last ?? 0
          unsafe ends.append(boundaries.endOfWord(in: base, count: bytes.count, from: start))
        }
        return ends
      }
    }
    #expect(ends("▁aa.a") == [4, 5, 6, 7])
    // Two that may be unknown stay together, also the edges of what the unknown token is spelled.
    #expect(ends("xya") == [2, 3])
    #expect(ends("éxa") == [3, 4])
    #expect(ends("<unk>x.") == [6, 7])
  }

  /// A path that wins by the rounding of what stands before it is not remembered.
  @Test func doesNotCutWhereSumsAreClose() throws {
    let close = try Self.model([
      ("<unk>", "0"), ("a", "-0.1"), ("aa", "-0.2"), (".", "-1000.3"), ("b", "-1"),
    ])
    let far = try Self.model([
      ("<unk>", "0"), ("a", "-0.1"), ("aa", "-0.3"), (".", "-1000.3"), ("b", "-1"),
    ])
    let (merger, lattice) = (WordMerger(), UnigramLattice())
    let bytes = Array("aaa".utf8)
    for (model, isFirm) in [(close, false), (far, true)] {
      let isSame = unsafe try bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
        unsafe try model.tokenize(bytes, with: merger, lattice)
      }
      #expect(isSame == isFirm)
    }
    #expect(try Self.model([("<unk>", "0"), ("a", "-1e5")]).boundaries == nil)
  }

  private static func model(_ pieces: [(String, String)]) throws -> UnigramModel {
    let json = SmallTokenizers.file(model: SmallTokenizers.unigram(pieces, #""unk_id": 0"#))
    guard case .unigram(let model) = try Tokenizer(json: json).model else {
      throw TokenizerError.unknownIDMissing
    }
    return model
  }

  private static func word(
    of counts: ClosedRange<Int>,
    using generator: inout SeededGenerator
  ) -> String {
    var word = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: counts, using: &generator) {
      word.append(letters.randomElement(using: &generator) ?? "a")
    }
    return String(word)
  }

  /// A model of random tokens; the scores of half the models are so few that sums are often equal.
  private static func tokenizer(using generator: inout SeededGenerator) throws -> Tokenizer {
    let scores =
      Bool.random(using: &generator)
      ? ["-0.1", "-0.2", "-0.3", "-0.6"]
      : (0..<200).map { _ in "-\(Double.random(in: 0...20, using: &generator))" }
    var pieces = [("<unk>", "0")]
    for letter in Set(letters + ["▁"]) where Int.random(in: 0..<4, using: &generator) > 0 {
      pieces.append((String(letter), scores.randomElement(using: &generator) ?? "-1"))
    }
    for _ in 0..<Int.random(in: 0...40, using: &generator) {
      let mark = Bool.random(using: &generator) ? "▁" : ""
      let piece = mark + word(of: 1...4, using: &generator)
      pieces.append((piece, scores.randomElement(using: &generator) ?? "-1"))
    }
    if Bool.random(using: &generator) { pieces.swapAt(0, pieces.count - 1) }
    let unknownID = pieces.firstIndex { $0.0 == "<unk>" } ?? 0
    let metaspace =
      #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}"#
    let spaces =
      #"{"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, \#(metaspace)]}"#
    return try Tokenizer(
      json: SmallTokenizers.file(
        model: SmallTokenizers.unigram(pieces, #""unk_id": \#(unknownID)"#),
        preTokenizer: Bool.random(using: &generator) ? metaspace : spaces
      )
    )
  }
}
