"""Measure retrieval and answers over many documents; prints Markdown tables.

    python benchmarks/passage_retrieval.py --questions xquad-en.json.gz --articles FOLDER

All contexts of the questions, a file of SQuAD, become one index, a document each. The first table
says how often the passages found have the answer in the right document, by the length of the
passages and with and without stems. The second compares the answers over all of them with those
where the context is known. The third is about speed: FOLDER has text files, whose pieces of
`--words` words are `--documents` texts in a file; each question is asked alone, as by
`nlp_suite.answer`. Processor time is that of all threads, and hardly depends on what else the
machine does. `--no-reading` leaves the model out.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import nlp_suite
from nlp_suite.cpus import available_cpus
from nlp_suite.data import load_questions
from nlp_suite.evaluation.squad_metrics import exact_match, token_f1
from nlp_suite.retrieval import PassageIndex
from nlp_suite.retrieval.terms import tokenizer_of
from nlp_suite.tasks.question_answering.document_answers import MAX_PASSAGES

RANKS = (1, 4, MAX_PASSAGES, 20)
# Words of a passage, and of those that neighbours share.
LENGTHS = ((60, 20), (100, 30), (150, 40), (200, 50))
ASKED = 40


class Took(NamedTuple):
    """What a call took, in seconds: on the clock, and of processors."""

    elapsed: float
    processor: float


def recall(index: PassageIndex, rows: list[dict[str, Any]], names: dict[str, str]) -> list[float]:
    """Compute how often the answer is in one of the first passages, by their number."""
    found = [0] * len(RANKS)
    for row in rows:
        passages = index.search(row["question"], max(RANKS))
        right = [
            rank
            for rank, one in enumerate(passages, start=1)
            if one.document == names[row["context"]]
            and any(
                one.start <= start and start + len(text) <= one.end
                for start, text in zip(
                    row["answers"]["answer_start"], row["answers"]["text"], strict=True
                )
            )
        ]
        for i, rank in enumerate(RANKS):
            found[i] += bool(right) and right[0] <= rank
    return [count / len(rows) for count in found]


def print_recall(rows: list[dict[str, Any]], texts: dict[str, str], names: dict[str, str]) -> None:
    """Print how well passages are found."""
    print(f"{len(texts):,} documents, {len(rows):,} questions\n")
    print(f"| passages | words | stems | {' | '.join(f'recall@{rank}' for rank in RANKS)} |")
    print(f"|---|---|---|{'---|' * len(RANKS)}")
    for words, overlap in LENGTHS:
        for stems in (True, False):
            tokenizer = tokenizer_of("en" if stems else "xx")
            with (
                mock.patch(
                    "nlp_suite.retrieval.passage_index.tokenizer_of",
                    lambda _, one=tokenizer: one,
                ),
                nlp_suite.index(
                    texts, passage_words=words, overlap_words=overlap, progress=False
                ) as index,
            ):
                shares = " | ".join(f"{100 * one:.1f}" for one in recall(index, rows, names))
                kind = "yes" if stems else "no"
                print(f"| {index.num_passages:,} | {words} | {kind} | {shares} |", flush=True)


def print_answers(rows: list[dict[str, Any]], texts: dict[str, str], names: dict[str, str]) -> None:
    """Print the quality of answers from the right context, and from all documents."""
    reader = nlp_suite.load("answer")
    questions = [row["question"] for row in rows]
    golds = [row["answers"]["text"] for row in rows]
    known = reader(questions, [row["context"] for row in rows], always=True, progress=False)
    with nlp_suite.index(texts, progress=False) as index:
        open_domain = reader(questions, index, always=True, progress=False)
    right = [names[row["context"]] for row in rows]
    print("\n| answers from | exact match | F1 | right document |\n|---|---|---|---|")
    for label, answers in (("the right context", known), (f"all {len(texts):,}", open_domain)):
        pairs = list(zip(answers, golds, strict=True))
        scores = [
            100 * statistics.mean(metric(one.text, gold) for one, gold in pairs)
            for metric in (exact_match, token_f1)
        ]
        documents = [one.document in (None, name) for one, name in zip(answers, right, strict=True)]
        share = 100 * statistics.mean(documents)
        print(f"| {label} | {scores[0]:.1f} | {scores[1]:.1f} | {share:.1f} |", flush=True)


def make_pieces(folder: Path, count: int, words: int) -> Iterator[tuple[str, str]]:
    """Cut so many texts out of articles, each with a number of its own."""
    articles = [path.read_text(encoding="utf-8").split() for path in sorted(folder.glob("*.txt"))]
    if not articles:
        raise SystemExit(f"{folder} has no .txt files")
    for i in range(count):
        own = articles[i % len(articles)]
        start = (i // len(articles) * 37) % max(1, len(own) - words)
        yield f"{i}.txt", f"Number {i}. {' '.join(own[start : start + words])}"


def print_speed(rows: list[dict[str, Any]], pieces: list[tuple[str, str]], *, read: bool) -> None:
    """Print how long it takes to index documents, and to ask one question of all."""
    questions = [row["question"] for row in rows[:: max(1, len(rows) // ASKED)]][:ASKED]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "articles.index")
        made = measure(lambda: nlp_suite.index(pieces, path, progress=False).close())
        again = measure(lambda: nlp_suite.index(pieces, path, progress=False).close())
        with nlp_suite.index(path=path) as index:
            checked = measure(partial(index.search, questions[0], MAX_PASSAGES))
            searched = [measure(partial(index.search, one, MAX_PASSAGES)) for one in questions]
            answered = []
            if read:
                nlp_suite.answer(questions[0], index)
                answered = [measure(partial(nlp_suite.answer, one, index)) for one in questions]
        size = path.stat().st_size / 2**20
    text = sum(len(text.encode()) for _, text in pieces) / 2**20
    print(
        f"\n{len(pieces):,} documents of {text:,.1f} MiB, {available_cpus()} cores; the index has "
        f"{size:,.1f} MiB\n"
    )
    print("| | elapsed | processor time |\n|---|---|---|")
    rows_of_table = (
        ("indexing", made),
        ("the same again", again),
        ("first search, which checks the index", checked),
    )
    for label, took in rows_of_table:
        print(f"| {label}, s | {took.elapsed:,.2f} | {took.processor:,.2f} |")
    for label, calls in (("search", searched), ("answer", answered)):
        for kind, choose in (("median", statistics.median), ("slowest", max)):
            if calls:
                values = (1000 * choose(column) for column in zip(*calls, strict=True))
                row = " | ".join(f"{value:,.1f}" for value in values)
                print(f"| {label} of one question, {kind}, ms | {row} |")


def measure(call: Callable[[], Any]) -> Took:
    """Time a call."""
    elapsed, processor = time.perf_counter(), time.process_time()
    call()
    return Took(time.perf_counter() - elapsed, time.process_time() - processor)


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=Path, required=True, help="a file of SQuAD")
    parser.add_argument("--articles", type=Path, help="a folder of .txt files, for the speed")
    parser.add_argument("--limit", type=int, help="so many questions only")
    parser.add_argument("--documents", type=int, default=10_000, help="texts, for the speed")
    parser.add_argument("--words", type=int, default=150, help="words of each of these")
    parser.add_argument("--no-reading", action="store_true", help="leave out the model")
    options = parser.parse_args()
    rows = [dict(row) for row in load_questions(options.questions, limit=options.limit)]
    contexts = list(dict.fromkeys(row["context"] for row in rows))
    texts = {f"context {i}": context for i, context in enumerate(contexts)}
    names = {context: name for name, context in texts.items()}
    print_recall(rows, texts, names)
    if not options.no_reading:
        print_answers(rows, texts, names)
    if options.articles:
        pieces = list(make_pieces(options.articles, options.documents, options.words))
        print_speed(rows, pieces, read=not options.no_reading)


if __name__ == "__main__":
    main()
