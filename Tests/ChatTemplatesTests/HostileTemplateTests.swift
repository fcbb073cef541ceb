import JSON
import TestSupport
import Testing

@testable import ChatTemplates

/// Templates that try to use up everything.
struct HostileTemplateTests {
  @Test(arguments: [
    "{{ \(String(repeating: "(", count: 100_000)) }}",
    "{{ \(String(repeating: "not ", count: 100_000))1 }}",
    "{{ 1\(String(repeating: " + 1", count: 100_000)) }}",
    "{{ a\(String(repeating: "|trim", count: 100_000)) }}",
    String(repeating: "{% if 1 %}", count: 100_000),
    "{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}",
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for i in range(9999) %}{% set n.x = [n.x] %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for i in range(9999) %}{% set n.x = n.x|map('e') %}{% endfor %}",
    "{% set n = namespace() %}{% set n.n = n %}{{ n }}",
  ])
  func nestingIsBounded(_ template: String) throws {
    #expect(try outcome(template).hasPrefix("RecursionError"))
  }

  @Test(arguments: [
    "{{ 'a' * 1000000000 }}", "{{ [1] * 1000000000 }}", "{{ '%1000000000d' % 1 }}",
    "{{ '{:>1000000000}'.format(1) }}", "{{ 'a'.center(9999999999) }}",
    "{{ [1]|slice(9223372036854775807) }}",
    "{{ [1]|batch(9223372036854775807, 1) }}", "{{ {'a': 1}|tojson(indent=1000000000) }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% set n = namespace(x='a') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
  ])
  func workAndMemoryAreBounded(_ template: String) throws {
    var context = RenderContext(messages: [])
    context.limits.steps = 200_000
    context.limits.textBytes = 1 << 20
    let program = try ChatTemplate(template)
    #expect(throws: TemplateError.self) { try program.render(context) }
    do throws(TemplateError) {
      _ = try program.render(context)
    } catch {
      #expect(error.kind == .limit)
    }
  }

  @Test func deepExpressionsThatAreAllowedFitTheStack() throws {
    let depth = Parser.maximumNesting - 2
    let open = String(repeating: "[", count: depth)
    let close = String(repeating: "]", count: depth)
    #expect(try render("{{ \(open)\(close) }}").text == open + close)
    let sum = String(repeating: " + 1", count: Parser.maximumHeight - 2)
    #expect(try render("{{ 1\(sum) }}").text == String(Parser.maximumHeight - 1))
  }

  @Test func longChainsOfNamespacesAreFreed() throws {
    let template =
      "{% set n = namespace(x=none) %}{% for i in range(100000) %}{% set n.x = namespace(x=n.x) %}"
      + "{% endfor %}ok"
    #expect(try render(template).text == "ok")
  }

  /// Changed bytes make other templates, never traps; `DATAPREP_FUZZ_COUNT` is their number.
  @Test func mutatedTemplatesNeverTrap() throws {
    var generator = SeededGenerator(seed: 1)
    let words =
      Array("{%-}+# ()[]'\".|~:=,\n09aif for in set ns.x e").map(String.init) + [
        "{{", "}}", "{% ", " %}", "loop", "messages", "|tojson", " is ", " not ", "range(9)", "é",
        "\0",
        "{% endif %}", "{% endfor %}", "content", "[::-1]", "**", "//", "9223372036854775807", "-1",
      ]
    let seeds = [
      "{% set ns = namespace(x=1) %}{% for m in messages if m.role %}{% if loop.first %}{{ m.content | trim }}"
        + "{% else %}{{ '<|' ~ m['role'] + '|>' }}{{ m|tojson(indent=2) }}{% endif %}{% endfor %}",
      "{% macro f(a, b='x') %}{{ a[1:] }}{{ caller() if caller }}{% endmacro %}{% call f('é', b=2) %}y"
        + "{% endcall %}{{ '%s %5d'|format('a', 3) }}{{ '{:>5}'.format(2) }}{{ range(5)|batch(2)|list }}",
    ]
    var context = RenderContext(
      messages: [.object(["role": .string("user"), "content": .string("a é b")])])
    context.limits.steps = 100_000
    for _ in 0..<FuzzCount.cases(usual: 3000) {
      var characters = Array(seeds.randomElement(using: &generator) ?? "")
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0...characters.count, using: &generator)
        let end = min(characters.count, place + Int.random(in: 0...3, using: &generator))
        characters.replaceSubrange(place..<end, with: words.randomElement(using: &generator) ?? "")
      }
      do throws(TemplateError) {
        _ = try ChatTemplate(String(characters)).render(context)
      } catch {
        #expect(error.line > 0)
      }
    }
  }
}
