import Foundation
import TestSupport

/// Folders with a model of SentencePiece.
extension FolderCases {
  /// Makes models that are too large to be kept, as `pieces-NAME.model`.
  static func makePieces(_ names: [String], in folder: TemporaryFolder) throws {
    _ = try ReferencePython.run(
      "import runpy, sys; runpy.run_path(sys.argv.pop(), run_name='__main__')",
      arguments: [folder.path] + names + [PackageRoot.url("Scripts/make-piece-files").path]
    )
  }

  /// Folders of every class that is read from pieces.
  static func pieces(_ bytes: [UInt8], isUnigram: Bool, name: String) -> [FolderCase] {
    let byteBPE = [
      "LlamaTokenizer", "LlamaTokenizerFast", "CodeLlamaTokenizer", "GemmaTokenizer",
      "PreTrainedTokenizerFast", "Phi3Tokenizer",
    ]
    let unigrams: [(String, String)] = [
      ("T5Tokenizer", "spiece.model"), ("AlbertTokenizer", "spiece.model"),
      ("BigBirdTokenizer", "spiece.model"), ("XLNetTokenizer", "spiece.model"),
      ("PegasusTokenizer", "spiece.model"), ("ReformerTokenizer", "spiece.model"),
      ("XLMRobertaTokenizer", "sentencepiece.bpe.model"),
      ("CamembertTokenizer", "sentencepiece.bpe.model"),
      ("MBartTokenizer", "sentencepiece.bpe.model"),
      ("MBart50Tokenizer", "sentencepiece.bpe.model"),
      ("BarthezTokenizer", "sentencepiece.bpe.model"), ("DebertaV2Tokenizer", "spm.model"),
      ("RemBertTokenizer", "sentencepiece.model"),
    ]
    let classes = byteBPE.map { ($0, "tokenizer.model") } + unigrams
    var cases = classes.flatMap { className, file in
      configurations.map { key, configuration in
        FolderCase(
          "\(name)-\(className)-\(key)",
          class: className,
          [file: bytes],
          configuration: configuration
        )
      } + [
        FolderCase(
          "\(name)-\(className)-older",
          class: className,
          [file: bytes],
          others: [
            "special_tokens_map.json": """
            {"eos_token": {"content": "</s>", "lstrip": false, "normalized": true,
              "rstrip": false, "single_word": false}, "additional_special_tokens": ["<one>"]}
            """,
            "added_tokens.json": #"{"<new>": 900}"#,
          ]
        )
      ]
    }
    cases += [
      FolderCase("\(name)-none", ["tokenizer.model": bytes]),
      FolderCase(
        "\(name)-mistral",
        class: "LlamaTokenizer",
        ["tokenizer.model": bytes],
        configuration: #"{"add_bos_token": true, "add_eos_token": false, "legacy": false}"#,
        others: ["config.json": #"{"model_type": "mistral"}"#]
      ),
      FolderCase(
        "\(name)-renamed",
        class: "PreTrainedTokenizerFast",
        ["tokenizer.model": bytes],
        configuration: """
          {"added_tokens_decoder": {"1": {"content": "<begin>", "special": true},
            "2": {"content": "</s>", "special": true}}}
          """
      ),
    ]
    return cases
  }

  private static let configurations: [(String, String)] = [
    ("plain", "{}"),
    (
      "ends",
      """
      {"add_bos_token": true, "add_eos_token": true, "legacy": true, "add_prefix_space": false,
       "do_lower_case": true, "keep_accents": true, "extra_ids": 10, "split_by_punct": true,
       "offset": 5}
      """
    ),
    (
      "added",
      """
      {"added_tokens_decoder": {"0": {"content": "<unk>", "special": true, "normalized": false},
        "700": {"content": "<|im_end|>", "special": true, "rstrip": true},
        "701": {"content": "plain", "normalized": true, "special": false}},
       "additional_special_tokens": ["<|im_end|>", "<more>"], "pad_token": "<|im_end|>",
       "keep_accents": false, "do_lower_case": false, "src_lang": "fr_XX",
       "mask_token_sent": null, "add_prefix_space": true}
      """
    ),
    (
      "named",
      """
      {"eos_token": {"__type": "AddedToken", "content": "</s>", "lstrip": false,
         "normalized": true, "rstrip": false, "single_word": false},
       "unk_token": "<unk>", "mask_token": "<hidden>", "fill_token": "<fill>",
       "image_token": "<image>"}
      """
    ),
  ]
}
