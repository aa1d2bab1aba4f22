"""SQLite schema of a job's store; opening, locking and checking the file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nlp_suite.batch.problem import writing
from nlp_suite.errors import BatchError, DataFormatError, NLPSuiteError
from nlp_suite.sqlite_errors import SQLiteErrorKind, converting_sqlite_errors

# "nlps" in ASCII.
_APPLICATION = 0x6E6C7073
# To be raised when the tables change.
_VERSION = 2

# What a later run can use again. The key of a result is what it was computed of: the settings, the
# text, the question. Files are not in it, so one that is renamed or copied is known.
#   settings, texts, questions: numbers for fingerprints, which are long.
#   results: of each work item the result in JSON, a list of dictionaries.
#   files: fingerprints of a file's bytes and of how it is read; complete if it was read to its end.
#   file_documents: which documents a file had, so that a known file need not be read again.
# What one run is about, forgotten by the next:
#   run_questions: the questions as they are asked, with further fields; the file that one names,
#       if it does, and whether that was found.
#   run_documents: the documents in the order in which they were found.
#   run_pairs: of which documents the questions are asked that name a file; the others are asked of
#       all documents.
#   run_problems: what was left out.
_TABLES = """
CREATE TABLE settings (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE);
CREATE TABLE texts (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE);
CREATE TABLE questions (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE);
CREATE TABLE results (
    settings INTEGER NOT NULL, text INTEGER NOT NULL, question INTEGER NOT NULL,
    result TEXT NOT NULL
);
CREATE UNIQUE INDEX result ON results (settings, text, question);
CREATE TABLE files (
    id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE,
    complete INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE file_documents (
    file INTEGER NOT NULL, number INTEGER NOT NULL, text INTEGER NOT NULL,
    row INTEGER, row_id TEXT, fields TEXT NOT NULL,
    PRIMARY KEY (file, number)
) WITHOUT ROWID;
CREATE TABLE run_questions (
    id INTEGER PRIMARY KEY, question INTEGER NOT NULL, text TEXT NOT NULL, file TEXT,
    fields TEXT NOT NULL, found INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX run_questions_file ON run_questions (file);
CREATE TABLE run_documents (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, text INTEGER NOT NULL,
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


@contextmanager
def open_store(path: Path | None) -> Iterator[sqlite3.Connection]:
    """Opens a store, or makes it, and keeps other processes out until the block ends.

    The lock is SQLite's own, which the system takes from a process that ends, however it ends. A
    rollback journal is kept rather than a write-ahead log, as that needs memory that processes
    share, which network file systems lack. A transaction that was not finished is undone when the
    store is opened the next time.

    Args:
        path: The file; a temporary one that vanishes if None.

    Yields:
        The connection, in no transaction.

    Raises:
        BatchError: If another process has it open, or it cannot be written.
        DataFormatError: If it is damaged, or is another kind of file.

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
        # A job that is not finished is closed by whichever thread collects garbage.
        connection = sqlite3.connect(
            path or "", isolation_level=None, timeout=0, check_same_thread=False
        )
        with closing(connection):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            _prepare(connection, path)
            connection.execute("COMMIT")
            yield connection


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    def number(name: str) -> int:
        return int(connection.execute(f"PRAGMA {name}").fetchone()[0])

    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    elif number("application_id") != _APPLICATION:
        raise DataFormatError(f"{path} is a database of another program; choose another output")
    elif number("user_version") != _VERSION:
        raise DataFormatError(
            f"{path} was written by another release of nlp-suite; delete it to start anew"
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

    def convert(kind: SQLiteErrorKind, error: sqlite3.DatabaseError) -> NLPSuiteError:
        if kind == "busy":
            return BatchError(
                f"another job writes {name.removesuffix('.job')}; wait for it, or stop it"
            )
        if kind == "damaged":
            return DataFormatError(f"{name} is damaged ({error}); delete it to start anew")
        return BatchError(
            f"{name} cannot be written ({error}); what was found is kept: free some space, and "
            "start the same job again"
        )

    with converting_sqlite_errors(convert):
        yield
