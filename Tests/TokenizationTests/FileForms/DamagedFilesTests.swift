import Foundation
import JSON
import TestSupport
import Testing

@testable import Tokenization

/// Whatever stands in the files, there is a tokenizer or an error that names the place.
@Suite("Damaged older files are refused with the place")
struct DamagedFilesTests {
  private static func words(_ text: String) -> [String: [UInt8]] { ["vocab.txt": Array(text.utf8)] }

  private static func bytePairs(_ vocabulary: String, _ merges: String) -> [String: [UInt8]] {
    ["vocab.json": Array(vocabulary.utf8), "merges.txt": Array(merges.utf8)]
  }

  private static func ranks(_ text: String) -> [String: [UInt8]] {
    ["tiktoken.model": Array(text.utf8)]
  }

  private static let faults: [(files: [String: [UInt8]], className: String, sentence: String)] = [
    (
      bytePairs("[", ""), "GPT2Tokenizer",
      "vocab.json, line 1, column 2: found the end of the text, expected a value or \"]\""
    ),
    (bytePairs("[]", ""), "GPT2Tokenizer", "vocab.json: found array, expected an object"),
    (
      bytePairs(#"{"a": "b"}"#, ""), "GPT2Tokenizer",
      "vocab.json: $[\"a\"]: found string, expected an id from 0 to 16777215"
    ),
    (
      bytePairs(#"{"a": 99999999999}"#, ""), "GPT2Tokenizer",
      "vocab.json: $[\"a\"]: found 99999999999, expected an id from 0 to 16777215"
    ),
    (
      bytePairs(#"{"a": 0, "b": 0}"#, ""), "GPT2Tokenizer",
      "vocab.json: found the id 0 twice, expected an id of its own for each token"
    ),
    (
      bytePairs(#"{"a": 0, "b": 1}"#, "#version: 0.2\na  b\n"), "GPT2Tokenizer",
      "merges.txt, line 2: found \"a  b\", expected two tokens with one space between them"
    ),
    (
      bytePairs(#"{"a": 0, "b": 1}"#, "a b\n"), "GPT2Tokenizer",
      "merges.txt, line 1: found \"a b\", expected two tokens of vocab.json that make a third"
    ),
    (words(""), "BertTokenizer", "vocab.txt: found an empty file, expected one token a line"),
    (
      ["vocab.txt": [0x61, 0x0A, 0xFF, 0x0A]], "BertTokenizer",
      "vocab.txt, line 2: found bytes that are not UTF-8, expected a token"
    ),
    (
      ranks("YQ== 0\nYg= 1\n"), "TokenizersBackend",
      "tiktoken.model, line 2: found \"Yg= 1\", expected a token in base64, a space and a rank"
    ),
    (
      ranks("YQ== 0\nYg== 99999999\n"), "TokenizersBackend",
      "tiktoken.model, line 2: found \"Yg== 99999999\", expected a token in base64, a space and a "
        + "rank"
    ),
    (
      ranks("YQ== 0\nYQ== 1\n"), "TokenizersBackend",
      "tiktoken.model: found a token or a rank that comes twice, expected each once"
    ),
    (
      ranks("YQ== 0\nYg== 0\n"), "TokenizersBackend",
      "tiktoken.model: found a token or a rank that comes twice, expected each once"
    ),
    (
      ranks(""), "TokenizersBackend", "tiktoken.model: found no tokens, expected tokens with ranks"
    ),
    (
      ["tokenizer.model": []], "LlamaTokenizer",
      "tokenizer.model: found 0 pieces, expected from 1 to 2097152"
    ),
    (
      ["tokenizer.model": [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x61]], "LlamaTokenizer",
      "tokenizer.model: found neither a SentencePiece model nor lines of base64 and ranks, "
        + "expected one of them"
    ),
    (
      ["tokenizer.model": piece([0xFF], score: 0)], "LlamaTokenizer",
      "tokenizer.model: found neither a SentencePiece model nor lines of base64 and ranks, "
        + "expected one of them"
    ),
    (
      ["tokenizer.model": piece([0x61], score: .nan)], "LlamaTokenizer",
      "tokenizer.model, piece 0: found the score nan, expected a number"
    ),
    (
      ["tokenizer.model": piece([0x61], score: 0) + piece([0x61], score: 1)], "LlamaTokenizer",
      "tokenizer.model, piece 0: found a piece that comes again, expected each once"
    ),
    (
      ["tekken.json": Array("{}".utf8)], "TokenizersBackend",
      "\"config\" is missing at tekken.json: $"
    ),
  ]

  /// A model with one piece.
  private static func piece(_ text: [UInt8], score: Float) -> [UInt8] {
    let bits = score.bitPattern
    let number = (0..<4).map { UInt8(truncatingIfNeeded: bits >> UInt32(8 * $0)) }
    let fields = [0x0A, UInt8(text.count)] + text + [0x15] + number
    return [0x0A, UInt8(fields.count)] + fields
  }

  @Test(arguments: faults.indices)
  func namesThePlace(index: Int) {
    let (files, className, sentence) = Self.faults[index]
    let error = #expect(throws: TokenizerError.self) {
      try FolderCase("x", class: className, files).converted()
    }
    #expect(error.map { "\($0)" } == sentence)
  }

  @Test(arguments: [
    (
      #"{"bos_token": 3}"#,
      "tokenizer_config.json: $.bos_token: found number, expected a string or an object"
    ),
    (
      #"{"added_tokens_decoder": {"x": {}}}"#,
      "tokenizer_config.json: $.added_tokens_decoder: found \"x\", expected an id"
    ),
    (
      #"{"do_lower_case": "no"}"#,
      "tokenizer_config.json: $.do_lower_case: found string, expected true or false"
    ),
    (#"{"cls_token": null}"#, "tokenizer_config.json: $.cls_token: found null, expected a token"),
  ])
  func namesTheFieldOfAConfiguration(configuration: String, sentence: String) {
    let error = #expect(throws: TokenizerError.self) {
      try FolderCase(
        "x",
        class: "BertTokenizer",
        ["vocab.txt": Array(FolderCases.words.utf8)],
        configuration: configuration
      ).converted()
    }
    #expect(error.map { "\($0)" } == sentence)
  }

  @Test(arguments: [
    (
      "GPT2Tokenizer", ["vocab.txt"],
      "a byte-level BPE is read from vocab.json, which is not there"
    ),
    (
      nil, ["vocab.json", "merges.txt"],
      "no tokenizer class is named whose rules are known, and there is vocab.json and merges.txt"
    ),
    (
      "T5Tokenizer", ["vocab.txt"], "T5Tokenizer is read from spiece.model, and there is vocab.txt"
    ),
    (
      "MarianTokenizer", ["vocab.json"],
      "MarianTokenizer has rules of its own that are not supported"
    ),
  ])
  func refusesFilesWithoutRules(className: String?, names: [String], sentence: String) {
    let files = Dictionary(uniqueKeysWithValues: names.map { ($0, Array("{}".utf8)) })
    let error = #expect(throws: TokenizerError.self) {
      try FolderCase("x", class: className, files).converted()
    }
    #expect(error?.code == .unsupportedFiles)
    #expect(error?.found == sentence)
  }

  @Test func refusesWhatPythonCodeInTheFolderDefines() {
    let error = #expect(throws: TokenizerError.self) {
      try FolderCase(
        "x",
        class: "TikTokenTokenizer",
        ["tiktoken.model": Array(FolderCases.rankLines.utf8)],
        configuration: #"{"auto_map": {"AutoTokenizer": ["code.TikTokenTokenizer", null]}}"#
      ).converted()
    }
    #expect(
      error?.found == "TikTokenTokenizer is defined by Python code in the folder (auto_map)"
    )
  }

  @Test func boundsTheWorkOfDerivingMerges() {
    let long = String(repeating: "a", count: 20_000)
    let lines = Data(long.utf8).base64EncodedString() + " 0\n"
    let error = #expect(throws: TokenizerError.self) {
      try FolderCase("x", ["tiktoken.model": Array(lines.utf8)]).converted()
    }
    #expect(error?.found == "many long tokens")
  }

