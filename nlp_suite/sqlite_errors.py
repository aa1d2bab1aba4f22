"""Errors of SQLite, told apart by what to do about them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

SQLiteErrorKind = Literal["busy", "damaged", "unwritable", "other"]

_KINDS: dict[SQLiteErrorKind, tuple[str, ...]] = {
    "busy": ("SQLITE_BUSY", "SQLITE_LOCKED"),
    "damaged": ("SQLITE_NOTADB", "SQLITE_CORRUPT"),
    "unwritable": ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"),
}


@contextmanager
def converting_sqlite_errors(
    convert: Callable[[SQLiteErrorKind, sqlite3.DatabaseError], Exception],
) -> Iterator[None]:
    """Raises other errors in the place of SQLite's, but for those that are faults of the program.

    Args:
        convert: Makes an error of what is the matter ("busy" if another process has the database,
            "damaged", "unwritable" if it cannot be opened or written, or "other") and SQLite's
            error.

    Yields:
        Nothing.

    Raises:
        Exception: What `convert` makes.

    Example:
        >>> with converting_sqlite_errors(lambda kind, error: ValueError(f"{kind}: {error}")):
        ...     sqlite3.connect("").execute("SELECT 1 FROM nothing")
        Traceback (most recent call last):
        ValueError: other: no such table: nothing
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        name = getattr(error, "sqlite_errorname", "")
        kinds = (kind for kind, starts in _KINDS.items() if name.startswith(starts))
        raise convert(next(kinds, "other"), error) from error
