import Foundation
import JSON
import TestSupport
import Testing
import Tokenization

/// Equality with the reference on real tokenizers: ids, with and without special tokens, offsets.
@Suite(
  "Goldens of real tokenizers",
  .enabled(if: Fixtures.isAvailable, "needs the fixtures folder")
)
struct GoldenTests {
  static let supported = [
    "gpt2", "roberta-base", "phi-2", "whisper-tiny", "clip", "falcon", "deepseek-v3", "qwen2.5",
    "gpt-neox-20b", "gpt-neo-dolma", "gpt-oss", "smollm3", "claude-litellm", "torchtune-tiny",
    "torchtune-tiny-bpe", "torchtitan-test", "wordlevel-synth", "llama-dolma", "phi-3-mini",
    "mistral-v3", "bert-base-uncased", "labse-split", "minilm-l6-v2", "marian-nmt", "t5-small",
    "xlm-roberta",
  ]

  @Test(arguments: supported)
  func encodesAsTheReference(name: String) throws {
    let tokenizer = try Tokenizer(fileAt: Fixtures.path("tokenizers/\(name)/tokenizer.json"))
    let encoder = tokenizer.makeEncoder()
    let golden = try GoldenFile(name)
    #expect(golden.cases.count > 300)
    var wrong: [String] = []
    for (index, expected) in golden.cases.enumerated() {
      guard expected.ids != nil else {
        // What the reference cannot encode we cannot either, if it takes a token at all.
        let encoding = try? encoder.encode(expected.text, addingSpecialTokens: false)
        if let encoding, !encoding.ids.isEmpty { wrong.append("\(index): did not throw") }
        continue
      }
      for addingSpecialTokens in [false, true] {
        let reference = addingSpecialTokens ? expected.idsWithSpecialTokens : expected.ids
        var text = expected.text
        var ids: [Int32] = []
        try text.withUTF8 { bytes in
          unsafe try encoder.encode(
            bytes,
            addingSpecialTokens: addingSpecialTokens,
            appendingTo: &ids
          )
        }
        let encoding = try encoder.encode(
          expected.text,
          addingSpecialTokens: addingSpecialTokens
        )
        if ids != reference {
          wrong.append("\(index): ids \(ids.prefix(20)), expected \(reference?.prefix(20) ?? [])")
        }
        if encoding.ids != ids { wrong.append("\(index): the two ways differ") }
        if !addingSpecialTokens, let offsets = expected.offsets, encoding.offsets != offsets {
          wrong.append(
            "\(index): offsets \(encoding.offsets.prefix(20)), expected \(offsets.prefix(20))"
          )
        }
      }
    }
    #expect(wrong.isEmpty, "\(name): \(wrong.count) wrong, first: \(wrong.prefix(5))")
  }

  @Test(arguments: [
    ("added-tokens-test", "$.model.merges"),
    ("llama2-ort", "$.model.merges[18917]"),
    ("metapytorch-test-hf", "$.model.merges[0]"),
    ("swift-transformers-small", "$.model.merges[0]"),
  ])
  func refusesMalformedFiles(name: String, place: String) {
    let error = #expect(throws: TokenizerError.self) {
      try Tokenizer(fileAt: Fixtures.path("tokenizers/_malformed/\(name)/tokenizer.json"))
    }
    #expect(error?.path == place)
    #expect(error?.description.contains(place) == true)
  }

  /// Equal text for the ids of all goldens, with and without special tokens, skipped or not.
  @Test(
    .enabled(if: ReferencePython.isAvailable, "needs the reference environment"),
    arguments: supported
  )
  func decodesAsTheReference(name: String) throws {
    let file = Fixtures.path("tokenizers/\(name)/tokenizer.json")
    let tokenizer = try Tokenizer(fileAt: file)
    let lists = try GoldenFile(name).cases.filter { $0.ids != nil }
      .flatMap { [$0.ids ?? [], $0.idsWithSpecialTokens] }
    #expect(!lists.isEmpty)
    let output = try ReferencePython.run(
      String(contentsOf: PackageRoot.url("Scripts/decode_reference.py"), encoding: .utf8),
      arguments: [file],
      standardInput: [UInt8](JSONEncoder().encode(lists))
    )
    let parser = JSONParser()
    let expected = try parser.parse(copying: output)
    #expect(expected.count == lists.count)
    var wrong: [String] = []
    for (ids, texts) in zip(lists, expected.elements) {
      #expect(texts.count == 2)
      for (skipping, text) in zip([false, true], texts.elements) {
        let decoded = try tokenizer.decode(ids, skippingSpecialTokens: skipping)
        if Array(decoded.utf8) != Array((text.string ?? "none").utf8) {
          wrong.append("\(ids.prefix(20)): \(decoded.prefix(80)), skipping \(skipping)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(name): \(wrong.count) wrong, first: \(wrong.prefix(5))")
  }
}
