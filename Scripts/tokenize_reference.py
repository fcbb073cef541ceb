#!/usr/bin/env python3
"""Encodes texts with the `tokenizers` package, for the differential tests.

usage: tokenize_reference.py TOKENIZER_JSON

Reads a JSON list of strings from standard input. Prints a list with one object a text: `ids`, `offsets`,
`special` (the ids with special tokens), `decoded` and `decodedSkipping` (of the latter ids), or
`error` where the package raised.
"""
import json
import sys

import tokenizers


def encode(tokenizer, text):
    try:
        plain = tokenizer.encode(text, add_special_tokens=False)
        special = tokenizer.encode(text, add_special_tokens=True)
        return {
            "ids": plain.ids,
            "offsets": plain.offsets,
            "special": special.ids,
            "decoded": tokenizer.decode(special.ids, skip_special_tokens=False),
            "decodedSkipping": tokenizer.decode(special.ids, skip_special_tokens=True),
        }
    except BaseException as error:  # A panic of the package is not an Exception.
        return {"error": str(error)}


def main():
    tokenizer = tokenizers.Tokenizer.from_file(sys.argv[1])
    tokenizer.no_truncation()
    tokenizer.no_padding()
    texts = json.load(sys.stdin)
    json.dump([encode(tokenizer, text) for text in texts], sys.stdout)


if __name__ == "__main__":
    main()
