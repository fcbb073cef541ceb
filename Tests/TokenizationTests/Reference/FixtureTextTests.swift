import Foundation
import JSON
import TestSupport
import Testing

@testable import Tokenization

/// Equality with the reference itself on the text steps of real tokenizers.
@Suite(
  .enabled(if: ReferencePython.isAvailable, "needs the reference environment"),
  .enabled(if: Fixtures.isAvailable, "needs the fixtures folder")
)
struct FixtureTextTests {
  private static let names: [String] = {
    let folder = Fixtures.url("tokenizers").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { Fixtures.contains("tokenizers/\($0)/tokenizer.json") }.sorted()
  }()

  @Test(arguments: names)
  func normalizesAndSplitsAlike(name: String) throws {
    let file = try Fixtures.bytes("tokenizers/\(name)/tokenizer.json")
    let root = try JSONParser().parse(copying: file)
    let serializer = JSONSerializer()
    let normalizer = root["normalizer"].map { serializer.string($0.value) } ?? "null"
    let preTokenizer = root["pre_tokenizer"].map { serializer.string($0.value) } ?? "null"
    var texts = RandomTexts(seed: 4)
    let inputs = (0..<FuzzCount.cases(usual: 100)).map { _ in texts.next() }
    if normalizer != "null" {
      try expectEqual(inputs, "normalize", ["normalizer": normalizer])
    }
    if preTokenizer != "null" {
      try expectEqual(
        inputs,
        "pieces",
        ["normalizer": normalizer, "pre_tokenizer": preTokenizer]
      )
    }
  }

  private func expectEqual(
    _ inputs: [String],
    _ kind: String,
    _ components: KeyValuePairs<String, String>
  ) throws {
    let differences = try ReferenceCase.ask(components, kind: kind, inputs: inputs).differences()
    for difference in differences.prefix(5) { Issue.record("\(difference)") }
  }
}
