import JSON
import TestSupport
import Testing

@testable import Tokenization

/// Whether the files of a folder become the `tokenizer.json` that `transformers` makes of them.
@Suite(
  "Older files become the tokenizer.json of the reference",
  .enabled(if: ReferencePython.isAvailable, "needs the reference environment")
)
struct ConversionTests {
  @Test func agreesForEveryClass() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var cases = FolderCases.small
    let names = ["nfkc-pairs", "nfkc-unigram", "byte-unigram"]
    try FolderCases.makePieces(names, in: folder)
    for name in names {
      let bytes = try folder.bytes("pieces-\(name).model")
      cases += FolderCases.pieces(bytes, isUnigram: name.contains("unigram"), name: name)
    }
    let folders = try cases.map { try $0.write(in: folder) }
    let expected = try FolderCase.reference(folders)
    #expect(expected.count == cases.count)
    var equalCount = 0
    for (folderCase, expected) in zip(cases, expected) {
      let found: JSONValue
      do {
        found = try folderCase.converted()
      } catch {
        let isExpected = expected.json == nil || Self.refused.contains(folderCase.name)
        #expect(isExpected, "\(folderCase.name): threw \(error)")
        continue
      }
      let comment = "\(folderCase.name): \(expected.error ?? "")"
      #expect(expected.json != nil, "\(comment)")
      guard let expected = expected.json else { continue }
      expectEqual(found, expected, folderCase.name)
      equalCount += 1
    }
    // The others are refused, by both or by us.
    #expect(equalCount > 650, "of \(cases.count)")
  }

  @Test func encodesRandomTextsAsTheReferenceDoes() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let models = ["nfkc-pairs", "nfkc-unigram", "byte-unigram"]
    try FolderCases.makePieces(models, in: folder)
    var cases = FolderCases.small.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
    for name in models {
      let bytes = try folder.bytes("pieces-\(name).model")
      cases += FolderCases.pieces(bytes, isUnigram: name.contains("unigram"), name: name)
        .filter { $0.name.hasSuffix("-added") }
    }
    var source = UnpleasantTexts(seed: 8, tokens: ["<|im_start|>", "plain", "</s>", "<mask>"])
    let texts = (0..<FuzzCount.cases(usual: 25)).map { _ in source.next() } + ["low lower newest é"]
    let folders = try cases.map { try $0.write(in: folder) }
    let expected = try FolderCase.reference(folders, texts: texts)
    var compared = 0
    for (folderCase, expected) in zip(cases, expected) {
      guard let lists = expected.ids?.array,
        let converted = try? TokenizerFiles(folderCase.files).converted()
      else { continue }
      let encoder = try Tokenizer(converted).makeEncoder()
      for (text, pair) in zip(texts, lists) {
        guard let pair = pair.array else { continue }
        for (ids, addsSpecial) in zip(pair, [false, true]) {
          let found = try encoder.encode(text, addingSpecialTokens: addsSpecial).ids.map(Int64.init)
          let wanted = (ids.array ?? []).compactMap(\.int64)
          compared += 1
          #expect(found == wanted, "\(folderCase.name): \(text.unicodeScalars.map(\.value))")
        }
      }
    }
    #expect(compared > cases.count * texts.count)
  }

  private func expectEqual(_ found: JSONValue, _ expected: JSONValue, _ name: String) {
    for key in ["added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder"] {
      let message = "\(name): \(key)\n\(text(found[key]))\n\(text(expected[key]))"
      let isEqual = found[key] == expected[key]
      #expect(isEqual, "\(message)")
    }
    for (key, value) in expected["model"]?.object ?? [:] {
      let own = found["model"]?[key]
      let message = "\(name): model.\(key)\n\(text(own).prefix(300))\n\(text(value).prefix(300))"
      let isEqual = own == value || isNearlyEqual(own, value)
      #expect(isEqual, "\(message)")
    }
  }

  /// Whether scores differ by no more than what the reference loses when it copies a tokenizer: it
  /// writes and reads it, and does not read the last bit of a number.
  private func isNearlyEqual(_ found: JSONValue?, _ expected: JSONValue) -> Bool {
    guard let found = found?.array, let expected = expected.array, found.count == expected.count
    else { return false }
    return zip(found, expected).allSatisfy { found, expected in
      guard let own = found.array?.last?.double, let other = expected.array?.last?.double else {
        return false
      }
      return found.array?.first == expected.array?.first && abs(own - other) <= abs(other) * 1e-15
    }
  }

  /// The pieces of these hold `<pad>`, which the class adds: the reference takes it twice.
  private static let refused = Set(
    ["plain", "ends", "added", "named", "older"].map { "rules-CamembertTokenizer-\($0)" }
  )

  private func text(_ value: JSONValue?) -> String {
    value.map { JSONSerializer(ensureASCII: false).string($0) } ?? "absent"
  }
}
