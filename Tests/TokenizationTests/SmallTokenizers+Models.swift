import TestSupport

/// WordPiece and Unigram models whose tokens resemble each other as much as they can.
extension SmallTokenizers {
  static let otherModels: [String: [UInt8]] = [
    "pieces of words": file(
      model: wordPiece(
        ["[UNK]"] + randomTokens(seed: 1, prefix: "##") + letters + letters.map { "##" + $0 }
          + [
            "\u{E9}", "##\u{E9}", "##\u{65E5}", "##", "hello", "##llo", "wor", "##ld", "1", "##2",
          ],
        longestWord: 12
      ),
      addedTokens: [added("[UNK]", "special"), added("[CLS]", "special")],
      normalizer: #"{"type": "Lowercase"}"#,
      preTokenizer: #"{"type": "BertPreTokenizer"}"#,
      postProcessor: """
        {"type": "BertProcessing", "sep": ["[UNK]", 0], "cls": ["[CLS]", 300]}
        """,
      decoder: ###"{"type": "WordPiece", "prefix": "##", "cleanup": true}"###
    ),
    "pieces of words, a prefix of letters": file(
      model: wordPiece(
        ["[UNK]"] + randomTokens(seed: 2, prefix: "ab") + ["a", "b", "aba", "abb"],
        prefix: "ab"
      ),
      preTokenizer: #"{"type": "WhitespaceSplit"}"#,
      decoder: #"{"type": "WordPiece", "prefix": "ab", "cleanup": false}"#
    ),
    "pieces of words, no prefix": file(
      model: wordPiece(
        ["[UNK]"] + randomTokens(seed: 3, prefix: "") + ["the", "th", "e", " ", "\n", "\u{301}"],
        prefix: ""
      )
    ),
    "pieces of words, no unknown token": file(
      model: wordPiece(randomTokens(seed: 4, prefix: "\u{E9}") + ["a"], prefix: "\u{E9}"),
      preTokenizer: plainByteLevel
    ),
    "scores": file(
      model: unigram(
        randomPieces(seed: 5) + unigramPieces,
        #""unk_id": 3, "byte_fallback": false"#
      ),
      addedTokens: [added("[UNK]", "special"), added("hello", "normalized")],
      normalizer: #"{"type": "NFKC"}"#,
      preTokenizer:
        #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}"#,
      decoder:
        #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}"#
    ),
    "scores, byte fallback": file(
      model: unigram(
        randomPieces(seed: 6) + unigramPieces + bytePieces { _ in true },
        #""unk_id": 3, "byte_fallback": true"#
      ),
      decoder: #"{"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]}"#
    ),
    "scores, byte fallback with gaps": file(
      model: unigram(
        randomPieces(seed: 7) + unigramPieces + bytePieces { $0 % 7 != 3 },
        #""unk_id": 0, "byte_fallback": true"#
      ),
      preTokenizer: #"{"type": "Whitespace"}"#
    ),
    "scores, nothing for the unknown": file(
      model: unigram(
        randomPieces(seed: 8) + unigramPieces + letters.map { ($0, "-9") },
        #""unk_id": null"#
      ),
      preTokenizer: plainByteLevel
    ),
    "scores above 0": file(
      model: unigram(
        randomPieces(seed: 9).map { ($0.0, "4\($0.1.dropFirst())") } + [
          ("ac", "0"), ("\u{E9}c", "7"),
        ],
        #""unk_id": 1"#
      )
    ),
    "scores without a type": file(
      model:
        #"{"vocab": [["<unk>", 0], ["a", -1e-3], ["aa", -2E-3], ["b", -18446744073709551616]]}"#
    ),
  ]

  private static let unigramPieces = [
    ("<unk>", "0"), ("", "3"), ("▁", "-2.0"), ("▁the", "-3.5"), ("hello", "-13.529199600219727"),
    ("he", "-4.7465310096740723"), ("llo", "-7.4715776443481445"), ("ll", "-3"), ("o", "-3"),
    ("lo", "-4.5"), ("hell", "-6.5"), ("\u{E9}", "-5"), ("e\u{301}", "-5"),
    ("\u{65E5}\u{672C}", "-8"),
    (" ", "-2"), ("  ", "-4"), ("   ", "-6"), ("ing", "-1e1"), ("1", "-7"), ("12", "-12"),
  ]

  private static func bytePieces(where has: (Int) -> Bool) -> [(String, String)] {
    let digits = Array("0123456789ABCDEF")
    return (0..<256).filter(has).map { ("<0x\(digits[$0 >> 4])\(digits[$0 & 15])>", "-20") }
  }

  /// Words over few letters, so that most are parts of each other.
  private static func randomWords(seed: UInt64, count: Int) -> [String] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let length = Int.random(in: 1...Int.random(in: 1...6, using: &generator), using: &generator)
      return (0..<length).map { _ in
        ["a", "a", "b", "\u{E9}"].randomElement(using: &generator) ?? ""
      }
      .joined()
    }
  }

  private static func randomTokens(seed: UInt64, prefix: String) -> [String] {
    var seen: Set<String> = []
    return randomWords(seed: seed, count: 60).enumerated()
      .map { $0 % 2 == 0 ? prefix + $1 : $1 }
      .filter { seen.insert($0).inserted }
  }

  /// Pieces with few different scores, some of them twice.
  private static func randomPieces(seed: UInt64) -> [(String, String)] {
    var generator = SeededGenerator(seed: seed)
    let scores = ["-1", "-2", "-3", "-1.5", "-0.1", "-0.2", "-0.3", "-4.70"]
    return randomWords(seed: seed, count: 40).map {
      ($0, scores.randomElement(using: &generator) ?? "0")
    }
  }
}
