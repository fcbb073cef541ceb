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
