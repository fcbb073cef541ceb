"""Measures a built `dataprep` beside other libraries, and how it scales; see README.md."""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CORPORA = ROOT / ".build" / "corpora"


# Runs of programs


class Run:
    """A program run to its end: its output, wall-clock seconds, processor seconds, peak memory."""

    def __init__(self, command, environment=None):
        with tempfile.TemporaryFile() as output:
            start = time.perf_counter()
            child = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                env={**os.environ, **(environment or {})},
            )
            _, status, usage = os.wait4(child.pid, 0)
            self.seconds = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            self.output = output.read().decode()
        if child.returncode != 0:
            sys.exit(f"error: status {child.returncode} from: {' '.join(map(str, command))}")
        self.processor_seconds = usage.ru_utime + usage.ru_stime
        # Kilobytes on Linux, bytes on macOS.
        self.peak_megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def corpus_of(megabytes, kind, mix):
    """A corpus of that size, made once."""
    CORPORA.mkdir(parents=True, exist_ok=True)
    path = CORPORA / f"{kind}-{mix}-{megabytes:g}.jsonl"
    if not path.exists():
        partial = path.with_suffix(".partial")
        command = [HERE / "make-corpus", partial, f"{megabytes:g}", "--kind", kind, "--mix", mix]
        subprocess.run([sys.executable, *map(str, command)], check=True)
        partial.rename(path)
        # What the disk still has to write would be paid by the first measurement.
        os.sync()
    return path


def convert(options, corpus, threads, folder, *more):
    """One whole conversion, from records to a committed file."""
    output = Path(folder) / "converted.hdf5"
    run = Run([
        options.dataprep, "convert", corpus, "-o", output, "--overwrite", "--quiet",
        "--tokenizer", options.tokenizer, "--max-seq-length", options.length,
        "--packing", "greedy", "--threads", threads, *more,
    ])  # fmt: skip
    run.output_bytes = output.stat().st_size
    return run


def machine():
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            model = next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass
    return {"processor": model, "cores": os.cpu_count(), "system": platform.platform()}


