import Foundation
import JSON
import TestSupport
import Testing

@testable import ChatTemplates

/// Equality with the reference on random templates; `DATAPREP_FUZZ_COUNT` is their number.
@Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
struct ReferenceTests {
  @Test func randomTemplatesGiveWhatTheReferenceGives() throws {
    let script = try String(
      contentsOf: PackageRoot.url("Scripts/template_reference.py"),
      encoding: .utf8
    )
    let count = FuzzCount.cases(usual: 1000)
    let output = try ReferencePython.run(
      script,
      arguments: [String(count), "1"],
      timeLimit: 3600
    )
    var compared = 0
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      let answer = try JSONParser().parse(copying: String(line)).value
      let source = try #require(answer["template"]?.string)
      let context = RenderContext(json: try #require(answer["context"]))
      compared += 1
      do throws(TemplateError) {
        let text = try ChatTemplate(source).render(context).text
        #expect(answer["out"] == .string(text), "\(source)")
      } catch {
        #expect(answer["err"]?.string == error.kind.description, "\(source): \(error)")
      }
    }
    #expect(compared > count / 2)
  }
}
