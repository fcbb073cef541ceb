#!/usr/bin/env python3
"""Renders random templates as `transformers` does: the reference of the template tests.

usage: template_reference.py COUNT SEED

Each line of the output is a JSON object: `template`, `context` (what the template is given), and
`out`, the rendering, or `err`, the name of the exception.
"""

import json
import random
import sys

from transformers.utils.chat_template_utils import _cached_compile_jinja_template

CONTEXT = {
    "messages": [
        {"role": "user", "content": " Hé <b>llo</b>\n wörld 😀 ", "n": 3},
        {"role": "assistant", "content": "a,b,,c", "tags": ["x", "Y", "z"], "score": 1.5},
        {"role": "user", "content": "", "nested": {"k": [1, {"q": None}], "b": True}},
    ],
    "tools": None,
    "documents": None,
    "add_generation_prompt": True,
    "s": "some Text with-words's\tand \"quotes\"",
    "e": "",
    "i": 7,
    "z": 0,
    "f": 2.5,
    "big": 123456789012345678901234567890,
    "l": [3, 1, 2],
    "m": [1, "a", None, True, 2.0],
    "ls": ["b", "A", "c", "a"],
    "d": {"b": 1, "a": "x", "C": [1]},
    "t": True,
    "none": None,
}
NAMES = ["s", "e", "i", "z", "f", "l", "m", "ls", "d", "t", "none", "messages", "missing"]
METHODS = [
    "upper()", "lower()", "strip()", "split()", "split(',')", "split(',', 1)", "rsplit(' ', 1)",
    "title()", "capitalize()", "startswith('s')", "endswith(('a', \"'\"))", "find('e')", "count('e')",
    "replace('e', 'E')", "replace('', '-')", "replace('t', '', 1)", "lstrip('som ')", "rstrip()",
    "splitlines()", "join(ls)", "get('a')", "get('q', 5)", "items()", "keys()", "values()", "index(1)",
    "swapcase()", "center(40)", "ljust(30, '.')", "zfill(50)", "partition(' ')", "rpartition('t')",
    "isupper()", "isalpha()", "isdigit()", "istitle()", "isspace()", "removeprefix('so')",
    "removesuffix('q')", "append(1)", "pop()", "update({})", "copy()", "format(1)", "expandtabs(4)",
    "casefold()", "__class__", "foo", "foo()", "rfind('t')", "rindex('t')",
]
FILTERS = [
    "upper", "lower", "trim", "length", "count", "list", "string", "tojson", "tojson(indent=2)",
    "tojson(ensure_ascii=true)", "tojson(sort_keys=true)", "tojson(separators=(',', ':'))", "first",
    "last", "join", "join('-')", "join(', ', 'role')", "default('D')", "default('D', true)", "d(1)",
    "int", "int(9)", "float", "round", "round(1)", "round(1, 'floor')", "abs", "sort", "sort(reverse=true)",
    "unique|list", "reverse|list", "map('upper')|list", "map(attribute='role')|join(',')",
    "map(attribute='content')|list", "selectattr('role', 'equalto', 'user')|list", "select|list",
    "rejectattr('n')|list", "reject('none')|list", "select('string')|list", "select('number')|sum",
    "items|list", "dictsort", "dictsort(by='value')", "dictsort(reverse=true)", "title", "capitalize",
    "replace('e', '3')", "indent", "indent(2, true)", "indent('> ', blank=true)", "safe", "escape", "e",
    "batch(2)|list", "batch(2, 'x')|list", "slice(2)|list", "sum", "min", "max", "truncate(8)",
    "truncate(8, true)", "truncate(8, leeway=0)", "center(20)", "format(1)", "attr('role')", "groupby('role')",
    "map('int')|list", "map('default', 'q')|list", "selectattr('tags')|map(attribute='role')|list",
    "forceescape", "trim('s \\t')", "sort(attribute='role')|map(attribute='role')|list", "pprint",
]
TESTS = [
    "defined", "undefined", "string", "none", "mapping", "iterable", "sequence", "true", "false",
    "boolean", "number", "integer", "float", "odd", "even", "divisibleby(2)", "in(l)", "in ls",
    "equalto('a')", "eq(1)", "ne 1", "gt 2", "lt(3)", "ge 7", "le 7", "lower", "upper", "callable",
    "sameas(true)", "escaped", "not defined", "not none", "filter", "test", "== 7",
]
STRINGS = ["'a'", "'x y'", "'%s'", "'<b>'", "'é'", "'a\\nb'", "\"it's\"", "''", "'%d|%5.2f'", "'{}-{}'"]


