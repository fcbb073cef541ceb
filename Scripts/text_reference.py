#!/usr/bin/env python3
"""Asks the reference (PyPI `tokenizers`) what components of a tokenizer make of texts.

    text_reference.py < requests > answers     one JSON value a line, an answer for each request
    text_reference.py goldens                  makes Tests/TokenizationTests/Resources anew
    text_reference.py variants                 writes malformed components, each with the answer

A request names components as a tokenizer file has them, a kind and the inputs:

    {"normalizer": {"type": "NFC"}, "kind": "normalize", "inputs": ["text", …]}

- normalize: the normalized text and, for each of its characters, start and end in the original
- pieces: what the normalizer and the pre-tokenizer leave, each piece with start and end
- process: the tokens before and behind the post-processor, each with id, text, start and end
- decode: the text of a list of tokens
- load: nothing; asks whether the components are accepted

Offsets count code points. An answer is a list with null for an input on which the reference
raised, or `{"refused": message}`.
"""

import base64
import json
import os
import pathlib
import sys

import tokenizers
from tokenizers import PreTokenizedString, Tokenizer, pre_tokenizers

RESOURCES = pathlib.Path(__file__).resolve().parent.parent / "Tests/TokenizationTests/Resources"

SECTIONS = ["normalizer", "pre_tokenizer", "post_processor", "decoder"]


def byte_characters():
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in printable]
    return [chr(c) for c in printable] + [chr(256 + i) for i in range(len(others))]


def model():
    """Byte-level BPE with a few merges, so that tokens begin and end with spaces."""
    vocab = byte_characters() + ["ĠĠ", "Ġa", "aĠ", "ĠĠa", "ĊĠ", "he", "Ġhe"]
    merges = [["Ġ", "Ġ"], ["Ġ", "a"], ["a", "Ġ"], ["ĠĠ", "a"], ["Ċ", "Ġ"], ["h", "e"], ["Ġ", "he"]]
    return {"type": "BPE", "vocab": {t: i for i, t in enumerate(vocab)}, "merges": merges}


def load(request, sections=SECTIONS):
    file = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": []}
    for section in SECTIONS:
        file[section] = request.get(section) if section in sections else None
    file["model"] = model()
    return Tokenizer.from_str(json.dumps(file))


def split(tokenizer, pre_tokenizer, text):
    pieces = PreTokenizedString(text)
    if tokenizer.normalizer is not None:
        pieces.normalize(tokenizer.normalizer.normalize)
    # Looking for added tokens takes slices, here of the whole text; that drops an empty one, and
    # makes a piece begin and end where its characters do.
    pieces.split(lambda _, s: [s[0 : len(s.normalized)]] if s.normalized else [])
    pre_tokenizer.pre_tokenize(pieces)
    return [[s, *o] for s, o, _ in pieces.get_splits("original", "char")]


def normalize(tokenizer, _, text):
    characters = split(tokenizer, pre_tokenizers.FixedLength(1), text)
    return ["".join(c[0] for c in characters), [x for c in characters for x in c[1:]]]


def pieces(tokenizer, _, text):
    return split(tokenizer, tokenizer.pre_tokenizer, text)


def process(tokenizer, bare, text):
    def rows(encoding):
        offsets = zip(encoding.ids, encoding.tokens, encoding.offsets)
        return [[i, t, *o] for i, t, o in offsets]

    return [
        rows(bare.encode(text)),
        rows(tokenizer.encode(text)),
        rows(tokenizer.encode(text, add_special_tokens=False)),
    ]


def decode(tokenizer, _, tokens):
    return tokenizer.decoder.decode(tokens)


KINDS = {"normalize": normalize, "pieces": pieces, "process": process, "decode": decode}


def answer(request):
    try:
        tokenizer = load(request)
        bare = load(request, [s for s in SECTIONS if s != "post_processor"])
    except BaseException as error:  # a panic is no Exception
        return {"refused": str(error)}
    if request["kind"] == "load":
        return []
    answers = []
    for text in request["inputs"]:
        try:
            answers.append(KINDS[request["kind"]](tokenizer, bare, text))
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, AttributeError)):
                raise
            answers.append(None)
    return answers


