import Foundation
import JSON
import TestSupport
import Testing

@testable import Tokenization

/// Real vocabularies, written again as the files that they once came from.
@Suite(
  "Real vocabularies in older files give the goldens",
  .enabled(if: Fixtures.isAvailable, "needs the fixtures folder")
)
struct FixtureFoldersTests {
  private static let classes = [
    "gpt2": "GPT2Tokenizer", "roberta-base": "RobertaTokenizer", "clip": "CLIPTokenizer",
    "qwen2.5": "Qwen2Tokenizer", "whisper-tiny": "WhisperTokenizer",
    "bert-base-uncased": "BertTokenizer", "minilm-l6-v2": "BertTokenizer",
  ]

  @Test(arguments: classes.keys.sorted())
  func givesTheGoldens(name: String) throws {
    let root = try JSONParser().parse(
      copying: Fixtures.bytes("tokenizers/\(name)/tokenizer.json")
    ).value
    let folder = try FolderCase(name, class: Self.classes[name], files(root))
    var files = folder.files
    files["tokenizer_config.json"] = configuration(root, class: Self.classes[name] ?? "")
    let converted = try TokenizerFiles(files).converted()
    let encoder = try Tokenizer(converted).makeEncoder()
    let golden = try GoldenFile(name)
    #expect(!golden.cases.isEmpty)
    for expected in golden.cases {
      guard let ids = expected.ids else { continue }
      #expect(try encoder.encode(expected.text, addingSpecialTokens: false).ids == ids)
      let whole = try encoder.encode(expected.text, addingSpecialTokens: true).ids
      #expect(whole == expected.idsWithSpecialTokens)
    }
  }

  @Test func makesT5OfItsPieces() throws {
    let root = try self.root("t5-small")
    let pieces = try scoredPieces(root).prefix(32_000)
    let model = ModelWriter(
      pieces: pieces.enumerated().map { ($1.0, $1.1, $0 < 2 ? 3 : $0 == 2 ? 2 : 1) },
      type: 1,
      characterMap: try characterMap(root)
    )
    try expectGoldens("t5-small", class: "T5Tokenizer", ["spiece.model": model.bytes])
  }

  @Test func makesXLMRobertaOfItsPieces() throws {
    let root = try self.root("xlm-roberta")
    let pieces =
      [("<unk>", Float(0)), ("<s>", 0), ("</s>", 0)]
      + (try scoredPieces(root).dropFirst(4).dropLast())
    let model = ModelWriter(
      pieces: pieces.enumerated().map { ($1.0, $1.1, $0 == 0 ? 2 : $0 < 3 ? 3 : 1) },
      type: 1,
      characterMap: try characterMap(root)
    )
    try expectGoldens(
      "xlm-roberta",
      class: "XLMRobertaTokenizer",
      ["sentencepiece.bpe.model": model.bytes]
    )
  }

  /// The merges are those of the file, in the order of the pieces.
  ///
  /// `transformers` 5 derives them so; 4, which made these files, ordered them by the scores. Runs of
  /// spaces differ for that.
  @Test(arguments: ["llama-dolma", "phi-3-mini", "mistral-v3"])
  func derivesTheMergesOfLlama(name: String) throws {
    let root = try self.root(name)
    let vocabulary = try #require(root["model"]?["vocab"]?.object)
    let special = Set((root["added_tokens"]?.array ?? []).compactMap { $0["content"]?.string })
    let pieces = zip(vocabulary.keys, vocabulary.values)
      .sorted { ($0.1.int64 ?? 0) < ($1.1.int64 ?? 0) }.map(\.0)
    let model = ModelWriter(
      pieces: pieces.map { ($0, 0, special.contains($0) ? 3 : 1) },
      type: 2,
      characterMap: []
    )
    let folder = FolderCase(
      name,
      class: "LlamaTokenizer",
      ["tokenizer.model": model.bytes],
      configuration: #"{"add_bos_token": true}"#
    )
    let merges = try folder.converted()["model"]?["merges"]?.array ?? []
    let expected = (root["model"]?["merges"]?.array ?? []).map { merge in
      merge.string ?? (merge.array ?? []).compactMap(\.string).joined(separator: " ")
    }
    let found = merges.map { ($0.array ?? []).compactMap(\.string).joined(separator: " ") }
    #expect(found.count == expected.count)
    #expect(Set(found) == Set(expected))
  }

