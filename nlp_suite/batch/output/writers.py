"""Writers of JSON Lines, CSV and Parquet files."""

import csv
import itertools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from nlp_suite._lazy import missing_dependency
from nlp_suite.batch.problem import writing
from nlp_suite.batch.store.column_types import ColumnType
from nlp_suite.display import json_text
from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_file

# Few enough for constant memory, enough for columns to be packed well.
_GROUP_ROWS = 4096

# The wide ones are what East Asian keyboards write.
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

Values = Mapping[str, Any]


def output_format(path: Path) -> str:
    """Infers the format of an output from its ending, and checks that it can be written.

    Args:
        path: The output.

    Returns:
        "jsonl", "csv" or "parquet".

    Raises:
        InvalidInputError: If it ends otherwise, or is a folder.
        MissingDependencyError: If a Parquet file needs the extra `data`.

    Example:
        >>> output_format(Path("answers.jsonl"))
        'jsonl'
    """
    name = path.suffix.lower().removeprefix(".")
    if name not in _WRITERS:
        raise InvalidInputError(
            f"the output must end in .jsonl, .csv or .parquet, got {str(path)!r}"
        )
    if path.is_dir():
        raise InvalidInputError(f"the output {str(path)!r} is a folder; give a file")
    if name == "parquet":
        _import_pyarrow()
    return name


def write_rows(
    path: Path,
    types: Mapping[str, ColumnType],
    rows: Iterable[Values],
    *,
    escape_formulas: bool = False,
) -> None:
    r"""Writes rows as they come, in constant memory; the file is there when it is complete.

    Args:
        path: Where to write, ending in `.jsonl`, `.csv` or `.parquet`.
        types: Maps the names of all columns to their types.
        rows: The rows; a column that one lacks is empty there.
        escape_formulas: Whether texts of a `.csv` file that spreadsheets would compute have an
            apostrophe before them.

    Raises:
        BatchError: If the file cannot be written.

    Example:
        ```python
        write_rows(Path("rows.csv"), {"a": "integer"}, [{"a": 1}])
        assert Path("rows.csv").read_text() == "a\n1\n"
        ```
    """
    with writing(path), atomic_file(path) as file:
        name = output_format(path)
        if name == "csv":
            _write_csv(file, types, rows, escape_formulas)
        else:
            _WRITERS[name](file, types, rows)


def _write_json_lines(path: Path, types: Mapping[str, ColumnType], rows: Iterable[Values]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            values = {name: row.get(name) for name in types}
            file.write(json_text(values) + "\n")


def _write_csv(
    path: Path,
    types: Mapping[str, ColumnType],
    rows: Iterable[Values],
    escape_formulas: bool = False,
) -> None:
    written = _without_formula if escape_formulas else _unchanged
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(_LineEnds(file))
        writer.writerow(map(written, types))
        for row in rows:
            cells = (_flat(row.get(name), type_) for name, type_ in types.items())
            writer.writerow(map(written, cells))


class _LineEnds:
    """Ends rows with a line feed.

    The writer that is told to do so does not quote a carriage return, which readers take for the
    end of a row.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(row.removesuffix("\r\n") + "\n")


def _unchanged(cell: Any) -> Any:
    return cell


def _without_formula(cell: Any) -> Any:
    """Puts an apostrophe before a text that spreadsheets would take for a formula.

    References:
        https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _write_parquet(path: Path, types: Mapping[str, ColumnType], rows: Iterable[Values]) -> None:
    pa, pq = _import_pyarrow()
    packed = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    schema = pa.schema([(name, packed.get(type_, pa.string())) for name, type_ in types.items()])
    waiting = iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(itertools.islice(waiting, _GROUP_ROWS)):
            columns = [
                pa.array(
                    [_flat(row.get(name), type_) for row in group], type=schema.field(name).type
                )
                for name, type_ in types.items()
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _flat(value: Any, type_: ColumnType) -> Any:
    if value is None or type_ not in ("json", "number", "boolean"):
        return value
    if type_ == "json":
        return json.dumps(value, ensure_ascii=False)
    return float(value) if type_ == "number" else value


def _import_pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        raise missing_dependency("A .parquet file", error.name, "data") from error
    return pa, pq


_WRITERS = {"jsonl": _write_json_lines, "csv": _write_csv, "parquet": _write_parquet}
