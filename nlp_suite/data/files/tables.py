"""Columns of Parquet files and of data sets of the Hugging Face Hub, as Arrow reads them.

Arrow and the libraries around it are native code, which a damaged file can bring down: what is here
runs in the process of `nlp_suite.data.files.table_process`, and `table_reader` is what others use.
"""

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple, cast

from nlp_suite.data.files.plain_values import UnreadableValue, to_plain
from nlp_suite.errors import DataFormatError, DatasetNotAvailableError, InvalidInputError

# As many as are decoded at once: a file may name one long value again and again.
_DECODED_ROWS, _DECODED_BYTES = 64, 4 << 20
# What is sent at once.
_PART_ROWS, _PART_BYTES = 1024, 1 << 20
# A column is read piece by piece, however large it is.
_BUFFER_BYTES = 1 << 20

# For each column whether all of its values are plain ones of JSON, and the values.
Part = list[tuple[bool, list[Any]]]


class OpenTable(NamedTuple):
    """A table of which nothing but the names of its columns was read.

    Attributes:
        names: The names.
        parts: Takes the names of the columns to read, and yields parts of their rows.
    """

    names: list[str]
    parts: Callable[[Sequence[str]], Iterator[Part]]


def open_parquet(source: BinaryIO | io.RawIOBase, name: str, limit: int) -> OpenTable:
    """Opens a Parquet file, of which no more is read than is asked for.

    Args:
        source: The file, or its contents.
        name: What to call it in a message.
        limit: How many bytes the columns may take.

    Returns:
        The table. A value that Python has none for is an `UnreadableValue` in its place.

    Raises:
        DataFormatError: If it is damaged, or larger.
        ModuleNotFoundError: If pyarrow is not installed.

    Example:
        ```python
        with Path("pairs.parquet").open("rb") as file:
            table = open_parquet(file, "pairs.parquet", 1_000_000)
            ((_, sources),) = next(table.parts(["en"]))
        ```
    """
    import pyarrow.parquet

    with _damage(name):
        file = pyarrow.parquet.ParquetFile(source, buffer_size=_BUFFER_BYTES, pre_buffer=False)
        there = list(map(str, file.schema_arrow.names))

    def parts(names: Sequence[str]) -> Iterator[Part]:
        with _damage(name):
            stated = _stated_bytes(file.metadata, names)
        if stated > limit:
            raise _out_of_proportion(name)
        rows = _DECODED_BYTES * file.metadata.num_rows // (stated or 1)
        yield from _joined(
            _decoded(file, name, names, limit, max(1, min(_DECODED_ROWS, rows))), len(names)
        )

    return OpenTable(there, parts)


def _stated_bytes(metadata: Any, names: Sequence[str]) -> int:
    groups = (metadata.row_group(i) for i in range(metadata.num_row_groups))
    columns = (group.column(i) for group in groups for i in range(group.num_columns))
    return sum(
        column.total_uncompressed_size
        for column in columns
        if column.path_in_schema.split(".")[0] in names
    )


def _decoded(
    file: Any, name: str, names: Sequence[str], limit: int, rows: int
) -> Iterator[tuple[Part, int]]:
    """Yields the rows in parts of about one MiB, unless one row has more, and the bytes of each."""
    batches = file.iter_batches(batch_size=rows, columns=list(names), use_threads=False)
    size = 0
    while True:
        with _damage(name):
            batch = next(batches, None)
            if batch is None:
                return
            columns = [batch.column(batch.schema.names.index(one)) for one in names]
        for part in _cut(columns, batch.num_rows):
            part_bytes = sum(column.nbytes for column in part)
            size += part_bytes
            if size > limit:
                raise _out_of_proportion(name)
            yield [_values(column) for column in part], part_bytes


def _cut(columns: Sequence[Any], rows: int) -> Iterator[list[Any]]:
    """Cuts columns into parts of few bytes; values that stand there once are repeated in them."""
    largest = sum(map(_row_bytes, columns))
    step = max(1, int(_PART_BYTES // max(largest, 1)))
    for start in range(0, rows, step):
        parts = [column.slice(start, step) for column in columns]
        yield [
            part.dictionary_decode() if hasattr(part, "dictionary_decode") else part
            for part in parts
        ]


def _row_bytes(column: Any) -> float:
    """Returns how many bytes a row has, the longest one if it names values of a dictionary."""
    if hasattr(column, "dictionary"):
        return cast("float", column.dictionary.nbytes)
    return cast("float", column.nbytes) / max(len(column), 1)


def _joined(parts: Iterator[tuple[Part, int]], columns: int) -> Iterator[Part]:
    """Joins small parts."""
    joined: Part = [(True, []) for _ in range(columns)]
    size = 0
    for part, part_bytes in parts:
        joined = [
            (plain and more_plain, values + more)
            for (plain, values), (more_plain, more) in zip(joined, part, strict=True)
        ]
        size += part_bytes
        if size >= _PART_BYTES or len(joined[0][1]) >= _PART_ROWS:
            yield joined
            joined, size = [(True, []) for _ in range(columns)], 0
    if joined[0][1]:
        yield joined


def _values(column: Any) -> tuple[bool, list[Any]]:
    from pyarrow import types

    kind = column.type
    if types.is_string(kind) or types.is_large_string(kind) or types.is_primitive(kind):
        plain = not types.is_temporal(kind)
    else:
        plain = types.is_null(kind)
    try:
        values = column.to_pylist()
    except Exception:  # One value that Python has none for; whatever fails fails again below.
        return False, [to_plain(_value(cell)) for cell in column]
    return plain, values if plain else [to_plain(value) for value in values]


def _value(cell: Any) -> Any:
    try:
        return cell.as_py()
    except MemoryError:
        raise
    except Exception as error:  # Dates, time zones, texts and extensions fail in their own ways.
        reason = " ".join(str(error).split())[:120]
        return UnreadableValue(
            f"is a {str(cell.type)[:60]} that cannot be read ({type(error).__name__}: {reason})"
        )


@contextlib.contextmanager
def _damage(name: str) -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # Arrow raises errors of many families for damaged files.
        reason = " ".join(str(error).split())[:200]
        raise DataFormatError(f"{name} is no Parquet file, or a damaged one ({reason})") from error


def _out_of_proportion(name: str) -> DataFormatError:
    return DataFormatError(f"{name} grows out of all proportion to its size; no text does that")


def open_hub(
    hub_id: str, name: str, *, revision: str, subset: str | None, hub_split: str
) -> OpenTable:
    """Opens a data set of the Hugging Face Hub, without running code from there.

    Args:
        hub_id: "owner/name".
        name: What to call it in a message.
        revision: The commit, tag or branch.
        subset: Which configuration, for a data set that has several.
        hub_split: Which of the splits that it has there.

    Returns:
        The table.

    Raises:
        DatasetNotAvailableError: If the hub cannot provide it.
        InvalidInputError: If it has no such subset or split.
        ModuleNotFoundError: If datasets is not installed.

    Example:
        ```python
        table = open_hub("owner/name", "it", revision="...", subset=None, hub_split="train")
        ```
    """
    import datasets

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

    def parts(names: Sequence[str]) -> Iterator[Part]:
        chosen = table.select_columns(list(names)).with_format(None)
        for batch in chosen.iter(_PART_ROWS):
            yield [(False, [to_plain(value) for value in batch[one]]) for one in names]

    return OpenTable(list(table.features), parts)
