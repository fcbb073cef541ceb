@testable import Tokenization

/// Tokenizer files that hold every kind of component between them, each small.
enum RichTokenizers {
  /// The files, in the order of the models.
  static let all: [[UInt8]] = [
    SmallTokenizers.file(
      model: SmallTokenizers.unigram(
        [("<unk>", "0"), ("▁", "-2"), ("▁the", "-3.5"), ("he", "-1"), ("e", "-2"), ("l", "-3")],
        #""unk_id": 0, "byte_fallback": false"#
      ),
      addedTokens: [
        SmallTokenizers.added("<s>", "special"), SmallTokenizers.added("Hé", "normalized"),
        SmallTokenizers.added(" w", "lstrip", "rstrip", "single_word"),
      ],
      normalizer: """
        {"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": \
        "\(characterMap())"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
         {"type": "Strip", "strip_left": false, "strip_right": true}, {"type": "Nmt"}]}
        """,
      preTokenizer:
        #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true}"#,
      postProcessor: template,
      decoder: """
        {"type": "Sequence", "decoders": [{"type": "Metaspace", "replacement": "▁",
         "add_prefix_space": true}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
        """
    ),
    SmallTokenizers.file(
      model: SmallTokenizers.bpe(
        SmallTokenizers.byteTokens,
        merges: SmallTokenizers.byteMerges,
        #""dropout": null, "unk_token": null"#
      ),
      addedTokens: [SmallTokenizers.added("<end>", "special")],
      normalizer: """
        {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Prepend", "prepend": "a"}]}
        """,
      preTokenizer: """
        {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex":
         "'s|'t| ?\\\\p{L}+| ?[^\\\\s\\\\p{L}\\\\p{N}]+|\\\\s+(?!\\\\S)|(?i:x)|\\\\d{1,3}"},
         "behavior": "MergedWithNext", "invert": false},
         {"type": "Digits", "individual_digits": true},
         {"type": "Punctuation", "behavior": "Contiguous"}, {"type": "ByteLevel",
         "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}
        """,
      postProcessor: """
        {"type": "Sequence", "processors": [{"type": "ByteLevel", "add_prefix_space": true,
         "trim_offsets": true, "use_regex": true}, \(template)]}
        """,
      decoder: SmallTokenizers.plainByteLevel
    ),
    SmallTokenizers.file(
      model: SmallTokenizers.wordPiece(
        ["[UNK]", "the", "hello", "##n", "##lo", "a", "##a", "日", "##の", "1"]
      ),
      normalizer: """
        {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
         "strip_accents": null, "lowercase": true}
        """,
      preTokenizer: """
        {"type": "Sequence", "pretokenizers": [{"type": "BertPreTokenizer"},
         {"type": "CharDelimiterSplit", "delimiter": "-"}, {"type": "UnicodeScripts"},
         {"type": "FixedLength", "length": 7}]}
        """,
      postProcessor: """
        {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": true,
         "add_prefix_space": false}
        """,
      decoder: ###"{"type": "WordPiece", "prefix": "##", "cleanup": true}"###
    ),
    SmallTokenizers.file(
      model: #"{"type": "WordLevel", "unk_token": "<u>", "vocab": {"<u>": 0, "the": 1, "|": 2}}"#,
      normalizer: """
        {"type": "Sequence", "normalizers": [{"type": "StripAccents"}, {"type": "Lowercase"},
         {"type": "NFKD"}, {"type": "Replace", "pattern": {"String": "h"}, "content": "hh"}]}
        """,
      preTokenizer: """
        {"type": "Sequence", "pretokenizers": [{"type": "Whitespace"}, {"type": "Split",
         "pattern": {"String": "e"}, "behavior": "MergedWithPrevious", "invert": true}]}
        """,
      decoder: """
        {"type": "Sequence", "decoders": [{"type": "CTC", "pad_token": "<u>",
         "word_delimiter_token": "|", "cleanup": true}, {"type": "BPEDecoder", "suffix": "</w>"},
         {"type": "Replace", "pattern": {"Regex": "t+"}, "content": "T"}, {"type": "ByteFallback"},
         {"type": "Fuse"}]}
        """
    ),
  ]

  private static let template = """
    {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
     {"Sequence": {"id": "A", "type_id": 0}}], "pair": [{"Sequence": {"id": "A", "type_id": 0}},
     {"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": {"<s>": {"id": "<s>",
     "ids": [6], "tokens": ["<s>"]}}}
    """

  /// A character map in base64: `A` becomes `xy`, and `é` the text at `place` of `xy\0ñ\0`.
  static func characterMap(placeOfSecond place: UInt32 = 3) -> String {
    // Units of a double array, by place: the children of the root are at their own byte.
    var units = [UInt32](repeating: 0, count: 256)
    units[0x41] = 0x40 << 10 | 0x100 | 0x41
    units[0x41 ^ 0x40] = 0x8000_0000
    units[0xC3] = 0x60 << 10 | 0xC3
    units[0xC3 ^ 0x60 ^ 0xA9] = 8 << 10 | 0x100 | 0xA9
    units[0xC3 ^ 0x60 ^ 0xA9 ^ 8] = 0x8000_0000 | place
    let numbers = [UInt32(units.count * 4)] + units
    let bytes = numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32($0 * 8)) }
    }
    return Base64.encode(bytes + Array("xy\0ñ\0".utf8))
  }
}
