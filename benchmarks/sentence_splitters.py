"""Compare sentence splitters on a gold set of hard cases.

Every library is measured twice: alone, on the text as it is, and as the inner splitter under
this package's rules for lines, because those rules are needed with any of them. Run it as
``python benchmarks/sentence_splitters.py``; it prints a Markdown table.
"""

import argparse
import gzip
import importlib.metadata
import json
import statistics
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sentence_splitter_candidates import CANDIDATES, OURS, Splitter, locate, with_line_rules

GOLD = Path(__file__).parent / "data" / "sentence_splitting.jsonl"
MARK = "‖"


@dataclass(frozen=True, slots=True)
class Case:
    """A text, the offsets at which sentences after the first begin, and its part."""

    style: str
    part: str
    text: str
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Boundary precision, recall and F1, and the share of texts without any error."""

    precision: float
    recall: float
    f1: float
    exact: float


def read_gold(path: Path = GOLD) -> list[Case]:
    """Read the marked cases."""
    cases = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            row = json.loads(line)
            pieces = row["marked"].split(MARK)
            starts = [len("".join(pieces[:i])) for i in range(1, len(pieces))]
            cases.append(Case(row["style"], row["part"], "".join(pieces), tuple(starts)))
    return cases


def boundaries(text: str, starts: list[int]) -> set[int]:
    """Express boundaries as the number of visible characters before them."""
    found = set()
    total = len("".join(text.split()))
    for start in starts:
        before = len("".join(text[:start].split()))
        if 0 < before < total:
            found.add(before)
    return found


def score(splitter: Splitter, cases: list[Case], show: str = "") -> Score:
    """Score a splitter; ``show`` names it in a line for every wrong case."""
    right = given = wanted = exact = 0
    for case in cases:
        gold = boundaries(case.text, list(case.starts))
        try:
            spans = splitter(case.text)
        except KeyboardInterrupt:
            raise
        except BaseException:  # A panic of native code isn't an Exception.
            spans = []
        guess = boundaries(case.text, [start for start, _ in spans])
        right += len(gold & guess)
        given += len(guess)
        wanted += len(gold)
        exact += gold == guess
        if show and gold != guess:
            print(show, case.style, [case.text[a:b] for a, b in spans])
    precision = right / given if given else 1.0
    recall = right / wanted if wanted else 1.0
    total = precision + recall
    return Score(
        precision, recall, 2 * precision * recall / total if total else 0.0, exact / len(cases)
    )


def import_seconds(statement: str, runs: int) -> float:
    """Measure a statement in fresh processes, less the bare interpreter's own time."""
    code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
    seconds = [
        float(
            subprocess.run(
                [sys.executable, "-W", "ignore", "-c", code],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(runs)
    ]
    return statistics.median(seconds)


def megabytes_per_second(splitter: Splitter, cases: list[Case], runs: int) -> float:
    """Measure throughput on about 200 KB made of the gold texts, as blank-line paragraphs."""
    text = "\n\n".join(case.text for case in cases)
    text = "\n\n".join([text] * (200_000 // len(text.encode()) + 1))
    splitter(text[:1000])
    rates = []
    for _ in range(runs):
        begin = time.perf_counter()
        splitter(text)
        rates.append(len(text.encode()) / 1e6 / (time.perf_counter() - begin))
    return statistics.median(rates)


PATHOLOGICAL: dict[str, Callable[[int], str]] = {
    "no stop": lambda n: "word " * (n // 5),
    "dots": lambda n: "." * n,
    "a. b. c.": lambda n: "a. b. c. " * (n // 9),
    "quotes": lambda n: '"He left. ' * (n // 10),
    "1. a": lambda n: "1. a " * (n // 5),
    "你好。": lambda n: "你好。" * (n // 3),
}


def pathological_seconds(name: str, kind: str, size: int, limit: float) -> str:
    """Time one hostile text in a process of its own, which may crash or take forever."""
    code = (
        f"import sys, time; sys.path.insert(0, {str(Path(__file__).parent)!r});"
        "from sentence_splitters import CANDIDATES, PATHOLOGICAL;"
        f"split = CANDIDATES[{name!r}][2](); text = PATHOLOGICAL[{kind!r}]({size});"
        "t = time.perf_counter(); split(text); print(time.perf_counter() - t)"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"> {limit:g}"
    return f"{float(done.stdout):.2f}" if done.returncode == 0 else "crash"


def read_articles(path: Path) -> list[Case]:
    """Read articles with their sentences (fields ``article`` and ``article_sentences``)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Case(
            "article",
            "all",
            row["article"],
            tuple(start for start, _ in locate(row["article"], row["article_sentences"])[1:]),
        )
        for row in rows
    ]


def wrapped_agreement(splitter: Splitter, cases: list[Case], width: int = 72) -> Score:
    """Compare the sentences of wrapped articles with those of the same text unwrapped."""
    pairs = []
    for case in cases:
        paragraphs = case.text.splitlines()
        plain = "\n\n".join(paragraphs)
        wrapped = "\n\n".join(
            textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
            for line in paragraphs
        )
        gold = boundaries(plain, [start for start, _ in splitter(plain)])
        visible = [i for i, letter in enumerate(wrapped) if not letter.isspace()]
        pairs.append(
            Case("wrapped", "all", wrapped, tuple(sorted(visible[before] for before in gold)))
        )
    return score(splitter, pairs)


def table(header: list[str], rows: Iterator[list[str]]) -> None:
    """Print a Markdown table, row by row as the rows come."""
    print("| " + " | ".join(header) + " |")
    print("|---" * len(header) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)
    print()


def cells(result: Score) -> list[str]:
    """Format a score for a table."""
    return [
        f"{100 * value:.1f}" for value in (result.precision, result.recall, result.f1, result.exact)
    ]


def installed() -> dict[str, tuple[str, Splitter]]:
    """Return version and splitter of each candidate that can be imported."""
    found = {}
    for name, (distribution, _, build) in CANDIDATES.items():
        try:
            version = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            version = "this tree" if name == OURS else ""
        try:
            found[name] = (version, build())
        except ImportError:
            print(f"{name}: not installed\n")
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print our errors on the tuned part")
    parser.add_argument("--pathological", action="store_true", help="time hostile texts as well")
    parser.add_argument("--bbc", type=Path, help="articles with sentences, as .jsonl.gz")
    parser.add_argument("--runs", type=int, default=5, help="of which the median is given")
    arguments = parser.parse_args()
    found = installed()
    gold = read_gold()
    parts = [[case for case in gold if case.part == part] for part in ("tune", "held-out")]

    def ruled(name: str) -> Splitter:
        splitter = found[name][1]
        return splitter if name == OURS else with_line_rules(splitter)

    print(f"{len(parts[0])} cases for tuning, {len(parts[1])} held out\n")
    measures = ["precision", "recall", "F1", "exact"]
    table(
        ["splitter", "version", "F1 alone", "exact alone"]
        + [f"{part} {measure}" for part in ("tune", "held-out") for measure in measures]
        + ["import s", "MB/s"],
        (
            [name, version, *cells(score(splitter, gold))[2:]]
            + [cell for part in parts for cell in cells(score(ruled(name), part))]
            + [f"{import_seconds(CANDIDATES[name][1], arguments.runs):.3f}"]
            + [f"{megabytes_per_second(splitter, gold, arguments.runs):.2f}"]
            for name, (version, splitter) in found.items()
        ),
    )
    if arguments.errors:
        score(found[OURS][1], parts[0], show="wrong:")
    if arguments.pathological:
        table(
            ["seconds for 200 KB in one line", *PATHOLOGICAL],
            (
                [name, *(pathological_seconds(name, kind, 200_000, 20) for kind in PATHOLOGICAL)]
                for name in found
            ),
        )
    if arguments.bbc:
        articles = read_articles(arguments.bbc)
        table(
            ["articles", *measures],
            ([name, *cells(score(ruled(name), articles))] for name in found),
        )
        for width in (65, 72, 80):
            result = cells(wrapped_agreement(found[OURS][1], articles, width))
            print(f"wrapped at {width}: precision {result[0]}, recall {result[1]}")


if __name__ == "__main__":
    main()
