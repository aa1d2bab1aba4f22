"""Pairs of sentences in Arrow tables: Parquet files and data sets of the Hugging Face Hub."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.data.compressed import read_bytes
from nlp_suite.data.pair_source import PairSource
from nlp_suite.errors import DataFormatError, DatasetNotAvailableError, InvalidInputError

# A column that repeats one value takes next to nothing in a file.
_FREE_BYTES, _LARGEST_RATIO = 64 << 20, 64
_BATCH = 1024

# Machine translation sets often have one column of this name that holds both languages.
_NESTED = "translation"


def read_parquet(path: Path, columns: tuple[str, str]) -> PairSource:
    """Reads a Parquet file with a column for each language.

    Args:
        path: The file.
        columns: Names of the English and the German column, or of the fields of a column
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
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise missing_dependency("Reading Parquet files", error.name, "data") from error
    data = read_bytes(path)
    try:
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(data))
        names = _column_names(file.schema_arrow, columns, str(path))
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise _damaged(path, error) from error

    def batches() -> Iterator[Any]:
        limit = _FREE_BYTES + _LARGEST_RATIO * len(data)
        try:
            for batch in file.iter_batches(batch_size=_BATCH, columns=names):
                limit -= batch.nbytes
                if limit < 0:
                    raise DataFormatError(
                        f"{path} grows out of all proportion to its size; no text does that"
                    )
                yield batch.to_pydict()
        except (pyarrow.ArrowException, OSError, ValueError) as error:
            raise _damaged(path, error) from error

    return PairSource(str(path), "row", _rows(batches(), columns))


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
        columns: Names of the English and the German column, or of the fields of a column
            "translation".
        revision: The commit, tag or branch.
        subset: Which configuration, for a data set that has several.
        hub_split: Which of the splits that it has there.

    Returns:
        The rows, not yet checked.

    Raises:
        DatasetNotAvailableError: If the hub cannot give it.
        InvalidInputError: If it has no such subset or split.
        DataFormatError: If it lacks the columns.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        read_hub("owner/name", ("en", "de"), revision="...")
        ```
    """
    try:
        import datasets
    except ImportError as error:
        raise missing_dependency("Reading data sets", error.name, "data") from error
    name = f"{hub_id!r} at revision {revision!r}"
    try:
        builder = datasets.load_dataset_builder(hub_id, name=subset, revision=revision)
        # Where the hub is out of reach the library takes whatever is in its cache.
        if type(builder).__module__.endswith(".cache") and builder.hash != revision:
            raise DatasetNotAvailableError(
                f"the hub cannot be reached, and of {hub_id!r} the cache has another revision than "
                f"{revision!r}; pass revision={builder.hash!r} to use that"
            )
        builder.download_and_prepare()
        table = builder.as_dataset(split=hub_split)
    except DatasetNotAvailableError:
        raise
    except ValueError as error:
        # A subset or split that is not there; the library's message lists those that are.
        raise InvalidInputError(f"{name}: {' '.join(str(error).split())[:300]}") from error
    except Exception as error:  # every network library has its own family of errors
        raise DatasetNotAvailableError(
            f"{name} is no local file, is not in the cache and could not be downloaded "
            f"({type(error).__name__}). Where there is a network, run: hf download {hub_id} "
            f"--repo-type dataset --revision {revision} --local-dir FOLDER; then pass a file of it"
        ) from error
    names = _column_names(table.features, columns, name)
    batches = table.select_columns(names).with_format(None).iter(_BATCH)
    return PairSource(name, "row", _rows(batches, columns))


def _column_names(schema: Any, columns: tuple[str, str], name: str) -> list[str]:
    there = list(getattr(schema, "names", schema))
    if set(columns) <= set(there):
        return list(columns)
    if _NESTED in there:
        return [_NESTED]
    raise DataFormatError(
        f"{name} has the columns {there[:10]}, and not {columns[0]!r} and {columns[1]!r}; pass "
        "source_column= and target_column="
    )


def _rows(
    batches: Iterable[dict[str, list[Any]]], columns: tuple[str, str]
) -> Iterator[tuple[int, Sequence[object]]]:
    number = 0
    for batch in batches:
        if _NESTED in batch:
            values = [cell if isinstance(cell, dict) else {} for cell in batch[_NESTED]]
            sides = [[value.get(column) for value in values] for column in columns]
        else:
            sides = [batch[column] for column in columns]
        for cells in zip(*sides, strict=True):
            number += 1
            yield number, cells


def _damaged(path: Path, error: Exception) -> DataFormatError:
    reason = " ".join(str(error).split())[:200]
    return DataFormatError(f"{path} is no Parquet file, or a damaged one ({reason})")
