"""Errors of SQLite, told apart by what to do about them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

SQLiteErrorKind = Literal["busy", "damaged", "unwritable", "other"]

_KINDS: dict[SQLiteErrorKind, tuple[str, ...]] = {
    "busy": ("SQLITE_BUSY", "SQLITE_LOCKED"),
    # A statement of this package is wrong, or breaks a rule of a table, only where what the file
    # says of its tables is.
    "damaged": (
        "SQLITE_NOTADB",
        "SQLITE_CORRUPT",
        "SQLITE_CONSTRAINT",
        "SQLITE_MISMATCH",
        "SQLITE_FORMAT",
        "SQLITE_ERROR",
    ),
    "unwritable": ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"),
}


@contextmanager
def converting_sqlite_errors(
    convert: Callable[[SQLiteErrorKind, sqlite3.Error], Exception],
) -> Iterator[None]:
    """Raises other errors in the place of SQLite's, but for those that are faults of the program.

    Args:
        convert: Makes an error of what is the matter ("busy" if another process has the database,
            "damaged" if the file is no database, broken, or lacks a table, "unwritable" if it
            cannot be opened or written, or "other") and SQLite's error.

    Yields:
        Nothing.

    Raises:
        Exception: What `convert` makes.

    Example:
        >>> with converting_sqlite_errors(lambda kind, error: ValueError(f"{kind}: {error}")):
        ...     sqlite3.connect("").execute("SELECT 1 FROM nothing")
        Traceback (most recent call last):
        ValueError: damaged: no such table: nothing
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except UnicodeDecodeError as error:
        # Of a message with a damaged name in it.
        damage = sqlite3.DatabaseError("its tables cannot be decoded")
        raise convert("damaged", damage) from error
    except sqlite3.Error as error:
        raise convert(sqlite_error_kind(error), error) from error


def sqlite_error_kind(error: sqlite3.Error) -> SQLiteErrorKind:
    """Says what is the matter with a database.

    Args:
        error: SQLite's error.

    Returns:
        The kind, see `converting_sqlite_errors`.

    Example:
        >>> sqlite_error_kind(sqlite3.OperationalError("it failed"))
        'other'
    """
    name = getattr(error, "sqlite_errorname", None)
    if name is None:
        # Python's own, such as of a text that is not UTF-8.
        return "damaged" if "decode" in str(error) else "other"
    return next((kind for kind, starts in _KINDS.items() if name.startswith(starts)), "other")
