"""Digest of what an index finds passages by, which tells whether it was damaged."""

import hashlib
import sqlite3

# The texts have fingerprints of their own, which are checked when a text is read.
_QUERIES = (
    "SELECT name, value FROM settings WHERE name != 'digest' ORDER BY name",
    "SELECT id, name, fingerprint FROM files ORDER BY id",
    "SELECT id, name, file, fingerprint FROM documents ORDER BY id",
    "SELECT id, document, start, end, heading_start, heading_end FROM passages ORDER BY id",
    "SELECT id, block FROM passage_terms_data ORDER BY id",
    "SELECT segid, term, pgno FROM passage_terms_idx ORDER BY segid, term",
    "SELECT id, sz FROM passage_terms_docsize ORDER BY id",
    "SELECT k, v FROM passage_terms_config ORDER BY k",
)
_ROWS = 1000


class DamagedIndexError(sqlite3.DatabaseError):
    """An index is not what was written; told as SQLite's own error of a damaged file is."""

    sqlite_errorname = "SQLITE_CORRUPT"


def index_digest(connection: sqlite3.Connection) -> str:
    """Computes the digest (BLAKE2b) of all of an index but its texts.

    It takes half a second of processor time for 50,000 documents of 150 words, as measured by
    `benchmarks/passage_retrieval.py --documents 50000`.

    Args:
        connection: The index.

    Returns:
        32 hexadecimal digits.

    Example:
        >>> from nlp_suite.retrieval.index_file import create_tables, open_connection
        >>> connection = open_connection(None, create=True)
        >>> create_tables(connection, {"language": "en"}, "unicode61")
        >>> len(index_digest(connection))
        32
        >>> connection.close()
    """
    digest = hashlib.blake2b(digest_size=16)
    for query in _QUERIES:
        cursor = connection.execute(query)
        while rows := cursor.fetchmany(_ROWS):
            digest.update(repr(rows).encode("utf-8", "replace"))
        digest.update(b"\0")
    return digest.hexdigest()


def check_digest(connection: sqlite3.Connection) -> None:
    """Checks an index whose indexing has come to its end.

    Args:
        connection: The index.

    Raises:
        DamagedIndexError: If it is not what was written.

    Example:
        >>> from nlp_suite.retrieval import PassageIndex
        >>> with PassageIndex() as index:
        ...     _ = index.add({"tom.txt": "Tom sleeps."})
        ...     check_digest(index._connection)
    """
    row = connection.execute("SELECT value FROM settings WHERE name = 'digest'").fetchone()
    # An index that was made by an earlier release has none.
    if row is not None and row[0] != index_digest(connection):
        raise DamagedIndexError("its digest is another one")


def is_complete(connection: sqlite3.Connection) -> bool:
    """Tells whether an indexing has come to its end.

    Args:
        connection: The index.

    Returns:
        Whether it has.

    Raises:
        DamagedIndexError: If the index does not say.

    Example:
        >>> connection = sqlite3.connect(":memory:")
        >>> _ = connection.execute("CREATE TABLE settings (name, value)")
        >>> _ = connection.execute("INSERT INTO settings VALUES ('complete', '1')")
        >>> is_complete(connection)
        True
        >>> connection.close()
    """
    row = connection.execute("SELECT value FROM settings WHERE name = 'complete'").fetchone()
    if row is None or row[0] not in ("0", "1"):
        raise DamagedIndexError("it does not say whether it is complete")
    return bool(row[0] == "1")
