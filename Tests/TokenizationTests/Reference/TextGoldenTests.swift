import Foundation
import JSON
import TestSupport
import Testing

@testable import Tokenization

/// Equality with the reference on the texts of `Resources`, which `Scripts/text_reference.py`
/// makes.
@Suite struct TextGoldenTests {
  @Test(arguments: ["normalize", "pieces", "process", "decode"])
  func equalsTheReference(kind: String) throws {
    let file = PackageRoot.url("Tests/TokenizationTests/Resources/text-\(kind).json")
    let root = try JSONParser().parse(copying: [UInt8](Data(contentsOf: file)))
    let inputs = Array(try #require(root["inputs"]).elements)
    let cases = Array(try #require(root["cases"]).elements)
    #expect(cases.count > 10)
    for node in cases {
      let answer = try #require(node["answers"])
      let test = ReferenceCase(components: node, kind: kind, inputs: inputs, answer: answer)
      for difference in test.differences() {
        Issue.record("\(summary(of: node)): \(difference)")
      }
    }
  }

  private func summary(of node: JSONNode) -> String {
    ["normalizer", "pre_tokenizer", "post_processor", "decoder"]
      .compactMap { node[$0].map { "\($0.value)" } }
      .joined(separator: " ")
  }
}
