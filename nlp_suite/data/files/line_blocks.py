"""Streaming the lines of text files of any size, in blocks."""

import codecs
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from nlp_suite.data.files.compressed import readable
from nlp_suite.data.files.text_file import (
    BYTE_ORDER_MARKS,
    binary,
    check_magic_number,
    undecodable,
)
from nlp_suite.errors import DataFormatError

# More than a thousand lines of prose, and as much as a pipe of Linux holds.
_BLOCK_BYTES = 1 << 16
# Of a line; a stream may have no end, and no line break.
_MOST_CHARACTERS = 64 << 20


class LineBlock(NamedTuple):
    r"""A block of lines that were read together.

    Attributes:
        lines: The lines; each ends with its "\n", but for the last of a file, which may lack it.
        size: How many bytes were read for them; their sum is the size of the file.
    """

    lines: list[str]
    size: int


def read_line_blocks(path: str | Path) -> Iterator[LineBlock]:
    """Streams the lines of a file in blocks of about 64 KiB, in constant memory.

    What a slow writer has written so far is not held back until a block is full. A line break
    is that of Unix or of Windows, whose carriage return stays at the end of the line.

    Args:
        path: The file, or "-" for standard input. UTF-8, or what its byte order mark says.

    Yields:
        Blocks of whole lines, in order.

    Raises:
        InvalidInputError: If there is no such file, or it cannot be read.
        DataFormatError: If it is binary, not valid in its encoding, or has a line of more than 64
            million characters.

    Example:
        ```python
        for block in read_line_blocks("article.txt"):
            print(len(block.lines))
        ```
    """
    name = "standard input" if str(path) == "-" else str(path)
    started: list[str] = []
    number, length, size = 1, 0, 0
    for text, bytes_read in _read_text(path, name):
        size += bytes_read
        complete, line_break, rest = text.rpartition("\n")
        if line_break:
            lines = "".join([*started, complete]).split("\n")
            yield LineBlock([f"{line}\n" for line in lines], size)
            number += len(lines)
            started, length, size = [], 0, 0
        started.append(rest)
        length += len(rest)
        if length > _MOST_CHARACTERS:
            raise DataFormatError(
                f"{name}, line {number}: it has more than {_MOST_CHARACTERS:,} characters; split it"
            )
    if any(started) or size:
        yield LineBlock(["".join(started)] if any(started) else [], size)


def _read_text(path: str | Path, name: str) -> Iterator[tuple[str, int]]:
    """Yields the text of each block, and how many bytes the block has."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(readable(Path(path)))
        stream: Any = sys.stdin.buffer
        if str(path) != "-":
            stream = stack.enter_context(Path(path).open("rb"))
        block = stream.read1(_BLOCK_BYTES)
        # A mark may come in pieces.
        while any(mark.startswith(block) for mark, _ in BYTE_ORDER_MARKS):
            more = stream.read1(_BLOCK_BYTES)
            if not more:
                break
            block += more
        check_magic_number(block, name)
        mark, encoding = _byte_order(block)
        decoder = codecs.getincrementaldecoder(encoding)()
        offset, line, size = 0, 1, len(block)
        block = block[len(mark) :]
        while True:
            offset += len(block)
            try:
                text = decoder.decode(block, final=not size)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].decode(encoding).count("\n")
                start = offset - len(error.object)
                raise undecodable(error, name, offset=start, line=line) from error
            if "\0" in text:
                raise binary(name)
            yield text, size
            if not size:
                return
            line += text.count("\n")
            block = stream.read1(_BLOCK_BYTES)
            size = len(block)


def _byte_order(block: bytes) -> tuple[bytes, str]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if block.startswith(mark):
            return mark, encoding
    return b"", "utf-8"
