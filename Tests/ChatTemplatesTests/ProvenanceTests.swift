import JSON
import TestSupport
import Testing

@testable import ChatTemplates

/// Where the output says it came from.
struct ProvenanceTests {
  /// Each stretch as `text@message.field[range] in message`, with `-` for what there is none of.
  private func stretches(_ template: String, _ messages: [(String, String)]) throws -> [String] {
    let chat = try ChatTemplate(template).render(Self.context(messages))
    #expect(chat.faultOfStretches(in: .null) == nil)
    return chat.stretches.map { stretch in
      let origin = stretch.origin
      let text = String(decoding: chat.utf8[stretch.range], as: UTF8.self)
      let place = origin.message.map(String.init) ?? "-"
      let range = origin.source.map { "\($0.codePoints.lowerBound)..<\($0.codePoints.upperBound)" }
      let running = origin.runningMessage.map(String.init) ?? "-"
      return "\(text)@\(place).\(origin.field?.path ?? "-")[\(range ?? "-")] in \(running)"
    }
  }

  static func context(_ messages: [(String, String)]) -> RenderContext {
    var context = RenderContext(
      messages: messages.map { role, content in
        .object(["role": .string(role), "content": .string(content)])
      }
    )
    context.variables["bos_token"] = .string("<s>")
    return context
  }

