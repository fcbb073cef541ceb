import Testing

@testable import ChatTemplates

/// The language, by small templates; every expectation is the reference's.
struct LanguageTests {
  @Test(arguments: [
    ("a\n", "a"), ("a\n\n", "a\n"), ("a\r\nb\rc", "a\nb\nc"),
    ("{% if true %}\nx\n{% endif %}\ny", "x\ny"), ("  {% if true %}x{% endif %}", "x"),
    ("a  {%- if true %} x {%- endif %}", "a x"), ("  {%+ if true %}x{% endif %}", "  x"),
    ("{% if true +%}\nx{% endif %}", "\nx"), ("a {{- 'b' -}} c", "abc"), ("a\n {# c #}\nb", "a\nb"),
    ("a {#- c -#} b", "ab"), ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ("{{ '{{' }}", "{{"), ("{{ {'a': {'b': 1}} }}", "{'a': {'b': 1}}"), ("{", "{"), ("", ""),
  ])
  func cutsTheSource(_ template: String, _ expected: String) throws {
    #expect(try outcome(template) == expected)
  }

  @Test(arguments: [
    ("1 + 2 * 3 ** 2", "19"), ("7 // 2 ~ -7 // 2", "3-4"), ("-7 % 3", "2"), ("7 / 2", "3.5"),
    ("1e16 ~ ' ' ~ 1e15 ~ ' ' ~ 0.1", "1e+16 1000000000000000.0 0.1"), ("'a' 'b' + 'c'", "abc"),
    ("'ab' * 2", "abab"), ("[1] + [2]", "[1, 2]"), ("(1,)", "(1,)"), ("true and 0", "0"),
    ("'' or 'x'", "x"), ("not 1", "False"), ("1 < 2 < 3", "True"), ("2 in [1, 2]", "True"),
    ("'b' not in 'abc'", "False"), ("1 if 0", ""), ("1 if 0 else 2", "2"), ("none", "None"),
    ("'%s-%03d' % ('a', 7)", "a-007"), ("0x1F + 0b11 + 0o7 + 1_0", "51"),
    ("'a\\tb\\u00e9'", "a\tbé"),
    ("'abc'[::-1] ~ 'abc'[-2:] ~ 'abc'[1]", "cbabcb"), ("[1, 2, 3][1:]", "[2, 3]"),
    ("'é' ~ [\"it's\", 'é\\n']", "é[\"it's\", 'é\\n']"), ("{'a': 1}.a ~ {'a': 1}['a']", "11"),
    ("missing", ""), ("missing is defined", "False"), ("1 is odd and 2 is even", "True"),
    ("'a' is string and [] is iterable", "True"), ("none is none", "True"),
    ("'x'|upper|lower|length", "1"), ("' x '|trim ~ '|'", "x|"), ("[3, 1]|sort|join(',')", "1,3"),
    ("{'b': 1, 'a': none}|tojson", "{\"b\": 1, \"a\": null}"), ("'é<'|tojson", "\"é<\""),
    ("[1, {'a': []}]|tojson(indent=2)", "[\n  1,\n  {\n    \"a\": []\n  }\n]"),
    ("('<a>'|safe) + '<b>'", "<a>&lt;b&gt;"), ("'{} {b!r:>5}'.format(1, b='x')", "1   'x'"),
    ("'a,b'.split(',')", "['a', 'b']"), ("range(3)|list", "[0, 1, 2]"), ("dict(a=1)", "{'a': 1}"),
    ("strftime_now('%d %b %Y %H:%M %A %j')", "26 Jul 2024 12:34 Friday 208"),
    ("[{'r': 'u'}, {'r': 'a'}]|selectattr('r', 'equalto', 'a')|list", "[{'r': 'a'}]"),
    ("['a', 'b']|map('upper')|join", "AB"), ("'a b'.title() ~ 'x'.center(3) ~ '.'", "A B x ."),
    ("[1, 2]|first ~ [1, 2]|last", "12"), ("'a\\nb'|indent(2)", "a\n  b"),
    ("missing|default('d')", "d"), ("''|default('d', true)", "d"), ("'7'|int + '1.5'|float", "8.5"),
    ("2.5|round ~ 3.5|round", "2.04.0"), ("{'b': 1, 'a': 2}|dictsort", "[('a', 2), ('b', 1)]"),
    ("{'a': 1}.get('b', 2)", "2"), ("{'a': 1}.items()|list", "[('a', 1)]"),
  ])
  func evaluates(_ expression: String, _ expected: String) throws {
    #expect(try outcome("{{ \(expression) }}") == expected)
  }

