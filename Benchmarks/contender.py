"""Encodes a corpus with one library in this process and prints what it took, as JSON.

    contender.py tokenizers|tokenizers-fast|gigatoken CORPUS.jsonl TOKENIZER THREADS

Only the encoding is timed: loading the tokenizer, reading the file and parsing it are not, which
favours the library. The number of threads is also in the environment (RAYON_NUM_THREADS).
"""
import json
import sys
import time

# Texts a call: enough for all threads, and bounded, because each result is held in memory.
BATCH = 4096


def texts_of(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            for pair in record if isinstance(record, list) else [record]:
                yield from (text for text in pair.values() if text)


def batches_of(texts):
    for start in range(0, len(texts), BATCH):
        yield texts[start : start + BATCH]


def main():
    name, corpus, tokenizer_path, threads = sys.argv[1:]
    texts = list(texts_of(corpus))
    byte_count = sum(len(text.encode()) for text in texts)

    if name == "gigatoken":
        import gigatoken

        tokenizer = gigatoken.Tokenizer(tokenizer_path)
        # Its fastest way in: few large buffers, cut at a byte that no text has.
        buffers = ["\0".join(batch).encode() for batch in batches_of(texts)]
        start = time.perf_counter()
        tokens = 0
        for buffer in buffers:
            source = gigatoken.BytesSource([buffer], separator=b"\0")
            encoded = tokenizer.encode_batch(source, parallel=int(threads) > 1)
            tokens += len(encoded.layout.content)
        seconds = time.perf_counter() - start
    else:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(tokenizer_path)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        encode = tokenizer.encode_batch if name == "tokenizers" else tokenizer.encode_batch_fast
        start = time.perf_counter()
        tokens = 0
        for batch in batches_of(texts):
            tokens += sum(len(encoding) for encoding in encode(batch, add_special_tokens=False))
        seconds = time.perf_counter() - start

    print(json.dumps({"seconds": seconds, "text_bytes": byte_count, "tokens": tokens}))


main()
