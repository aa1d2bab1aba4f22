"""Lists of paths separated by line ends or NUL."""

import os
from collections.abc import Iterator
from typing import BinaryIO

_BLOCK_BYTES = 1 << 16

# Linux takes 4096 bytes.
_LONGEST = 1 << 16


def read_path_list(stream: BinaryIO, *, null_separated: bool = False) -> Iterator[str]:
    r"""Reads a list of paths as they are written, in constant memory.

    Args:
        stream: Where they come from.
        null_separated: Whether a NUL ends each, as `find -print0` has it, and not a line end.

    Yields:
        The paths, but for empty lines; of a longer one than any system takes the start.

    Example:
        >>> import io
        >>> list(read_path_list(io.BytesIO(b"a.txt\n\nb.txt")))
        ['a.txt', 'b.txt']
    """
    separator = b"\0" if null_separated else b"\n"
    started = b""
    while block := stream.read1(_BLOCK_BYTES):  # type: ignore[attr-defined]
        *complete, started_now = block.split(separator)
        for path in complete:
            whole = started + path
            started = b""
            yield from _decoded(whole, null_separated)
        started = (started + started_now)[:_LONGEST]
    yield from _decoded(started, null_separated)


def _decoded(path: bytes, null_separated: bool) -> Iterator[str]:
    # Windows writes its own line ends and allows no such character in a name.
    if os.name == "nt" and not null_separated:
        path = path.removesuffix(b"\r")
    if path:
        yield os.fsdecode(path)
