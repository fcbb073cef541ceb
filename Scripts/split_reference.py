#!/usr/bin/env python3
"""Splits random texts as the PyPI package `tokenizers` does: the reference of the pattern tests.

usage: split_reference.py COUNT SEED < patterns

`patterns` has one JSON array of regular expressions a line: `Split`s applied one after the other,
each isolating its matches. Each line of the output is a text in base64 and, for each line of the
input, the byte offsets at which the pieces end, separated by commas; the fields are separated by
tabs. A pattern that the package refuses stops the script.
"""

import base64
import json
import random
import sys

from tokenizers import Regex, pre_tokenizers

# What a split pattern can tell apart, and the neighbours of it.
ALPHABETS = [
    list("abzAZ") + ["é", "É", "ß", "ſ", "K", "ǅ", "ʰ", "ª", "中", "ア"],
    list("'’sStTmMdDlLrRvVeE") + ["ſ", "ﬅ", "ﬆ", "\u212a"],
    list(" \t\n\r\v\f") + ["\x85", "\xa0", "\u1680", "\u180e", "\u2003", "\u200b", "\u2028"]
    + ["\u2029", "\u202f", "\u205f", "\u3000", "\ufeff", "\x1c", "\x1f"],
    list(" \n\r"),
    list("0123456789") + ["²", "½", "٣", "Ⅷ", "一", "〇", "௰", "𝟘", "𖭐"],
    list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") + ["«", "»", "…", "、", "。", "€", "´", "゛", "・"],
    ["\u0301", "\u0300", "\u093e", "\u20dd", "\u064b", "\u3099", "\u0345", "\U00016ff0"],
    ["一", "龥", "龦", "㐀", "𠀀", "々", "〆", "ぁ", "ゟ", "゠", "ヿ", "\u3040", "\u30ff", "ㄅ", "한"],
    ["😀", "👩", "\u200d", "💻", "🏽", "\ufe0f", "🇩", "🇪", "©", "™"],
    ["\ue000", "\U000f0000", "\u0378", "\U0001fbff", "\x00", "\x7f", "\xad", "\u2060", "\uffff"],
    ["\u0378", "\u1c89", "\U00010d50", "\U0001e5d0", "\ua7cb", "\U00011de0", "\u0897"],
]
WORDS = [
    "I'm", "don't", "THEY'LL", "we'VE", "it'ſ", "x=1;", "  indent", "\n\n", "\r\n", " \n ", "camelCase",
    "HTTPServer", "naïve", "Straße", "2024-01-31", "1,234,567.89", "foo_bar", "//!", "::", "日本語を",
    "한국어", "Привет", "שלום", "مرحبا", "नमस्ते", "👩‍💻", "e\u0301", "...", "!?\n", " '", "'s", "/",
]
BOUNDARIES = None


def boundaries():
    """The scalars on both sides of every border between two general categories or scripts."""
    global BOUNDARIES
    if BOUNDARIES is None:
        import unicodedata

        found = set()
        before = None
        for scalar in range(0x110000):
            category = unicodedata.category(chr(scalar))
            if before is not None and category != before:
                found.update((scalar - 1, scalar))
            before = category
        BOUNDARIES = [chr(s) for s in sorted(found) if not 0xD800 <= s <= 0xDFFF]
    return BOUNDARIES


def text(source):
    parts = []
    shape = source.random()
    pool = source.sample(ALPHABETS, source.randint(1, 4))
    for _ in range(source.randint(1, 24)):
        draw = source.random()
        if shape < 0.5:
            parts.append(source.choice(source.choice(pool)))
        elif shape < 0.6:
            parts.append(source.choice(boundaries()))
        elif shape < 0.65:
            scalar = source.randrange(0x110000 - 0x800)
            parts.append(chr(scalar if scalar < 0xD800 else scalar + 0x800))
        elif draw < 0.5:
            parts.append(source.choice(WORDS))
            parts.append(source.choice(["", " ", "\n", "  ", "\r\n", "'"]))
        elif draw < 0.6:
            parts.append(source.choice(source.choice(ALPHABETS)) * source.randint(1, 12))
        else:
            parts.append(source.choice(source.choice(ALPHABETS)))
    return "".join(parts)


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    splitters = []
    for line in sys.stdin:
        splits = [pre_tokenizers.Split(Regex(p), "isolated") for p in json.loads(line)]
        splitters.append(splits[0] if len(splits) == 1 else pre_tokenizers.Sequence(splits))
    source = random.Random(seed)
    for _ in range(count):
        string = text(source)
        fields = [base64.b64encode(string.encode()).decode()]
        for splitter in splitters:
            end, ends = 0, []
            for _, (start, stop) in splitter.pre_tokenize_str(string):
                end += len(string[start:stop].encode())
                ends.append(str(end))
            fields.append(",".join(ends))
        print("\t".join(fields))


if __name__ == "__main__":
    main()
