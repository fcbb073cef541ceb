import JSON

@testable import Tokenization

/// Tokenizer files of our own making, small enough to read and nasty where real ones are tame.
enum SmallTokenizers {
  /// A file with these sections; each is JSON text.
  static func file(
    model: String,
    addedTokens: [String] = [],
    normalizer: String = "null",
    preTokenizer: String = "null",
    postProcessor: String = "null",
    decoder: String = "null"
  ) -> [UInt8] {
    Array(
      """
      {"version": "1.0", "truncation": null, "padding": null,
       "added_tokens": [\(addedTokens.joined(separator: ", "))],
       "normalizer": \(normalizer), "pre_tokenizer": \(preTokenizer),
       "post_processor": \(postProcessor), "decoder": \(decoder), "model": \(model)}
      """.utf8
    )
  }

  /// An added token; `flags` names those that are on.
  static func added(_ content: String, id: Int = 0, _ flags: String...) -> String {
    let fields = ["single_word", "lstrip", "rstrip", "normalized", "special"]
      .map { "\"\($0)\": \(flags.contains($0))" }
    return "{\"id\": \(id), \"content\": \(quoted(content)), \(fields.joined(separator: ", "))}"
  }

  /// A BPE model; `fields` are further members.
  static func bpe(_ tokens: [String], merges: [String], _ fields: String = "") -> String {
    let vocabulary = tokens.enumerated().map { "\(quoted($1)): \($0)" }
    let pairs = merges.map(quoted)
    return """
      {"type": "BPE", \(fields.isEmpty ? "" : fields + ",")
       "vocab": {\(vocabulary.joined(separator: ", "))},
       "merges": [\(pairs.joined(separator: ", "))]}
      """
  }

  static func quoted(_ text: String) -> String {
    let escapes = text.unicodeScalars.map { scalar in
      scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
        ? "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
          + String(scalar.value, radix: 16) : String(scalar)
    }
    return "\"\(escapes.joined())\""
  }

  /// The character of each byte, and what some merges make of them.
  static let byteTokens: [String] =
    ByteCharacters.scalars.compactMap { Unicode.Scalar($0).map { String($0) } }
    + ["he", "ll", "hell", "hello", "Ġw", "or", "Ġwor", "ld", "Ġworld", "ĠĠ", "Ã©", "th", "Ġt"]

  static let byteMerges = [
    "h e", "l l", "he ll", "hell o", "Ġ w", "o r", "Ġw or", "l d", "Ġwor ld", "Ġ Ġ", "Ã ©", "t h",
    "Ġ t",
  ]

  static func byteLevel(_ fields: String) -> String {
    "{\"type\": \"ByteLevel\", \(fields)}"
  }

  static let plainByteLevel = byteLevel(
    #""add_prefix_space": false, "trim_offsets": true, "use_regex": true"#
  )

  static let spacedByteLevel = byteLevel(
    #""add_prefix_space": true, "trim_offsets": true, "use_regex": true"#
  )

  /// A WordPiece model; `fields` replaces the usual settings.
  static func wordPiece(
    _ tokens: [String],
    prefix: String = "##",
    longestWord: Int = 100
  ) -> String {
    let vocabulary = tokens.enumerated().map { "\(quoted($1)): \($0)" }
    return """
      {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": \(quoted(prefix)),
       "max_input_chars_per_word": \(longestWord),
       "vocab": {\(vocabulary.joined(separator: ", "))}}
      """
  }

  /// A Unigram model; `fields` are further members, and scores are JSON text.
  static func unigram(_ pieces: [(String, String)], _ fields: String) -> String {
    let vocabulary = pieces.map { "[\(quoted($0)), \($1)]" }
    return """
      {"type": "Unigram", \(fields), "vocab": [\(vocabulary.joined(separator: ", "))]}
      """
  }