def print_table(header, rows):
    """A Markdown table, its first column left-aligned and the others right-aligned."""
    rows = [header] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    for index, row in enumerate(rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("| " + " | ".join(cells) + " |")
        if index == 0:
            rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
            print("| " + " | ".join(rule) + " |")


def finish(options, result):
    result = {"machine": machine(), **result}
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print("\n" + json.dumps(result))


# Subcommands


def text_bytes_of(corpus):
    """The UTF-8 bytes of the texts in a corpus: what each contender tokenizes."""
    total = 0
    with open(corpus, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            for pair in record if isinstance(record, list) else [record]:
                total += sum(len(text.encode()) for text in pair.values())
    return total


def compare(options):
    """The whole conversion beside the encoding alone of other libraries, by turns."""
    corpus = corpus_of(options.megabytes, options.kind, options.mix)
    text_bytes = text_bytes_of(corpus)
    thread_counts = [int(count) for count in options.threads.split(",")]
    others = ["tokenizers", "tokenizers-fast", "gigatoken"]
    rates = {(name, n): [] for name in ["dataprep", *others] for n in thread_counts}
    tokens = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for _ in range(options.rounds):
            for threads in thread_counts:
                run = convert(options, corpus, threads, folder)
                rates["dataprep", threads].append(text_bytes / run.seconds / 1e6)
                for name in others:
                    run = Run(
                        [sys.executable, HERE / "contender.py", name, corpus,
                         options.tokenizer, threads],
                        {
                            "RAYON_NUM_THREADS": str(threads),
                            "TOKENIZERS_PARALLELISM": "true" if threads > 1 else "false",
                        },
                    )  # fmt: skip
                    answer = json.loads(run.output)
                    tokens[name] = answer["tokens"]
                    rates[name, threads].append(text_bytes / answer["seconds"] / 1e6)

    if len(set(tokens.values())) > 1:
        print(f"warning: the libraries disagree on the number of tokens: {tokens}", file=sys.stderr)
    medians = {key: statistics.median(values) for key, values in rates.items()}
    labels = {
        "dataprep": "dataprep convert (records to committed HDF5)",
        "tokenizers": "tokenizers encode_batch (encoding alone)",
        "tokenizers-fast": "tokenizers encode_batch_fast (encoding alone, no offsets)",
        "gigatoken": "gigatoken encode_batch of buffers (encoding alone)",
    }
    rows = []
    for (name, threads), median in medians.items():
        values = rates[name, threads]
        ratio = medians["dataprep", threads] / median
        spread = f"{min(values):.1f}-{max(values):.1f}"
        rows.append([labels[name], threads, f"{median:.1f}", spread, f"{ratio:.2f}"])
    print_table(["", "threads", "MB/s of text", "range", "dataprep is times as fast"], rows)
    finish(options, {
        "corpus": {"megabytes": options.megabytes, "kind": options.kind, "mix": options.mix,
                   "text_bytes": text_bytes, "tokens": tokens},
        "rounds": options.rounds,
        "results": [
            {"name": name, "threads": threads, "megabytes_per_second": rates[name, threads],
             "median": median, "dataprep_ratio": medians["dataprep", threads] / median}
            for (name, threads), median in medians.items()
        ],
    })  # fmt: skip


def families(options):
    """The encoding of many tokenizers, on three kinds of text, beside the reference's."""
    threads = int(options.threads.split(",")[-1])
    environment = {
        "RAYON_NUM_THREADS": str(threads),
        "TOKENIZERS_PARALLELISM": "true" if threads > 1 else "false",
    }
    mixes = ["prose", "code", "world"]
    rows, results = [], []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        empty = Path(folder) / "one.jsonl"
        empty.write_text('{"text": "a"}\n', "utf-8")
        for tokenizer in options.tokenizers:
            options.tokenizer = Path(tokenizer) / "tokenizer.json"
            end = ["--eos-token", first_token(options.tokenizer)]
            loads = [
                convert(options, empty, threads, folder, *end).seconds
                for _ in range(options.rounds)
            ]
            load = statistics.median(loads)
            row = [Path(tokenizer).name, f"{load:.2f}"]
            for mix in mixes:
                corpus = corpus_of(options.megabytes, "text", mix)
                text_bytes = text_bytes_of(corpus)
                ours, theirs = [], []
                for _ in range(options.rounds):
                    ours.append(convert(options, corpus, threads, folder, *end).seconds)
                    run = Run(
                        [sys.executable, HERE / "contender.py", "tokenizers", corpus,
                         options.tokenizer, threads],
                        environment,
                    )  # fmt: skip
                    theirs.append(json.loads(run.output)["seconds"])
                whole, other = statistics.median(ours), statistics.median(theirs)
                row += [
                    f"{text_bytes / (whole - load) / 1e6:.1f}",
                    f"{other / (whole - load):.1f}",
                    f"{other / whole:.1f}",
                ]
                results.append({
                    "tokenizer": row[0], "mix": mix, "text_bytes": text_bytes,
                    "load_seconds": loads, "seconds": ours, "reference_seconds": theirs,
                })  # fmt: skip
            rows.append(row)
            print(" ".join(row), file=sys.stderr)
    header = ["tokenizer", "start s"]
    for mix in mixes:
        header += [f"{mix} MB/s", "ratio", "with start"]
    print(f"{threads} threads; ratios of `convert`, without and with its start, to `encode_batch`\n")
    print_table(header, rows)
    finish(options, {"threads": threads, "rounds": options.rounds, "results": results})


def first_token(path):
    """Some token of a tokenizer, to close articles with."""
    tokenizer = json.loads(Path(path).read_text("utf-8"))
    for token in tokenizer.get("added_tokens") or []:
        return token["content"]
    vocabulary = tokenizer["model"]["vocab"]
    return next(iter(vocabulary)) if isinstance(vocabulary, dict) else vocabulary[0][0]


def scale(options):
    """Time, peak memory and processor use over the input's size, and the start-up time."""
    threads = int(options.threads.split(",")[-1])
    rows, results = [], []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        starts = [Run([options.dataprep, "--help"]).seconds for _ in range(20)]
        empty = Path(folder) / "one.jsonl"
        empty.write_text('{"prompt": "a", "completion": "b"}\n', "utf-8")
        loads = [convert(options, empty, threads, folder).seconds for _ in range(options.rounds)]
        load = statistics.median(loads)
        for megabytes in options.sizes:
            corpus = corpus_of(megabytes, options.kind, options.mix)
            size = corpus.stat().st_size
            runs = [convert(options, corpus, threads, folder) for _ in range(options.rounds)]
            seconds = statistics.median(run.seconds for run in runs)
            peak = max(run.peak_megabytes for run in runs)
            used = statistics.median(run.processor_seconds / run.seconds for run in runs)
            rows.append([
                f"{megabytes:g} MB", f"{seconds:.2f}", f"{size / seconds / 1e6:.1f}",
                f"{size / (seconds - load) / 1e6:.1f}", f"{peak:.0f}", f"{used:.2f}", f"{runs[0].output_bytes / 1e6:.1f}",
            ])  # fmt: skip
            results.append({
                "input_bytes": size, "seconds": [run.seconds for run in runs],
                "peak_megabytes": peak, "processors_used": used,
                "output_bytes": runs[0].output_bytes,
            })  # fmt: skip
    header = ["input", "seconds", "MB/s of JSONL", "without the start", "peak MB", "processors used", "output MB"]
    print(f"{threads} threads; start-up {statistics.median(starts) * 1e3:.1f} ms, "
          f"with the tokenizer loaded and one record {statistics.median(loads) * 1e3:.0f} ms\n")
    print_table(header, rows)
    finish(options, {
        "threads": threads,
        "start_seconds": starts,
        "one_record_seconds": loads,
        "results": results,
    })


def peer(options):
    """The whole conversion beside the Python peer's, by turns, where the peer is installed."""
    corpus = corpus_of(options.megabytes, options.kind, options.mix)
    size = corpus.stat().st_size
    tokenizer_folder = Path(options.tokenizer).parent
    seconds = {"dataprep": [], "generative_data_prep": []}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for _ in range(options.rounds):
            seconds["dataprep"].append(convert(options, corpus, 1, folder).seconds)
            output = Path(folder) / "peer.hdf5"
            output.unlink(missing_ok=True)
            run = Run([
                options.peer_python, "-m", "generative_data_prep", "data_prep",
                "--input_path", corpus, "--output_path", output,
                "--pretrained_tokenizer", tokenizer_folder,
                "--max_seq_length", options.length,
                "--input_packing_config", "greedy::truncate_right",
            ])  # fmt: skip
            seconds["generative_data_prep"].append(run.seconds)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    ratio = medians["generative_data_prep"] / medians["dataprep"]
    rows = [
        [f"{name} (whole process, one process or thread)", f"{median:.2f}", f"{size / median / 1e6:.2f}"]
        for name, median in medians.items()
    ]
    print_table(["", "seconds", "MB/s of JSONL"], rows)
    print(f"\ndataprep is {ratio:.1f} times as fast")
    finish(options, {"input_bytes": size, "seconds": seconds, "dataprep_ratio": ratio})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subcommand", choices=("compare", "families", "scale", "peer"))
    parser.add_argument("--dataprep", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--tokenizer", default=ROOT / "samples" / "tokenizer" / "tokenizer.json",
                        help="a tokenizer.json (default: the sample's)")  # fmt: skip
    parser.add_argument("--tokenizers", nargs="+", default=[ROOT / "samples" / "tokenizer"],
                        help="folders with a tokenizer.json each, for families")  # fmt: skip
    parser.add_argument("--length", type=int, default=2048, help="tokens a row")
    parser.add_argument("--megabytes", type=float, default=20, help="size of the corpus")
    parser.add_argument("--kind", choices=("pairs", "turns", "text"), default="pairs")
    parser.add_argument("--mix", choices=("all", "prose", "code", "world"), default="all")
    parser.add_argument("--threads", default="1,2", help="thread counts, separated by commas")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", type=float, nargs="+", default=[10, 100, 1000],
                        help="megabytes, for scale")  # fmt: skip
    parser.add_argument("--peer-python", default="python3",
                        help="an interpreter that can import generative_data_prep, for peer")  # fmt: skip
    parser.add_argument("--folder", help="where outputs are written (default: the system's)")
    parser.add_argument("--json", help="also write the figures to this file")
    options = parser.parse_args()
    if Path(options.tokenizer).is_dir():
        options.tokenizer = Path(options.tokenizer) / "tokenizer.json"
    if options.folder and not os.path.isdir(options.folder):
        sys.exit(f"error: {options.folder} is not a folder")
    {"compare": compare, "families": families, "scale": scale, "peer": peer}[options.subcommand](options)


main()
