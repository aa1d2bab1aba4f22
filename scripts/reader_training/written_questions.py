"""Questions of our own about paragraphs of others: stored without the paragraphs."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nlp_suite.errors import InvalidInputError

_KEY_DIGITS = 16


class WrittenQuestion(NamedTuple):
    """A question that somebody wrote about a paragraph.

    Attributes:
        paragraph: The paragraph's key, see `paragraph_key`.
        question: The question.
        answer: The answer as it stands in the paragraph, "" for a question without one.
        start: Where it starts there, in characters; 0 without an answer.
        plausible: For a question without an answer what a careless reader would say.
        kind: For such a one in which way the paragraph does not answer it.
    """

    paragraph: str
    question: str
    answer: str = ""
    start: int = 0
    plausible: str = ""
    kind: str = ""


def paragraph_key(context: str) -> str:
    """Returns the key of a paragraph: the first 16 hexadecimal digits of its SHA-256.

    Args:
        context: The paragraph.

    Returns:
        The key.

    Example:
        >>> paragraph_key("Tom sleeps.")
        'fba4e198959009b9'
    """
    return hashlib.sha256(context.encode()).hexdigest()[:_KEY_DIGITS]


def write_questions(file: str | Path, questions: Iterable[WrittenQuestion]) -> None:
    """Writes questions, one JSON object a line, gzipped; the same ones give the same bytes.

    Args:
        file: The file.
        questions: The questions.
    """
    lines = (
        json.dumps({k: v for k, v in question._asdict().items() if v}, ensure_ascii=False) + "\n"
        for question in questions
    )
    Path(file).write_bytes(gzip.compress("".join(lines).encode(), mtime=0))


def read_questions(file: str | Path) -> list[WrittenQuestion]:
    """Reads what `write_questions` wrote.

    Args:
        file: The file.

    Returns:
        The questions.

    Raises:
        InvalidInputError: If there is no such file, or a line is no question.
    """
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            return [WrittenQuestion(**json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError) as error:
        raise InvalidInputError(f"{file} cannot be read as questions: {error}") from error


def join_paragraphs(
    questions: Iterable[WrittenQuestion], paragraphs: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Joins questions with the paragraphs that they are about.

    Args:
        questions: The questions.
        paragraphs: Rows with a `title` and a `context`, such as those of `load_questions`.

    Yields:
        Rows as those of `load_questions`, in the order of the questions.

    Raises:
        InvalidInputError: If a paragraph is missing, or has not the answer where it should be.
    """
    found = {paragraph_key(row["context"]): row for row in paragraphs}
    for number, question in enumerate(questions):
        row = found.get(question.paragraph)
        if row is None:
            raise InvalidInputError(
                f"no paragraph has the key {question.paragraph}, about which is asked "
                f"{question.question!r}; give the files that the questions were written for"
            )
        if not row["context"].startswith(question.answer, question.start):
            raise InvalidInputError(
                f"the answer {question.answer!r} is not at {question.start} of the paragraph "
                f"{question.paragraph}"
            )
        yield {
            "id": f"{question.paragraph}-{number}",
            "title": row["title"],
            "question": question.question,
            "context": row["context"],
            "answers": {
                "text": [question.answer] if question.answer else [],
                "answer_start": [question.start] if question.answer else [],
            },
        }
