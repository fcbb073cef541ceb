#!/usr/bin/env python3
"""Decodes token ids with the `tokenizers` package, for the tests of decoding.

usage: decode_reference.py TOKENIZER_JSON

Reads a JSON list of lists of ids from standard input. Prints a list with one pair of texts for each
of them: with its special tokens, and without.
"""
import json
import sys

import tokenizers


def main():
    tokenizer = tokenizers.Tokenizer.from_file(sys.argv[1])
    lists = json.load(sys.stdin)
    texts = [
        [tokenizer.decode(ids, skip_special_tokens=skips) for skips in (False, True)] for ids in lists
    ]
    json.dump(texts, sys.stdout)


if __name__ == "__main__":
    main()
