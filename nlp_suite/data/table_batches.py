"""Batches of rows out of Parquet files and data sets of the Hugging Face Hub."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.data.compressed import read_bytes
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
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise missing_dependency("Reading Parquet files", error.name, "data") from error
    data = read_bytes(path)
    try:
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(data))
        names = choose(file.schema_arrow.names)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise _damaged(path, error) from error

    def batches() -> Iterator[Batch]:
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

    return batches()


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
        DatasetNotAvailableError: If the hub cannot give it.
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
    """Says what to call a data set of the hub in a message.

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


def _damaged(path: Path, error: Exception) -> DataFormatError:
    reason = " ".join(str(error).split())[:200]
    return DataFormatError(f"{path} is no Parquet file, or a damaged one ({reason})")
