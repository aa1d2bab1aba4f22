"""Whole files, plain or in gzip or zip, guarded against decompression bombs."""

import contextlib
import gzip
import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, NamedTuple

from nlp_suite.errors import DataFormatError, InvalidInputError, NLPSuiteError, UnsafeFileError

# Text compresses about five to one, a decompression bomb a thousand to one.
_FREE_BYTES, _LARGEST_RATIO = 64 << 20, 20

_TEXT_SUFFIXES = (".txt", ".tsv", ".tab", ".csv")
# The last is what zipfile raises for a kind of compression that it does not know.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    NotImplementedError,
)


class Unpacked(NamedTuple):
    """The decompressed contents of a file.

    Args:
        data: The bytes.
        name: What to call it in a message: the path, and the member of an archive.
        suffix: The ending that identifies its format, such as ".tsv", in lower case.

    Example:
        >>> Unpacked(b"Go.", "deu.zip:deu.txt", ".txt").suffix
        '.txt'
    """

    data: bytes
    name: str
    suffix: str


def read_bytes(path: Path) -> bytes:
    """Reads a whole file.

    Args:
        path: The file.

    Returns:
        Its bytes.

    Raises:
        InvalidInputError: If there is no such file, or it cannot be read.

    Example:
        ```python
        data = read_bytes(Path("article.txt"))
        ```
    """
    with open_regular(path) as file:
        return file.read()


@contextlib.contextmanager
def open_regular(path: Path) -> Iterator[BinaryIO]:
    """Opens a regular file, and converts errors of reading it to `InvalidInputError`.

    A pipe may keep whoever opens it waiting for ever, and a device may have no end.

    Args:
        path: The file.

    Yields:
        Its bytes.

    Raises:
        InvalidInputError: If there is no such file, it is no regular one, or cannot be read.

    Example:
        ```python
        with open_regular(Path("article.txt")) as file:
            start = file.read(100)
        ```
    """
    with readable(path):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InvalidInputError(f"{str(path)!r} is a pipe, a socket or a device; give a file")
        with path.open("rb") as file:
            yield file


@contextlib.contextmanager
def readable(path: str | Path) -> Iterator[None]:
    """Converts errors of reading a file to `InvalidInputError`.

    Args:
        path: The file that the block reads.

    Yields:
        Nothing.

    Raises:
        InvalidInputError: If the block fails as there is no such file, or it cannot be read.

    Example:
        ```python
        with readable(Path("article.txt")):
            size = Path("article.txt").stat().st_size
        ```
    """
    try:
        yield
    except NLPSuiteError:
        raise
    except FileNotFoundError as error:
        raise InvalidInputError(f"there is no file {str(path)!r}") from error
    except IsADirectoryError as error:
        raise InvalidInputError(f"{str(path)!r} is a folder; give a file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidInputError(f"{str(path)!r} cannot be read: {reason}") from error


def read_unpacked(path: Path) -> Unpacked:
    """Reads a whole file, decompressed if it is gzipped or a zip archive of one text file.

    Nothing is written to a disk. In an archive, a member whose name begins with "_" or "."
    or does not end as text files do is not counted.

    Args:
        path: The file; its first bytes identify the compression.

    Returns:
        The contents and what they are called.

    Raises:
        InvalidInputError: If there is no such file, or it cannot be read.
        DataFormatError: If it is empty or damaged, unpacks to more than 64 MiB and 20 times
            its size, or is an archive of several text files or none.
        UnsafeFileError: If a member of an archive is named to end up outside of a folder.

    Example:
        ```python
        read_unpacked(Path("deu.txt.gz")).suffix  # ".txt"
        ```
    """
    data = read_bytes(path)
    name, inner, limit = str(path), path, _FREE_BYTES + _LARGEST_RATIO * len(data)
    if data.startswith(b"\x1f\x8b"):
        data = _gunzip(data, name, limit)
        inner = path.with_suffix("") if path.suffix.lower() in (".gz", ".gzip") else path
    elif data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        member, data = _unzip(data, name, limit)
        name, inner = f"{name}:{member}", Path(member)
    if len(data) > limit:
        raise DataFormatError(
            f"{name} unpacks to more than {limit / 1e6:,.0f} MB, which no text of that size does; "
            "unpack it yourself if you trust it"
        )
    if not data:
        raise DataFormatError(f"{name} is empty")
    return Unpacked(data, name, inner.suffix.lower())


def _gunzip(data: bytes, name: str, limit: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return stream.read(limit + 1)
    except _DAMAGE as error:
        raise DataFormatError(f"{name} is damaged gzip data ({error})") from error


def _unzip(data: bytes, name: str, limit: int) -> tuple[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = _only_text(archive.namelist(), name)
            with archive.open(member) as stream:
                return member, stream.read(limit + 1)
    except _DAMAGE as error:
        raise DataFormatError(f"{name} cannot be unpacked as a zip archive ({error})") from error


def _only_text(members: list[str], name: str) -> str:
    for member in members:
        # Nothing is unpacked onto a disk, but an honest archive has no such names.
        parts = PureWindowsPath(member).parts
        if ".." in parts or PureWindowsPath(member).anchor or "\0" in member:
            raise UnsafeFileError(
                f"{name}: its member {member[:80]!r} is named to end up outside of a folder; "
                "this is no archive to trust"
            )
    texts = [
        member
        for member in members
        if member.lower().endswith(_TEXT_SUFFIXES)
        and not any(part.startswith(("_", ".")) for part in PurePosixPath(member).parts)
    ]
    if len(texts) != 1:
        found = ", ".join(repr(text[:80]) for text in (texts or members)[:5]) or "nothing"
        raise DataFormatError(
            f"{name} must hold one text file ({', '.join(_TEXT_SUFFIXES)}), it holds "
            f"{len(texts)} ({found}); unpack it and give the file"
        )
    return texts[0]
