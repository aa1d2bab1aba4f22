"""Lines of a table transcoded to UTF-8, each of a bounded length."""

import codecs
import itertools
from collections.abc import Iterable, Iterator

from nlp_suite.data.documents.parsers.encodings import guess_encoding
from nlp_suite.data.files.text_file import BYTE_ORDER_MARKS, binary, check_magic_number
from nlp_suite.errors import DataFormatError

# So much of a table is used to detect its encoding.
_SAMPLE_BYTES = 1 << 20


def read_lines(blocks: Iterable[bytes], name: str, max_bytes: int) -> Iterator[bytes | None]:
    r"""Splits blocks into lines, in constant memory.

    Args:
        blocks: The bytes of a file. The first MiB decides the encoding: a byte order mark, UTF-8,
            or what it looks like.
        name: What to call the file in a message.
        max_bytes: How many bytes a line may have.

    Yields:
        The lines in UTF-8, each with its "\n", but for the last, which may lack it; None for a
        line that is too long. Bytes that are invalid in UTF-8 stay in their line.

    Raises:
        DataFormatError: If its first line has NUL bytes, or it is invalid in an encoding that is
            not UTF-8.
        MissingDependencyError: If it is not UTF-8 and the extra `documents` is not installed.

    Example:
        >>> list(read_lines([b"Tom ", b"sleeps.\nAnn"], "a.csv", 100))
        [b'Tom sleeps.\n', b'Ann']
    """
    started: list[bytes] = []
    size = 0
    for block in _in_utf8(blocks, name):
        for piece in _pieces(block):
            size += len(piece)
            if size <= max_bytes:
                started.append(piece)
            else:
                started.clear()
            if piece.endswith(b"\n"):
                line = b"".join(started) if size <= max_bytes else None
                # Whoever has the line needs the pieces no more, and may take long.
                started.clear()
                size = 0
                yield line
    if size:
        yield b"".join(started) if size <= max_bytes else None


def _pieces(block: bytes) -> list[bytes]:
    """Splits at line feeds only: a carriage return may stand in a cell."""
    pieces = [piece + b"\n" for piece in block.split(b"\n")]
    pieces[-1] = pieces[-1][:-1]
    return pieces if pieces[-1] else pieces[:-1]


def _in_utf8(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    rest = iter(blocks)
    sample = b""
    for block in rest:
        sample += block
        if len(sample) >= _SAMPLE_BYTES:
            break
    check_magic_number(sample, name)
    mark, encoding = _encoding(sample, name)
    if not encoding.startswith(("utf-16", "utf-32")) and b"\0" in sample.partition(b"\n")[0]:
        raise binary(name)
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in itertools.chain([sample[len(mark) :]], rest, [b""]):
        if encoding != "utf-8":
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise DataFormatError(
                    f"{name} is not valid {encoding.upper()} all through; save it as UTF-8"
                ) from error
            block = text.encode("utf-8", "surrogatepass")
        yield block


def _encoding(sample: bytes, name: str) -> tuple[bytes, str]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return mark, encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return b"", guess_encoding(sample, name) or "utf-8"
    return b"", "utf-8"
