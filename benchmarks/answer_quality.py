"""Measure the reader on questions that are hard in known ways; prints Markdown tables.

    python benchmarks/answer_quality.py
    python benchmarks/answer_quality.py --data xquad-en.json.gz --model runs/my-reader
    python benchmarks/answer_quality.py --data xquad-en.json.gz --write sets

The sets are made of `benchmarks/data/`: 651 questions about 39 texts of our own, by what is hard
about them; pages with tables and key-value lines (`benchmarks/table_pages.py`), by notation; and,
where --data has the paragraphs that they are about, the English ones of XQuAD, 720 questions that
these do not answer though they seem to: with XQuAD's own questions ("both halves"), and with 240
of ours that they do answer, so that both have the same style. --write keeps the sets as files for
`nlp-suite evaluate answer`.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from table_pages import make_pages

import nlp_suite
from nlp_suite.data.questions.json_formats import read_question_file
from nlp_suite.data.questions.rows import QuestionExample, read_examples
from nlp_suite.evaluation import (
    AnswerEvaluation,
    AnswerSubset,
    BestThreshold,
    MetricScore,
    ScoredAnswer,
    evaluate_answers,
)
from nlp_suite.files import atomic_file

DATA = Path(__file__).parent / "data"
HASH_CHARACTERS = 12


def rows_of(questions: Iterable[QuestionExample]) -> list[dict[str, Any]]:
    """Turn questions into rows of JSON Lines."""
    return [
        {
            "id": question.id,
            "title": question.title,
            "question": question.question,
            "context": question.context,
            "answers": {
                "text": list(question.answers),
                "answer_start": list(question.answer_starts),
            },
            "kind": question.kind,
        }
        for question in questions
    ]


def with_paragraphs(
    written: Iterable[Mapping[str, Any]], questions: Sequence[QuestionExample]
) -> list[dict[str, Any]]:
    """Join our questions with the paragraphs that they are about.

    Args:
        written: The lines of `unanswerable_questions.jsonl`, which name a paragraph by the
            beginning of the SHA-256 of its text.
        questions: Questions about these paragraphs.

    Returns:
        Rows of questions; those without an answer have their kind.
    """
    paragraphs = {
        hashlib.sha256(question.context.encode()).hexdigest()[:HASH_CHARACTERS]: question
        for question in questions
    }
    rows = []
    for line in written:
        about = paragraphs.get(line["paragraph"])
        if about is None:
            raise SystemExit(
                f"--data has no paragraph {line['paragraph']}; it must be xquad-en.json.gz or "
                "another file with all 240 English paragraphs of XQuAD"
            )
        answer = line.get("answer")
        rows.append(
            {
                "id": line["id"],
                "title": about.title,
                "question": line["question"],
                "context": about.context,
                "answers": {
                    "text": [answer] if answer else [],
                    "answer_start": [line["answer_start"]] if answer else [],
                },
                "is_impossible": not answer,
                "kind": line.get("kind", ""),
            }
        )
    return rows


def make_sets(data: Path | None) -> dict[str, list[dict[str, Any]]]:
    """Make the sets of questions.

    Args:
        data: XQuAD's English questions; None for the sets that need nothing else.

    Returns:
        The rows of each set, by its name.
    """
    hard = read_examples([read_question_file(DATA / "hard_questions.json")])
    pages = [
        {**row, "title": article["title"], "context": paragraph["context"]}
        for article in make_pages()["data"]
        for paragraph in article["paragraphs"]
        for row in paragraph["qas"]
    ]
    sets = {"hard questions": rows_of(hard), "table pages": pages}
    if data is not None:
        human = list(read_examples([read_question_file(data)]))
        lines = (DATA / "unanswerable_questions.jsonl").read_text(encoding="utf-8").splitlines()
        ours = with_paragraphs(map(json.loads, lines), human)
        unanswerable = [row for row in ours if row["is_impossible"]]
        sets["both halves"] = [*rows_of(human), *unanswerable]
        # "both halves" has their kinds.
        sets["one style"] = [{**row, "kind": ""} for row in ours]
    return sets


def measure(reader: Any, rows: Sequence[Mapping[str, Any]], always: bool) -> AnswerEvaluation:
    """Measure a reader on a set."""

    def answer(questions: list[str], contexts: list[str]) -> list[ScoredAnswer]:
        found: list[ScoredAnswer] = reader(questions, contexts, progress=False, always=always)
        return found

    def answer_always(questions: list[str], contexts: list[str]) -> list[ScoredAnswer]:
        found: list[ScoredAnswer] = reader(questions, contexts, progress=False, always=True)
        return found

    return evaluate_answers(rows, answer, answer_always=answer_always)


def interval(score: MetricScore) -> str:
    """Format a score with its interval."""
    return f"{score.score:.1f} [{score.low:.1f}, {score.high:.1f}]"


def row(name: str, subset: AnswerSubset | AnswerEvaluation, empty: str, mean: str) -> str:
    """Format a row of a table."""
    return (
        f"| {name} | {subset.questions} | {subset.unanswerable} | {interval(subset.exact_match)} "
        f"| {interval(subset.f1)} | {empty} | {mean} | {subset.calibration_error:.3f} |"
    )


def print_set(name: str, result: AnswerEvaluation) -> None:
    """Print the table of a set."""
    print(f"\n### {name}\n")
    print(
        "| | questions | without an answer | exact match | F1 | given none | mean score "
        "| calibration error |\n|---|---|---|---|---|---|---|---|"
    )
    for half, subset in (
        ("with an answer", result.has_answer),
        ("without", result.no_answer),
        *result.kinds.items(),
    ):
        if subset is not None:
            print(row(half, subset, f"{subset.empty:.0%}", f"{subset.mean_score:.2f}"))
    print(row("all", result, "", ""))
    if result.null_auroc is not None and result.null_average_precision is not None:
        print(
            f"\nAUROC of the null score {result.null_auroc:.3f}, average precision "
            f"{result.null_average_precision:.3f}; best exact match over thresholds "
            f"{best(result.best_exact_match)}, best F1 {best(result.best_f1)}."
        )


def best(found: BestThreshold | None) -> str:
    """Format the best score over thresholds."""
    if found is None:
        return "unknown"
    if found.threshold is None:
        return f"{found.score:.1f} (always answering)"
    return f"{found.score:.1f} (threshold {found.threshold:.2g})"


def main() -> None:
    """Measure each set, and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="xquad-en.json.gz")
    parser.add_argument("--model", help="a model folder; the shipped reader if left out")
    parser.add_argument("--always", action="store_true", help="answer every question")
    parser.add_argument("--limit", type=int, help="so many questions of each set at most")
    parser.add_argument("--sets", nargs="+", help="names of sets; all if left out")
    parser.add_argument("--write", type=Path, help="a folder to write the sets to, as .jsonl")
    arguments = parser.parse_args()
    sets = make_sets(arguments.data)
    unknown = set(arguments.sets or ()) - set(sets)
    if unknown:
        parser.error(f"there are the sets {list(sets)}, got {sorted(unknown)}")
    if arguments.write:
        for name, rows in sets.items():
            with atomic_file(arguments.write / f"{name.replace(' ', '-')}.jsonl") as file:
                lines = (json.dumps(one, ensure_ascii=False) for one in rows)
                file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return
    reader = nlp_suite.load("answer", model=arguments.model)
    for name in arguments.sets or sets:
        print_set(name, measure(reader, sets[name][: arguments.limit], arguments.always))


if __name__ == "__main__":
    main()