  @Test func survivesRandomDamage() {
    let cases = FolderCases.small.filter {
      [
        "byte-level-GPT2Tokenizer-added", "byte-level-CLIPTokenizer", "words-BertTokenizer-named",
        "ranks-added", "tekken-mistral", "bytes-LlamaTokenizer-added", "unigram-T5Tokenizer-ends",
        "rules-AlbertTokenizer-plain", "bytes-renamed", "unigram-none",
      ].contains($0.name)
    }
    #expect(cases.count == 10)
    var generator = SeededGenerator(seed: 8)
    var made = 0
    let count = FuzzCount.cases(usual: 40)
    for folderCase in cases {
      for _ in 0..<count {
        var damaged = folderCase
        guard let name = damaged.files.keys.sorted().randomElement(using: &generator),
          var bytes = damaged.files[name], !bytes.isEmpty
        else { continue }
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
          let place = Int.random(in: bytes.indices, using: &generator)
          switch Int.random(in: 0..<5, using: &generator) {
          case 0: bytes.removeSubrange(place...)
          case 1: bytes.remove(at: place)
          case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
          case 3: bytes += bytes[place...].prefix(50)
          default: bytes[place] = UInt8.random(in: 0...255, using: &generator)
          }
        }
        damaged.files[name] = bytes
        // An error is as good as a tokenizer; a trap is not.
        if (try? TokenizerFiles(damaged.files).converted()) != nil { made += 1 }
      }
    }
    #expect(made > 0)
  }
}
