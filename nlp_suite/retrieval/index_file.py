"""SQLite schema of an index; opening, locking and checking the file."""

import importlib.metadata
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nlp_suite.errors import (
    BatchError,
    DataFormatError,
    InvalidInputError,
    MissingDependencyError,
    NLPSuiteError,
)
from nlp_suite.files import unwritable
from nlp_suite.sqlite_errors import SQLiteErrorKind, converting_sqlite_errors

# "nlpi" in ASCII.
_APPLICATION = 0x6E6C7069
# To be raised when the tables change, or what is in them.
_VERSION = 1
# Seconds to wait for another process that writes.
_PATIENCE = 1.0

# settings: how texts are cut into passages; the release of the package; "complete" is "1" unless
#     an indexing has not come to its end.
# files: those that documents were read from, with the fingerprint of the bytes and of how they
#     are read, NULL until all documents of the file are there.
# documents: names and texts as UTF-8, surrogates as they are, which TEXT of SQLite cannot have.
# passages: stretches of documents, in characters, and of the heading rows of their tables.
# passage_terms: the full-text index of the passages, by their number. It has no texts of its own.
_TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, fingerprint TEXT);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, file INTEGER, fingerprint TEXT NOT NULL,
    text BLOB NOT NULL
);
CREATE INDEX documents_file ON documents (file);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, heading_start INTEGER NOT NULL, heading_end INTEGER NOT NULL
);
CREATE INDEX passages_document ON passages (document);
CREATE VIRTUAL TABLE passage_terms USING fts5(terms, content = '', tokenize = '{tokenizer}')
"""


def create_tables(connection: sqlite3.Connection, settings: dict[str, Any], tokenizer: str) -> None:
    """Makes the tables of a new index, in one transaction.

    Args:
        connection: The connection, to an empty database.
        settings: How texts are cut into passages.
        tokenizer: The tokenizer of full-text search.

    Example:
        >>> connection = open_connection(None, create=True)
        >>> create_tables(connection, {"language": "en"}, "unicode61")
        >>> connection.execute("SELECT count(*) FROM documents").fetchone()
        (0,)
        >>> connection.close()
    """
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES.format(tokenizer=tokenizer).split(";"):
        connection.execute(statement)
    release = importlib.metadata.version("nlp-suite")
    connection.executemany(
        "INSERT INTO settings VALUES (?, ?)",
        [(name, str(one)) for name, one in {**settings, "release": release}.items()],
    )
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")


def open_connection(path: Path | None, *, create: bool) -> sqlite3.Connection:
    """Opens an index for whichever thread holds its lock, and checks what it is.

    A rollback journal is kept rather than a write-ahead log, as that needs memory that processes
    share, which network file systems lack, and a second file.

    Args:
        path: The file; in memory if None.
        create: Whether the file may be missing or empty, and is then made.

    Returns:
        The connection, in no transaction; without tables if it is new.

    Raises:
        InvalidInputError: If there is no such file, or it cannot be opened or made.
        DataFormatError: If it is damaged, cut, no index, or of another release.
        BatchError: If another process writes it.

    Example:
        >>> connection = open_connection(None, create=True)
        >>> connection.in_transaction
        False
        >>> connection.close()
    """
    with storing(path):
        if path is None:
            address = ":memory:"
        else:
            _check_path(path, create=create)
            # A file that may not be written is opened to be read.
            address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
        connection = sqlite3.connect(
            address,
            uri=path is not None,
            isolation_level=None,
            timeout=_PATIENCE,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA temp_store = MEMORY")
            # What was committed is on the disk, also after a power failure.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA fullfsync = ON")
            _check(connection, path, create=create)
        except BaseException:
            connection.close()
            raise
        return connection


def _check_path(path: Path, *, create: bool) -> None:
    try:
        is_folder, is_there = path.is_dir(), path.exists()
        if create and not is_there:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.open("ab").close()
    except OSError as error:
        raise unwritable(path, error) from error
    except ValueError as error:
        raise InvalidInputError(f"{str(path)!r} can be no path: {error}") from error
    if is_folder:
        raise InvalidInputError(f"{path} is a folder; an index is a file")
    if not (is_there or create):
        raise InvalidInputError(
            f"there is no index {str(path)!r}; make one with nlp_suite.index(documents, path)"
        )


def _check(connection: sqlite3.Connection, path: Path | None, *, create: bool) -> None:
    def number(name: str) -> int:
        return int(connection.execute(f"PRAGMA {name}").fetchone()[0])

    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        if create and not number("application_id"):
            return
        raise DataFormatError(f"{path} is no index; give a file made by nlp_suite.index")
    if number("application_id") != _APPLICATION:
        raise DataFormatError(f"{path} is a database of another program; choose another file")
    version = number("user_version")
    if version != _VERSION:
        age = "a newer" if version > _VERSION else "an older"
        raise DataFormatError(
            f"{path} was made by {age} release of nlp-suite (format {version}, here {_VERSION}); "
            "make it again with this one"
        )
    if path is not None and path.stat().st_size < number("page_count") * number("page_size"):
        raise DataFormatError(f"{path} is damaged (it was cut); delete it and make it again")


@contextmanager
def storing(path: Path | None) -> Iterator[None]:
    """Converts SQLite's errors of an index to our own.

    Args:
        path: The index that the block works on.

    Raises:
        InvalidInputError: If it cannot be opened or written.
        DataFormatError: If it is damaged.
        BatchError: If another process writes it, or the disk is full.
        MissingDependencyError: If this Python's SQLite has no full-text search.

    Example:
        >>> with storing(None):
        ...     sqlite3.connect("").execute("SELECT 1").fetchone()
        (1,)
    """
    name = "the index" if path is None else str(path)

    def convert(kind: SQLiteErrorKind, error: sqlite3.Error) -> NLPSuiteError:
        if "fts5" in str(error) and "no such module" in str(error):
            # TensorFlow has an SQLite of its own, which takes the place of one that comes later.
            remedy = "use another Python"
            if "tensorflow" in sys.modules:
                remedy = "import sqlite3 before tensorflow, or use another Python"
            return MissingDependencyError(
                "an index needs FTS5, the full-text search of SQLite, which the SQLite of this "
                f"Python ({sqlite3.sqlite_version}) was built without; {remedy}"
            )
        if kind == "busy":
            return BatchError(f"another process writes {name}; wait for it, or stop it")
        if kind == "damaged":
            return DataFormatError(
                f"{name} is damaged, or no index ({error}); delete it and make it again"
            )
        if kind == "unwritable":
            return InvalidInputError(
                f"{name} cannot be written, but for questions it need not be ({error}); to add "
                "documents, make the file and its folder writable, or copy it"
            )
        return BatchError(
            f"{name} cannot be read or written ({error}); what was indexed is kept: free some "
            "space, and start the same indexing again"
        )

    with converting_sqlite_errors(convert):
        yield


def to_bytes(text: str) -> bytes:
    """Encodes a name or a text to be stored, whatever its characters.

    Args:
        text: The text.

    Returns:
        UTF-8, half surrogate pairs as they are.

    Example:
        >>> from_bytes(to_bytes("Zoë"))
        'Zoë'
    """
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> str:
    """Decodes what `to_bytes` encoded.

    Args:
        data: The bytes.

    Returns:
        The text.

    Example:
        >>> from_bytes(b"Tom")
        'Tom'
    """
    return data.decode("utf-8", "surrogatepass")
