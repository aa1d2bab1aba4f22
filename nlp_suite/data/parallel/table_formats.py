"""Parallel text in Arrow tables: Parquet files and data sets of the Hugging Face Hub."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nlp_suite.data.files.table_reader import (
    Batch,
    ChooseColumns,
    hub_name,
    read_hub_batches,
    read_parquet_batches,
)
from nlp_suite.data.parallel.rows import PairSource
from nlp_suite.errors import DataFormatError

# Machine translation sets often have one column of this name that holds both languages.
_NESTED = "translation"


def read_parquet(path: Path, columns: tuple[str, str]) -> PairSource:
    """Reads a Parquet file with a column for each language.

    Args:
        path: The file.
        columns: Names of the source's and the target's column, or of the fields of a column
            "translation".

    Returns:
        The rows, not yet checked.

    Raises:
        InvalidInputError: If there is no such file.
        DataFormatError: If it is damaged, lacks the columns, or grows to more than 64 MiB
            and 64 times its size.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        read_parquet(Path("pairs.parquet"), ("en", "de")).unit  # "row"
        ```
    """
    batches = read_parquet_batches(path, _column_chooser(columns, str(path)))
    return PairSource(str(path), "row", _rows(batches, columns, str(path)))


def read_hub(
    hub_id: str,
    columns: tuple[str, str],
    *,
    revision: str,
    subset: str | None = None,
    hub_split: str = "train",
) -> PairSource:
    """Reads a data set of the Hugging Face Hub, without running code from there.

    Args:
        hub_id: "owner/name".
        columns: Names of the source's and the target's column, or of the fields of a column
            "translation".
        revision: The commit, tag or branch.
        subset: Which configuration, for a data set that has several.
        hub_split: Which of the splits that it has there.

    Returns:
        The rows, not yet checked.

    Raises:
        DatasetNotAvailableError: If the hub cannot provide it.
        InvalidInputError: If it has no such subset or split.
        DataFormatError: If it lacks the columns.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        read_hub("owner/name", ("fr", "it"), revision="...")
        ```
    """
    name = hub_name(hub_id, revision)
    batches = read_hub_batches(
        hub_id,
        _column_chooser(columns, name),
        revision=revision,
        subset=subset,
        hub_split=hub_split,
    )
    return PairSource(name, "row", _rows(batches, columns, name))


def _column_chooser(columns: tuple[str, str], name: str) -> ChooseColumns:
    def choose(there: Sequence[str]) -> list[str]:
        if set(columns) <= set(there):
            return list(columns)
        if _NESTED in there:
            return [_NESTED]
        raise _lacks(f"{name} has the columns", there, columns)

    return choose


def _lacks(what: str, there: Iterable[str], columns: tuple[str, str]) -> DataFormatError:
    return DataFormatError(
        f"{what} {list(there)[:10]}, and not {columns[0]!r} and {columns[1]!r}; pass "
        "source_column= and target_column="
    )


def _rows(
    batches: Iterable[Batch], columns: tuple[str, str], name: str
) -> Iterator[tuple[int, Sequence[object]]]:
    number = 0
    for batch in batches:
        if _NESTED in batch:
            values = [cell if isinstance(cell, dict) else {} for cell in batch[_NESTED]]
            fields = next(filter(None, values), dict.fromkeys(columns))
            if not set(columns) <= set(fields):
                raise _lacks(f"{name}: the fields of {_NESTED!r} are", fields, columns)
            sides = [[value.get(column) for value in values] for column in columns]
        else:
            sides = [batch[column] for column in columns]
        for cells in zip(*sides, strict=True):
            number += 1
            yield number, cells
