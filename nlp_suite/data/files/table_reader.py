"""Parquet files and data sets of the Hugging Face Hub, read in a child process."""

import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from nlp_suite._lazy import missing_dependency
from nlp_suite.data.files.compressed import open_data_file
from nlp_suite.data.files.isolated_reader import START_SECONDS, IsolatedReader
from nlp_suite.data.files.plain_values import from_plain
from nlp_suite.processes import ChildProcess, error_from_plain

_MODULE = "nlp_suite.data.files.table_process"

# For the interpreter and the libraries, and for each byte that a text may have.
_MEMORY_BYTES, _MEMORY_RATIO = 768 << 20, 24
# A column that repeats one value takes next to nothing in a file.
_FREE_BYTES, _LARGEST_RATIO = 64 << 20, 64

_CRASH = "is no Parquet file, or a damaged one (reading it crashes, or takes too much memory)"

Batch = dict[str, list[Any]]
ChooseColumns = Callable[[Sequence[str]], list[str]]


class TableReader(IsolatedReader):
    """Reads tables in a child process, so that no damaged file brings this one down.

    The process starts with the first table and is used for all. It gets the stretches of a file
    that it asks for, and has no more than a part of a table in memory. What was read before a crash
    is kept.

    Args:
        max_bytes: How many bytes a text may have; the memory of the process is for such ones.
        time_limit: How many seconds a part of a table may take.

    Example:
        ```python
        with TableReader() as reader, Path("pairs.parquet").open("rb") as file:
            for batch in reader.parquet_batches(file, "pairs.parquet", lambda there: ["en"]):
                print(len(batch["en"]))
        ```
    """

    def __init__(self, *, max_bytes: int = 64 << 20, time_limit: float = 60.0) -> None:
        super().__init__(_MODULE)
        self._memory = _MEMORY_BYTES + _MEMORY_RATIO * max_bytes
        self._time_limit = time_limit

    def parquet_batches(
        self, file: BinaryIO, name: str, choose: ChooseColumns, *, size: int | None = None
    ) -> Iterator[Batch]:
        """Reads some columns of a Parquet file.

        Args:
            file: The file.
            name: What to call it in a message.
            choose: Takes the names of the columns that are there, and returns those to read.
            size: How large it is for the limit of what it may grow to; as large as it is if None.

        Yields:
            Batches of rows, each a list of values for each column; what Python has no value for is
            an `UnreadableValue`.

        Raises:
            DataFormatError: If it is damaged, grows to more than 64 MiB and 64 times its size, or
                takes too much time or memory.
            MissingDependencyError: If the extra `data` is not installed.

        Example:
            ```python
            with TableReader() as reader, Path("pairs.parquet").open("rb") as file:
                next(reader.parquet_batches(file, "pairs.parquet", list))  # {"en": [...], ...}
            ```
        """
        length = file.seek(0, os.SEEK_END)
        limit = _FREE_BYTES + _LARGEST_RATIO * (length if size is None else size)
        request = {"library": "pyarrow.parquet", "size": length, "limit": limit}
        yield from self._read(request, name, choose, "Reading Parquet files", file)

    def hub_batches(
        self, hub_id: str, name: str, choose: ChooseColumns, options: Mapping[str, Any]
    ) -> Iterator[Batch]:
        """Reads some columns of a data set of the Hugging Face Hub; time and memory have no limit.

        Args:
            hub_id: "owner/name".
            name: What to call it in a message.
            choose: Takes the names of the columns that are there, and returns those to read.
            options: Further arguments of `nlp_suite.data.files.tables.open_hub`.

        Yields:
            Batches of rows, as `parquet_batches` yields them.

        Raises:
            DatasetNotAvailableError: If the hub cannot provide it.
            InvalidInputError: If it has no such subset or split.
            MissingDependencyError: If the extra `data` is not installed.

        Example:
            ```python
            options = {"revision": "...", "subset": None, "hub_split": "train"}
            with TableReader() as reader:
                next(reader.hub_batches("owner/name", "it", list, options))
            ```
        """
        request = {"library": "datasets", "id": hub_id, "options": dict(options)}
        yield from self._read(request, name, choose, "Reading data sets", None)

    def _read(
        self,
        request: dict[str, Any],
        name: str,
        choose: ChooseColumns,
        purpose: str,
        file: BinaryIO | None,
    ) -> Iterator[Batch]:
        limits: dict[str, Any] = {"name": name, "seconds": 0, "memory": 0}
        if file is not None:
            limits |= {"seconds": self._time_limit, "memory": self._memory}
        source = _Source(name, purpose, limits["seconds"] or None, file)
        # What a library says that loads from the hub is for the user.
        process = self._start(quiet=file is not None)
        process.send(request | limits)
        self._reply(process, source._replace(seconds=START_SECONDS))
        names = choose(self._reply(process, source)["names"])
        process.send(limits | {"columns": names})
        while (part := self._reply(process, source)["part"]) is not None:
            # It reads the next one meanwhile.
            process.send(limits)
            try:
                yield {
                    column: values if plain else [from_plain(value) for value in values]
                    for column, (plain, values) in zip(names, part, strict=True)
                }
            except GeneratorExit:
                # A reply that nobody waits for must not be taken for that of another table.
                self.close()
                raise

    def _reply(self, process: ChildProcess, source: "_Source") -> dict[str, Any]:
        """Waits for a reply, and sends the stretches that are needed for it."""

        def exchange(process: ChildProcess) -> dict[str, Any] | None:
            while (reply := _received(process)) is not None and "need" in reply:
                process.send_bytes(source.stretch(*reply["need"]))
            return reply

        reply = self._exchange(
            process,
            exchange,
            source.seconds,
            name=source.name,
            late="read; leave it out, or pass a larger time_limit= where there is one",
            crashed="cannot be read: reading it crashes" if source.file is None else _CRASH,
        )
        if "missing" in reply:
            raise missing_dependency(source.purpose, reply["missing"], "data")
        if "error" in reply:
            raise error_from_plain(reply["error"])
        return reply


