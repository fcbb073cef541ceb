#!/usr/bin/env python3
"""Makes the Unicode tables of Sources/Tokenization/Unicode.

The tables say what the reference (PyPI `tokenizers`, REFERENCE below) does with every scalar; it
bundles several Unicode versions, so they are asked of it and not taken from one version of the
standard. Python's own `unicodedata` only cross-checks what must not differ.

    .venv/bin/python Scripts/make_text_tables.py      (some minutes)

Each table is text: `first-last=value` entries in hexadecimal, separated by blanks; scalars that are
not named have the value 0. Mappings are `scalar=scalar,scalar…`.
"""

import pathlib
import sys
import unicodedata

import tokenizers
from tokenizers import normalizers, pre_tokenizers

REFERENCE = "0.23"
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Sources/Tokenization/Unicode"

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
NFC, NFD = normalizers.NFC().normalize_str, normalizers.NFD().normalize_str
NFKC, NFKD = normalizers.NFKC().normalize_str, normalizers.NFKD().normalize_str
HANGUL = range(0xAC00, 0xD7A4)


def points(text):
    return [ord(c) for c in text]


def combining_classes(decomposed):
    """The combining class by which the reference orders each scalar.

    Found by asking which of two marks it puts first; the marks compared with are the oldest of
    their class.
    """
    known = {}
    for old in (True, False):
        for c in SCALARS:
            k = unicodedata.combining(chr(c))
            if k and decomposed[c] == [c] and old == bool(unicodedata.ucd_3_2_0.combining(chr(c))):
                known.setdefault(k, c)
    def moves(first, second):
        """Whether `second` is put before `first`: its class is lower, and not 0."""
        return first != second and NFD("a" + chr(first) + chr(second)) == "a" + chr(second) + chr(first)

    def is_mark(c):
        return moves(known[240], c) or moves(c, known[1])

    # Classes that are newer than the reference's tables.
    ladder = sorted(k for k, c in known.items() if is_mark(c))
    classes = {}
    for c in SCALARS:
        if c < 0x300 or decomposed[c] != [c] or not is_mark(c):
            continue
        found = [k for k in ladder if not moves(known[k], c) and not moves(c, known[k])]
        if len(found) != 1:
            sys.exit(f"U+{c:04X}: combining class {found}")
        classes[c] = found[0]
    return classes


def compositions(decomposed):
    """The pairs of scalars that the reference composes, other than Hangul."""
    pairs = {}
    for c in SCALARS:
        d = decomposed[c]
        if c in HANGUL or len(d) < 2 or NFC(chr(c)) != chr(c):
            continue
        first = NFC("".join(map(chr, d[:-1])))
        if len(first) != 1 or NFC(first + chr(d[-1])) != chr(c):
            sys.exit(f"U+{c:04X}: not composed of two")
        pairs[(ord(first), d[-1])] = c
    return pairs


def quick_values(decomposed, classes, seconds, compose):
    """For each scalar: 0 leaves any text it is in alone and begins anew, 1…254 is the class of a
    mark that stays as it is when in order, 255 must be looked at."""
    values = []
    for c, d in decomposed.items():
        kept = [c] if not compose else points(compose(chr(c)))
        classes_of = [classes.get(x, 0) for x in d]
        if kept != [c] or (compose and d[0] in seconds):
            values.append(255)
        elif classes_of == [classes_of[0]] or classes_of[0] == 0:
            # A character with marks inside would need the class of the last for the order check.
            values.append(classes_of[0])
        else:
            values.append(255)
    return values


def runs(values):
    """`first-last=value` for the runs of values that are not 0."""
    out, start, previous, last = [], None, 0, None
    for c, v in list(zip(SCALARS, values)) + [(None, 0)]:
        if v != previous or c is None or (last is not None and c != last + 1):
            if previous:
                span = f"{start:X}" if start == last else f"{start:X}-{last:X}"
                out.append(f"{span}={previous:X}")
            start, previous = c, v
        last = c
    return out


def mapping(pairs):
    return [f"{c:X}=" + ",".join(f"{x:X}" for x in m) for c, m in pairs]


def literal(name, doc, entries):
    lines, line = [], ""
    for entry in entries:
        if len(line) + len(entry) + 1 > 92:
            lines.append(line)
            line = ""
        line += (" " if line else "") + entry
    lines.append(line)
    body = " \\\n".join("    " + l for l in lines)
    doc = "\n".join("  /// " + l for l in doc.split("\n"))
    return f'{doc}\n  static let {name} = """\n{body}\n    """\n'


def write(file, type_name, doc, literals):
    head = (
        "// A table: made by Scripts/make_text_tables.py from PyPI tokenizers "
        f"{tokenizers.__version__}; do not edit.\n\n"
    )
    text = head + f"/// {doc}\nenum {type_name} {{\n" + "\n".join(literals) + "}\n"
    (FOLDER / file).write_text(text)


