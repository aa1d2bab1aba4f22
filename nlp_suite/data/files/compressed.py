"""Whole files, plain or in gzip or zip, guarded against decompression bombs."""

import contextlib
import gzip
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, NamedTuple

from nlp_suite.errors import DataFormatError, InvalidInputError, NLPSuiteError, UnsafeFileError
from nlp_suite.files import open_regular

# Text compresses about five to one, a decompression bomb a thousand to one.
_FREE_BYTES, _LARGEST_RATIO = 64 << 20, 20

# It is read as zeros, of which a text has none, and tables few on end.
_MOST_UNWRITTEN = 1 << 30

_TEXT_SUFFIXES = (".txt", ".tsv", ".tab", ".csv")
# The last is what zipfile raises for a kind of compression that it does not know.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
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
    with open_data_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            # No more than it had when it was opened; some of the system do not say how much.
            return file.read(size or -1)
        except (MemoryError, OverflowError) as error:
            raise InvalidInputError(
                f"{str(path)!r} has {size:,} bytes, more than there is memory; split it"
            ) from error


@contextlib.contextmanager
def open_data_file(path: Path) -> Iterator[BinaryIO]:
    """Opens a regular file, and converts errors of reading it to `InvalidInputError`.

    Args:
        path: The file.

    Yields:
        Its bytes.

    Raises:
        InvalidInputError: If there is no such file, it is no regular one, or cannot be read.
        DataFormatError: If it is sparse.

    Example:
        ```python
        with open_data_file(Path("article.txt")) as file:
            start = file.read(100)
        ```
    """

    def refuse(kind: str) -> InvalidInputError:
        what = kind if kind == "a folder" else "a pipe, a socket or a device"
        return InvalidInputError(f"{str(path)!r} is {what}; give a file")

    with readable(path), open_regular(path, refuse) as file:
        refuse_sparse(file, str(path))
        yield file


def refuse_sparse(file: BinaryIO, name: str) -> None:
    """Refuses a file of which large parts were never written, and are read as zeros.

    A kilobyte on a disk can be a file of terabytes, which take hours or all memory to read.

    Args:
        file: The file, open.
        name: What to call it in a message.

    Raises:
        DataFormatError: If more than 1 GiB was never written, where the file system tells.

    Example:
        ```python
        with Path("article.txt").open("rb") as file:
            refuse_sparse(file, "article.txt")
        ```
    """
    descriptor = file.fileno()
    size = os.fstat(descriptor).st_size
    if size <= _MOST_UNWRITTEN or not hasattr(os, "SEEK_HOLE"):
        return
    unwritten = end = 0
    # Some file systems have no answer.
    with contextlib.suppress(OSError):
        while end < size and unwritten <= _MOST_UNWRITTEN:
            start = os.lseek(descriptor, end, os.SEEK_HOLE)
            end = _next_data(descriptor, start, size)
            unwritten += end - start
    os.lseek(descriptor, 0, os.SEEK_SET)
    if unwritten > _MOST_UNWRITTEN:
        raise DataFormatError(
            f"{name} has {size:,} bytes, of which many were never written (a sparse file); copy it "
            "again"
        )


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


def _next_data(descriptor: int, start: int, size: int) -> int:
    try:
        return os.lseek(descriptor, start, os.SEEK_DATA)
    except OSError:
        return size


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
            its size, or is an archive of several text files or none, or packed in a rare way.
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
            # Of other kinds the module unpacks all that there is, however much is asked for.
            if archive.getinfo(member).compress_type not in (
                zipfile.ZIP_STORED,
                zipfile.ZIP_DEFLATED,
            ):
                raise DataFormatError(
                    f"{name} is packed in a way that is rare in zip archives; unpack it and give "
                    f"the file {member[:80]!r}"
                )
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