  static let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)

  /// By name.
  static let all = otherModels.merging(pairModels) { $1 }

  private static let pairModels: [String: [UInt8]] = [
    "bytes": file(
      model: bpe(byteTokens, merges: byteMerges),
      addedTokens: [added("<end>", "special")],
      preTokenizer: plainByteLevel,
      postProcessor: plainByteLevel,
      decoder: plainByteLevel
    ),
    "bytes, prefix space": file(
      model: bpe(byteTokens, merges: byteMerges, #""ignore_merges": true"#),
      addedTokens: [added("<end>", "special")],
      preTokenizer: spacedByteLevel,
      postProcessor: spacedByteLevel,
      decoder: spacedByteLevel
    ),
    "bytes, all kinds of added tokens": file(
      model: bpe(byteTokens, merges: byteMerges),
      addedTokens: [
        added("<end>", "special"), added("<left>", "special", "lstrip"),
        added("<right>", "rstrip"), added("<both>", "lstrip", "rstrip", "normalized"),
        added("word", "single_word"), added("Hello", "single_word", "normalized"),
        added("  ", "normalized"), added("<e", "normalized"), added("hello", "special"),
        added("É", "normalized", "special"), added(" x", "lstrip"), added("x ", "rstrip"),
      ],
      normalizer: #"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]}"#,
      preTokenizer: plainByteLevel,
      postProcessor: plainByteLevel,
      decoder: plainByteLevel
    ),
    "bytes missing, unknown token": file(
      model: bpe(
        ["?"] + byteTokens.filter { token in !token.contains { "oÃĠ".contains($0) } },
        merges: ["h e", "l l", "he ll", "t h", "l d"],
        #""unk_token": "?", "fuse_unk": false"#
      ),
      preTokenizer: plainByteLevel,
      decoder: plainByteLevel
    ),
    "bytes missing, dropped": file(
      model: bpe(
        byteTokens.filter { $0 != "w" && !$0.contains("w") && $0 != "Ģ" },
        merges: ["h e", "l l", "he ll", "hell o", "t h", "l d", "o r"]
      ),
      preTokenizer: plainByteLevel,
      postProcessor: plainByteLevel,
      decoder: plainByteLevel
    ),
    "characters with prefix and suffix": file(
      model: bpe(
        ["<unk>"] + letters + letters.map { "##" + $0 } + letters.map { "##" + $0 + "</w>" }
          + letters.map { $0 + "</w>" } + ["th", "the</w>", "an", "and</w>", "##er</w>"],
        merges: ["t ##h", "th ##e</w>", "a ##n", "an ##d</w>", "##e ##r</w>"],
        "\"unk_token\": \"<unk>\", \"fuse_unk\": true, "
          + "\"continuing_subword_prefix\": \"##\", \"end_of_word_suffix\": \"</w>\""
      ),
      preTokenizer: #"{"type": "Whitespace"}"#,
      decoder: #"{"type": "BPEDecoder", "suffix": "</w>"}"#
    ),
    "characters, byte fallback with gaps": file(
      model: bpe(
        ["<unk>", "▁"] + letters
          + (0..<256).filter { $0 % 7 != 3 }.map { byte in
            let digits = Array("0123456789ABCDEF")
            return "<0x\(digits[byte >> 4])\(digits[byte & 15])>"
          } + ["▁t", "he", "▁the", "in", "er"],
        merges: ["▁ t", "h e", "▁t he", "i n", "e r"],
        #""unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true"#
      ),
      addedTokens: [added("<unk>", "special"), added("<s>", "special", "normalized")],
      normalizer: #"{"type": "Strip", "strip_left": true, "strip_right": false}"#,
      preTokenizer:
        #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": false}"#,
      decoder: #"{"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]}"#
    ),
    "words without the unknown token": file(
      model:
        #"{"type": "WordLevel", "unk_token": "[UNK]", "vocab": {"the": 7, "and": 3, "Hello": 0}}"#,
      addedTokens: [added("[X]", "special"), added("[Y]")],
      preTokenizer: #"{"type": "Whitespace"}"#
    ),
  ]
}