def normalization():
    decomposed = {c: points(NFD(chr(c))) for c in SCALARS}
    compatible = {c: points(NFKD(chr(c))) for c in SCALARS}
    classes = combining_classes(decomposed)
    for c, k in classes.items():
        if unicodedata.combining(chr(c)) != k:
            print(f"U+{c:04X}: class {k}, unicodedata {unicodedata.combining(chr(c))}")
    unclassed = [
        c for c in SCALARS
        if unicodedata.combining(chr(c)) and decomposed[c] == [c] and c not in classes
    ]
    print(len(classes), "marks;", len(unclassed), "marks of today are none to the reference")
    pairs = compositions(decomposed)
    print(len(pairs), "compositions")
    seconds = {b for _, b in pairs} | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))

    values = list(zip(
        quick_values(decomposed, classes, seconds, NFC),
        quick_values(decomposed, classes, seconds, None),
        quick_values(compatible, classes, seconds, NFKC),
        quick_values(compatible, classes, seconds, None),
    ))
    # quick_values for the decomposing forms: unchanged means its decomposition is itself.
    values = [
        (a,
         b if decomposed[c] == [c] else 255,
         k,
         d if compatible[c] == [c] else 255)
        for c, (a, b, k, d) in zip(SCALARS, values)
    ]
    literals = [
        literal("canonical", "What NFD makes of a scalar by itself (Hangul syllables apart).",
                mapping((c, d) for c, d in decomposed.items() if d != [c] and c not in HANGUL)),
        literal("compatibility", "What NFKD makes of a scalar where that is not what NFD does.",
                mapping((c, d) for c, d in compatible.items()
                        if d != decomposed[c] and c not in HANGUL)),
        literal("compositions", "Composed scalar, then the two it is composed of.",
                mapping((c, ab) for ab, c in sorted(pairs.items(), key=lambda x: x[1]))),
        literal("combiningClasses", "The class by which marks are put in order.",
                runs([classes.get(c, 0) for c in SCALARS])),
    ]
    for i, name in enumerate(["NFC", "NFD", "NFKC", "NFKD"]):
        literals.append(literal(
            f"quick{name}",
            f"For {name}: 0 stays and begins anew, 1…FE is the class of a mark that stays\n"
            "if it is in order, FF must be looked at.",
            runs([v[i] for v in values])))
    write("NormalizationTables.swift", "NormalizationTables",
          "What the normalization forms do with each scalar.", literals)


def lowercase():
    lower = normalizers.Lowercase().normalize_str
    table = [(c, points(lower(chr(c)))) for c in SCALARS]
    write("LowercaseTable.swift", "LowercaseTable", "The lowercase of each scalar that has one.",
          [literal("mappings", "Scalar, then its lowercase.",
                   mapping((c, m) for c, m in table if m != [c]))])


def classes():
    """Bits: 1 white space, 2 numeric, 4 punctuation, 8 word, 10 mark that StripAccents removes,
    20 mark that BertNormalizer removes, 40 character that BertNormalizer cleans away."""
    split = lambda p: lambda c: p.pre_tokenize_str("a" + chr(c))
    whitespace = split(pre_tokenizers.WhitespaceSplit())
    numeric = split(pre_tokenizers.Digits(individual_digits=True))
    punctuation = split(pre_tokenizers.Punctuation())
    word = split(pre_tokenizers.Whitespace())
    accents = normalizers.StripAccents().normalize_str
    bert = normalizers.BertNormalizer(
        clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False
    ).normalize_str
    clean = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=False, strip_accents=False, lowercase=False
    ).normalize_str
    values = []
    for c in SCALARS:
        bits = 0
        if len(whitespace(c)[0][0]) == 1:
            bits |= 1
        if len(numeric(c)) == 2:
            bits |= 2
        if len(punctuation(c)) == 2:
            bits |= 4
        if len(word(c)[0][0]) == 2:
            bits |= 8
        if accents(chr(c)) == "":
            bits |= 0x10
        # This step decomposes first; a scalar that decomposes is none itself.
        if bert(chr(c)) == "" and NFD(chr(c)) == chr(c):
            bits |= 0x20
        if clean(chr(c)) == "":
            bits |= 0x40
        values.append(bits)
    write("TextClassTable.swift", "TextClassTable", "Which sorts of characters each scalar is.",
          [literal("bits", classes.__doc__.replace("\n    ", "\n"), runs(values))])


def scripts():
    """Numbers for the scripts that `UnicodeScripts` tells apart; 0 belongs to every script."""
    split = pre_tokenizers.UnicodeScripts().pre_tokenize_str
    known, values, last = [], [], 0

    def is_script(number, c):
        return number and len(split(known[number - 1] + chr(c))) == 1

    for c in SCALARS:
        if not split(chr(c)):
            values.append(0)
            continue
        numbers = (n for n in [last, *range(1, len(known) + 1)] if is_script(n, c))
        last = next(numbers, 0)
        if not last:
            known.append(chr(c))
            last = len(known)
        values.append(last)
    print(len(known), "scripts")
    write("ScriptTable.swift", "ScriptTable", "Which script each scalar is in.",
          [literal("scripts", "Numbers for the scripts, by no order; 0 belongs to every script.",
                   runs(values))])


