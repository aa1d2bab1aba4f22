"""Delimiter detection for CSV and TSV tables."""

from collections.abc import Iterable

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
