"""Time a batch job over files against a loop over transformers; prints Markdown tables.

    python benchmarks/answer_files.py --articles FOLDER --share 1

FOLDER has text files and a file questions.jsonl, whose rows have a "question" and the "file" that
it is about. The first job asks each question of its file. The second asks `--share` of the
questions of every file. Both models are BERT with the dimensions of all-MiniLM-L6-v2 and the same
random weights: `nlp_suite.answer_files` in int8 on all cores; and transformers one pair after the
other, windows padded to 384 tokens, float32, all cores, which answers every n-th pair only, so as
to end. Each job runs in a process of its own, which reports its peak of memory; the last
table is that of as many files as there are, of pieces of the articles, and a hundred times as
many.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from answer import Case, in_a_new_process, load_plain, mebibytes, write_models

import nlp_suite
from nlp_suite.cpus import available_cpus

# Of a piece, for the memory of many files.
PIECE_WORDS = 200


class Measured(NamedTuple):
    """What a job took."""

    pairs: int
    seconds: float
    mebibytes: float


def run_job(model: Path, questions: list[Any], articles: Path, workers: int) -> Measured:
    """Run a job from its beginning to its output."""
    with tempfile.TemporaryDirectory() as name:
        started = time.perf_counter()
        run = nlp_suite.answer_files(
            questions,
            str(articles / "*.txt"),
            Path(name, "answers.jsonl"),
            model=model,
            workers=workers,
            progress=False,
        ).finish()
        return Measured(run.computed, time.perf_counter() - started, mebibytes())


def run_plain(folder: Path, cases: list[Case]) -> Measured:
    """Answer pairs one after the other, without the time of loading."""
    answer = load_plain(folder)
    answer(cases[:1])
    started = time.perf_counter()
    answer(cases)
    return Measured(len(cases), time.perf_counter() - started, mebibytes())


def write_pieces(articles: list[str], folder: Path, count: int) -> Path:
    """Write so many files, each with a piece of an article of its own."""
    folder.mkdir()
    words = [article.split() for article in articles]
    for i in range(count):
        own = words[i % len(words)]
        start = (i // len(words) * 37) % max(1, len(own) - PIECE_WORDS)
        piece = " ".join(own[start : start + PIECE_WORDS])
        (folder / f"{i:05d}.txt").write_text(f"Piece {i}. {piece}", encoding="utf-8")
    return folder


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, required=True, help="a folder of .txt files")
    parser.add_argument("--share", type=float, default=0.05, help="of the questions, for all files")
    parser.add_argument("--plain-count", type=int, default=30, help="pairs the plain way")
    parser.add_argument("--workers", type=int, default=1, help="processes of the jobs")
    options = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    lines = (options.articles / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    names = sorted(options.articles.glob("*.txt"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in names}
    step = max(1, round(1 / options.share))
    some = [row["question"] for row in asked[::step]]
    pairs = [Case(question, text) for question in some for text in texts.values()]
    own = [Case(row["question"], texts[row["file"]]) for row in asked]

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_models(folder)
        model = folder / "reader"
        measured = {}
        for label, questions, cases in (
            ("each question of its file", asked, own),
            (f"{len(some)} questions of every file", some, pairs),
        ):
            chosen = cases[:: max(1, len(cases) // options.plain_count)]
            measured[label] = (
                in_a_new_process(run_job, model, questions, options.articles, options.workers),
                in_a_new_process(run_plain, folder, chosen),
            )
        memory = {}
        for count in (len(texts), 100 * len(texts)):
            pieces = write_pieces(list(texts.values()), folder / str(count), count)
            memory[count] = in_a_new_process(
                run_job, model, ["Who was it?"], pieces, options.workers
            )

    total = sum(len(text.split()) for text in texts.values())
    print(
        f"{len(texts)} files of {total / len(texts):,.0f} words, {available_cpus()} cores, "
        f"workers: {options.workers}\n"
    )
    print("| | pairs | s | pairs/s | transformers | ratio | peak memory, MiB | transformers |")
    print("|---|---|---|---|---|---|---|---|")
    for label, (ours, plain) in measured.items():
        speeds = ours.pairs / ours.seconds, plain.pairs / plain.seconds
        print(
            f"| {label} | {ours.pairs:,} | {ours.seconds:,.0f} | {speeds[0]:.2f} | "
            f"{speeds[1]:.2f} | {speeds[0] / speeds[1]:.1f}× | {ours.mebibytes:,.0f} | "
            f"{plain.mebibytes:,.0f} |"
        )
    print(f"\n| files of {PIECE_WORDS} words | s | files/s | peak memory, MiB |")
    print("|---|---|---|---|")
    for count, job in memory.items():
        print(
            f"| {count:,} | {job.seconds:,.1f} | {count / job.seconds:,.0f} | "
            f"{job.mebibytes:,.0f} |"
        )


if __name__ == "__main__":
    main()
