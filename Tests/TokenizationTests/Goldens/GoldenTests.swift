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
    "gpt2", "roberta-base", "phi-2", "whisper-tiny", "qwen2.5", "gpt-neox-20b", "gpt-neo-dolma",
    "gpt-oss", "smollm3", "claude-litellm", "torchtune-tiny", "torchtune-tiny-bpe",
    "torchtitan-test", "wordlevel-synth",
  ]

  /// By tokenizer: the sentence that refuses it.
  static let refused = [
    "labse-split": "normalizer type \"BertNormalizer\" at $.normalizer is not supported"
  ]

  @Test(arguments: supported)
  func encodesAsTheReference(name: String) throws {
    let tokenizer = try Tokenizer(fileAt: Fixtures.path("tokenizers/\(name)/tokenizer.json"))
    let encoder = tokenizer.makeEncoder()
    let golden = try GoldenFile(name)
    #expect(golden.cases.count > 300)
    var wrong: [String] = []
    for (index, expected) in golden.cases.enumerated() {
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
        if expected.ids != nil, ids != reference {
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

  @Test(arguments: refused.keys.sorted())
  func refusesByNameWhatIsNotSupported(name: String) throws {
    #expect {
      try Tokenizer(fileAt: Fixtures.path("tokenizers/\(name)/tokenizer.json"))
    } throws: { error in
      "\(error)" == Self.refused[name]
    }
  }

  @Test(arguments: [
    "added-tokens-test", "llama2-ort", "metapytorch-test-hf", "swift-transformers-small",
  ])
  func refusesMalformedFiles(name: String) {
    #expect(throws: TokenizerError.self) {
      try Tokenizer(fileAt: Fixtures.path("tokenizers/_malformed/\(name)/tokenizer.json"))
    }
  }
}
