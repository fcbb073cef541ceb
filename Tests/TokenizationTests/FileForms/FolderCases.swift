import Foundation
import TestSupport

/// Small folders of every form and class.
enum FolderCases {
  static var small: [FolderCase] {
    byteLevel + wordLists + ranks
      + ["bytes", "pairs"].flatMap { pieces(resource($0), isUnigram: false, name: $0) }
      + ["unigram", "rules"].flatMap { pieces(resource($0), isUnigram: true, name: $0) }
  }

  /// A model of pieces in the resources.
  static func resource(_ name: String) -> [UInt8] {
    let url = PackageRoot.url("Tests/TokenizationTests/Resources/pieces-\(name).model")
    return (try? [UInt8](Data(contentsOf: url))) ?? []
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  // MARK: Byte-level BPE

  /// `low lower newest`, with the special tokens of many classes.
  static let merges = "#version: 0.2\nl o\nlo w\ne r\nĠ lo\nĠlo w\nn e\nĠ ne\n"
  static let vocabulary: String = {
    var tokens = [
      "<s>", "<pad>", "</s>", "<unk>", "<mask>", "<|endoftext|>", "l", "o", "w", "e", "r", "Ġ", "n",
      "s", "t", "i", "lo", "low", "er", "Ġlo", "Ġlow", "ne", "Ġne", "[CLS]", "[SEP]", "[UNK]",
      "[PAD]", "[MASK]", "<|startoftext|>",
    ]
    tokens += "abcdfghjkmpquvxyz.!?'".map(String.init)
    tokens += ["l</w>", "o</w>", "w</w>", "Ã", "©"]
    let members = tokens.enumerated().map { "\"\($1)\": \($0)" }
    return "{" + members.joined(separator: ", ") + "}"
  }()
  static var byteLevelFiles: [String: [UInt8]] {
    ["vocab.json": bytes(vocabulary), "merges.txt": bytes(merges)]
  }

  static var byteLevel: [FolderCase] {
    let mask = """
      {"__type":"AddedToken","content":"<mask>","lstrip":true,"normalized":true,"rstrip":false,\
      "single_word":false}
      """
    func make(
      _ name: String,
      _ className: String?,
      _ configuration: String = "{}",
      _ others: [String: String] = [:]
    ) -> FolderCase {
      FolderCase(
        "byte-level-\(name)",
        class: className,
        byteLevelFiles,
        configuration: configuration,
        others: others
      )
    }
    var cases = [
      "GPT2Tokenizer", "RobertaTokenizerFast", "CodeGenTokenizer", "DebertaTokenizer",
      "CLIPTokenizer", "Qwen2Tokenizer", "GPTNeoXTokenizer",
      "BlenderbotTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer",
    ].flatMap { name in
      [
        make(name, name),
        make("\(name)-prefix", name, #"{"add_prefix_space": true, "trim_offsets": false}"#),
        make("\(name)-ends", name, #"{"add_bos_token": true, "add_eos_token": true}"#),
        make(
          "\(name)-added",
          name,
          """
          {"added_tokens_decoder": {"60": {"content": "<|im_start|>", "special": true,
            "normalized": false, "lstrip": false, "rstrip": true, "single_word": false},
            "61": {"content": "plain", "special": false, "normalized": true, "lstrip": false,
            "rstrip": false, "single_word": true}},
           "additional_special_tokens": ["<|im_start|>", "<extra>"], "pad_token": "<extra>"}
          """
        ),
        make(
          "\(name)-older",
          name,
          "{}",
          [
            "special_tokens_map.json": """
            {"eos_token": "</s>", "additional_special_tokens": ["<one>", "<two>"],
             "mask_token": {"content": "<mask>", "lstrip": true, "normalized": false,
               "rstrip": false, "single_word": false}}
            """,
            "added_tokens.json": #"{"</s>": 2, "<plain>": 57, "<mask>": 4}"#,
          ]
        ),
      ]
    }
    cases += [
      make("mask", "RobertaTokenizer", "{\"mask_token\": \(mask)}"),
      make("null", "GPT2Tokenizer", #"{"bos_token": null, "pad_token": "<pad>"}"#),
      make("own", "GPT2Tokenizer", #"{"image_token": "<image>", "extra_special_tokens": ["<x>"]}"#),
      make("named", "GPT2Tokenizer", #"{"extra_special_tokens": {"boi_token": "<boi>"}}"#),
      make(
        "whisper",
        "WhisperTokenizer",
        "{}",
        [
          "added_tokens.json": """
          {"<|startoftranscript|>": 57, "<|notimestamps|>": 58, "<|en|>": 59}
          """
        ]
      ),
      make("type", nil, "{}", ["config.json": #"{"model_type": "gpt2"}"#]),
      make("bart", nil, "{}", ["config.json": #"{"model_type": "bart"}"#]),
      make("qwen", "GPT2Tokenizer", "{}", ["config.json": #"{"model_type": "qwen2"}"#]),
      make("none", nil),
      make("unknown", "UnheardOfTokenizer"),
    ]
    return cases
  }

  // MARK: WordPiece

  static let words = """
    [PAD]
    [UNK]
    [CLS]
    [SEP]
    [MASK]
    <s>
    <pad>
    </s>
    <unk>
    <mask>
    <cls>
    <sep>
    the
    ##ing
    walk  \u{20}
    é
    the
    你

    """

  static var wordLists: [FolderCase] {
    [
      "BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer", "ElectraTokenizer",
      "MPNetTokenizer", "FunnelTokenizer", "LxmertTokenizer", "MobileBertTokenizer",
      "ConvBertTokenizer", "LayoutLMTokenizer",
    ].flatMap { (name: String) in
      [
        FolderCase("words-\(name)", class: name, ["vocab.txt": bytes(words)]),
        FolderCase(
          "words-\(name)-cased",
          class: name,
          ["vocab.txt": bytes(words.replacing("\n", with: "\r\n"))],
          configuration: """
            {"do_lower_case": false, "strip_accents": true, "tokenize_chinese_chars": false,
             "clean_text": false, "wordpieces_prefix": "@@"}
            """
        ),
        FolderCase(
          "words-\(name)-named",
          class: name,
          ["vocab.txt": bytes(words)],
          configuration: """
            {"cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>", "mask_token": "[M]",
             "add_bos_token": true, "additional_special_tokens": ["[X]"]}
            """,
          others: ["added_tokens.json": #"{"[Y]": 19, "[X]": 18}"#]
        ),
      ]
    } + [
      FolderCase(
        "words-type",
        ["vocab.txt": bytes(words)],
        others: ["config.json": #"{"model_type": "bert"}"#]
      )
    ]
  }

  // MARK: Ranks

  static let rankLines: String = {
    let text = ["low", "lo", "ow", "er", "lower", " l", "é", "\n\n"]
    let tokens = (0..<256).map { [UInt8($0)] } + text.map(bytes)
    return tokens.enumerated().map { "\(Data($1).base64EncodedString()) \($0)\n" }.joined()
  }()

  static let tekken: String = {
    let text = ["low", "lo", "ow", "er", "lower", "<s>"]
    let tokens = (0..<256).map { [UInt8($0)] } + text.map(bytes)
    let vocab = tokens.enumerated().map {
      "{\"rank\": \($0), \"token_bytes\": \"\(Data($1).base64EncodedString())\"}"
    }
    return """
      {"config": {"pattern": "[^\\\\s]+|\\\\s+", "default_vocab_size": 268,
        "default_num_special_tokens": 6},
       "special_tokens": [{"rank": 1, "token_str": "<s>"}, {"rank": 0, "token_str": "<unk>"},
         {"rank": 2, "token_str": "</s>"}],
       "vocab": [\(vocab.joined(separator: ","))]}
      """
  }()

  static var ranks: [FolderCase] {
    let classes: [(String, String?)] = [
      ("", nil), ("-llama", "LlamaTokenizer"), ("-fast", "PreTrainedTokenizerFast"),
    ]
    return classes.flatMap { name, className in
      [
        FolderCase("ranks\(name)", class: className, ["tokenizer.model": bytes(rankLines)]),
        FolderCase("ranks-old\(name)", class: className, ["tiktoken.model": bytes(rankLines)]),
        FolderCase(
          "ranks-added\(name)",
          class: className,
          ["tokenizer.model": bytes(rankLines)],
          configuration: """
            {"added_tokens_decoder": {"264": {"content": "<|begin|>", "special": true},
              "266": {"content": "<|end|>", "special": true, "lstrip": true}},
             "extra_special_tokens": ["<|end|>", "<|more|>"], "bos_token": "<|begin|>",
             "eos_token": "<|end|>", "add_bos_token": true}
            """
        ),
        FolderCase("tekken\(name)", class: className, ["tekken.json": bytes(tekken)]),
        FolderCase(
          "tekken-mistral\(name)",
          class: className,
          ["tekken.json": bytes(tekken)],
          configuration: #"{"bos_token": "<s>", "add_bos_token": true, "pad_token": "<pad>"}"#,
          others: ["config.json": #"{"model_type": "mistral"}"#]
        ),
      ]
    }
  }
}
