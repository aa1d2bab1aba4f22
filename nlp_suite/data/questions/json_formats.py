"""Questions with answers in JSON: SQuAD v1.1 and v2.0, and JSON Lines."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp_suite.data.files.compressed import read_unpacked
from nlp_suite.data.files.plain_values import UnreadableValue
from nlp_suite.data.files.text_file import decode_text
from nlp_suite.data.questions.rows import QuestionSource
from nlp_suite.errors import DataFormatError, InvalidInputError


def read_question_file(path: Path) -> QuestionSource:
    """Reads a JSON or JSON Lines file with questions, also out of gzip.

    Args:
        path: A `.json` file in the form of SQuAD v1.1 or v2.0, or a `.jsonl` file with an
            object for each question on its line.

    Returns:
        The rows, not yet checked.

    Raises:
        InvalidInputError: If there is no such file, or its ending is another.
        DataFormatError: If it is empty, damaged, binary, no JSON, or not of that form.

    Example:
        ```python
        place, row = next(read_question_file(Path("questions.json")).rows)
        ```
    """
    data, name, suffix = read_unpacked(path)
    if suffix not in (".json", ".jsonl"):
        raise InvalidInputError(
            f"{name} ends in {suffix!r}; give questions as .json in the form of SQuAD, as .jsonl "
            "(both also as .gz), or as .parquet"
        )
    text = decode_text(data, name)
    if suffix == ".jsonl":
        return QuestionSource(name, _lines(text))
    tree = _parsed(text, name)
    articles = tree.get("data") if isinstance(tree, dict) else None
    if not isinstance(articles, list):
        raise DataFormatError(
            f"{name} is not in the form of SQuAD: it must be an object with a list 'data', "
            f"{_seen(tree)}"
        )
    return QuestionSource(name, _nested(articles, name))


def _lines(text: str) -> Iterator[tuple[str, Any]]:
    # Not splitlines: a text may hold other characters that it takes for line ends.
    for number, line in enumerate(text.split("\n"), start=1):
        if line and not line.isspace():
            try:
                row = json.loads(line.removeprefix("\ufeff"))
            except (ValueError, RecursionError) as error:
                row = UnreadableValue(f"is no JSON ({error})")
            yield f"line {number}", row


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataFormatError(
            f"{name} is no JSON ({error}); for an object on each line call it .jsonl"
        ) from error


def _nested(articles: list[Any], name: str) -> Iterator[tuple[str, Any]]:
    for a, article in enumerate(articles):
        place = f"data[{a}]"
        # Other programs write flat rows there.
        if isinstance(article, Mapping) and "question" in article:
            yield place, article
            continue
        for p, paragraph in enumerate(_list(article, "paragraphs", place, name)):
            inner = f"{place}.paragraphs[{p}]"
            for q, row in enumerate(_list(paragraph, "qas", inner, name)):
                if isinstance(row, Mapping):
                    row = {
                        **row,
                        "title": article.get("title"),
                        "context": paragraph.get("context"),
                    }
                yield f"{inner}.qas[{q}]", row


def _list(node: Any, field: str, place: str, name: str) -> list[Any]:
    found = node.get(field) if isinstance(node, Mapping) else None
    if not isinstance(found, list):
        raise DataFormatError(
            f"{name} is not in the form of SQuAD: {place} must be an object with a list "
            f"{field!r}, {_seen(node)}"
        )
    return found


def _seen(node: Any) -> str:
    if isinstance(node, Mapping):
        return f"and it has {list(node)[:8]}"
    return f"and it is a {type(node).__name__}"
