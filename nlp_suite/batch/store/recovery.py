"""Results of a damaged store: what can still be read, and is what was written."""

import hashlib
import sqlite3
from collections.abc import Iterator

StoredRow = tuple[bytes, bytes, bytes, str, bytes]

_CHUNK = 4096
# So many ranges that cannot be read are split to find what can be in them.
_MOST_SPLITS = 20_000
# A result and its digest take more.
_LEAST_ROW_BYTES = 32


def result_digest(settings: bytes, text: bytes, question: bytes, result: str) -> bytes:
    """Computes the digest (BLAKE2b) that a result is stored with.

    It takes some microseconds, and a millisecond for a million characters.

    Args:
        settings: The fingerprint of the settings.
        text: That of the text.
        question: That of the question.
        result: The result, in JSON.

    Returns:
        8 bytes, which tell whether the result, or what it belongs to, was damaged.

    Example:
        >>> result_digest(b"1", b"2", b"3", "[]") == result_digest(b"1", b"2", b"4", "[]")
        False
    """
    data = b"\0".join((settings, text, question, result.encode()))
    return hashlib.blake2b(data, digest_size=8).digest()


def recover_results(connection: sqlite3.Connection, size: int) -> Iterator[StoredRow]:
    """Yields the results of a damaged store that are whole.

    Args:
        connection: A connection to it.
        size: How many bytes the file has.

    Yields:
        The columns of each result, without its number.

    Example:
        >>> from nlp_suite.batch.store.schema import open_store
        >>> with open_store(None) as connection:
        ...     list(recover_results(connection, 0))
        []
    """
    splits = 0
    try:
        (last,) = connection.execute("SELECT max(id) FROM results").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        last = None
    if not isinstance(last, int):
        last = size // _LEAST_ROW_BYTES
    last = min(last, size // _LEAST_ROW_BYTES)
    ranges = [(first, first + _CHUNK - 1) for first in range(1, last + 1, _CHUNK)][::-1]
    while ranges:
        low, high = ranges.pop()
        try:
            rows = connection.execute(
                "SELECT settings, text, question, result, digest FROM results "
                "WHERE id BETWEEN ? AND ? ORDER BY id",
                (low, high),
            ).fetchall()
        except (sqlite3.Error, UnicodeDecodeError):
            splits += 1
            if low < high and splits < _MOST_SPLITS:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]
            continue
        for row in rows:
            if is_whole(row):
                yield row


def is_whole(row: tuple[object, ...]) -> bool:
    """Tells whether a result is what was written.

    Args:
        row: Its settings, text, question, result and digest, as they were read.

    Returns:
        Whether it is.

    Example:
        >>> is_whole((b"1", b"2", b"3", "[]", result_digest(b"1", b"2", b"3", "[]")))
        True
    """
    match row:
        case bytes(settings), bytes(text), bytes(question), str(result), bytes(digest):
            return result_digest(settings, text, question, result) == digest
    return False
