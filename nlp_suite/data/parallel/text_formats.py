"""Parallel text in text files: TSV, CSV, or one file for each language."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp_suite.data.files.compressed import read_unpacked
from nlp_suite.data.files.delimiters import next_row, split_header
from nlp_suite.data.files.text_file import decode_text
from nlp_suite.data.parallel.rows import DEFAULT_COLUMNS, PairSource
from nlp_suite.errors import DataFormatError, InvalidInputError

_TAB_SUFFIXES = ("", ".txt", ".tsv", ".tab")


def read_table(path: Path, columns: tuple[str, str]) -> PairSource:
    """Reads a file with a pair of sentences on each line, also out of gzip or zip.

    Args:
        path: A `.csv` file with a header, separated by commas, semicolons or tabs; or a
            `.txt`, `.tsv` or `.tab` file of lines "source<TAB>target", where a third cell
            is ignored and a header may be.
        columns: Names of the source's and the target's column in a header.

    Returns:
        The rows, not yet checked.

    Raises:
        InvalidInputError: If there is no such file, or it is of no such format.
        DataFormatError: If it is empty, damaged, binary, not valid in its encoding, or without
            those columns: a `.csv` file must have them, others unless they are the default.

    Example:
        ```python
        read_table(Path("deu.txt"), ("source", "target")).unit  # "line"
        ```
    """
    data, name, suffix = read_unpacked(path)
    if suffix not in (*_TAB_SUFFIXES, ".csv"):
        raise InvalidInputError(
            f"{name} ends in {suffix!r}; give a .pkl, .txt, .tsv, .csv or .parquet file (text also "
            "as .gz or .zip), or a tuple of two files with a sentence on each line"
        )
    text = decode_text(data, name)
    if suffix == ".csv":
        return PairSource(name, "line", _separated_rows(text, name, columns))
    lines = _lines(text)
    first = lines[0] if lines else ""
    if columns != DEFAULT_COLUMNS and not set(columns) <= set(first.split("\t")):
        raise _lacks_columns(name, columns, first)
    return PairSource(name, "line", _tabbed_rows(lines, columns))


def read_line_files(source: Path, target: Path) -> PairSource:
    """Reads two files whose lines belong together, also out of gzip or zip.

    Args:
        source: The file with a source sentence on each line.
        target: The file with its translation on the same line.

    Returns:
        The rows, not yet checked.

    Raises:
        InvalidInputError: If one of the files does not exist.
        DataFormatError: If one is empty, damaged, binary or not valid in its encoding, or
            they differ in length.

    Example:
        ```python
        read_line_files(Path("train.en"), Path("train.de")).unit  # "line"
        ```
    """
    sides, names = [], []
    for path in (source, target):
        data, name, _ = read_unpacked(path)
        sides.append(_lines(decode_text(data, name)))
        names.append(name)
    if len(sides[0]) != len(sides[1]):
        raise DataFormatError(
            f"{names[0]} has {len(sides[0])} lines and {names[1]} has {len(sides[1])}; line by "
            "line they must be translations of each other"
        )
    return PairSource(
        " and ".join(names), "line", iter(enumerate(zip(*sides, strict=True), start=1))
    )


def _lines(text: str) -> list[str]:
    # Not splitlines: a sentence may hold other characters that it takes for line ends.
    lines = text.replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def _tabbed_rows(
    lines: Sequence[str], columns: tuple[str, str]
) -> Iterator[tuple[int, Sequence[object]]]:
    places: list[int] | None = None
    for number, line in enumerate(lines, start=1):
        if not line or line.isspace():
            continue
        cells = line.split("\t")
        if number == 1 and set(columns) <= set(cells):
            places = [cells.index(column) for column in columns]
        else:
            yield number, _picked(cells, places) if places else cells


def _separated_rows(
    text: str, name: str, columns: tuple[str, str]
) -> Iterator[tuple[int, Sequence[object]]]:
    header, delimiter = _header(text, name, columns)
    places = [header.index(column) for column in columns]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        next(reader)
        while (cells := next_row(reader, len(text))) is not None:
            if cells:
                yield reader.line_num, _picked(cells, places)
    except csv.Error as error:
        raise DataFormatError(
            f"{name}, line {reader.line_num}: {error}; is a quotation mark left open?"
        ) from error


def _header(text: str, name: str, columns: tuple[str, str]) -> tuple[list[str], str]:
    first = text[: text.find("\n") + 1 or None].rstrip("\r\n")
    found = split_header(first, columns)
    if found:
        return found
    raise _lacks_columns(name, columns, first)


def _lacks_columns(name: str, columns: tuple[str, str], first: str) -> DataFormatError:
    return DataFormatError(
        f"{name} has no columns {columns[0]!r} and {columns[1]!r} in its first line, which is "
        f"{first[:80]!r}; pass source_column= and target_column= as they are there"
    )


def _picked(cells: Sequence[str], places: Sequence[int]) -> list[str | None]:
    return [cells[place] if place < len(cells) else None for place in places]
