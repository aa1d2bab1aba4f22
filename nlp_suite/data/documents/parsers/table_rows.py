"""Streaming the rows of JSON Lines, CSV and Parquet files."""

import codecs
import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple

from nlp_suite.data.documents.parsers.byte_blocks import read_all, read_blocks, too_large
from nlp_suite.data.documents.parsers.text_lines import read_lines
from nlp_suite.data.files.delimiters import next_row, split_header
from nlp_suite.data.files.plain_values import find_unreadable
from nlp_suite.data.files.table_reader import TableReader
from nlp_suite.errors import DataFormatError


class Columns(NamedTuple):
    """Which columns of a table to read.

    Attributes:
        text: The one that must be there.
        others: Those that may be there.
    """

    text: str
    others: tuple[str, ...]


# The number of the row, and its cells by column or what is wrong with it.
Row = tuple[int, Mapping[str, Any] | str]
ReadRows = Callable[[BinaryIO, str, Columns, int, TableReader], Iterator[Row]]


def read_json_rows(
    file: BinaryIO,
    name: str,
    columns: Columns,
    max_bytes: int,
    tables: TableReader | None = None,  # noqa: ARG001
) -> Iterator[Row]:
    """Reads a file with a JSON object on each line, also out of gzip.

    Args:
        file: The file.
        name: What to call it in a message.
        columns: Which fields to read.
        max_bytes: How many bytes a line may have.
        tables: Not needed here.

    Yields:
        For each line that is not empty its number, and its fields or what is wrong with it.

    Raises:
        DataFormatError: If the file is empty, damaged or binary.

    Example:
        >>> import io
        >>> file = io.BytesIO(b'{"text": "Tom sleeps."}')
        >>> list(read_json_rows(file, "a.jsonl", Columns("text", ()), 1000))
        [(1, {'text': 'Tom sleeps.'})]
    """
    lines = read_lines(read_blocks(file, name), name, max_bytes)
    for number, line in enumerate(lines, start=1):
        if line is None:
            yield number, f"it has more than {max_bytes:,} bytes"
        elif not line.isspace():
            yield number, _parsed(line, columns)


def _parsed(line: bytes, columns: Columns) -> Mapping[str, Any] | str:
    wanted = {columns.text, *columns.others}
    twice: set[str] = set()

    def make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            twice.update(key for key in wanted if keys.count(key) > 1)
        return made

    try:
        # A mark in the middle is left of files that were put together.
        row = json.loads(line.removeprefix(codecs.BOM_UTF8).decode(), object_pairs_hook=make_object)
    except UnicodeDecodeError as error:
        return f"it is not valid UTF-8, byte 0x{line[error.start]:02x} at {error.start}"
    except RecursionError:
        return "it is nested too deeply"
    except ValueError as error:
        return f"it is no JSON ({error})"
    if not isinstance(row, dict):
        return f"it is a JSON {type(row).__name__}, not an object"
    if twice:
        return f"it has {min(twice)!r} twice"
    return {column: row[column] for column in (columns.text, *columns.others) if column in row}


def read_csv_rows(
    file: BinaryIO,
    name: str,
    columns: Columns,
    max_bytes: int,
    tables: TableReader | None = None,  # noqa: ARG001
) -> Iterator[Row]:
    r"""Reads a table separated by commas, semicolons or tabs, with a header, also out of gzip.

    Args:
        file: The file.
        name: What to call it in a message.
        columns: Which columns to read.
        max_bytes: How many bytes a row may have.
        tables: Not needed here.

    Yields:
        For each row the line that it ends on, and its cells or what is wrong with it.

    Raises:
        DataFormatError: If the file is empty, damaged or binary, lacks the column with the
            text, leaves a quotation mark open, or has a row that is too long: what comes after
            it cannot be distinguished from what belongs to it.

    Example:
        >>> import io
        >>> list(read_csv_rows(io.BytesIO(b"text\nTom sleeps."), "a.csv", Columns("text", ()), 100))
        [(2, {'text': 'Tom sleeps.'})]
    """
    lines = _Lines(read_lines(read_blocks(file, name), name, max_bytes), name, max_bytes)
    first = next(lines, "")
    found = split_header(first, [columns.text])
    if found is None:
        raise _no_column(name, columns.text, f"its first line is {first[:80]!r}")
    header, delimiter = found
    places = {column: header.index(column) for column in columns.others if column in header}
    places[columns.text] = header.index(columns.text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        while (cells := next_row(reader, max_bytes)) is not None:
            lines.size = 0
            if len(cells) > places[columns.text]:
                row = {key: cells[place] for key, place in places.items() if place < len(cells)}
                yield reader.line_num + 1, row
            elif cells:
                yield reader.line_num + 1, f"it has {len(cells)} cells, the header {len(header)}"
    except csv.Error as error:
        raise DataFormatError(
            f"{name}, line {reader.line_num + 1}: {error}; is a quotation mark left open?"
        ) from error


class _Lines:
    """Lines as texts, of which one row takes no more than may be."""

    def __init__(self, lines: Iterable[bytes | None], name: str, max_bytes: int) -> None:
        self._lines, self._name, self._max_bytes = iter(lines), name, max_bytes
        self._number = 0
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._number += 1
        self.size += len(line or b"")
        place = f"{self._name}, line {self._number}"
        if line is None or self.size > self._max_bytes:
            raise too_large(f"{place}: its row", self._max_bytes)
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            byte = f"0x{line[error.start]:02x}"
            raise DataFormatError(
                f"{place} is not valid UTF-8: byte {byte}; save the file as UTF-8"
            ) from error


def read_parquet_rows(
    file: BinaryIO, name: str, columns: Columns, max_bytes: int, tables: TableReader
) -> Iterator[Row]:
    """Reads a Parquet file, a part at a time; one in gzip is unpacked first.

    Args:
        file: The file.
        name: What to call it in a message.
        columns: Which columns to read.
        max_bytes: How many bytes a text may have, and a file that is in gzip.
        tables: What reads it.

    Yields:
        For each row its number, and its cells or what is wrong with it.

    Raises:
        DataFormatError: If the file is empty, damaged, lacks the column with the text, has
            more text than 64 MiB and 64 times its size, or takes too much time or memory.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        with Path("pairs.parquet").open("rb") as file, TableReader() as tables:
            next(read_parquet_rows(file, "pairs.parquet", Columns("en", ()), 1000, tables))
        ```
    """

    def choose(there: Sequence[str]) -> list[str]:
        if columns.text not in there:
            raise _no_column(name, columns.text, f"it has {list(there)[:10]}")
        return [columns.text, *(column for column in columns.others if column in there)]

    packed = file.read(2) == b"\x1f\x8b"
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if not size:
        raise DataFormatError(f"{name} is empty")
    source = io.BytesIO(read_all(file, name, max_bytes)) if packed else file
    number = 0
    for batch in tables.parquet_batches(source, name, choose, size=size):
        for cells in zip(*batch.values(), strict=True):
            number += 1
            row = dict(zip(batch, cells, strict=True))
            yield number, _unreadable(row) or row


def _unreadable(row: Mapping[str, Any]) -> str:
    for column, value in row.items():
        if not isinstance(value, str) and (found := find_unreadable(value)) is not None:
            return f"its {column!r} {found.reason}"
    return ""


def _no_column(name: str, column: str, instead: str) -> DataFormatError:
    return DataFormatError(f"{name} has no column {column!r}, {instead}; pass text_column=")