def trie(values):
    """The units of a double-array trie with a value for each key, as bytes."""
    tree = {}
    for key, value in values.items():
        node = tree
        for byte in key.encode():
            node = node.setdefault(byte, {})
        node[0] = value
    units, taken, pending, base = {}, {0}, [(0, 0, tree)], 1
    while pending:
        place, label, node = pending.pop()
        while any(base ^ byte in taken for byte in node):
            base += 1
        taken.update(base ^ byte for byte in node)
        units[place] = label | (base ^ place) << 10 | (0 in node) << 8
        for byte, child in node.items():
            if byte:
                pending.append((base ^ byte, byte, child))
            else:
                units[base] = 1 << 31 | child
        base = 1
    # A look-up may lead past the last unit by less than a byte's range.
    array = [units.get(i, 0) for i in range((max(units) | 0xFF) + 257)]
    return b"".join(u.to_bytes(4, "little") for u in array)


def character_map(keys):
    """`Precompiled` with a map that makes X of each key."""
    blob = trie(dict.fromkeys(keys, 0))
    return normalizers.Precompiled(len(blob).to_bytes(4, "little") + blob + b"X\0").normalize_str


def graphemes():
    """Bits: 1 joins the character before, 2 control, 4 joins the one behind, 8 pictograph,
    10 consonant and 20 linker of conjuncts, 40 may stand between those, 80 may stand between a
    pictograph and a joiner.

    `Precompiled` maps a grapheme cluster of up to five bytes as a whole, dropping what follows the
    part it knows; so each is found by asking whether a mark behind a mapped scalar is dropped."""
    mark, joiner, smile, trade, ka, virama = "\u0301\u200d\U0001f600\u2122\u0915\u094d"
    bits, jamo = dict.fromkeys(SCALARS, 0), {}
    after_a, after_trade = character_map(["a"]), character_map([trade])
    after_ka = character_map([ka])
    for c in SCALARS:
        t = chr(c)
        if c not in (0x61, 0x58) and after_a("a" + t) == "X":
            bits[c] |= 1
        if c != 0x2122 and after_trade(t + joiner + trade + mark).endswith(mark):
            bits[c] |= 8
        if after_trade(smile + t + joiner + trade + mark).endswith(mark) and bits[c] & 1:
            bits[c] |= 0x80
        if c != 0x915 and after_ka(t + virama + ka + mark).endswith(mark):
            bits[c] |= 0x10
        if bits[c] & 1 and after_ka(ka + t + ka + mark).endswith(mark):
            bits[c] |= 0x20
        elif bits[c] & 1 and after_ka(ka + t + virama + ka + mark).endswith(mark):
            bits[c] |= 0x40
    bits[0x915] |= 0x10
    bits[0x2122] |= 8
    for start in range(0, len(SCALARS), 512):
        chunk = [c for c in SCALARS[start : start + 512] if c not in (0, 0x58)]
        mapped = character_map(map(chr, chunk))
        for c in chunk:
            t = chr(c)
            if c != 0x61 and mapped(t + "a") == "X":
                bits[c] |= 4
            # What is longer than three bytes never is in so short a cluster with a mark.
            if c < 0x10000 and not bits[c] & 1 and mapped(t + mark) == "X" + mark:
                bits[c] |= 2
            if c < 0x10000 and not bits[c] & 3:
                if mapped(smile + joiner + t + mark).endswith(mark) != bool(bits[c] & 8):
                    sys.exit(f"U+{c:04X}: a pictograph on one side only")
                if mapped(ka + virama + t + mark).endswith(mark) != bool(bits[c] & 0x10):
                    sys.exit(f"U+{c:04X}: a consonant on one side only")
                after = tuple(mapped(x + t + mark).endswith(mark) for x in "\u1100\u1161\u11a8")
                if any(after) and c not in HANGUL:
                    jamo[c] = {(1, 0, 0): 1, (1, 1, 0): 2, (0, 1, 1): 3}[after]
    print(sum(map(bool, bits.values())), "scalars that make clusters;", len(jamo), "jamo")
    write("GraphemeTable.swift", "GraphemeTable", "What each scalar does in grapheme clusters.",
          [literal("bits", graphemes.__doc__.split("\n\n")[0].replace("\n    ", "\n"),
                   runs(list(bits.values()))),
           literal("jamo", "1 leads, 2 is a vowel, 3 trails; syllables apart.",
                   runs([jamo.get(c, 0) for c in SCALARS]))])


if __name__ == "__main__":
    if not tokenizers.__version__.startswith(REFERENCE):
        sys.exit(f"tokenizers {REFERENCE} is needed, not {tokenizers.__version__}")
    normalization()
    lowercase()
    classes()
    scripts()
    graphemes()
