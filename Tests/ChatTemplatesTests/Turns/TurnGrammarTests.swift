import JSON
import Testing

@testable import ChatTemplates

/// What is learned of a template.
struct TurnGrammarTests {
  private func grammar(_ template: String, _ tokens: [String] = []) throws -> TurnGrammar {
    TurnGrammar(
      learning: try ChatTemplate(template),
      in: RenderContext(messages: []),
      specialTokens: tokens
    )
  }

  private static let turns = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}"

  @Test(arguments: [
    (
      "<|end|>\n{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}", "<|assistant|>"
    ),
    // The texts part within a token.
    (
      "<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% else %}<|eos|>{% endif %}",
      "<|assistant|>"
    ),
    (
      "[END]{% endfor %}{% if add_generation_prompt %}[ANSWER]{% else %}[ALL]{% endif %}",
      "[ANSWER]"
    ),
    (
      "{% endfor %}{% if add_generation_prompt %}<｜Antwort｜>{% else %}<｜Ende｜>{% endif %}",
      "<｜Antwort｜>"
    ),
    ("{% endfor %}", ""),
    // It is always written; and what ends a chat is none.
    ("<|end|>{% endfor %}<|assistant|>", "<|assistant|>"),
    ("<|end|>{% endfor %}<|end|>\n", ""),
  ])
  func learnsTheGenerationPrompt(_ rest: String, _ expected: String) throws {
    #expect(try grammar(Self.turns + rest, ["<|end|>"]).generationPromptText == expected)
  }

  @Test(arguments: [
    ("<|end|>\n{% endfor %}", ["<|end|>"], "<|end|>"),
    ("<|end|>\n{% endfor %}", [], "<|end|>"),
    ("</s> \n{% endfor %}", [], "</s>"),
    ("<a><b>\n{% endfor %}", ["<a>", "<b>"], "<b>"),
    ("\n\n{% endfor %}", [], nil),
    ("{% endfor %}", ["<|user|>"], nil),
  ])
  func learnsTheTerminator(_ rest: String, _ tokens: [String], _ expected: String?) throws {
    #expect(try grammar(Self.turns + rest, tokens).terminatorText == expected)
  }

  @Test func triesASystemMessageAndParts() throws {
    let system =
      "{% if messages[0].role != 'system' %}{{ raise_exception('no') }}{% endif %}" + Self.turns
      + "<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
    #expect(try grammar(system).generationPromptText == "<|assistant|>")
    #expect(try grammar(system).terminatorText == "<|end|>")
    let parts =
      "{% for m in messages %}<|{{ m.role }}|>{% for p in m.content %}{{ p.text + '' }}{% endfor %}"
      + "<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
    #expect(try grammar(parts).generationPromptText == "<|assistant|>")
    #expect(try grammar(parts).terminatorText == "<|end|>")
  }

  @Test func dependsOnVariablesAndTools() throws {
    let template = try ChatTemplate(
      "{% for m in messages %}{{ m.content }}{% endfor %}{% if add_generation_prompt %}"
        + "<{{ mode }}{{ ' tools' if tools }}>{% endif %}"
    )
    let grammars = TurnGrammars(template, specialTokens: [])
    var context = RenderContext(messages: [])
    context.variables["mode"] = .string("a")
    #expect(grammars.grammar(for: context).generationPromptText == "<a>")
    context.variables["mode"] = .string("b")
    context.tools = JSONItem(.array([]))
    #expect(grammars.grammar(for: context).generationPromptText == "<b>")
    context.tools = JSONItem(.array([.null]))
    #expect(grammars.grammar(for: context).generationPromptText == "<b tools>")
    context.tools = .null
    context.variables["mode"] = .string("a")
    #expect(grammars.grammar(for: context).generationPromptText == "<a>")
  }

  @Test func aTemplateThatRefusesEverythingTeachesNothing() throws {
    let grammar = try grammar("{{ raise_exception('never') }}")
    #expect(grammar.generationPrompt == nil)
    #expect(grammar.terminator == nil)
  }
}
