"""Documents from the rows of a table."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nlp_suite.data.documents.document import Document, UnreadableDocument
from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.fingerprints import document_key, text_fingerprint
from nlp_suite.data.documents.parsers.table_rows import Row
from nlp_suite.errors import DataFormatError
from nlp_suite.text.surrogates import without_surrogates


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
        The documents, and after them how many rows were bad and what is wrong with the first.

    Raises:
        DataFormatError: If `strict` and a row is bad, or if there is no row.

    Example:
        >>> rows = [(1, {"text": "Tom sleeps."}), (2, {})]
        >>> options = {"text_column": "text", "id_column": None, "max_bytes": 99, "strict": False}
        >>> _, problem = make_documents(DocumentFile("/a.csv", "a.csv"), rows, **options)
        >>> problem.reason
        "a.csv: 1 of 2 rows cannot be read; row 2: it has no 'text'"
    """
    number, bad, first = 0, 0, ""
    for row, cells in rows:
        number += 1
        reason = cells if isinstance(cells, str) else _problem(cells, text_column, max_bytes)
        if not reason and not isinstance(cells, str):
            yield _document(found, row, cells, text_column, id_column)
            continue
        reason = f"row {row}: {' '.join(reason.split())}"
        if strict:
            raise DataFormatError(f"{found.line}, {reason}; correct it, or leave strict out")
        bad += 1
        first = first or reason
    if not number:
        raise DataFormatError(f"{found.line} has no rows")
    if bad:
        yield UnreadableDocument(
            found.file,
            f"{found.line}: {bad:,} of {number:,} rows cannot be read; {first}",
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
    return ""


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
