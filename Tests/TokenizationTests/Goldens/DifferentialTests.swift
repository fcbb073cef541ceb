import Foundation
import JSON
import TestSupport
import Testing
import Tokenization

/// How many texts a tokenizer gets.
private let textCount = FuzzCount.cases(usual: 50)

/// Equality with the reference on random texts: ids, offsets, and decoding.
@Suite(
  "Equality with the reference on random texts",
  .enabled(if: ReferencePython.isAvailable, "needs the reference environment")
)
struct DifferentialTests {
  @Test(arguments: SmallTokenizers.all.keys.sorted())
  func agreesWithTheReferenceOnSmallTokenizers(name: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try folder.write(SmallTokenizers.all[name] ?? [], to: "tokenizer.json")
    try expectAgreement(on: file, seed: UInt64(textCount))
  }

  @Test(arguments: MarkedTokenizers.all.keys.sorted())
  func agreesWithTheReferenceOnMarkedSpaces(name: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try folder.write(MarkedTokenizers.all[name] ?? [], to: "tokenizer.json")
    try expectAgreement(on: file, seed: UInt64(textCount) &+ 1)
  }

  @Test(
    .enabled(if: Fixtures.isAvailable, "needs the fixtures folder"),
    arguments: GoldenTests.supported
  )
  func agreesWithTheReference(name: String) throws {
    let file = Fixtures.path("tokenizers/\(name)/tokenizer.json")
    try expectAgreement(on: file, seed: UInt64(textCount))
  }

  /// Compares all that both give for `textCount` random texts.
  private func expectAgreement(on file: String, seed: UInt64) throws {
    let tokenizer = try Tokenizer(fileAt: file)
    let encoder = tokenizer.makeEncoder()
    var source = UnpleasantTexts(seed: seed, tokens: try tokens(of: file))
    let texts = (0..<textCount).map { _ in source.next() }
    let output = try reference(file, texts)
    let parser = JSONParser()
    let results = try parser.parse(copying: output)
    #expect(results.count == texts.count)
    var wrong: [String] = []
    for (text, expected) in zip(texts, results.elements) {
      let found: String?
      do {
        found = try difference(text, expected, tokenizer, encoder)
      } catch {
        found = expected["error"] == nil ? "threw \(error)" : nil
      }
      if let found {
        wrong.append("\(text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()): \(found)")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) of \(texts.count), first: \(wrong.prefix(5))")
  }

  /// What differs for one text, in words.
  private func difference(
    _ text: String,
    _ expected: JSONNode,
    _ tokenizer: Tokenizer,
    _ encoder: TokenEncoder
  ) throws -> String? {
    let encoding = try encoder.encode(text, addingSpecialTokens: false)
    var plain: [Int32] = []
    var special: [Int32] = []
    var text = text
    try text.withUTF8 { bytes in
      unsafe try encoder.encode(bytes, addingSpecialTokens: false, appendingTo: &plain)
      unsafe try encoder.encode(bytes, addingSpecialTokens: true, appendingTo: &special)
    }
    if let error = expected["error"]?.string { return "the reference raised \(error)" }
    let ids = integers(expected["ids"])
    if plain != ids { return "ids \(plain), expected \(ids)" }
    if encoding.ids != ids { return "ids with offsets \(encoding.ids), expected \(ids)" }
    if special != integers(expected["special"]) { return "ids with special tokens \(special)" }
    let offsets = expected["offsets"].map { $0.elements.map { integers($0).map(Int.init) } } ?? []
    let found = encoding.offsets.map { [$0.lowerBound, $0.upperBound] }
    if found != offsets { return "offsets \(found), expected \(offsets) for \(ids)" }
    for (key, skipping) in [("decoded", false), ("decodedSkipping", true)] {
      let decoded = try tokenizer.decode(special, skippingSpecialTokens: skipping)
      guard let reference = expected[key]?.string else { return "no \(key)" }
      if Array(decoded.utf8) != Array(reference.utf8) {
        return "\(key) \(decoded.debugDescription), expected \(reference.debugDescription)"
      }
    }
    return nil
  }

  private func integers(_ node: JSONNode?) -> [Int32] {
    node?.elements.compactMap { $0.int64.flatMap(Int32.init(exactly:)) } ?? []
  }

  /// The contents of the added tokens of a tokenizer file, and the tokens of a small vocabulary.
  private func tokens(of file: String) throws -> [String] {
    let parser = JSONParser()
    let root = try parser.parse(copying: [UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
    let added = root["added_tokens"]?.elements.compactMap { $0["content"]?.string } ?? []
    guard let vocabulary = root["model"]?["vocab"], vocabulary.count < 500 else { return added }
    return added + vocabulary.members.map(\.key)
      + vocabulary.elements.compactMap { $0.elements.first { _ in true }?.string }
  }

  /// What the script prints for some texts.
  private func reference(_ file: String, _ texts: [String]) throws -> [UInt8] {
    let script = try String(
      contentsOf: PackageRoot.url("Scripts/tokenize_reference.py"),
      encoding: .utf8
    )
    return try ReferencePython.run(
      script,
      arguments: [file],
      standardInput: [UInt8](JSONEncoder().encode(texts)),
      timeLimit: 3600
    )
  }
}
