"""Delimiter detection for CSV and TSV tables, and rows with long fields."""

import csv
from collections.abc import Iterable, Iterator

_DELIMITERS = (",", ";", "\t")


def split_header(line: str, columns: Iterable[str]) -> tuple[list[str], str] | None:
    r"""Splits the header of a table by the delimiter that yields the columns.

    Args:
        line: The line.
        columns: Names of columns that must be there.

    Returns:
        The names in the header, and the separator: a comma, a semicolon or a tab; None where
        no separator yields those columns.

    Example:
        >>> split_header('id;"text"\n', ["text"])
        (['id', 'text'], ';')
    """
    cells = line.rstrip("\r\n")
    for delimiter in _DELIMITERS:
        header = [cell.strip().strip('"') for cell in cells.split(delimiter)]
        if set(columns) <= set(header):
            return header, delimiter
    return None


def next_row(reader: Iterator[list[str]], most: int) -> list[str] | None:
    """Reads a row whose fields may be longer than the module csv allows.

    Args:
        reader: A `csv.reader`.
        most: How many characters a field may have.

    Returns:
        The cells; None if there are no more rows.

    Raises:
        csv.Error: If the row cannot be understood.

    Example:
        >>> next_row(csv.reader(["Tom,sleeps."]), 1000)
        ['Tom', 'sleeps.']
    """
    # The limit is that of the whole process, where others rely on it.
    limit = csv.field_size_limit(most)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(limit)