  private func root(_ name: String) throws -> JSONValue {
    try JSONParser().parse(copying: Fixtures.bytes("tokenizers/\(name)/tokenizer.json")).value
  }

  private func scoredPieces(_ root: JSONValue) throws -> [(String, Float)] {
    try #require(root["model"]?["vocab"]?.array).map {
      ($0.array?.first?.string ?? "", Float($0.array?.last?.double ?? 0))
    }
  }

  private func characterMap(_ root: JSONValue) throws -> [UInt8] {
    let normalizer = root["normalizer"]
    let precompiled = normalizer?["normalizers"]?.array?.first ?? normalizer
    let text = try #require(precompiled?["precompiled_charsmap"]?.string)
    return try #require(Base64.decode(text))
  }

  private func expectGoldens(
    _ name: String,
    class className: String,
    _ files: [String: [UInt8]]
  ) throws {
    try expectGoldens(name, TokenizerFiles(FolderCase(name, class: className, files).files))
  }

  private func expectGoldens(_ name: String, _ files: TokenizerFiles) throws {
    let encoder = try Tokenizer(files.converted()).makeEncoder()
    let golden = try GoldenFile(name)
    #expect(!golden.cases.isEmpty)
    for expected in golden.cases {
      guard let ids = expected.ids else { continue }
      let found = try encoder.encode(expected.text, addingSpecialTokens: false).ids
      #expect(found == ids, "\(expected.text)")
      let whole = try encoder.encode(expected.text, addingSpecialTokens: true).ids
      #expect(whole == expected.idsWithSpecialTokens)
    }
  }

  private func files(_ root: JSONValue) throws -> [String: [UInt8]] {
    let model = root["model"]
    let vocabulary = try #require(model?["vocab"]?.object)
    if let merges = model?["merges"]?.array {
      let lines = merges.map { merge in
        merge.string ?? (merge.array ?? []).compactMap(\.string).joined(separator: " ")
      }
      return [
        "vocab.json": Array(JSONSerializer().string(.object(vocabulary)).utf8),
        "merges.txt": Array(("#version: 0.2\n" + lines.joined(separator: "\n") + "\n").utf8),
      ]
    }
    let words = zip(vocabulary.keys, vocabulary.values)
      .sorted { ($0.1.int64 ?? 0) < ($1.1.int64 ?? 0) }.map(\.0)
    return ["vocab.txt": Array((words.joined(separator: "\n") + "\n").utf8)]
  }

  /// The class, and the added tokens of the file by their ids.
  private func configuration(_ root: JSONValue, class name: String) -> [UInt8] {
    var added = JSONObject()
    for token in root["added_tokens"]?.array ?? [] {
      var fields = token.object ?? [:]
      let id = fields["id"]?.int64 ?? 0
      fields["id"] = nil
      added[String(id)] = .object(fields)
    }
    let configuration: JSONObject = [
      "tokenizer_class": .string(name), "added_tokens_decoder": .object(added),
    ]
    return Array(JSONSerializer().string(.object(configuration)).utf8)
  }
}

/// Writes a model of SentencePiece.
private struct ModelWriter {
  private(set) var bytes: [UInt8] = []

  /// Takes texts with scores and types; the model's type is 1 for a Unigram, 2 for a BPE.
  init(pieces: [(String, Float, Int)], type: Int, characterMap: [UInt8]) {
    for (text, score, type) in pieces {
      var piece: [UInt8] = []
      Self.append(Array(text.utf8), field: 1, to: &piece)
      piece.append(0x15)
      for shift in stride(from: 0, to: 32, by: 8) {
        piece.append(UInt8(truncatingIfNeeded: score.bitPattern >> UInt32(shift)))
      }
      piece += [0x18, UInt8(type)]
      Self.append(piece, field: 1, to: &bytes)
    }
    Self.append([0x18, UInt8(type)], field: 2, to: &bytes)
    var normalizer: [UInt8] = []
    Self.append(characterMap, field: 2, to: &normalizer)
    Self.append(normalizer, field: 3, to: &bytes)
  }

  private static func append(_ content: [UInt8], field: UInt8, to bytes: inout [UInt8]) {
    bytes.append(field << 3 | 2)
    var count = content.count
    while count >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: count) | 0x80)
      count >>= 7
    }
    bytes.append(UInt8(count))
    bytes += content
  }
}
