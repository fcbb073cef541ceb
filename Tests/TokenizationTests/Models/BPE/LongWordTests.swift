import TestSupport
import Testing

@testable import Tokenization

/// Long words are cut, cached and merged in windows; all of that must give the tokens that merging
/// the whole word gives, which is what encoding with offsets does.
@Suite struct LongWordTests {
  private static let letters = Array("aabcde\u{0}\u{1}中文字的是日本語привет하세요สวัสดี𝒜𝒷".unicodeScalars)

  @Test(arguments: 0..<FuzzCount.cases(usual: 24))
  func partsOfLongWordsMakeTheTokensOfTheWhole(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let tokenizer = try Self.tokenizer(
      suffix: Bool.random(using: &generator) ? "</w>" : "",
      using: &generator
    )
    let encoder = tokenizer.makeEncoder()
    for _ in 0..<60 {
      let words = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        Self.word(of: Int.random(in: 1...120, using: &generator), using: &generator)
      }
      let text = words.joined(separator: " ")
      encoder.expectQuickIDs(of: text, "merges")
    }
  }

  @Test(arguments: 0..<FuzzCount.cases(usual: 12))
  func windowsMakeTheTokensOfTheWhole(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(1000 + seed))
    let suffix = Bool.random(using: &generator) ? "</w>" : ""
    let tokenizer = try Self.tokenizer(suffix: suffix, using: &generator)
    guard case .bpe(let model) = tokenizer.model else { return }
    let merger = WordMerger()
    for _ in 0..<40 {
      let word = Array(
        Self.word(of: Int.random(in: 1...400, using: &generator), using: &generator).utf8
      )
      guard var windows = WindowedMerging(model, .byteLevel, merger) else {
        // Whole words with a suffix are looked up with it, their parts are not.
        #expect(!suffix.isEmpty && model.settings.ignoresMerges)
        return
      }
      let endsWord = Bool.random(using: &generator)
      windows.byteCount = Int.random(in: 1...60, using: &generator)
      windows.overlap = Int.random(in: 1...6, using: &generator)
      var ids: [Int32] = [-1]
      unsafe try word.withUnsafeBufferPointer { (word) throws(TokenizerError) in
        unsafe try windows.merge(word, endsWord: endsWord, appendingTo: &ids)
        unsafe model.mergePart(word, endsWord: endsWord, with: merger)
      }
      // Safety: the merger holds that many ids.
      let expected = unsafe Array(UnsafeBufferPointer(start: merger.ids, count: merger.count))
      #expect(ids == [-1] + expected)
    }
  }

  /// Words that are longer than a window, with and without places to cut.
  @Test(arguments: ["a", "ab", "中", "é中", "aaab"])
  func endlessWordsMakeTheTokensOfTheWhole(unit: String) throws {
    var generator = SeededGenerator(seed: 7)
    let encoder = try Self.tokenizer(using: &generator).makeEncoder()
    let count = 2 * WindowedMerging.windowByteCount / unit.utf8.count + 1
    let text = "b " + String(repeating: unit, count: count)
    encoder.expectQuickIDs(of: text)
  }

  @Test func endlessMarkedWordsMakeTheTokensOfTheWhole() throws {
    for name in ["marked, byte fallback, prepended", "marked, unknown alone, metaspace always"] {
      let encoder = try Tokenizer(json: try #require(MarkedTokenizers.all[name])).makeEncoder()
      for unit in [" ", "中文の"] {
        let text = String(repeating: unit, count: 70_000 / unit.utf8.count)
        encoder.expectQuickIDs(of: text, "\(name): \(unit)")
      }
    }
  }

  @Test(arguments: MarkedTokenizers.all.keys.sorted())
  func windowsMakeTheTokensOfTheWholeMarkedText(name: String) throws {
    guard case .bpe(let model) = try Tokenizer(json: MarkedTokenizers.all[name] ?? []).model,
      var windows = WindowedMerging(model, .unicode, WordMerger())
    else { return }
    var generator = SeededGenerator(seed: 5)
    let letters = Array("▁the,中文のé😀ü01'_漢".unicodeScalars)
    for _ in 0..<100 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...300, using: &generator) {
        text.append(letters.randomElement(using: &generator) ?? "▁")
      }
      windows.byteCount = Int.random(in: 1...60, using: &generator)
      windows.overlap = Int.random(in: 1...6, using: &generator)
      let merger = windows.merger
      var ids: [Int32] = []
      let bytes = Array(String(text).utf8)
      unsafe try bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
        unsafe try windows.merge(bytes, appendingTo: &ids)
        unsafe try model.tokenize(bytes, with: merger)
      }
      // Safety: the merger holds that many ids.
      let expected = unsafe Array(UnsafeBufferPointer(start: merger.ids, count: merger.count))
      #expect(ids == expected, "\(text): \(windows.byteCount), \(windows.overlap)")
    }
  }

  private static func word(of count: Int, using generator: inout SeededGenerator) -> String {
    // Few letters at a time, so that pairs come again.
    var some = (0..<4).map { _ in letters.randomElement(using: &generator) ?? "a" }
    // What is spelled like the suffix is text all the same.
    if Int.random(in: 0..<8, using: &generator) == 0 { some = Array("</w>a".unicodeScalars) }
    var word = String.UnicodeScalarView()
    for _ in 0..<count { word.append(some.randomElement(using: &generator) ?? "a") }
    return String(word)
  }

  /// A byte-level model with random merges, many of them of parts of characters, some of ends of
  /// words.
  private static func tokenizer(
    suffix: String = "",
    using generator: inout SeededGenerator
  ) throws -> Tokenizer {
    let vocabulary = RandomVocabulary(suffix: suffix, mergesUpTo: 150, using: &generator) {
      word(of: 4, using: &$0)
    }
    let ignoresMerges = Bool.random(using: &generator)
    let model = SmallTokenizers.bpe(
      vocabulary.tokens,
      merges: vocabulary.merges,
      #""ignore_merges": \#(ignoresMerges), "end_of_word_suffix": \#(SmallTokenizers.quoted(suffix))"#
    )
    return try Tokenizer(
      json: SmallTokenizers.file(model: model, preTokenizer: SmallTokenizers.plainByteLevel)
    )
  }
}
