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
    "mistral-v3",
  ]

  /// By tokenizer: the sentence that refuses it.
  static let refused = [
    "bert-base-uncased": "model type \"WordPiece\" at $.model is not supported",
    "labse-split": "model type \"WordPiece\" at $.model is not supported",
    "minilm-l6-v2": "model type \"WordPiece\" at $.model is not supported",
    "marian-nmt": "model type \"Unigram\" at $.model is not supported",
    "t5-small": "model type \"Unigram\" at $.model is not supported",
    "xlm-roberta": "model type \"Unigram\" at $.model is not supported",
  ]

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
