"""Record batches of Parquet files and data sets of the Hugging Face Hub."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from nlp_suite._lazy import missing_dependency
from nlp_suite.data.files.compressed import read_bytes
from nlp_suite.errors import DataFormatError, DatasetNotAvailableError, InvalidInputError

# A column that repeats one value takes next to nothing in a file.
_FREE_BYTES, _LARGEST_RATIO = 64 << 20, 64
_BATCH = 1024

Batch = dict[str, list[Any]]
ChooseColumns = Callable[[Sequence[str]], list[str]]


def read_parquet_batches(path: Path, choose: ChooseColumns) -> Iterator[Batch]:
    """Reads some columns of a Parquet file.

    Args:
        path: The file.
        choose: Takes the names of the columns that are there, and returns those to read.

    Returns:
        Batches of rows, each a list of values for each column; they are read as they are
        asked for.

    Raises:
        InvalidInputError: If there is no such file.
        DataFormatError: If it is damaged, or grows to more than 64 MiB and 64 times its size.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        next(read_parquet_batches(Path("pairs.parquet"), list))  # {"en": [...], "de": [...]}
        ```
    """
    _import_pyarrow()
    data = read_bytes(path)
    limit = _FREE_BYTES + _LARGEST_RATIO * len(data)
    opened = open_parquet(data, str(path), choose)

    def batches() -> Iterator[Batch]:
        size = 0
        for batch in opened:
            size += batch.nbytes
            if size > limit:
                raise out_of_proportion(str(path))
            with parquet_errors(str(path)):
                rows = batch.to_pydict()
            yield rows

    return batches()


def open_parquet(
    source: bytes | BinaryIO,
    name: str,
    choose: ChooseColumns,
    *,
    batch_rows: int = _BATCH,
    text_column: str | None = None,
    limit: int | None = None,
) -> Iterator[Any]:
    """Opens a Parquet file, of which no more is read than is asked for.

    Args:
        source: The file, or its contents.
        name: What to call it in a message.
        choose: Takes the names of the columns that are there, and returns those to read.
        batch_rows: How many rows to read at once.
        text_column: The column whose values are held once each (dictionary encoding).
        limit: How many bytes the columns may take, by the file's own metadata.

    Returns:
        The rows, in each `pyarrow.RecordBatch` so many.

    Raises:
        DataFormatError: If it is damaged, or larger.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        batch = next(open_parquet(Path("pairs.parquet").read_bytes(), "pairs.parquet", list))
        ```
    """
    pyarrow = _import_pyarrow()

    with parquet_errors(name):
        opened = pyarrow.BufferReader(source) if isinstance(source, bytes) else source
        table = pyarrow.parquet.ParquetFile(opened)
        there = table.schema_arrow
        names = choose(there.names)
        if limit is not None and _stated_bytes(table.metadata, names) > limit:
            raise out_of_proportion(name)
        if text_column in names and pyarrow.types.is_string(there.field(text_column).type):
            table = pyarrow.parquet.ParquetFile(
                opened, metadata=table.metadata, read_dictionary=[text_column]
            )

    def batches() -> Iterator[Any]:
        with parquet_errors(name):
            yield from table.iter_batches(batch_size=batch_rows, columns=names)

    return batches()


@contextlib.contextmanager
def parquet_errors(name: str) -> Iterator[None]:
    """Converts errors of a damaged Parquet file to `DataFormatError`.

    Args:
        name: What to call the file.

    Yields:
        Nothing.

    Raises:
        DataFormatError: If the block fails as the file is damaged.

    Example:
        ```python
        with parquet_errors("pairs.parquet"):
            rows = next(open_parquet(Path("pairs.parquet").read_bytes(), "pairs", list)).to_pylist()
        ```
    """
    pyarrow = _import_pyarrow()
    try:
        yield
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise _damaged(name, error) from error


def _import_pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise missing_dependency("Reading Parquet files", error.name, "data") from error
    return pyarrow


def _stated_bytes(metadata: Any, names: Sequence[str]) -> int:
    groups = (metadata.row_group(i) for i in range(metadata.num_row_groups))
    columns = (group.column(i) for group in groups for i in range(group.num_columns))
    return sum(
        column.total_uncompressed_size
        for column in columns
        if column.path_in_schema.split(".")[0] in names
    )


def out_of_proportion(name: str) -> DataFormatError:
    """Formats the error for a table that decompresses to more than a text does.

    Args:
        name: What to call the file.

    Returns:
        The error, to be raised.
    """
    return DataFormatError(f"{name} grows out of all proportion to its size; no text does that")


def read_hub_batches(
    hub_id: str,
    choose: ChooseColumns,
    *,
    revision: str,
    subset: str | None = None,
    hub_split: str = "train",
) -> Iterator[Batch]:
    """Reads some columns of a data set of the Hugging Face Hub, without running code from there.

    Args:
        hub_id: "owner/name".
        choose: Takes the names of the columns that are there, and returns those to read.
        revision: The commit, tag or branch.
        subset: Which configuration, for a data set that has several.
        hub_split: Which of the splits that it has there.

    Returns:
        Batches of rows, each a list of values for each column.

    Raises:
        DatasetNotAvailableError: If the hub cannot provide it.
        InvalidInputError: If it has no such subset or split.
        MissingDependencyError: If the extra `data` is not installed.

    Example:
        ```python
        next(read_hub_batches("owner/name", list, revision="..."))
        ```
    """
    try:
        import datasets
    except ImportError as error:
        raise missing_dependency("Reading data sets", error.name, "data") from error
    name = hub_name(hub_id, revision)
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
    names = choose(list(table.features))
    batches: Iterator[Batch] = table.select_columns(names).with_format(None).iter(_BATCH)
    return batches


def hub_name(hub_id: str, revision: str) -> str:
    """Formats the name of a hub data set for a message.

    Args:
        hub_id: "owner/name".
        revision: The commit, tag or branch.

    Returns:
        The name.

    Example:
        >>> hub_name("owner/name", "main")
        "'owner/name' at revision 'main'"
    """
    return f"{hub_id!r} at revision {revision!r}"


def _damaged(name: str, error: Exception) -> DataFormatError:
    reason = " ".join(str(error).split())[:200]
    return DataFormatError(f"{name} is no Parquet file, or a damaged one ({reason})")
