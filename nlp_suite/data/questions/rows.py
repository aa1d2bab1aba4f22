"""Rows of questions with answers, whatever the format: reading and checking them."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Self

from nlp_suite.arguments import check_choice, shown
from nlp_suite.data.files.plain_values import UnreadableValue
from nlp_suite.data.parallel.rows import BadRows
from nlp_suite.errors import DataFormatError, InvalidInputError


class QuestionExample(NamedTuple):
    """A question about a text, with its gold answers.

    Args:
        id: What it is called; no other question of its source has the same.
        title: The title of the article that the context is from, or "".
        question: The question.
        context: The text that it is asked of.
        answers: The answers, each as it stands in the context; none if it has none.
        answer_starts: For each answer where it starts in the context, in characters.
        kind: What kind of question it is, by which an evaluation reports them, or "".

    Example:
        >>> question = QuestionExample("1", "", "Who sleeps?", "Tom sleeps.", ("Tom",), (0,))
        >>> question.answers
        ('Tom',)
    """

    id: str
    title: str
    question: str
    context: str
    answers: tuple[str, ...]
    answer_starts: tuple[int, ...]
    kind: str = ""


_log = logging.getLogger(__name__)


class QuestionSource(NamedTuple):
    """Unchecked rows of questions, as the reader of one format returns them.

    Args:
        name: What to call the file in a message.
        rows: For each row where it stands in the file, and its fields by their names in
            SQuAD: `id`, `title`, `question`, `context`, `answers`, `is_impossible`; and
            `kind`. Instead of the fields of a row that cannot be read an `UnreadableValue`.

    Example:
        >>> QuestionSource("test.json", iter([("line 1", {"id": "7"})])).name
        'test.json'
    """

    name: str
    rows: Iterator[tuple[str, Any]]

    @classmethod
    def of_rows(cls, rows: Iterable[Any]) -> Self:
        """Makes a source of rows in memory.

        Args:
            rows: The rows' fields.

        Returns:
            The source.

        Example:
            >>> next(QuestionSource.of_rows([{"id": "7"}]).rows)
            ('question 1', {'id': '7'})
        """
        return cls("the input", ((f"question {n}", row) for n, row in enumerate(rows, start=1)))


def read_examples(
    sources: Iterable[QuestionSource],
    *,
    limit: int | None = None,
    on_bad_rows: BadRows = "error",
) -> Iterator[QuestionExample]:
    """Reads the questions of sources in order, each checked.

    Args:
        sources: The rows.
        limit: How many questions to read at most; all if None.
        on_bad_rows: Whether a row that is not a valid question is an error or is left out; the
            number of such rows is logged. Bad is a row that lacks a field, has an answer
            that is not where it says, or has the id of an earlier row.

    Yields:
        The questions. Those whose rows share a context share it too.

    Raises:
        DataFormatError: If a row is bad, or there is no question.
        InvalidInputError: If an argument is out of range.

    Example:
        >>> row = {"id": "1", "question": "Who sleeps?", "context": "Tom sleeps.",
        ...        "answers": [{"text": "Tom", "answer_start": 0}]}
        >>> next(read_examples([QuestionSource("test.json", iter([("line 1", row)]))])).answers
        ('Tom',)
    """
    if limit is not None and (type(limit) is not int or limit < 1):
        raise InvalidInputError(
            f"limit must be an integer of at least 1 or None, got {shown(limit)}"
        )
    check_choice("on_bad_rows", on_bad_rows, ("error", "skip"))
    return _checked(sources, limit, on_bad_rows)


def _checked(
    sources: Iterable[QuestionSource], limit: int | None, on_bad_rows: BadRows
) -> Iterator[QuestionExample]:
    ids: set[str] = set()
    names: list[str] = []
    bad, first_bad = 0, ""
    for name, place, row in _all_rows(sources, names):
        try:
            question = _question(row)
            if question.id in ids:
                raise _BadRowError("an earlier question has the same id")
        except _BadRowError as error:
            problem = f"{name}, {place}{_called(row)}: {error}"
            if on_bad_rows == "error":
                raise DataFormatError(
                    f"{problem}; correct it, or pass on_bad_rows='skip'"
                ) from None
            bad += 1
            first_bad = first_bad or problem
            continue
        ids.add(question.id)
        yield question
        if len(ids) == limit:
            break
    if bad:
        _log.warning("left out %d bad rows; the first is %s", bad, first_bad)
    if not ids:
        why = f", the first problem is in {first_bad}" if first_bad else ""
        raise DataFormatError(f"{' and '.join(names) or 'the input'} holds no questions{why}")


def _all_rows(
    sources: Iterable[QuestionSource], names: list[str]
) -> Iterator[tuple[str, str, Any]]:
    for source in sources:
        names.append(source.name)
        for place, row in source.rows:
            yield source.name, place, row


class _BadRowError(Exception):
    """Raised for a bad row, with what is wrong with it."""


def _called(row: Any) -> str:
    name = row.get("id") if isinstance(row, Mapping) else None
    return f", question {name[:80]!r}" if isinstance(name, str) else ""


def _question(row: Any) -> QuestionExample:
    if isinstance(row, UnreadableValue):
        raise _BadRowError(f"it {row.reason}")
    if not isinstance(row, Mapping):
        raise _BadRowError(f"it is a {type(row).__name__}, not an object with fields")
    name = row.get("id")
    context = _text(row, "context")
    answers, starts = _answers(row, context)
    return QuestionExample(
        shown(name) if type(name) is int else _text(row, "id"),
        "" if row.get("title") in (None, "") else _text(row, "title"),
        _text(row, "question"),
        context,
        answers,
        starts,
        "" if row.get("kind") in (None, "") else _text(row, "kind"),
    )


def _text(row: Mapping[str, Any], field: str) -> str:
    value = row.get(field)
    if value is None:
        raise _BadRowError(f"it has no {field!r}")
    if isinstance(value, UnreadableValue):
        raise _BadRowError(f"its {field!r} {value.reason}")
    if not isinstance(value, str):
        raise _BadRowError(f"its {field!r} is a {type(value).__name__}, not a text")
    if not value or value.isspace():
        raise _BadRowError(f"its {field!r} is empty")
    if "\0" in value:
        raise _BadRowError(f"its {field!r} has a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        code = f"U+{ord(value[error.start]):04X}"
        raise _BadRowError(f"its {field!r} has half a character, {code}") from None
    return value


def _answers(row: Mapping[str, Any], context: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    impossible = row.get("is_impossible")
    if impossible not in (None, True, False):
        raise _BadRowError(f"its 'is_impossible' is {_short(impossible)}, not true or false")
    spans = _spans(row.get("answers"), optional=bool(impossible))
    if impossible is not None and impossible == bool(spans):
        raise _BadRowError(f"it has {len(spans)} answers, and 'is_impossible' says otherwise")
    for text, start in spans:
        if not isinstance(text, str) or not text or text.isspace():
            raise _BadRowError(f"an answer must be a text, and one is {_short(text)}")
        if type(start) is not int or start < 0:
            raise _BadRowError(
                f"the 'answer_start' of {_short(text)} must be a number of characters, and it is "
                f"{_short(start)}"
            )
        if not context.startswith(text, start):
            there = context[start : start + len(text)]
            raise _BadRowError(
                f"the answer {_short(text)} is not at {start}, where the context has "
                f"{_short(there)}"
            )
    return tuple(text for text, _ in spans), tuple(start for _, start in spans)


def _spans(answers: Any, *, optional: bool) -> list[tuple[Any, Any]]:
    """Normalizes the forms of answers: a list of objects, or an object of lists."""
    if answers is None and optional:
        return []
    if isinstance(answers, Mapping):
        texts, starts = (_listed(answers, field) for field in ("text", "answer_start"))
        if len(texts) != len(starts):
            raise _BadRowError(f"it has {len(texts)} answers and {len(starts)} 'answer_start'")
        return list(zip(texts, starts, strict=True))
    if isinstance(answers, list | tuple) and all(isinstance(one, Mapping) for one in answers):
        return [(one.get("text"), one.get("answer_start")) for one in answers]
    if answers is None:
        raise _BadRowError("it has no 'answers'; without an answer they are an empty list")
    raise _BadRowError(f"its 'answers' have no 'text' and 'answer_start': {_short(answers)}")


def _listed(answers: Mapping[str, Any], field: str) -> list[Any]:
    value = answers.get(field)
    if value is None:
        raise _BadRowError(f"its 'answers' have no {field!r}: {_short(answers)}")
    return list(value) if isinstance(value, list | tuple) else [value]


def _short(value: object) -> str:
    text = shown(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
