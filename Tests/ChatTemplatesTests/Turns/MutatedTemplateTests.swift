import JSON
import TestSupport
import Testing

@testable import ChatTemplates

/// Real templates with changed bytes: whatever they write, turns lie within it.
///
/// `DATAPREP_FUZZ_COUNT` is the number of templates.
@Suite(.enabled(if: Fixtures.contains("templates"), "needs the fixtures folder"))
struct MutatedTemplateTests {
  private static let words = [
    "{% endif %}", "{% else %}", "{{ messages }}", "messages", "content", "role", "loop", "|trim",
    "|tojson", "'assistant'", "'user'", "<|im_end|>", "\n", "not ", "[1:]", "[::-1]", "é", " - ",
    "{% for m in messages %}", "{% endfor %}", "1", "add_generation_prompt", "none", "",
  ]

  @Test func turnsOfMutatedTemplatesLieWithinTheText() throws {
    var generator = SeededGenerator(seed: 3)
    let goldens = try #require(try TemplateFixtures.json("templates/goldens.json").object)
    let sources = try goldens.keys.map { Array(try TemplateFixtures.source($0)) }
    let conversations = try TemplateFixtures.conversations()
    var labelled = 0
    for _ in 0..<FuzzCount.cases(usual: 200) {
      var source = sources.randomElement(using: &generator) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0...source.count, using: &generator)
        let end = min(source.count, place + Int.random(in: 0...8, using: &generator))
        source.replaceSubrange(place..<end, with: Self.words.randomElement(using: &generator) ?? "")
      }
      guard let template = try? ChatTemplate(String(source)),
        var context = conversations.randomElement(using: &generator)?.context
      else { continue }
      context.limits.steps = 100_000
      guard let rendered = try? template.render(context) else { continue }
      let grammar = TurnGrammar(learning: template, in: context, specialTokens: ["</s>"])
      let chat = LabelledChat(rendered, of: context, grammar: grammar)
      labelled += 1
      let count = chat.utf8.count
      for turn in chat.turns {
        #expect(turn.promptEnd <= turn.completionEnd && turn.completionEnd <= count)
        #expect(turn.start >= 0 && turn.start < count)
        #expect(turn.terminator?.upperBound ?? 0 <= turn.completionEnd)
        _ = PromptProof(of: turn, in: chat, rendered: context, by: template)
      }
      let ranges = chat.codePoints(chat.trained)
      #expect(ranges.allSatisfy { !$0.isEmpty })
    }
    #expect(labelled > 10)
  }
}