# Texts that go wrong where text goes wrong; all of our own making.
TEXTS = [
    "", " ", "  ", "a", " a", "a ", "Hello, World!", "  two  spaces  ", "tab\tnew\nline\r\nend\r",
    "don't we'll I'm they've he'd it's you're DON'T", "3 12 123 1234567 1.5e-10 ½ ² ³ ¹ ¼ Ⅷ ٣٤ ५६ 〇",
    "naïve café Ångström e\u0301 a\u0308\u0323 a\u0323\u0308 \u0301lead",
    "İstanbul ISPARTA ıI ΑΣ ΣΑΣ ὈΔΥΣΣΕΎΣ ẞ Ǆ ǅ Ⱥ Ꭰ ꭰ Ა ა",
    "ﬁ ﬂ ﬃ ﷺ ㎒ ㍿ ① ⒈ ㈱ ｶﾞ ﾊﾟ Ａｂｃ １２３ ﹏ ™ ℡ Å Ω K",
    "가각갛 \u1100\u1161 \u1100\u1161\u11a8 \u1112\u1161\u11c2 \uac00\u11a8 \u1161\u11a8 \u1100\u1100\u1161 한국어",
    "\u0344 \u0f73 \u0f75\u0f81 \u0f71\u0f72\u0f74 \u0958 \u09dc \u2adc \ufb1d \ufb2c \u1d15e \U0001d15e \U0001d1bf",
    "q\u0307\u0323 q\u0323\u0307 d\u0323\u0307 \u1e0b\u0323 \u1e0d\u0307 s\u0323\u0307 \u1e69 \u017f\u0323\u0307",
    "\u212b \u2126 \u1f71 \u1fbe \u1fef \u2000 \u2001 \u3000 \u037e \u0387 \u0340\u0341\u0374",
    "\uf900 \ufa0e \ufa10 \U0002f800 \U0002fa1d 中文字符 漢字かな交じり文 カタカナ ー ゛",
    "नमस्ते दुनिया क़ \u0915\u093c วันนี้ กำ ສະບາຍ မြန်မာ ខ្មែរ བོད་སྐད་ \u0bca \u0bc6\u0bbe",
    "שָׁלוֹם עֲלֵיכֶם \u05d0\u05b8\u05b0 مَرْحَبًا بِالعَالَم \u0622 \u0627\u0653 لا ﻻ",
    "👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 🇩🇪 1️⃣ ☺️ ❤ \U0001f9d1\u200d\U0001f4bb \U0001f469\U0001f3fd\u200d\U0001f680",
    "\ufeffbom zero\u200bwidth soft\u00adhyphen nb\u00a0sp \u200e\u200f\u202a\u202e word\u2060joiner \u061c",
    "\x00\x01\x07\x08\x0b\x0c\x1b\x1c\x1f\x7f\x80\x85\x8f\x9f\xa0 \u2028\u2029 \ufffd \ufffe \uffff",
    "\u0378 \u0557 \u1df9 \u1ac1 \u1acf \u0898 \u089d \u0c5d \u1c89 \u1c8a \ua7cb \ua7da \U00010efd\U0001e4ec",
    "\U00011938 \U000105c9 \U000105d2\u0307 \U00016121\U0001611e \U00011382\U000113c9 \U0001e030 \U0001ccd6 \ua7f2",
    "\U0010ffff \ue000 \U000f0000 \U0001f6d8 \U00031350 \U000323af \U0002ebf0",
    "«quotes» “curly” ‘single’ „low‟ — – ‐ … · • ¿¡ § ¶ † ‡ ‰ ′ ″ ‹› 「」【】（）！？、。・",
    "$ + < = > ^ ` | ~ € £ ¥ ± × ÷ ¬ ¨ ¯ ´ ¸ ° ª º µ _ @ # % & * \\ / ( ) [ ] { }",
    "snake_case camelCase kebab-case path/to/file.txt https://example.org/?q=1&r=2#f user@example.org",
    "Z" + "\u0300\u0316\u0327\u0345\u0334" * 6 + "z", "\u0300\u0301" * 9, "a" + "\u0323\u0307" * 20,
    "ĠĊĉ Ġa ą Ł ł Ń ń", "▁Hey▁ ▁friend ▁", "<s> </s> [CLS] [SEP] <unk> ##ing",
    "the-final--countdown", "-", "--", "a--", "--a", "x1y22z333 abc123def", "ＡＢＣ①②③ⅠⅡⅢ",
    "ਗੁਰਮੁਖੀ Ελληνικά Русский Հայերեն ქართული አማርኛ ᚠᛇᚻ ꓡꓲꓢꓴ ߒߞߏ 𞤀𞤣𞤤𞤢𞤥 ᏣᎳᎩ ᠮᠣᠩᠭᠣᠯ",
    "Aa\u0345\u0301 \u03b1\u0345\u0301 \u1fb3\u0301 \u1f80 \u03b1\u0313\u0345 \u03d3 \u03d2\u0301",
]

