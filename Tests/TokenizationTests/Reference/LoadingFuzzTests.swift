import Foundation
import JSON
import TestSupport
import Testing

@testable import Tokenization

/// What the reference accepts of a tokenizer file we accept, and what it refuses we refuse.
@Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
struct LoadingFuzzTests {
  @Test func acceptsAndRefusesAlike() throws {
    let output = try ReferencePython.run(
      "import runpy, sys; runpy.run_path(sys.argv.pop(1), run_name='__main__')",
      arguments: [PackageRoot.url("Scripts/text_reference.py").path, "variants"]
    )
    let parser = JSONParser()
    var differences: [String] = []
    var count = 0
    for line in output.split(separator: UInt8(ascii: "\n")) {
      let parts = Array(try parser.parse(copying: Array(line)).elements)
      let test = ReferenceCase(components: parts[0], kind: "load", inputs: [], answer: parts[1])
      count += 1
      guard let difference = test.differences().first else { continue }
      if Self.refusals.contains(where: difference.contains) { continue }
      differences.append("\(String(decoding: line, as: UTF8.self).prefix(300)): \(difference)")
    }
    #expect(count > 1000)
    for difference in differences.prefix(20) { Issue.record("\(difference)") }
    #expect(differences.count == 0)
  }

  /// What we refuse when we load it, where the reference raises when it encodes.
  private static let refusals = [
    "expected a whole number from 1",
    "expected a name in special_tokens",
    "expected A in a single template",
    "post-processor behind a template",
    "expected a token id from 0",
  ]
}