class Maker:
    def __init__(self, source):
        self.source = source

    def pick(self, *choices):
        return self.source.choice(choices)

    def expression(self, depth):
        r = self.source
        if depth <= 0 or r.random() < 0.15:
            return self.atom()
        kind = r.randrange(16)
        sub = lambda: self.expression(depth - 1)
        if kind == 0:
            return f"{sub()} {self.pick('+', '-', '*', '/', '//', '%', '~', '+', '~', '~')} {sub()}"
        if kind == 1:
            return f"({sub()} {self.pick('==', '!=', '<', '<=', '>', '>=', 'in', 'not in')} {sub()})"
        if kind == 2:
            return f"({sub()} {self.pick('and', 'or')} {sub()})"
        if kind == 3:
            return f"(not {sub()})"
        if kind == 4:
            return f"({sub()} if {sub()} else {sub()})"
        if kind == 5:
            return f"({sub()} if {sub()})"
        if kind in (6, 7, 8):
            return f"({sub()})|{r.choice(FILTERS)}"
        if kind == 9:
            return f"(({sub()}) is {r.choice(TESTS)})"
        if kind in (10, 11):
            return f"({sub()}).{r.choice(METHODS)}"
        if kind == 12:
            # Constants are left out: the reference's optimizer slices them by other rules.
            return f"({r.choice(NAMES[:11])})[{self.pick('0', '-1', '1:', ':2', '::-1', '1:-1', '::2', '-3:', sub(), repr('role'), '5')}]"
        if kind == 13:
            return f"[{sub()}, {sub()}]"
        if kind == 14:
            return f"{{{self.pick(repr('k'), '1', 's')}: {sub()}}}"
        return f"(-{sub()})" if r.random() < 0.3 else f"({sub()}, {sub()})"

    def atom(self):
        r = self.source
        return self.pick(
            r.choice(NAMES), r.choice(NAMES), r.choice(STRINGS), str(r.randint(-3, 12)),
            self.pick("1.5", "2.0", "1e3", "0.1", "1e16", "1e-5"), "true", "none", "[]", "{}",
            f"messages[{r.randint(0, 3)}].{self.pick('role', 'content', 'n', 'tags', 'nested', 'score')}",
            "x", "loop.index", "range(3)", "ns.v",
        )

    def body(self, depth):
        return "".join(self.statement(depth) for _ in range(self.source.randint(1, 3)))

    def statement(self, depth):
        r = self.source
        o = self.pick("{%", "{%-", "{%", "{%+")
        c = self.pick("%}", "-%}", "%}", "%}\n", "%}  ")
        text = self.pick("", "text", "\n", "  ", " a\n  ", "é{", "\n\n")
        e = lambda: self.expression(2)
        kind = r.randrange(14) if depth > 0 else r.randrange(3)
        if kind < 2:
            return f"{text}{self.pick('{{', '{{-')} {self.expression(3)} {self.pick('}}', '-}}')}{text}"
        if kind == 2:
            return f"{text}{{#{self.pick('', '-')} note {self.pick('', '-')}#}}{text}"
        if kind in (3, 4):
            s = f"{text}{o} if {e()} {c}{self.body(depth - 1)}"
            if r.random() < 0.3:
                s += f"{o} elif {e()} {c}{self.body(depth - 1)}"
            if r.random() < 0.5:
                s += f"{o} else {c}{self.body(depth - 1)}"
            return s + f"{o} endif {c}"
        if kind in (5, 6, 7):
            over = self.pick("messages", "l", "ls", "range(4)", "s", "d.items()", "m", e(), "messages|reverse")
            target = "x, y" if over == "d.items()" else "x"
            cond = self.pick("", "", f" if {self.expression(1)}")
            inner = self.body(depth - 1) + self.pick(
                "", "", "{{ loop.index0 }}{{ loop.last }}", "{% if loop.index > 2 %}{% break %}{% endif %}",
                "{% if loop.first %}{% continue %}{% endif %}", "{{ loop.previtem }}|{{ loop.nextitem }}",
                "{{ loop.length }}{{ loop.revindex }}", "{{ loop.cycle('a', 'b') }}",
                "{{ loop.changed(x) }}", "{% set ns.v = x %}",
            )
            tail = f"{o} else {c}none" if r.random() < 0.2 else ""
            return f"{text}{o} for {target} in {over}{cond} {c}{inner}{tail}{o} endfor {c}"
        if kind in (8, 9):
            target = self.pick("x", "s", "ns.v", "y", "x, y")
            return f"{o} set {target} = {e()}{', ' + e() if ',' in target else ''} {c}"
        if kind == 10:
            return f"{o} set x {self.pick('', '| upper ')}{c}{self.body(depth - 1)}{o} endset {c}{{{{ x }}}}"
        if kind == 11:
            return (
                f"{o} macro f(a, b={self.expression(1)}) {c}{self.body(depth - 1)}{{{{ a }}}}{{{{ b }}}}"
                f"{self.pick('', '{{ varargs }}', '{{ kwargs }}', '{{ caller() if caller }}')}{o} endmacro {c}"
                f"{{{{ f({self.pick('', e(), 'a=1', '1, 2', '1, 2, 3', '1, q=2', '*l', '**d')}) }}}}"
            )
        if kind == 12:
            return f"{o} filter {self.pick('upper', 'trim', 'indent(2)', 'length')} {c}{self.body(depth - 1)}{o} endfilter {c}"
        return (
            f"{{% macro g() %}}<{{{{ caller({self.pick('', '1')}) }}}}>{{% endmacro %}}"
            f"{o} call{self.pick('', '(q)', '(q=2)')} g() {c}{self.body(depth - 1)}{o} endcall {c}"
        )


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    maker = Maker(random.Random(seed))
    for _ in range(count):
        template = "{% set ns = namespace(v=0) %}" + maker.body(3)
        answer = {"template": template, "context": CONTEXT}
        try:
            out = _cached_compile_jinja_template(template).render(**json.loads(json.dumps(CONTEXT)))
            out.encode()
            if " object at 0x" in out or "<built-in" in out or "<bound" in out or "<function" in out:
                continue
            answer["out"] = out
        except Exception as error:
            answer["err"] = type(error).__name__
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
