"""Measure whether answers that are values come back whole; prints a Markdown table.

    python benchmarks/answer_values.py

The values, the texts that they stand in and the questions are those of data/answer_values.toml. An
answer is the value; or it has all of the value and other words, such as "Version 2.3"; or it is
cut, with a part of the value only; or it is elsewhere. The share is that of those with all of the
value among those that have any of it. `--words` is what whole words alone give.
"""

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import nlp_suite
from nlp_suite.results import Answer
from nlp_suite.tasks.question_answering import word_alignment
from nlp_suite.text.whole_values.edge_moves import EdgeMoves

PLACES = ("equal", "longer", "cut", "elsewhere")
DATA = Path(__file__).parent / "data" / "answer_values.toml"


class Case(NamedTuple):
    """A value of a kind, in a text, with the question that it answers."""

    kind: str
    question: str
    text: str
    start: int
    value: str


def read_cases(path: Path) -> Iterator[Case]:
    """Read the values, each in one of the texts of its kind."""
    for kind, parts in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for i, value in enumerate(parts["values"]):
            place = i % len(parts["texts"])
            template = parts["texts"][place]
            text = template.replace("{}", value)
            yield Case(kind, parts["questions"][place], text, template.index("{}"), value)


def place_of(answer: Answer, case: Case) -> str:
    """Say where an answer is: "equal" to the value, "longer", "cut" or "elsewhere"."""
    end = case.start + len(case.value)
    if (answer.start, answer.end) == (case.start, end):
        return "equal"
    if answer.start <= case.start and end <= answer.end:
        return "longer"
    return "cut" if answer.start < end and answer.end > case.start else "elsewhere"


def main() -> None:
    """Answer all questions and print how many answers of each kind have all of their value."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", help="a model folder instead of the shipped one")
    parser.add_argument("--words", action="store_true", help="do not widen answers to values")
    parser.add_argument("--show", action="store_true", help="print the answers beside the value")
    arguments = parser.parse_args()
    cases = list(read_cases(DATA))
    reader = nlp_suite.load("answer", model=arguments.model)
    if arguments.words:
        nothing = EdgeMoves()
        mock.patch.object(word_alignment, "find_whole_values", return_value=nothing).start()
    answers = reader(
        [case.question for case in cases],
        [case.text for case in cases],
        always=True,
        progress=False,
    )
    kinds: dict[str, dict[str, int]] = {}
    for case, answer in zip(cases, answers, strict=True):
        place = place_of(answer, case)
        kinds.setdefault(case.kind, dict.fromkeys(PLACES, 0))[place] += 1
    totals = {place: sum(one[place] for one in kinds.values()) for place in PLACES}
    print(f"| kind | {' | '.join(PLACES)} | whole |")
    print("|---" + "|---:" * (len(PLACES) + 1) + "|")
    for kind, counts in [*kinds.items(), ("all", totals)]:
        whole = counts["equal"] + counts["longer"]
        share = f"{whole / (whole + counts['cut']):.1%}" if whole + counts["cut"] else "-"
        print(f"| {kind} | {' | '.join(str(counts[place]) for place in PLACES)} | {share} |")
    if arguments.show:
        for case, answer in zip(cases, answers, strict=True):
            if (place := place_of(answer, case)) != "equal":
                print(f"{place}: {case.question} {answer.text!r}, not {case.value!r}")


if __name__ == "__main__":
    main()