class _Source(NamedTuple):
    name: str
    purpose: str
    seconds: float | None
    file: BinaryIO | None

    def stretch(self, place: int, size: int) -> bytes:
        if self.file is None:
            return b""
        self.file.seek(place)
        return self.file.read(size)


def _received(process: ChildProcess) -> dict[str, Any] | None:
    try:
        reply = process.receive()
    except (ValueError, RecursionError):
        # What a library wrote that has lost its way.
        return None
    return reply if isinstance(reply, dict) else None


def read_parquet_batches(path: Path, choose: ChooseColumns) -> Iterator[Batch]:
    """Reads some columns of a Parquet file.

    Args:
        path: The file.
        choose: Takes the names of the columns that are there, and returns those to read.

    Returns:
        Batches of rows, as `TableReader.parquet_batches` yields them; they are read as they are
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

    def read(chosen: ChooseColumns) -> Iterator[Batch]:
        with open_data_file(path) as file, TableReader() as reader:
            yield from reader.parquet_batches(file, str(path), chosen)

    return _opened(read, choose)


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
    options = {"revision": revision, "subset": subset, "hub_split": hub_split}

    def read(chosen: ChooseColumns) -> Iterator[Batch]:
        with TableReader() as reader:
            yield from reader.hub_batches(hub_id, hub_name(hub_id, revision), chosen, options)

    return _opened(read, choose)


def _opened(
    read: Callable[[ChooseColumns], Iterator[Batch]], choose: ChooseColumns
) -> Iterator[Batch]:
    """Reads the first batch, so that errors of opening come at once."""
    batches = read(choose)
    first = list(itertools.islice(batches, 1))

    def all_batches() -> Iterator[Batch]:
        yield from first
        yield from batches

    return all_batches()


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
