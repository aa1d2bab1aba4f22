"""Documents from the rows of a table."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nlp_suite.data.documents.document import Document, UnreadableDocument
from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.fingerprints import document_key, text_fingerprint
from nlp_suite.data.documents.parsers.table_rows import Row
from nlp_suite.data.files.plain_values import MOST_LEVELS
from nlp_suite.errors import DataFormatError
from nlp_suite.text.surrogates import without_surrogates

# More faults than anybody corrects by hand; the file is another than was meant.
_MOST_PROBLEMS = 1000


def make_documents(
    found: DocumentFile,
    rows: Iterable[Row],
    *,
    text_column: str,
    id_column: str | None,
    max_bytes: int,
    strict: bool,
) -> Iterator[Document | UnreadableDocument]:
    """Yields a document for each row that has a text.

    Args:
        found: The file.
        rows: Its rows.
        text_column: Where the text is.
        id_column: Where the id is, if there is one.
        max_bytes: How many bytes a text may have.
        strict: Whether the first bad row is an error.

    Yields:
        The documents, and in the place of each bad row what is wrong with it; beyond a thousand of
        them only how many there are.

    Raises:
        DataFormatError: If `strict` and a row is bad, or if there is no row.

    Example:
        >>> rows = [(1, {"text": "Tom sleeps."}), (2, {})]
        >>> options = {"text_column": "text", "id_column": None, "max_bytes": 99, "strict": False}
        >>> _, problem = make_documents(DocumentFile("/a.csv", "a.csv"), rows, **options)
        >>> problem.reason
        "a.csv, row 2: it has no 'text'"
    """
    number, bad = 0, 0
    for row, cells in rows:
        number += 1
        reason = cells if isinstance(cells, str) else _problem(cells, text_column, max_bytes)
        if not reason and not isinstance(cells, str):
            yield _document(found, row, cells, text_column, id_column)
            continue
        reason = f"{found.line}, row {row}: {' '.join(reason.split())}"
        if strict:
            raise DataFormatError(f"{reason}; correct it, or leave strict out")
        bad += 1
        if bad <= _MOST_PROBLEMS:
            yield UnreadableDocument(found.file, reason, DataFormatError)
    if not number:
        raise DataFormatError(f"{found.line} has no rows")
    if bad > _MOST_PROBLEMS:
        yield UnreadableDocument(
            found.file,
            f"{found.line}: {bad - _MOST_PROBLEMS:,} more of {number:,} rows cannot be read",
            DataFormatError,
        )


def _problem(cells: Mapping[str, Any], text_column: str, max_bytes: int) -> str:
    text = cells.get(text_column)
    if text is None:
        return f"it has no {text_column!r}"
    if not isinstance(text, str):
        return f"its {text_column!r} is a {type(text).__name__}, not a text"
    if not text or text.isspace():
        return f"its {text_column!r} is empty"
    if "\0" in text:
        return f"its {text_column!r} has a NUL character"
    # The longest character of UTF-8 has four bytes; most texts need not be measured.
    if len(text) > max_bytes // 4 and len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        return f"its {text_column!r} has more than {max_bytes:,} bytes"
    for column, value in cells.items():
        if column != text_column and (reason := _field_problem(value)):
            return f"its {column!r} {reason}"
    return ""


def _field_problem(value: Any, level: int = 0) -> str:
    """Returns why a value cannot be passed on to every form of output."""
    if isinstance(value, str):
        if value.isascii() or value == without_surrogates(value):
            return ""
        return f"has half a character, {next(filter(_is_surrogate, value))!a}"
    if isinstance(value, float) and not math.isfinite(value):
        return f"is {value}, which is no number of JSON"
    if not isinstance(value, list | dict):
        return ""
    if level == MOST_LEVELS:
        return f"is nested deeper than {MOST_LEVELS} levels"
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    return next(filter(None, (_field_problem(one, level + 1) for one in inner)), "")


def _is_surrogate(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def _document(
    found: DocumentFile, row: int, cells: Mapping[str, Any], text_column: str, id_column: str | None
) -> Document:
    fields = dict(cells)
    text = without_surrogates(fields.pop(text_column))
    name = cells.get(id_column) if id_column is not None else None
    if id_column is not None and id_column != text_column:
        fields.pop(id_column, None)
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        name = None
    identity = None if name is None else without_surrogates(str(name))
    return Document(
        found.file,
        text,
        key=document_key(found, row, identity),
        fingerprint=text_fingerprint(text),
        row=row,
        id=identity,
        fields=fields,
    )
