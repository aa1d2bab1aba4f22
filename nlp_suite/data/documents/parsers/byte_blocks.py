"""Bounded reading of untrusted files, decompressed, in blocks."""

import gzip
import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from nlp_suite.errors import DataFormatError

_BLOCK_BYTES = 1 << 16

# Rows with the same keys compress fifty to one, a decompression bomb a thousand to one.
_FREE_BYTES, _LARGEST_RATIO = 64 << 20, 100


def read_blocks(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Streams a file in blocks, decompressed if its first bytes are those of gzip.

    Args:
        file: The file.
        name: What to call it in a message.

    Yields:
        Blocks of at most 64 KiB.

    Raises:
        DataFormatError: If it is empty or damaged, or unpacks to more than 64 MiB and a
            hundred times its size.

    Example:
        >>> import gzip, io
        >>> list(read_blocks(io.BytesIO(gzip.compress(b"Tom sleeps.")), "a.txt.gz"))
        [b'Tom sleeps.']
    """
    start = file.read(2)
    file.seek(0)
    stream: BinaryIO | gzip.GzipFile = file
    limit = None
    if start == b"\x1f\x8b":
        stream = gzip.GzipFile(fileobj=file)
        limit = _FREE_BYTES + _LARGEST_RATIO * file.seek(0, os.SEEK_END)
        file.seek(0)
    size = 0
    while True:
        try:
            block = stream.read(_BLOCK_BYTES)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataFormatError(f"{name} is damaged gzip data ({error})") from error
        if not block:
            break
        size += len(block)
        if limit is not None and size > limit:
            raise DataFormatError(
                f"{name} unpacks to more than {limit / 1e6:,.0f} MB, which no text of that size "
                "does; unpack it yourself if you trust it"
            )
        yield block
    if not size:
        raise DataFormatError(f"{name} is empty")


def read_all(file: BinaryIO, name: str, max_bytes: int) -> bytes:
    """Reads a whole file, decompressed, up to a size limit.

    Args:
        file: The file.
        name: What to call it in a message.
        max_bytes: How many bytes it may have, unpacked.

    Returns:
        The bytes.

    Raises:
        DataFormatError: If it is empty, damaged or too large.

    Example:
        >>> import io
        >>> read_all(io.BytesIO(b"Tom sleeps."), "a.txt", 100)
        b'Tom sleeps.'
    """
    data = bytearray()
    for block in read_blocks(file, name):
        data += block
        if len(data) > max_bytes:
            raise too_large(name, max_bytes)
    return bytes(data)


def too_large(what: str, max_bytes: int) -> DataFormatError:
    """Formats the error for a text above the size limit.

    Args:
        what: What to call it.
        max_bytes: How many bytes it may have.

    Returns:
        The error, to be raised.

    Example:
        >>> str(too_large("a.txt", 1000))
        'a.txt has more than 1,000 bytes; split it, or pass a larger max_bytes='
    """
    return DataFormatError(
        f"{what} has more than {max_bytes:,} bytes; split it, or pass a larger max_bytes="
    )