  @Test(arguments: [
    ("{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}", "1"),
    ("{% set n = namespace(x=1) %}{% for i in [1] %}{% set n.x = 2 %}{% endfor %}{{ n.x }}", "2"),
    ("{% for a, b in {'x': 1}.items() %}{{ a }}{{ b }}{% endfor %}", "x1"),
    (
      "{% for i in [1, 2, 3] if i != 2 %}{{ loop.index }}{{ loop.last }} {% endfor %}",
      "1False 2True "
    ),
    ("{% for i in [] %}x{% else %}none{% endfor %}", "none"),
    (
      "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i > 2 %}{% break %}{% endif %}"
        + "{{ i }}{% endfor %}", "02"
    ),
    ("{% for i in 'ab' %}{{ loop.previtem }}{{ loop.nextitem }},{% endfor %}", "b,a,"),
    ("{% for x in [1, [2]] recursive %}{{ loop(x) if x is iterable else x }}{% endfor %}", "12"),
    ("{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(b=3, a=0) }}", "1203"),
    ("{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}", "1"),
    (
      "{% macro m() %}<{{ caller('q') }}>{% endmacro %}{% call(z) m() %}{{ z }}{% endcall %}", "<q>"
    ),
    ("{% set x %}a{% endset %}{{ x }}{% set y | upper %}b{% endset %}{{ y }}", "aB"),
    ("{% filter upper %}a{% endfilter %}{% with a = 1 %}{{ a }}{% endwith %}{{ a }}", "A1"),
    ("{% set a, b = 1, 2 %}{{ b }}{% if 0 %}{% elif 1 %}e{% else %}f{% endif %}", "2e"),
  ])
  func runsStatements(_ template: String, _ expected: String) throws {
    #expect(try outcome(template) == expected)
  }

  @Test(arguments: [
    (
      "{{ 1",
      "TemplateSyntaxError 1:5 unexpected end of template, expected 'end of print statement'."
    ),
    ("a\n {% foo %}", "TemplateSyntaxError 2:5 Encountered unknown tag 'foo'."),
    (
      "{% if 1 %}",
      "TemplateSyntaxError 1:11 Unexpected end of template. Jinja was looking for the "
        + "following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'."
    ),
    ("{{ x|foo }}", "TemplateAssertionError 1:6 No filter named 'foo'."),
    ("{% if 1 %}{{ x|foo }}{% endif %}", "TemplateRuntimeError 1:16 No filter named 'foo' found."),
    ("{{ a.b }}", "UndefinedError 1:5 'a' is undefined"),
    (
      "é\n{{ [].append(1) }}",
      "SecurityError 2:13 access to attribute 'append' of 'list' object is unsafe."
    ),
    ("{{ 'a' + [] }}", "TypeError 1:8 can only concatenate str (not \"list\") to str"),
    ("{{ raise_exception('no ' ~ 1) }}", "TemplateError 1:19 no 1"),
    ("{% for x in none %}{% endfor %}", "TypeError 1:4 'NoneType' object is not iterable"),
    (
      "{{ range(1)|map('upper')|tojson }}",
      "TypeError 1:26 Object of type generator is not JSON serializable"
    ),
    (
      "{{ range(1000000) }}",
      "OverflowError 1:9 Range too big. The sandbox blocks ranges larger than "
        + "MAX_RANGE (100000)."
    ),
    ("{% include 'x' %}", "UnsupportedError 1:4 tag 'include' is not supported"),
    ("{% break %}", "SyntaxError 1:4 'break' outside loop"),
    (
      "{{ 1 // 0 }}",
      "ZeroDivisionError 1:6 integer division or modulo by zero"
    ),
  ])
  func namesFaultsAndTheirPlaces(_ template: String, _ expected: String) throws {
    #expect(try outcome(template) == expected)
  }
}
