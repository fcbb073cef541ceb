/// Small BPE tokenizers in the style of SentencePiece: every way to mark spaces, with merges that
/// reach over spaces, over punctuation and between scripts, and with those of unknown characters.
enum MarkedTokenizers {
  /// `tokenizer.json` files by what is special about them.
  static let all: [String: [UInt8]] = {
    var files: [String: [UInt8]] = [:]
    for (modelName, model) in models {
      for (wayName, way) in ways {
        files["marked, \(modelName), \(wayName)"] = SmallTokenizers.file(
          model: model,
          addedTokens: way.addedTokens,
          normalizer: way.normalizer,
          preTokenizer: way.preTokenizer,
          decoder:
            #"{"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]}"#
        )
      }
    }
    return files
  }()

  private static let letters =
    SmallTokenizers.letters + [
      "▁", ",", ".", "'", "H", "T", "é", "中", "文", "の", "😀", "0", "1", "_",
    ]

  private static let merged = [
    "▁ ▁", "▁▁ ▁▁", "▁ t", "h e", "▁t he", "▁the ▁", "i n", "e r", "▁ ,", ", ▁", "中 文", "▁ 中",
    "中文 の", "0 1", "' t", "e é", "é ▁", "▁ H", "H e", "▁H e", "l l", "▁He ll", "o ,", "_ _",
    "▁ 😀", ". ▁▁",
  ]

  private static let byteTokens = (0..<256).map { byte in
    let digits = Array("0123456789ABCDEF")
    return "<0x\(digits[byte >> 4])\(digits[byte & 15])>"
  }

  private static func model(_ extra: [String], _ merges: [String], _ fields: String) -> String {
    let products = merges.map { $0.split(separator: " ").joined() }
    return SmallTokenizers.bpe(["<unk>"] + letters + extra + products, merges: merges, fields)
  }

  private static let models: [String: String] = [
    "byte fallback": model(
      byteTokens,
      merged,
      #""unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true"#
    ),
    "merges of bytes": model(
      byteTokens,
      merged + ["<0xF0> <0x9F>", "<0xE4> <0xB8>", "t <0xE4>"],
      #""unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true"#
    ),
    "unknown fused": model([], merged, #""unk_token": "<unk>", "fuse_unk": true"#),
    "unknown alone": model([], merged, #""unk_token": "<unk>", "fuse_unk": false"#),
    "unknown dropped": model([], merged, ""),
    "merges ignored": model(
      byteTokens + ["▁then", "the▁t", "He, "],
      merged,
      #""unk_token": "<unk>", "byte_fallback": true, "ignore_merges": true"#
    ),
  ]

  private struct Way {
    var normalizer = "null"
    var preTokenizer = "null"
    var addedTokens = [SmallTokenizers.added("<s>", "special")]
  }

  private static let replacing =
    #"{"type": "Replace", "pattern": {"String": " "}, "content": "▁"}"#

  private static func metaspace(_ scheme: String, splitting: Bool) -> String {
    #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": ""#
      + "\(scheme)\", \"split\": \(splitting)}"
  }

  private static let prepending =
    #"{"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, "#
    + replacing + "]}"

  private static let ways: [String: Way] = [
    "metaspace first": Way(preTokenizer: metaspace("first", splitting: false)),
    "metaspace first, split": Way(preTokenizer: metaspace("first", splitting: true)),
    "metaspace always": Way(
      preTokenizer: metaspace("always", splitting: false),
      addedTokens: [
        SmallTokenizers.added("<s>", "special"), SmallTokenizers.added("the", "normalized"),
      ]
    ),
    "metaspace always, split": Way(preTokenizer: metaspace("always", splitting: true)),
    "metaspace never, split": Way(preTokenizer: metaspace("never", splitting: true)),
    "prepended": Way(normalizer: prepending),
    "prepended, normalized tokens": Way(
      normalizer: prepending,
      addedTokens: [
        SmallTokenizers.added("<s>", "special"), SmallTokenizers.added("the", "normalized"),
      ]
    ),
    "replaced, split at spaces": Way(
      normalizer: replacing,
      preTokenizer: #"{"type": "Split", "pattern": {"String": " "}, "#
        + #""behavior": "MergedWithPrevious", "invert": false}"#
    ),
    "replaced, split at commas": Way(
      normalizer: replacing,
      preTokenizer: #"{"type": "Split", "pattern": {"String": ","}, "#
        + #""behavior": "Isolated", "invert": false}"#
    ),
    "prepended otherwise": Way(
      normalizer: #"{"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "_"}, "#
        + replacing + "]}"
    ),
  ]
}