# For post-processors, which look at the ends of tokens only.
PROCESS_TEXTS = [
    "", " ", "   ", "a", " a  a b", "  he he", "a \u00a0b", "\n\n a\n", "é  \u2003x", "\ta he\r\n he",
]

PATTERNS = {
    "spaces": {"Regex": r"\s+"},
    "space": {"String": " "},
    "hyphen": {"String": "-"},
    "letters": {"Regex": r"\p{L}+"},
    "digits": {"Regex": r"[0-9][0-9][0-9]"},
    "empty": {"Regex": "^"},
}


def character_map():
    """Maps é to e and f, é with an acute to E, the carriage return to a space, U+200B to nothing,
    ™ to TM and the vowel jamo a to A."""
    sys.path.insert(0, str(RESOURCES.parent.parent.parent / "Scripts"))
    from make_text_tables import trie

    texts = {"\u00e9": "ef", "\u00e9\u0301": "E", "\r": " ", "\u200b": "", "\u2122": "TM",
             "\u1161": "A", "\u0600": "n", "\u0f73": "\u0f71\u0f72x", "\ufeff": ""}
    block, keys = "", {}
    for key, text in texts.items():
        keys[key] = len(block.encode())
        block += text + "\0"
    units = trie(keys)
    return base64.b64encode(len(units).to_bytes(4, "little") + units + block.encode()).decode()