  @Test func literalsAndFieldsAreToldApart() throws {
    let template =
      "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m['content'] | trim + '!' }}{% endfor %}end"
    #expect(
      try stretches(template, [("user", " hé\n"), ("bot", "x")]) == [
        "<s>@-.bos_token[0..<3] in -", "[@-.-[-] in 0", "user@0.role[0..<4] in 0", "]@-.-[-] in 0",
        "hé@0.content[1..<3] in 0", "!@-.-[-] in 0", "[@-.-[-] in 1", "bot@1.role[0..<3] in 1",
        "]@-.-[-] in 1", "x@1.content[0..<1] in 1", "!@-.-[-] in 1", "end@-.-[-] in -",
      ]
    )
  }

  @Test(arguments: [
    ("m.content[1:3]", ["b,@0.content[1..<3] in 0"]),
    ("m.content.split(',')[1]", ["é@0.content[3..<4] in 0"]),
    (
      "m.content.split(',')|join('+')",
      ["ab@0.content[0..<2] in 0", "+@-.-[-] in 0", "é@0.content[3..<4] in 0"]
    ),
    ("m.content|upper", ["AB,É@0.content[-] in 0"]),
    ("m.content|lower", ["ab,é@0.content[0..<4] in 0"]),
    (
      "m.content|replace(',', ';')",
      ["ab@0.content[0..<2] in 0", ";@0.content[-] in 0", "é@0.content[3..<4] in 0"]
    ),
    ("m.content|tojson", ["\"ab,é\"@0.content[-] in 0"]),
    ("m|tojson", ["{\"role\": \"user\", \"content\": \"ab,é\"}@0.[-] in 0"]),
    ("m.missing|default(m.content)", ["ab,é@0.content[0..<4] in 0"]),
    ("'%s!' % m.content", ["ab,é@0.content[0..<4] in 0", "!@-.-[-] in 0"]),
    ("m.content[::-1]", ["é,ba@0.content[-] in 0"]),
    ("m.content|length", ["4@-.-[-] in 0"]),
    // Lists and objects as Python prints them are made of what stands in them.
    ("m", ["{'role': 'user', 'content': 'ab,é'}@0.[-] in 0"]),
    ("[m.content]", ["['ab,é']@0.content[-] in 0"]),
    ("'%r' % m.content", ["'ab,é'@0.content[-] in 0"]),
    ("'{!r}'.format(m.content)", ["'ab,é'@0.content[-] in 0"]),
    ("m.content|pprint", ["'ab,é'@0.content[-] in 0"]),
    ("[1, none]", ["[1, None]@-.-[-] in 0"]),
  ])
  func operationsKeepWhatTheyCan(_ expression: String, _ expected: [String]) throws {
    let template = "{% for m in messages %}{{ \(expression) }}{% endfor %}"
    #expect(try stretches(template, [("user", "ab,é")]) == expected)
  }

  @Test(arguments: [
    "{% for i in range(messages|length) %}{% set m = messages[i] %}<{{ m.content }}>{% endfor %}",
    "{% macro p(m) %}<{{ m.content }}>{% endmacro %}{% for m in messages %}{{ p(m) }}{% endfor %}",
    "{% for m in messages %}{% set t %}<{{ m.content }}>{% endset %}{{ t }}{% endfor %}",
    "{% for m in messages %}{% for c in m.content.split('|') %}<{{ c }}>{% endfor %}{% endfor %}",
    "{% for m in messages|selectattr('role') %}{{ '<' }}{{ m.content + '>' }}{% endfor %}",
  ])
  func literalsBelongToTheRunningMessage(_ template: String) throws {
    #expect(
      try stretches(template, [("user", "a"), ("bot", "b")]) == [
        "<@-.-[-] in 0", "a@0.content[0..<1] in 0", ">@-.-[-] in 0", "<@-.-[-] in 1",
        "b@1.content[0..<1] in 1", ">@-.-[-] in 1",
      ]
    )
  }

  @Test func literalsKeepTheMessageThatTheyWereEvaluatedIn() throws {
    let template =
      "{% set ns = namespace(t='') %}{% for m in messages %}{% set ns.t = ns.t ~ '<' ~ m.content %}"
      + "{% endfor %}{{ ns.t }}"
    #expect(
      try stretches(template, [("user", "a"), ("bot", "b")]) == [
        "<@-.-[-] in 0", "a@0.content[0..<1] in -", "<@-.-[-] in 1", "b@1.content[0..<1] in -",
      ]
    )
  }

  /// In real templates, a stretch with a range is that part of the message, byte for byte.
  @Test(.enabled(if: Fixtures.contains("templates"), "needs the fixtures folder"))
  func rangesOfRealTemplatesHoldTheSameText() throws {
    let goldens = try #require(try TemplateFixtures.json("templates/goldens.json").object)
    var generator = SeededGenerator(seed: 1)
    var checked = 0
    for name in goldens.keys {
      let template = try ChatTemplate(try TemplateFixtures.source(name))
      let contents = (0..<4).map { _ in
        String(
          (0..<Int.random(in: 1...40, using: &generator)).map { _ in
            "abcdefgé😀\n <>|{}".randomElement(using: &generator) ?? "a"
          }
        )
      }
      let roles = ["user", "assistant", "user", "assistant"]
      let context = Self.context(Array(zip(roles, contents)))
      guard let chat = try? template.render(context) else { continue }
      #expect(chat.faultOfStretches(in: .null) == nil, "\(name)")
      for stretch in chat.stretches where stretch.origin.message != nil {
        guard let source = stretch.origin.source, let message = stretch.origin.message,
          stretch.origin.field?.path == "content"
        else { continue }
        let content = Array(contents[message].utf8)
        #expect(chat.utf8[stretch.range] == content[source.utf8], "\(name)")
        let scalars = contents[message].unicodeScalars
        let part = scalars.dropFirst(source.codePoints.lowerBound).prefix(source.codePoints.count)
        #expect(Array(String(String.UnicodeScalarView(part)).utf8) == Array(content[source.utf8]))
        checked += 1
      }
    }
    #expect(checked > 200)
  }

  @Test func manyThreadsMayRenderAtOnce() async throws {
    let template = try ChatTemplate(
      "{% for m in messages %}{{ m.role }}:{{ m.content|upper }};{% endfor %}"
    )
    let context = Self.context([("user", "a"), ("bot", "é")])
    let texts = await withTaskGroup(of: String?.self) { group in
      for _ in 0..<64 { group.addTask { try? template.render(context).text } }
      return await group.reduce(into: Set<String?>()) { $0.insert($1) }
    }
    #expect(texts == ["user:A;bot:É;"])
  }
}
