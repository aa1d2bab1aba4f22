"""Reading of the files of models: regular ones only, of bounded size."""

import hashlib
import json
import os
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from nlp_suite.errors import ModelFormatError
from nlp_suite.files import open_regular

# Most bytes of a JSON file that is parsed: the largest tokenizers in use have some 35 million.
MOST_JSON = 64 * 2**20
_CHUNK = 2**20


def read_regular(path: Path, most: int | None = None) -> bytes:
    """Reads a regular file, or what a link to one leads to.

    A pipe or a device, which might never end, is not read, and a file is not read further than
    the size that it was opened with.

    Args:
        path: The file.
        most: The most bytes that it may have; None for as many as the machine's memory.

    Returns:
        Its bytes.

    Raises:
        FileNotFoundError: If it is not there.
        ModelFormatError: If it is no regular file, too large, or cannot be read.

    Example:
        >>> read_regular(Path("/dev/zero"))
        Traceback (most recent call last):
        nlp_suite.errors.ModelFormatError: /dev/zero is no regular file (a device, a pipe or ...
    """
    parts: list[bytes] = []
    _read(path, parts.append, most or _memory())
    return parts[0] if len(parts) == 1 else b"".join(parts)


def read_start(path: Path, length: int) -> tuple[bytes, int]:
    """Reads the beginning of a regular file.

    Args:
        path: The file.
        length: The most bytes to read.

    Returns:
        Its first bytes, and the size of the whole.

    Raises:
        FileNotFoundError: See `read_regular`.
        ModelFormatError: See `read_regular`.

    Example:
        ```python
        first, size = read_start(Path("model/model.safetensors"), 8)
        ```
    """
    parts: list[bytes] = []
    size = _read(path, parts.append, None, only=length)
    return b"".join(parts), size


def hash_regular(path: Path) -> bytes:
    """Computes the SHA-256 of a regular file, which need not fit into the memory.

    Args:
        path: The file.

    Returns:
        32 bytes.

    Raises:
        FileNotFoundError: See `read_regular`.
        ModelFormatError: See `read_regular`.

    Example:
        ```python
        hash_regular(Path("runs/my-encoder/config.json")).hex()
        ```
    """
    digest = hashlib.sha256()
    _read(path, digest.update, None, chunk=_CHUNK)
    return digest.digest()


def checksum_regular(path: Path) -> int:
    """Computes the CRC-32 of a regular file, which need not fit into the memory.

    It tells damage, four times as fast as a digest; whoever means to mislead it can.

    Args:
        path: The file.

    Returns:
        32 bits.

    Raises:
        FileNotFoundError: See `read_regular`.
        ModelFormatError: See `read_regular`.

    Example:
        ```python
        checksum_regular(Path("runs/my-encoder/config.json"))
        ```
    """
    checksum = 0

    def update(part: bytes) -> None:
        nonlocal checksum
        checksum = zlib.crc32(part, checksum)

    _read(path, update, None, chunk=_CHUNK)
    return checksum


def parse_json_object(path: Path, content: bytes) -> dict[str, Any]:
    """Parses a JSON object of a model's file.

    Args:
        path: The file, for messages.
        content: Its bytes.

    Returns:
        The object. Numbers that JSON does not have, NaN and infinity, are errors.

    Raises:
        ModelFormatError: If it is no JSON, is nested too deeply, or holds something else.

    Example:
        >>> parse_json_object(Path("config.json"), b'{"task": "answer"}')
        {'task': 'answer'}
    """
    try:
        value = json.loads(
            content.decode("utf-8"),
            parse_constant=_refuse_constant,
            object_pairs_hook=unique_keys,
        )
    except (ValueError, RecursionError) as error:
        # Of some errors the text is a whole file.
        reason = str(error)[:200]
        raise ModelFormatError(f"{path} is not valid JSON ({reason}); copy it again") from error
    if not isinstance(value, dict):
        raise ModelFormatError(f"{path} must hold a JSON object, got {type(value).__name__}")
    return value


def read_json_object(path: Path) -> dict[str, Any]:
    """Reads a JSON object of a model's file.

    Args:
        path: The file.

    Returns:
        The object.

    Raises:
        FileNotFoundError: If the file is not there.
        ModelFormatError: If it cannot be read or parsed.

    Example:
        ```python
        read_json_object(Path("runs/my-encoder/config.json"))["architecture"]
        ```
    """
    return parse_json_object(path, read_regular(path, MOST_JSON))


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Makes a JSON object of its keys and values; a hook for `json.loads`.

    Args:
        pairs: The keys and values.

    Returns:
        The object.

    Raises:
        ValueError: If a key is there twice, of which other readers may take the other one.

    Example:
        >>> json.loads('{"a": 1}', object_pairs_hook=unique_keys)
        {'a': 1}
    """
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {twice[:100]!r} stands there twice")
    return values


def _read(
    path: Path,
    take: Callable[[bytes], object],
    most: int | None,
    *,
    chunk: int | None = None,
    only: int | None = None,
) -> int:
    """Hands over a regular file part by part, or only its beginning; returns its size."""

    def refuse(_: str) -> ModelFormatError:
        return ModelFormatError(
            f"{path} is no regular file (a device, a pipe or a folder); copy the model again"
        )

    try:
        with open_regular(path, refuse) as file:
            size = os.fstat(file.fileno()).st_size
            if most is not None and size > most:
                raise ModelFormatError(
                    f"{path} has {size:,} bytes, more than the {most:,} that are read"
                )
            left = size if only is None else min(only, size)
            while left > 0 and (part := os.read(file.fileno(), min(left, chunk or left))):
                take(part)
                left -= len(part)
            return size
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ModelFormatError(f"{path} cannot be read: {reason or error}") from error
    except MemoryError as error:
        raise ModelFormatError(f"{path} is larger than the memory that is left") from error


def _memory() -> int | None:
    """Returns the bytes of memory of this machine, None where it does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