def golden_requests():
    precompiled = {"type": "Precompiled", "precompiled_charsmap": character_map()}
    yield {"normalizer": precompiled, "kind": "normalize"}
    yield {"normalizer": {"type": "Sequence", "normalizers": [
        {"type": "NFD"}, {"type": "NFC"}, precompiled]}, "kind": "normalize"}
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    normalizers = [{"type": t} for t in
                   ["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "ByteLevel"]]
    normalizers += [{"type": "Strip", "strip_left": l, "strip_right": r}
                    for l in (True, False) for r in (True, False)]
    normalizers += [{"type": "Replace", "pattern": PATTERNS[p], "content": c}
                    for p, c in [("spaces", " "), ("space", "▁"), ("letters", ""), ("empty", "▁")]]
    normalizers += [{"type": "Prepend", "prepend": "▁"}, {"type": "Prepend", "prepend": ""}]
    cleaning = [
        {"type": "BertNormalizer", "clean_text": c, "handle_chinese_chars": h, "strip_accents": s,
         "lowercase": l}
        for c, h, s, l in [(True, True, None, True), (True, True, None, False),
                           (False, False, True, False), (False, True, False, True)]
    ] + [{"type": "Nmt"}]
    for normalizer in cleaning:
        yield {"normalizer": normalizer, "kind": "normalize"}
    normalizers += [{"type": "Sequence", "normalizers": s} for s in [
        [], [{"type": "NFD"}, {"type": "Lowercase"}, {"type": "StripAccents"}],
        [{"type": "NFC"}, normalizers[11], {"type": "Lowercase"}],
        [{"type": "Prepend", "prepend": "▁"}, normalizers[12]],
        [{"type": "NFKD"}, {"type": "StripAccents"}, {"type": "NFC"}, {"type": "ByteLevel"}],
        [{"type": "Strip", "strip_left": True, "strip_right": True}, {"type": "NFKC"}],
    ]]
    for normalizer in normalizers:
        yield {"normalizer": normalizer, "kind": "normalize"}

    behaviors = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
    splits = [{"type": "Split", "pattern": PATTERNS[p], "behavior": b, "invert": i}
              for p in ("spaces", "hyphen", "letters") for b in behaviors for i in (True, False)]
    pre_tokenizers = splits + [
        {"type": "ByteLevel", "add_prefix_space": p, "trim_offsets": False, "use_regex": r}
        for p in (True, False) for r in (True, False)]
    pre_tokenizers += [{"type": "Digits", "individual_digits": d} for d in (True, False)]
    pre_tokenizers += [{"type": "Punctuation", "behavior": b} for b in behaviors]
    pre_tokenizers += [{"type": "Punctuation"}, {"type": "Whitespace"}, {"type": "WhitespaceSplit"}]
    metaspace = {"type": "Metaspace", "replacement": "▁"}
    others = [dict(metaspace, prepend_scheme=p, split=s)
              for p in ("always", "never", "first") for s in (True, False)]
    others += [dict(metaspace, add_prefix_space=True, str_rep="▁"),
               {"type": "Metaspace", "replacement": "-"}, {"type": "BertPreTokenizer"},
               {"type": "CharDelimiterSplit", "delimiter": "a"}, {"type": "UnicodeScripts"},
               {"type": "FixedLength", "length": 3}, {"type": "FixedLength"}]
    others += [{"type": "Sequence", "pretokenizers": s} for s in [
        [{"type": "WhitespaceSplit"}, metaspace],
        [byte_level, dict(metaspace, replacement="Ġ", prepend_scheme="first")],
        [{"type": "Punctuation"}, dict(metaspace, prepend_scheme="first")],
        [{"type": "BertPreTokenizer"}, {"type": "UnicodeScripts"}],
        [byte_level, {"type": "UnicodeScripts"}, {"type": "FixedLength", "length": 2}],
    ]]
    for pre_tokenizer in others:
        yield {"pre_tokenizer": pre_tokenizer, "kind": "pieces"}
    strip = {"type": "Strip", "strip_left": True, "strip_right": False}
    yield {"normalizer": strip, "pre_tokenizer": dict(metaspace, prepend_scheme="first"),
           "kind": "pieces"}
    pre_tokenizers += [{"type": "Sequence", "pretokenizers": s} for s in [
        [],
        [{"type": "Punctuation", "behavior": "Contiguous"}, byte_level,
         {"type": "Digits", "individual_digits": False},
         {"type": "Split", "pattern": PATTERNS["digits"], "behavior": "Isolated",
          "invert": False}],
        [{"type": "WhitespaceSplit"}, byte_level, {"type": "Punctuation"}],
        [byte_level, {"type": "Split", "pattern": PATTERNS["letters"], "behavior": "Isolated",
                      "invert": False}],
        [byte_level, byte_level],
        [{"type": "Digits", "individual_digits": True}, {"type": "Whitespace"}],
    ]]
    for pre_tokenizer in pre_tokenizers:
        yield {"pre_tokenizer": pre_tokenizer, "kind": "pieces"}
    for normalizer in ({"type": "NFKC"}, normalizers[11], normalizers[-1]):
        for pre_tokenizer in (pre_tokenizers[30], {"type": "Whitespace"}):
            yield {"normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "kind": "pieces"}

    special = {"A": {"id": "A", "ids": [1], "tokens": ["A"]},
               "B C": {"id": "B C", "ids": [2, 3], "tokens": ["B", " C "]}}

    def template(*pieces):
        single = [{"Sequence": {"id": "A", "type_id": 0}} if p is None
                  else {"SpecialToken": {"id": p, "type_id": 0}} for p in pieces]
        return {"type": "TemplateProcessing", "single": single, "pair": [],
                "special_tokens": special}

    def trimming(trim, prefix):
        return {"type": "ByteLevel", "trim_offsets": trim, "add_prefix_space": prefix}

    def classification(kind, **fields):
        return {"type": kind, "sep": ["S", 5], "cls": ["C", 4], **fields}

    processors = [trimming(t, p) for t in (True, False) for p in (True, False)]
    processors += [classification("RobertaProcessing", trim_offsets=t, add_prefix_space=p)
                   for t in (True, False) for p in (True, False)]
    processors += [classification("BertProcessing"), classification("RobertaProcessing")]
    processors += [template(None), template("A", None, "B C"), template("B C", "A", None),
                   template(None, None), template("A"), template()]
    processors += [{"type": "Sequence", "processors": s} for s in [
        [], [trimming(True, False), template("A", None)], [template("A", None), trimming(True, True)],
        [classification("BertProcessing"), trimming(True, True)],
        [template(None), classification("BertProcessing"), template("A", None, "A")],
    ]]
    for processor in processors:
        yield {"pre_tokenizer": dict(byte_level, add_prefix_space=len(processors) % 2 == 0),
               "post_processor": processor, "kind": "process"}

    metaspace = {"type": "Metaspace", "replacement": "▁"}
    replace = {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}
    strip = {"type": "Strip", "content": " ", "start": 1, "stop": 0}
    decoders = [byte_level, {"type": "ByteFallback"}, {"type": "Fuse"}, strip,
                {"type": "Strip", "content": "H", "start": 2, "stop": 1}, replace,
                metaspace, dict(metaspace, prepend_scheme="never"),
                {"type": "WordPiece", "prefix": "##", "cleanup": True},
                {"type": "WordPiece", "prefix": "", "cleanup": False},
                {"type": "BPEDecoder", "suffix": "</w>"}, {"type": "BPEDecoder", "suffix": ""},
                {"type": "CTC", "pad_token": "<pad>", "word_delimiter_token": "|", "cleanup": True},
                {"type": "CTC", "pad_token": "<pad>", "word_delimiter_token": "|", "cleanup": False},
                {"type": "Sequence", "decoders": [
                    replace, {"type": "ByteFallback"}, {"type": "Fuse"}, strip]},
                {"type": "Sequence", "decoders": []}]
    for decoder in decoders:
        yield {"decoder": decoder, "kind": "decode"}


TOKENS = [
    ["Hey"], ["ĠHello", "Ġworld", "!"], ["Ã", "©", "Ġ", "â", "Ĥ"], ["âĤ", "¬"], ["ä½", "ł", "ï¿½"],
    ["ð", "Ł", "ĺ", "a", "ĥ", "ñ"], ["not mapped", "Ġé"], ["<0x61>"], ["<0xE5>", "<0x8f>", "<0xab>"],
    ["<0xE5>", "<0x8f>", "a", "<0xFF>"], ["<0x+A>", "<0xg1>", "<0x1>", "<0xé>", "<0x00>"],
    ["▁Hey", "▁friend", "▁", "!"], ["▁", "▁▁a", "b▁"], ["##un", "##aff", "able", "##!", "do not"],
    [" .", "he 's", "I 'm we 've", " ' ", "did n't"], ["low</w>", "er</w>", "est"],
    ["<pad>", "h", "h", "<pad>", "h", "|", "|", "i", "<pad>"], ["HHH", "H", "Hey", "HeyH", "e\u0301"],
    [" lead", "  two", "x "], [], [""], ["", "a", ""], ["é", "e\u0301", "e\u0301"],
]


INPUTS = {"decode": TOKENS, "process": PROCESS_TEXTS}


def goldens():
    RESOURCES.mkdir(parents=True, exist_ok=True)
    files = {}
    for request in golden_requests():
        answers = answer(dict(request, inputs=INPUTS.get(request["kind"], TEXTS)))
        files.setdefault(request["kind"], []).append(dict(request, answers=answers))
    for kind, cases in files.items():
        head = {
            "provenance": "Scripts/text_reference.py goldens, PyPI tokenizers "
                          + tokenizers.__version__,
            "inputs": INPUTS.get(kind, TEXTS),
        }
        lines = [json.dumps(c, ensure_ascii=True, separators=(",", ":")) for c in cases]
        text = json.dumps(head, ensure_ascii=True)[:-1] + ', "cases": [\n' + ",\n".join(lines)
        (RESOURCES / f"text-{kind}.json").write_text(text + "\n]}\n")


def variants():
    """Components with a field missing, of another kind or superfluous, without a type, …"""
    others = [None, True, 0, -1, 1.5, 4294967295, 4294967296, "", "a", "ab", [], ["a", 1], {}]
    seen = set()
    for request in golden_requests():
        for section in SECTIONS:
            if section not in request:
                continue
            component = request[section]
            changed = list(others[1:]) + [component, dict(component, extra=1)]
            for key in component:
                changed.append({k: v for k, v in component.items() if k != key})
                changed += [dict(component, **{key: v}) for v in others]
            changed += [dict(component, type=t) for t in ("X", component["type"].lower())]
            for key, value in component.items():
                if isinstance(value, dict):
                    for inner in (*value, "String", "Regex", "A"):
                        rest = {k: v for k, v in value.items() if k != inner}
                        changed += [dict(component, **{key: dict(rest, **{inner: v})})
                                    for v in others] + [dict(component, **{key: rest})]
                if isinstance(value, list) and value:
                    changed += [dict(component, **{key: value[:i] + [v] + value[i + 1:]})
                                for i in range(len(value)) for v in others]
                    changed.append(dict(component, **{key: value + value[:1]}))
            for variant in changed:
                text = json.dumps({section: variant, "kind": "load"})
                if text not in seen:
                    seen.add(text)
                    yield text


if __name__ == "__main__":
    if sys.argv[1:] == ["goldens"]:
        goldens()
    else:
        # A panic of the reference talks on stderr.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        for line in variants() if sys.argv[1:] == ["variants"] else sys.stdin:
            request = json.loads(line)
            print(json.dumps(answer(request) if sys.argv[1:] == [] else [request, answer(request)]))
