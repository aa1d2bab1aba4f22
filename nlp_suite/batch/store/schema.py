"""SQLite schema of a job's store; opening, locking and checking the file."""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nlp_suite.batch.problem import writing
from nlp_suite.batch.store.recovery import recover_results
from nlp_suite.errors import BatchError, DataFormatError, NLPSuiteError
from nlp_suite.files import atomic_file
from nlp_suite.sqlite_errors import SQLiteErrorKind, converting_sqlite_errors, sqlite_error_kind

# "nlps" in ASCII.
_APPLICATION = 0x6E6C7073
# To be raised when the tables change.
_VERSION = 3
# Seconds in which two jobs that start at once find out which of them has the store.
_PATIENCE = 0.5

# What a later run can use again. The key of a result is what it was computed of: the fingerprints
# of the settings, the text and the question. Files are not in it, so one that is renamed or copied
# is known. Each row has a digest of all that is in it, keys too: see `result_digest`.
#   results: of each work item the result in JSON, a list of dictionaries.
#   files: fingerprints of a file's bytes and of how it is read; how many documents it had, NULL
#       until it was read to its end; and the digest of these.
#   file_documents: which documents a file had, so that a known file need not be read again.
# What one run is about, forgotten by the next:
#   run_questions: the questions as they are asked, with further fields; the file that one names,
#       if it does, and whether that was found.
#   run_documents: the documents in the order in which they were found.
#   run_pairs: of which documents the questions are asked that name a file; the others are asked of
#       all documents.
#   run_problems: what was left out.
_TABLES = """
CREATE TABLE results (
    id INTEGER PRIMARY KEY, settings BLOB NOT NULL, text BLOB NOT NULL, question BLOB NOT NULL,
    result TEXT NOT NULL, digest BLOB NOT NULL
);
CREATE UNIQUE INDEX result ON results (settings, text, question);
CREATE TABLE files (
    id INTEGER PRIMARY KEY, fingerprint BLOB NOT NULL UNIQUE, documents INTEGER, digest BLOB
);
CREATE TABLE file_documents (
    file INTEGER NOT NULL, number INTEGER NOT NULL, text BLOB NOT NULL,
    row INTEGER, row_id TEXT, fields TEXT NOT NULL,
    PRIMARY KEY (file, number)
) WITHOUT ROWID;
CREATE TABLE run_questions (
    id INTEGER PRIMARY KEY, question BLOB NOT NULL, text TEXT NOT NULL, file TEXT,
    fields TEXT NOT NULL, found INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX run_questions_file ON run_questions (file);
CREATE TABLE run_documents (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, text BLOB NOT NULL,
    row INTEGER, row_id TEXT, fields TEXT NOT NULL
);
CREATE TABLE run_pairs (
    question INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (question, document)
) WITHOUT ROWID;
CREATE TABLE run_problems (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, question TEXT, error TEXT NOT NULL,
    reason TEXT NOT NULL
);
"""
RUN_TABLES = ("run_questions", "run_documents", "run_pairs", "run_problems")


class DamagedStoreError(sqlite3.DatabaseError):
    """A store is not what was written; told, and mended, as SQLite's own error of damage is."""

    sqlite_errorname = "SQLITE_CORRUPT"


class StoreConnection(sqlite3.Connection):
    """A connection that has a store to itself.

    Attributes:
        path: The file; None for a temporary one.

    Example:
        >>> with open_store(None) as connection:
        ...     connection.path is None
        True
    """

    path: Path | None = None
    _identity: tuple[int, int] | None = None

    def check_in_place(self) -> None:
        """Checks that the file still has its name, so that another job cannot begin a new one.

        Raises:
            BatchError: If it was deleted or replaced.
        """
        if self.path is not None and _identity(self.path) != self._identity:
            raise BatchError(
                f"{self.path} was deleted or replaced while the job ran; start the same job again"
            )


@contextmanager
def open_store(path: Path | None) -> Iterator[StoreConnection]:
    """Opens a store, or makes it, and keeps other processes out until the block ends.

    The lock is SQLite's own, which the system takes from a process that ends, however it ends. A
    rollback journal is kept rather than a write-ahead log, as that needs memory that processes
    share, which network file systems lack. A transaction that was not finished is undone when the
    store is opened the next time, and one that was finished is on the disk, also after a power
    failure.

    The whole file is checked first, which takes a second for some 500 MB. What can still be read of
    a damaged one goes into a new store in its place.

    Args:
        path: The file; a temporary one that vanishes if None.

    Yields:
        The connection, in no transaction.

    Raises:
        BatchError: If another process has it open, or it cannot be written.
        DataFormatError: If it is another kind of file, or damaged while it is used.

    Example:
        ```python
        with open_store(Path("answers.jsonl.job")) as connection:
            connection.execute("SELECT count(*) FROM results").fetchone()
        ```
    """
    with storing(path):
        if path is not None:
            with writing(path):
                path.parent.mkdir(parents=True, exist_ok=True)
        with closing(_open(path)) as connection:
            try:
                yield connection
            except sqlite3.DatabaseError as error:
                if path is not None and sqlite_error_kind(error) == "damaged":
                    with contextlib.suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    _recover(connection, path, str(error))
                raise


