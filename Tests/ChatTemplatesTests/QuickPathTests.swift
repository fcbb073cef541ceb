import JSON
import Testing

@testable import ChatTemplates

/// What is done without making values says what values say.
struct QuickPathTests {
  private static let context = #"""
    {"x": {"a": "é b", "n": 1, "items": 2, "none": null, "o": {"a": [1, "z"]}},
     "s": "aé ßb-c'd", "ascii": "aB cD's-x 1y", "k": "a",
     "xs": [{"a": 1, "b": "q"}, {"a": "1"}, {"a": null}, {"a": 2, "b": {"c": 1}}],
     "messages": [{"role": "user", "content": "Hé"}, {"role": "assistant", "content": "Ho"}]}
    """#

  /// Makes values of what stands in the context.
  private static let made =
    "{% set x = dict(x) %}{% set s = '%s' % s %}{% set ascii = '%s' % ascii %}{% set k = '%s' % k %}"
    + "{% set xs = [dict(xs[0]), dict(xs[1]), dict(xs[2]), dict(xs[3])] %}"

  /// The text, or the error's kind and message without its place.
  private func result(_ template: String) throws -> String {
    let text = try outcome(template, Self.context)
    let parts = text.split(separator: " ", maxSplits: 2)
    guard parts.count == 3, parts[1].contains(":"), parts[0].hasSuffix("Error") else { return text }
    return "\(parts[0]) \(parts[2])"
  }

  @Test(arguments: [
    "{{ x.get('a') }}{{ x.get('b') }}{{ x.get('b', 3) }}{{ x.get(k) }}{{ x.get(1, 2) }}",
    "{{ x.get('b', default=3) }}", "{{ x.get() }}", "{{ x.get([]) }}", "{{ x.get('b').c }}",
    "{{ x['b'] }}{{ x.b is defined }}{{ x[k ~ ''] }}{{ x['none'] is none }}{{ x['items'] }}",
    "{{ x['b'].c }}", "{{ x.b.c }}", "{{ x[k ~ 'q'].c }}", "{{ x[s].c }}", "{{ x['__class__'] }}",
    "{{ x.o.a[1] }}{{ 'a' in x }}{{ 'q' not in x }}{{ x.o == {'a': [1, 'z']} }}",
    "{% for c in s %}[{{ c }}{{ loop.index }}{{ loop.last }}{{ loop.length }}]{% endfor %}",
    "{% for c in s if c != 'b' %}{{ loop.previtem }}{{ c }}{{ loop.nextitem }},{% endfor %}",
    "{% for c in '' %}x{% else %}none{% endfor %}{% for c in s %}{{ c.type == 'a' }}{% endfor %}",
    "{{ s.type }}{{ s['type'] }}{{ s.type is defined }}", "{{ s.type.x }}", "{{ s['type'].x }}",
    "{{ s['upper']() }}{{ s.upper() }}{{ s|title }}{{ s.title() }}{{ s.capitalize() }}{{ s|lower }}",
    "{{ ascii.title() }}{{ ascii|title }}{{ ascii.capitalize() }}{{ ascii|upper }}{{ ascii.lower() }}",
    "{{ ascii.swapcase() }}{{ ascii.casefold() }}{{ s.items }}", "{{ s.get('a') }}",
    "{{ k in ['b', 'a', 1] }}{{ k in ('a',) }}{{ k not in [] }}{{ 1 in ['a', 1.0] }}{{ k in [x, k] }}",
    "{{ k in [missing.x, 'a'] }}",
    "{% set l = ['a', 'b'] %}{{ k in l }}{{ l }}{{ l|length }}{{ l[1] }}",
    "{{ xs|selectattr('a', 'equalto', 1)|list }}{{ xs|selectattr('a', 'in', [1, 2])|list|length }}",
    "{{ xs|selectattr('b', 'defined')|map(attribute='a')|list }}{{ xs|selectattr('a')|list|length }}",
    "{{ xs|rejectattr('a', 'string')|list|length }}{{ xs|rejectattr('b.c')|list|length }}",
    "{{ xs|selectattr('a', 'nothing')|list }}", "{{ xs|selectattr('a', 'lt', 'b')|list }}",
    "{{ x.b|default('d') }}{{ x.none|default('d', true) }}{{ k|default('d', true) }}",
    "{{ 1 if x.b }}{{ (1 if x.b) is defined }}", "{{ (1 if x.b).c }}",
    "{% set n = namespace(a=1, b=k) %}{% set n.c = n.b ~ n.a %}{{ n.c }}{{ n.d is defined }}{{ n }}",
    "{% set n = namespace({'a': 1}, q=2) %}{{ n.a }}{{ n.q }}", "{% set n = namespace(_a=1) %}",
  ])
  func recordsSayWhatValuesSay(_ template: String) throws {
    #expect(try result(template) == result(Self.made + template))
  }

  private static let macros =
    "{% macro m(a, b='x', c=a) %}<{{ a }}{{ b }}{{ c }}>{% endmacro %}"
    + "{% macro all() %}{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% endmacro %}"
    + "{% macro named() %}{{ kwargs }}{{ varargs }}{% endmacro %}"
    + "{% macro around(a) %}({{ caller(a) }}){% endmacro %}"
    + "{% macro deep(n) %}{{ n }}{% if n %}{{ deep(n - 1) }}{% endif %}{% endmacro %}"

  @Test(arguments: [
    "m(1)", "m(1, 2)", "m(1, c=3)", "m(b=1, a=2)", "m()", "m(1, 2, 3, 4)", "m(1, d=2)", "m(1, a=2)",
    "m(messages[0].content, c=messages[1].role|upper)", "m(*[1, 2], **{'c': k})", "m(1, b=2, b=3)",
    "all()", "named(1, k, q=s)", "deep(5)", "around(1)", "missing()", "k()", "m(all())",
  ])
  func macrosWriteWhatTheyGive(_ call: String) throws {
    let places = ["{{ CALL }}", "{% for m2 in messages %}-{{ CALL }}{{ CALL }}-{% endfor %}"]
    for place in places {
      let direct = Self.macros + place.replacing("CALL", with: call)
      let caught =
        Self.macros
        + place.replacing("{{ CALL }}", with: "{% set t = \(call) %}{{ t }}")
      #expect(try result(direct) == result(caught))
      guard let written = try? render(direct, Self.context) else { continue }
      let expected = try render(caught, Self.context)
      #expect(written.stretches.map(\.range) == expected.stretches.map(\.range))
      #expect(
        written.stretches.map(\.origin.runningMessage)
          == expected.stretches.map(\.origin.runningMessage)
      )
      #expect(
        written.stretches.map { $0.origin.field?.steps }
          == expected.stretches.map { $0.origin.field?.steps }
      )
    }
  }

  /// What was made stands in the output already when it is caught again.
  @Test func whatWasMadeIsCaughtAgain() throws {
    let made = "{% set t = messages[0].content|upper %}{{ t }}"
    #expect(
      try result(
        made
          + "{% set u %}{{ t }}!{% endset %}{{ u }}{{ u|length }}{% set u %}{{ t }}{% endset %}{{ u }}"
      )
        == "HÉHÉ!3HÉ"
    )
    #expect(
      try result(made + "{% set u %}{% set w %}{{ t }}{% endset %}{{ w }}{% endset %}{{ u }}")
        == "HÉHÉ"
    )
  }

  @Test(arguments: [
    "{{ 'a' + 'b' + s + 'c' + 'd' }}{{ 'a' ~ 'b' ~ 1 ~ 'c' ~ 'd' }}{{ 'a' + 'b' }}{{ 'a' ~ 'b' }}",
    "{{ ('a' + s) + ('b' + 'c') }}{{ 'a' ~ ('b' + 'c') ~ s }}{{ '' + '' }}{{ s + '' + '' }}",
    "{{ 'x' }}{{ 'y' }}z{{ '' }}{% if k == 'a' %}1{{ '2' }}{% endif %}3{{ '4' }}",
    "{% if k != 'a' %}1{% elif k == 'b' %}2{% elif k == 'a' %}3{% else %}4{% endif %}{{ 'a' == k }}",
    "{{ k == 'a' }}{{ x == 'a' }}{{ none == 'a' }}{{ 1 == '1' }}{{ missing == '' }}{{ x.none != 'none' }}",
    "{{ 7 % 3 }}{{ -7 % 3 }}{{ 7 // -2 }}{{ 7 // 2 }}{{ 9223372036854775807 + 0 }}{{ 2 - 3 }}{{ 4 * -2 }}",
    "{{ (k == 'a') != (1 % 2 == 1) }}{{ true == 1 }}{{ false != true }}", "{{ 7 % 0 }}",
    "{{ 7 // 0 }}",
    "{% for m in messages %}{% if m.role == 'user' %}{% continue %}{% else %}{% break %}{% endif %}{% endfor %}",
  ])
  func shortWaysSayTheSame(_ template: String) throws {
    #expect(try result(template) == result(Self.made + template))
  }

  @Test(arguments: [
    "{{ s|lower }}{{ ascii|upper }}{{ k|lower }}{{ k|upper }}{{ k.lower() }}{{ k.upper() }}{{ ''|lower }}",
    "{{ s.replace('q', 'r') }}{{ s.replace('b', 'é') }}{{ s.replace('', '-') }}{{ s.replace('b', 'c', 0) }}",
    "{{ s.split('é') }}{{ s.split('q') }}{{ s.split(' ')[-1] }}{{ s.split('d')[1] }}{{ ''.split('a') }}",
    "{% for p in s.split('ß') %}<{{ p }}{{ loop.last }}>{% endfor %}{{ s.split('é')|length }}{{ s.split('') }}",
    "{{ ascii.split('D')|join('-') }}{{ ascii.split('s-')|first }}{{ ascii.split('y')|last == '' }}",
    "{{ s|tojson }}{{ x|tojson }}{{ x|tojson(indent=2) }}{{ xs|tojson(indent=0) }}{{ x.o|tojson(indent=none) }}",
    "{{ [x.o]|tojson(indent=1) }}{{ x|tojson(indent=2, ensure_ascii=false) }}{{ x|tojson(indent=-1) }}",
    #"{{ 'a\"\\\n\t\u0001\u001f\u007f'|tojson }}{{ {}|tojson(indent=2) }}{{ x|tojson(indent='--') }}"#,
  ])
  func stringsSayTheSame(_ template: String) throws {
    #expect(try result(template) == result(Self.made + template))
  }

  /// The reference folds constants when it compiles, where such a slice is undefined and no error.
  @Test(arguments: [
    ("{{ none[:2] }}|{{ 5[1:] }}", "|"), ("{{ none[:2] ~ 'x' }}", "x"),
    ("{{ none[:2] is defined }}", "False"), ("{% if not none[:2] %}a{% endif %}", "a"),
    ("{{ none[:2] or 'd' }}{{ none[:2]|default('e') }}", "de"),
  ])
  func slicesOfConstantsAreFolded(_ template: String, _ text: String) throws {
    #expect(try outcome(template) == text)
  }

  @Test(arguments: [
    "{% if none[:2] %}a{% endif %}", "{% set x = none[:2] %}", "{{ x[:2] }}",
    "{{ none[:2] + 'a' }}", "{{ none[:k] }}",
  ])
  func otherSlicesOfNoneAreErrors(_ template: String) throws {
    let text = try outcome("{% set x = none %}{% set k = 2 %}" + template)
    #expect(text.hasPrefix("TypeError") && text.hasSuffix("'NoneType' object is not subscriptable"))
  }

  @Test func errorsOfSumsHavePlaces() throws {
    #expect(
      try outcome("{{ 'a' + 'b' + k +\n 1 + 'c' }}", Self.context)
        == "TypeError 1:18 can only concatenate str (not \"int\") to str"
    )
    #expect(
      try outcome("{{ 1 + 'a' + 'b' }}", Self.context)
        == "TypeError 1:6 unsupported operand type(s) for +: 'int' and 'str'"
    )
    #expect(
      try outcome("é\n{% if true %}\n  é{{ x.q.z == 'a' }}{% endif %}", Self.context)
        == "UndefinedError 3:10 'dict object' has no attribute 'q'"
    )
  }

  @Test func whatIsHeldCountsAsSteps() throws {
    var context = RenderContext(messages: [])
    context.limits.steps = 1000
    let template = try ChatTemplate(
      "{% set n = namespace() %}{% for i in range(150) %}{% set n.x = i|string|upper %}{% endfor %}"
    )
    #expect(throws: TemplateError.self) { try template.render(context) }
    context.limits.steps = 10_000
    #expect(try template.render(context).text.isEmpty)
  }

  /// An evaluator is used again: nothing of a rendering is left for the next, whatever it was.
  @Test func renderingsLeaveNothingBehind() throws {
    let template = try ChatTemplate(
      Self.macros
        + "{% set n = namespace(l=loop) %}{{ all() }}{% for m in messages %}{% set n.l = loop %}"
        + "{{ m.content ~ around }}{% if m.content == 'Ho' %}{{ fail.x }}{% endif %}{% endfor %}{{ n.l is defined }}"
    )
    func context(_ contents: [String]) -> RenderContext {
      RenderContext(
        messages: contents.map { .object(["role": .string("user"), "content": .string($0)]) }
      )
    }
    let first = try template.render(context(["a", "b"])).text
    for _ in 0..<3 {
      #expect(throws: TemplateError.self) { try template.render(context(["Ho", "x"])) }
      #expect(try template.render(context(["a", "b"])).text == first)
    }
  }
}
