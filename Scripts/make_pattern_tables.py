#!/usr/bin/env python3
"""Writes the Unicode tables of Sources/Tokenization/Patterns.

The facts come from the regex engine of the PyPI package `tokenizers` (0.23.3, Unicode 16): each
property is matched against every scalar. Run it from the package root with an interpreter that has
the package; the output is the same for the same version of it.
"""

import pathlib

from tokenizers import Regex, pre_tokenizers

FOLDER = pathlib.Path("Sources/Tokenization/Patterns")
SCALARS = [s for s in range(0x110000) if not 0xD800 <= s <= 0xDFFF]
TEXT = "".join(map(chr, SCALARS))

# The order is that of CategorySet: the position is the code.
CATEGORIES = (
    "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn"
).split()
CONTROL_SPACE, NEWLINE = 30, 31
PLAIN, HAN, ALPHABETIC = 0x20, 0x40, 0x60

SCRIPTS = (
    "Arabic Armenian Bengali Bopomofo Common Cyrillic Devanagari Ethiopic Georgian Greek Gujarati "
    "Gurmukhi Hangul Hebrew Hiragana Inherited Kannada Katakana Khmer Lao Latin Malayalam "
    "Mongolian Myanmar Oriya Sinhala Tamil Telugu Thai Tibetan"
).split()
EXTRA = ["Emoji", "Extended_Pictographic"]


def matched(pattern):
    """The scalars that a pattern for one scalar matches."""
    splitter = pre_tokenizers.Split(Regex(f"(?:{pattern})+"), "removed", invert=True)
    found = set()
    for _, (start, end) in splitter.pre_tokenize_str(TEXT):
        found.update(SCALARS[start:end])
    return found


def ranges(scalars):
    runs = []
    for scalar in sorted(scalars):
        if runs and runs[-1][1] == scalar - 1:
            runs[-1][1] = scalar
        else:
            runs.append([scalar, scalar])
    return " ".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in runs)


def wrapped(text, width, closing):
    lines = []
    words = text.split(" ")
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line + " ")
            line = word
        else:
            line = f"{line} {word}" if line else word
    lines.append(line)
    return (closing + "\n").join(lines)


def category_table():
    code = [CATEGORIES.index("Cn")] * 0x110000
    for position, name in enumerate(CATEGORIES):
        for scalar in matched(rf"\p{{{name}}}"):
            code[scalar] = position
    code[0xD800:0xE000] = [CATEGORIES.index("Cs")] * 0x800
    for scalar in matched(r"\s"):
        if CATEGORIES[code[scalar]] == "Cc":
            code[scalar] = NEWLINE if scalar in (0x0A, 0x0D) else CONTROL_SPACE
        else:
            assert CATEGORIES[code[scalar]][0] == "Z"
    letters = {CATEGORIES.index(name) for name in ["Lu", "Ll", "Lt", "Lm", "Lo", "Nl"]}
    alphabetic = matched("[[:alpha:]]")
    han = matched(r"\p{Han}")
    cells = []
    for scalar in range(0x110000):
        flag = PLAIN
        if scalar in han:
            flag = HAN
            # Two marks are Han and alphabetic: the reader of the table knows.
            alphabetic_han = letters | {CATEGORIES.index("Mc")}
            assert (scalar in alphabetic) == (code[scalar] in alphabetic_han)
        elif code[scalar] in letters:
            assert scalar in alphabetic
        elif scalar in alphabetic:
            flag = ALPHABETIC
        cells.append(chr(code[scalar] | flag))
    pages, index = [], []
    for start in range(0, 0x110000, 256):
        page = "".join(cells[start : start + 256])
        if page not in pages:
            pages.append(page)
        index.append(pages.index(page))
    assert len(pages) <= 256
    check(code, alphabetic)
    stage1 = "".join(f"{page:02x}" for page in index)
    return stage1, "".join(pages)


