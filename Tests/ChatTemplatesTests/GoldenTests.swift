import JSON
import TestSupport
import Testing

@testable import ChatTemplates

/// Equality with the reference on real templates.
@Suite(.enabled(if: Fixtures.contains("templates"), "needs the fixtures folder"))
struct GoldenTests {
  @Test func everyTemplateGivesWhatTheReferenceGives() throws {
    let goldens = try #require(try TemplateFixtures.json("templates/goldens.json").object)
    let conversations = try TemplateFixtures.conversations()
    var compared = 0
    for (name, results) in goldens {
      let source = try TemplateFixtures.source(name)
      let template = Result { () throws(TemplateError) in
        try ChatTemplate(source)
      }
      for conversation in conversations {
        guard let golden = results[conversation.name] else { continue }
        compared += 1
        compare(golden, render(template, conversation.context), "\(name) \(conversation.name)")
      }
    }
    #expect(compared == goldens.count * conversations.count)
    #expect(compared > 0)
  }

  private func render(
    _ template: Result<ChatTemplate, TemplateError>,
    _ context: RenderContext
  ) -> Result<RenderedChat, TemplateError> {
    template.flatMap { template in
      Result { () throws(TemplateError) in try template.render(context) }
    }
  }

  private func compare(
    _ golden: JSONValue,
    _ result: Result<RenderedChat, TemplateError>,
    _ place: String
  ) {
    switch result {
    case .success(let chat):
      #expect(golden["out"] == .string(chat.text), "\(place)")
      let ranges = (golden["gen"]?.array ?? []).compactMap(\.array)
      #expect(
        chat.generationRanges.map { [$0.lowerBound, $0.upperBound] }
          == ranges.map { $0.compactMap { $0.int64.map(Int.init) } },
        "\(place)"
      )
      #expect(chat.faultOfStretches(in: golden) == nil, "\(place)")
    case .failure(let error):
      let expected = golden["err"]?.array ?? []
      #expect(expected.first?.string == error.kind.description, "\(place): \(error)")
      #expect(expected.last?.string == error.message, "\(place): \(error)")
      #expect(error.line > 0 && error.column > 0, "\(place)")
    }
  }
}

extension RenderedChat {
  /// What is wrong with the stretches: they must cover the text in order.
  func faultOfStretches(in golden: JSONValue) -> String? {
    var end = 0
    for stretch in stretches {
      guard stretch.range.lowerBound == end, !stretch.range.isEmpty else {
        return "a stretch at \(stretch.range) behind \(end)"
      }
      end = stretch.range.upperBound
    }
    return end == utf8.count ? nil : "stretches to \(end) of \(utf8.count)"
  }
}