def _open(path: Path | None) -> StoreConnection:
    while True:
        before = None if path is None else _identity(path)
        connection = sqlite3.connect(
            path or "",
            isolation_level=None,
            timeout=_PATIENCE,
            # A job that is not finished is closed by whichever thread collects garbage.
            check_same_thread=False,
            factory=StoreConnection,
        )
        try:
            # A text that was damaged is told by the digest of its row.
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            # Of those that ask for it at the same moment one gets it. Who asks for an exclusive
            # lock, or keeps what he has while he waits, keeps others from it who keep him from it.
            damage = _begin(connection)
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            if path is not None:
                connection.path, connection._identity = path, _identity(path)
            if before is None or connection._identity == before:
                damage = damage or _prepare(connection, path)
                if damage is None or path is None:
                    return connection
                _recover(connection, path, damage)
            # Otherwise the file was replaced before it was locked.
            connection.close()
        except BaseException:
            connection.close()
            raise


def _begin(connection: sqlite3.Connection) -> str | None:
    """Locks a store; returns what is damaged of one that cannot even be locked as it is."""
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("BEGIN IMMEDIATE")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # Such as a file that was cut, or a message with a damaged name in it.
        if getattr(error, "sqlite_errorname", "SQLITE_CORRUPT") != "SQLITE_CORRUPT":
            raise
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("BEGIN IMMEDIATE")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != _APPLICATION:
            raise
        return "its tables cannot be decoded" if isinstance(error, ValueError) else str(error)
    return None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare(connection: sqlite3.Connection, path: Path | None) -> str | None:
    """Makes tables, or checks what there is; returns what is damaged of a store."""

    def number(name: str) -> int:
        return int(connection.execute(f"PRAGMA {name}").fetchone()[0])

    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except UnicodeDecodeError:
        # SQLite's message has a damaged name in it.
        return "its tables cannot be decoded"
    except sqlite3.DatabaseError as error:
        if sqlite_error_kind(error) != "damaged" or number("application_id") != _APPLICATION:
            raise
        return str(error)
    application, version = number("application_id"), number("user_version")
    if not tables and not application:
        _create_tables(connection)
    elif application != _APPLICATION:
        raise DataFormatError(f"{path} is a database of another program; choose another output")
    elif version != _VERSION:
        raise DataFormatError(
            f"{path} was written by another release of nlp-suite (format {version}, here "
            f"{_VERSION}); delete it to start anew"
        )
    elif found != "ok":
        return " ".join(str(found).split())
    elif not {"results", "result", "files", "file_documents", *RUN_TABLES} <= tables:
        return "a table is missing"
    # It writes a page, for which the lock becomes exclusive.
    connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        connection.execute("PRAGMA journal_mode = DELETE")
    return None


def _create_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _recover(connection: sqlite3.Connection, path: Path, damage: str) -> None:
    """Puts a new store in the place of a damaged one, with the results that can still be read."""
    kept = path.with_name(path.name + ".damaged")
    number = 0
    # Tables are then read though others are damaged.
    connection.execute("PRAGMA writable_schema = ON")
    with writing(path), atomic_file(path) as file:
        with closing(sqlite3.connect(file, isolation_level=None)) as new:
            # Nobody reads it before it is whole.
            new.execute("PRAGMA journal_mode = OFF")
            new.execute("BEGIN")
            _create_tables(new)
            for row in recover_results(connection, path.stat().st_size):
                number += new.execute(
                    "INSERT OR IGNORE INTO results (settings, text, question, result, digest) "
                    "VALUES (?, ?, ?, ?, ?)",
                    row,
                ).rowcount
            new.execute("COMMIT")
        connection.close()
        kept.unlink(missing_ok=True)
        try:
            os.link(path, kept)
        except OSError:
            # A file system without hard links.
            path.rename(kept)
        # It belongs to what is no longer here.
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
    logging.getLogger("nlp_suite.batch").warning(
        "%s was damaged (%s): %s results could be read and are kept, what is missing is computed "
        "again; the damaged file is now %s",
        path,
        damage,
        f"{number:,}",
        kept,
    )


@contextmanager
def storing(path: Path | None) -> Iterator[None]:
    """Converts SQLite's errors of a store to our own.

    Args:
        path: The store that the block works on.

    Raises:
        BatchError: If another process has it open, or it cannot be written.
        DataFormatError: If it is damaged.

    Example:
        >>> with storing(None):
        ...     sqlite3.connect("").execute("SELECT 1").fetchone()
        (1,)
    """
    name = "the temporary store" if path is None else str(path)

    def convert(kind: SQLiteErrorKind, error: sqlite3.Error) -> NLPSuiteError:
        if kind == "busy":
            return BatchError(
                f"another job writes {name.removesuffix('.job')}; wait for it, or stop it"
            )
        if kind == "damaged" and getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            return DataFormatError(
                f"{name} is damaged ({error}), or no store of a job; delete it to start anew"
            )
        if kind == "damaged":
            return DataFormatError(
                f"{name} is damaged ({error}); start the same job again, which keeps what can "
                "still be read and computes the rest anew"
            )
        if kind == "unwritable":
            return BatchError(
                f"{name} cannot be opened or written ({error}); make it and its folder writable, "
                "or choose another output"
            )
        return BatchError(
            f"{name} cannot be written ({error}); what was found is kept: free some space, and "
            "start the same job again"
        )

    with converting_sqlite_errors(convert):
        yield