def check(code, alphabetic):
    """What the translator takes for granted about the engine's other classes."""

    def of(names):
        codes = {CATEGORIES.index(name) for name in names.split()}
        return {scalar for scalar in SCALARS if code[scalar] in codes}

    everything = set(SCALARS)
    space = matched(r"\s")
    word = alphabetic | of("Mn Mc Me Nd Pc")
    assert matched(r"[\w]") == word == matched("[[:word:]]")
    assert matched(r"\w") == word | {0xB2, 0xB3, 0xB9, 0xBC, 0xBD, 0xBE} == matched(r"\p{Word}")
    assert matched(r"\W") == everything - matched(r"\w")
    assert matched("[[:alnum:]]") == alphabetic | of("Nd")
    assert matched(r"\d") == of("Nd") == matched("[[:digit:]]")
    assert matched("[[:space:]]") == space
    assert matched("[[:punct:]]") == of("Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So")
    assert matched(r"\p{Punct}") == of("Pc Pd Ps Pe Pi Pf Po")
    assert matched("[[:blank:]]") == of("Zs") | {9}
    assert matched("[[:cntrl:]]") == matched(r"\p{Cc}")
    hidden = space | matched(r"\p{Cc}") | of("Cn")
    assert matched("[[:graph:]]") == everything - hidden
    assert matched("[[:print:]]") == (everything - hidden) | of("Zs")
    hexadecimal = set(b"0123456789ABCDEFabcdef")
    assert matched(r"\h") == hexadecimal == matched("[[:xdigit:]]")
    assert matched(".") == everything - {0x0A}


def swift_string(text):
    """Lines of 64 cells; `\\#` at their ends takes the line break out again."""
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\\#\n    ".join(lines)


def write_categories():
    stage1, stage2 = category_table()
    path = FOLDER / "CategoryTable.swift"
    path.write_text(
        f'''// A table: written by Scripts/make_pattern_tables.py, not by hand.

/// The general categories of Unicode 16 in two stages, as printable text.
///
/// Static strings lie in the program's read-only data: they cost no time at start-up.
enum CategoryTable {{
  /// For each 256 scalars the number of their page, as two hexadecimal digits.
  static let pageNumbers: StaticString = #"""
    {swift_string(stage1)}
    """#

  /// The pages, one character a scalar: the category's code in the lower five bits; above these 1
  /// for a plain scalar, 2 for the script Han, 3 for what is alphabetic though neither L nor Nl.
  static let pages: StaticString = #"""
    {swift_string(stage2)}
    """#
}}
''',
        encoding="ascii",
    )
    return path, len(stage2) // 256


def write_properties():
    entries = [(name.lower(), matched(rf"\p{{{name}}}")) for name in SCRIPTS]
    entries += [(name.lower().replace("_", ""), matched(rf"\p{{{name}}}")) for name in EXTRA]
    entries.append(("otheruppercase", matched("[[:upper:]]") - matched(r"\p{Lu}")))
    entries.append(("otherlowercase", matched("[[:lower:]]") - matched(r"\p{Ll}")))
    assert matched("[[:upper:]]") == matched(r"\p{Uppercase}")
    assert matched("[[:lower:]]") == matched(r"\p{Lowercase}")
    body = ""
    for name, scalars in sorted(entries):
        text = wrapped(ranges(scalars), 88, "\\")
        indented = text.replace("\n", "\n      ")
        body += f'    case "{name}":\n      """\n      {indented}\n      """\n'
    path = FOLDER / "PropertyRangesTable.swift"
    path.write_text(
        f'''// A table: written by Scripts/make_pattern_tables.py, not by hand.

/// The scripts and other properties of Unicode 16 that the categories do not tell.
enum PropertyRangesTable {{
  /// The hexadecimal ranges of a property, or nil for a name that is not here.
  ///
  /// `otheruppercase` and `otherlowercase` are what the properties add to the categories Lu and Ll.
  static func ranges(of name: String) -> String? {{
    switch name {{
{body}    default: nil
    }}
  }}
}}
''',
        encoding="ascii",
    )
    return path


if __name__ == "__main__":
    print(*write_categories())
    print(write_properties())
