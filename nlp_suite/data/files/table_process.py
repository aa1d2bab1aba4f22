"""Child process that reads tables with Arrow, with limits on memory and time.

It opens no file: its parent sends the stretches of a file that it asks for, and values come back
as plain ones of JSON. The first request names the source; the replies say that the library is
there, or what is missing, and which columns there are. The second names those to read, and is
answered, as all that follow, by a part of the rows. See `nlp_suite.processes`.
"""

import importlib
import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from nlp_suite.data.files.tables import OpenTable, Part, open_hub, open_parquet
from nlp_suite.errors import DataFormatError, NLPSuiteError
from nlp_suite.processes import (
    connect_to_parent,
    error_to_plain,
    limit_resources,
    read_frame,
    read_message,
    write_message,
)


def main() -> None:
    """Answers requests until there are no more.

    Example:
        ```sh
        python -m nlp_suite.data.files.table_process < requests > replies
        ```
    """
    serve(*connect_to_parent())


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answers the requests of one parent, until there are no more.

    Args:
        requests: Where they come from.
        replies: Where the replies go to.

    Example:
        ```python
        import io

        from nlp_suite.data.files.table_process import serve

        serve(io.BytesIO(), io.BytesIO())
        ```
    """
    table: OpenTable | None = None
    parts: Iterator[Part] = iter(())
    while (request := read_message(requests)) is not None:
        # In case that nobody waits any more, too.
        limit_resources(2 * request["seconds"], request["memory"], requests)
        try:
            if "library" in request:
                importlib.import_module(request["library"])
                write_message(replies, {"ready": True})
                table = _OPEN[request["library"]](request, requests, replies)
                reply: dict[str, Any] = {"names": table.names}
            else:
                if table is not None:
                    parts, table = table.parts(request["columns"]), None
                reply = {"part": next(parts, None)}
        except ModuleNotFoundError as error:
            reply = {"missing": error.name or str(error)}
        except NLPSuiteError as error:
            reply = {"error": error_to_plain(error)}
        except MemoryError:
            reason = f"{request['name']} cannot be read: it takes too much memory; leave it out"
            reply = {"error": error_to_plain(DataFormatError(reason))}
        limit_resources(0, request["memory"], requests)
        write_message(replies, reply)


class _FileOfParent(io.RawIOBase):
    """A file that the parent reads, of which it sends the stretches that are asked for."""

    def __init__(self, request: dict[str, Any], requests: BinaryIO, replies: BinaryIO) -> None:
        self._size, self._place = request["size"], 0
        self._limits = 2 * request["seconds"], request["memory"]
        self._requests, self._replies = requests, replies

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place}.get(whence, self._size)
        return self._place

    def readinto(self, buffer: Any) -> int:
        wanted = max(0, min(len(buffer), self._size - self._place))
        # The parent may have other things to do first.
        limit_resources(0, self._limits[1], self._requests)
        write_message(self._replies, {"need": [self._place, wanted]})
        data = read_frame(self._requests)
        limit_resources(*self._limits, self._requests)
        if data is None:
            raise SystemExit
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)


def _open_parquet(request: dict[str, Any], requests: BinaryIO, replies: BinaryIO) -> OpenTable:
    import pyarrow

    # Each thread and each arena takes of the memory that is allowed, whether it is used or not.
    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    file = _FileOfParent(request, requests, replies)
    return open_parquet(file, request["name"], request["limit"])


def _open_hub(request: dict[str, Any], _: BinaryIO, __: BinaryIO) -> OpenTable:
    return open_hub(request["id"], request["name"], **request["options"])


_OPEN: dict[str, Callable[[dict[str, Any], BinaryIO, BinaryIO], OpenTable]] = {
    "pyarrow.parquet": _open_parquet,
    "datasets": _open_hub,
}

if __name__ == "__main__":
    main()
