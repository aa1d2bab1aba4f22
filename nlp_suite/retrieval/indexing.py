"""Indexing: what is added, changed and removed, in transactions that survive being killed."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from nlp_suite.data.documents.document import UnreadableDocument
from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.file_reader import FileReader
from nlp_suite.data.documents.fingerprints import text_fingerprint
from nlp_suite.data.documents.held_file import HeldFile
from nlp_suite.retrieval.index_digest import (
    DamagedIndexError,
    check_digest,
    index_digest,
    is_complete,
)
from nlp_suite.retrieval.index_file import from_bytes, to_bytes
from nlp_suite.retrieval.segmentation import passage_spans, table_headings
from nlp_suite.retrieval.sources import document_name, named_texts
from nlp_suite.retrieval.terms import indexed_form

# What was indexed in so many seconds is kept when the process is killed.
_COMMIT_SECONDS = 2.0


class IndexChanges(NamedTuple):
    """What an indexing changed.

    Args:
        added: Number of documents that were not there.
        changed: Number of those that had another text.
        unchanged: Number of those that were there already.
        removed: Number of those that are no longer there.
        problems: Files, or rows of them, that could not be read. What was indexed of such a
            file before stays.

    Example:
        >>> IndexChanges(added=2).changed
        0
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    problems: tuple[UnreadableDocument, ...] = ()


class Segmenting(NamedTuple):
    """How the texts of an index are cut into passages.

    Args:
        language: The language of the texts.
        passage_words: Most words of a passage.
        overlap_words: Most words that neighbouring passages share.

    Example:
        >>> Segmenting().language
        'en'
    """

    language: str = "en"
    passage_words: int = 150
    overlap_words: int = 40


class Indexing:
    """Writes documents into an index, and keeps count of them.

    Args:
        connection: The index.
        segmenting: How texts are cut into passages.
        strict: Whether the first file that cannot be read is an error.
        report: Takes files that cannot be read.

    Example:
        >>> from nlp_suite.retrieval.index_file import create_tables, open_connection
        >>> connection = open_connection(None, create=True)
        >>> create_tables(connection, {"complete": 1}, "unicode61")
        >>> indexing = Indexing(connection, Segmenting(), report=print)
        >>> with indexing.writing():
        ...     indexing.add_texts([("tom.txt", "Tom sleeps.")], lambda _: None)
        >>> indexing.changes.added
        1
        >>> connection.close()
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        segmenting: Segmenting,
        *,
        strict: bool = False,
        report: Callable[[UnreadableDocument], object],
    ) -> None:
        self._connection = connection
        self._segmenting = segmenting
        self._strict, self._report = strict, report
        self._seen: set[int] = set()
        self._seen_files: set[int] = set()
        self._added = self._changed = self._unchanged = self._removed = 0
        self._num_new_passages = 0
        self._problems: list[UnreadableDocument] = []
        self._begun = 0.0

    @property
    def changes(self) -> IndexChanges:
        """What was changed so far."""
        return IndexChanges(
            self._added, self._changed, self._unchanged, self._removed, tuple(self._problems)
        )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keeps other processes out, and the index incomplete until the block has ended.

        If the block fails within the first seconds the index is as it was. Later what was written
        is kept, and the index says that it is not complete.

        Yields:
            Nothing.
        """
        execute = self._connection.execute
        execute("PRAGMA main.locking_mode = EXCLUSIVE")
        try:
            self._begin()
            self._check()
            execute("UPDATE settings SET value = '0' WHERE name = 'complete'")
            yield
            (total,) = execute("SELECT count(*) FROM passages").fetchone()
            if 10 * self._num_new_passages > total:
                # One segment is searched faster than many, but making it writes all of it.
                execute("INSERT INTO passage_terms (passage_terms) VALUES ('optimize')")
            # Full-text search writes what is new when it is committed.
            execute("COMMIT")
            self._begin()
            execute("UPDATE settings SET value = '1' WHERE name = 'complete'")
            digest = index_digest(self._connection)
            execute("INSERT OR REPLACE INTO settings VALUES ('digest', ?)", (digest,))
            execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            execute("PRAGMA main.locking_mode = NORMAL")
            # The lock is given back by the next reading.
            execute("SELECT count(*) FROM settings").fetchone()

    def add_texts(self, pairs: Iterable[Any], advance: Callable[[int], None]) -> None:
        """Adds texts.

        Args:
            pairs: Names and texts, which are checked.
            advance: Called with the number of documents done since the last call.

        Raises:
            InvalidInputError: If one is none, or two have the same name.
        """
        for name, text in named_texts(pairs):
            self._add_document(name, text, text_fingerprint(text), None)
            advance(1)

    def add_files(
        self,
        found: Iterable[DocumentFile | UnreadableDocument],
        reading: Mapping[str, Any],
        advance: Callable[[int], None],
    ) -> None:
        """Adds the documents of files.

        Args:
            found: The files, and problems with them.
            reading: Options of `read_documents`.
            advance: Called with the number of files done since the last call.

        Raises:
            NLPSuiteError: If `strict`, and a file cannot be read.
        """
        reader = FileReader(reading)
        try:
            for one in found:
                if isinstance(one, UnreadableDocument):
                    self._add_problem(one)
                    self._keep_below(one.file)
                else:
                    self._add_file(one, reader)
                advance(1)
        finally:
            reader.close()

    def remove_others(self) -> None:
        """Removes what was not among the documents and files of this indexing.

        Nothing is removed if nothing could be read: then the folder is probably missing, not all
        that was in it.
        """
        if self._problems and not self._seen:
            return
        execute = self._connection.execute
        for number in self._numbers("SELECT id FROM documents"):
            if number not in self._seen:
                self.remove(number)
        for number in self._numbers("SELECT id FROM files"):
            used = execute("SELECT 1 FROM documents WHERE file = ? LIMIT 1", (number,)).fetchone()
            if number not in self._seen_files and used is None:
                execute("DELETE FROM files WHERE id = ?", (number,))

    def remove(self, number: int) -> None:
        """Removes a document.

        Args:
            number: Its number.
        """
        self._remove_passages(number)
        self._forget_file_of(number)
        self._connection.execute("DELETE FROM documents WHERE id = ?", (number,))
        self._removed += 1
        self._commit_at_times()

    def _begin(self) -> None:
        self._connection.execute("BEGIN EXCLUSIVE")
        self._begun = time.monotonic()

    def _check(self) -> None:
        """Checks the index before it is changed, after which damage could not be told."""
        if is_complete(self._connection):
            check_digest(self._connection)
            return
        # What was not completed has no digest.
        (found,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise DamagedIndexError(" ".join(str(found).split()))
        self._connection.execute(
            "INSERT INTO passage_terms (passage_terms) VALUES ('integrity-check')"
        )

    def _commit_at_times(self) -> None:
        if time.monotonic() - self._begun > _COMMIT_SECONDS:
            self._connection.execute("COMMIT")
            self._begin()

    def _numbers(self, query: str, *values: Any) -> list[int]:
        return [number for (number,) in self._connection.execute(query, values)]

    def _add_problem(self, problem: UnreadableDocument) -> None:
        if self._strict:
            raise problem.to_error()
        self._problems.append(problem)
        self._report(problem)

    def _keep_below(self, path: str) -> None:
        """Keeps what was indexed of a file or a folder that cannot be read now."""
        own, below = to_bytes(path), to_bytes(path.rstrip(os.sep) + os.sep)
        for number, name in self._connection.execute("SELECT id, name FROM files"):
            if name == own or name.startswith(below):
                self._keep(number)

    def _keep(self, file: int) -> list[int]:
        documents = self._numbers("SELECT id FROM documents WHERE file = ?", file)
        self._seen.update(documents)
        self._seen_files.add(file)
        return documents

    def _add_file(self, found: DocumentFile, reader: FileReader) -> None:
        held = reader.hold(found)
        if isinstance(held, UnreadableDocument):
            self._add_problem(held)
            self._keep_below(held.file)
            return
        with held:
            self._add_held(held, reader)

    def _add_held(self, held: HeldFile, reader: FileReader) -> None:
        execute = self._connection.execute
        fingerprint = reader.fingerprint(held)
        name = to_bytes(held.file)
        row = execute("SELECT id, fingerprint FROM files WHERE name = ?", (name,)).fetchone()
        if row is not None and fingerprint == row[1]:
            self._unchanged += len(self._keep(row[0]))
            return
        if row is None:
            file = execute("INSERT INTO files (name) VALUES (?) RETURNING id", (name,)).fetchone()[
                0
            ]
        else:
            file = row[0]
            execute("UPDATE files SET fingerprint = NULL WHERE id = ?", (file,))
        readable = True
        for one in reader.read(held):
            if isinstance(one, UnreadableDocument):
                self._add_problem(one)
                readable = False
            else:
                self._add_document(document_name(one), one.text, one.fingerprint, file)
        if readable:
            for number in self._numbers("SELECT id FROM documents WHERE file = ?", file):
                if number not in self._seen:
                    self.remove(number)
            execute("UPDATE files SET fingerprint = ? WHERE id = ?", (fingerprint, file))
        self._keep(file)

    def _add_document(self, name: str, text: str, fingerprint: str, file: int | None) -> None:
        execute = self._connection.execute
        encoded = to_bytes(name)
        row = execute("SELECT id, fingerprint FROM documents WHERE name = ?", (encoded,)).fetchone()
        if row is not None and row[1] == fingerprint:
            number = row[0]
            self._forget_file_of(number)
            execute("UPDATE documents SET file = ? WHERE id = ?", (file, number))
            self._unchanged += 1
        else:
            values = (file, fingerprint, to_bytes(text))
            if row is None:
                number = execute(
                    "INSERT INTO documents (file, fingerprint, text, name) VALUES (?, ?, ?, ?) "
                    "RETURNING id",
                    (*values, encoded),
                ).fetchone()[0]
                self._added += 1
            else:
                number = row[0]
                self._remove_passages(number)
                self._forget_file_of(number)
                execute(
                    "UPDATE documents SET file = ?, fingerprint = ?, text = ? WHERE id = ?",
                    (*values, number),
                )
                self._changed += 1
            self._add_passages(number, text)
        self._seen.add(number)
        self._commit_at_times()

    def _forget_file_of(self, document: int) -> None:
        """Has the file be read again that a document was from, if it is asked for again."""
        self._connection.execute(
            "UPDATE files SET fingerprint = NULL "
            "WHERE id = (SELECT file FROM documents WHERE id = ?)",
            (document,),
        )

    def _add_passages(self, document: int, text: str) -> None:
        language, words, overlap = self._segmenting
        execute = self._connection.execute
        spans = passage_spans(text, words=words, overlap=overlap, language=language)
        for (start, end), heading in zip(spans, table_headings(text, spans), strict=True):
            number = execute(
                "INSERT INTO passages (document, start, end, heading_start, heading_end) "
                "VALUES (?, ?, ?, ?, ?)",
                (document, start, end, *heading),
            ).lastrowid
            execute(
                "INSERT INTO passage_terms (rowid, terms) VALUES (?, ?)",
                (number, _terms(text, start, end, *heading)),
            )
            self._num_new_passages += 1

    def _remove_passages(self, document: int) -> None:
        execute = self._connection.execute
        (encoded,) = execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()
        text = from_bytes(encoded)
        for number, *places in execute(
            "SELECT id, start, end, heading_start, heading_end FROM passages WHERE document = ?",
            (document,),
        ).fetchall():
            # An index without texts must be told what it had.
            execute(
                "INSERT INTO passage_terms (passage_terms, rowid, terms) VALUES ('delete', ?, ?)",
                (number, _terms(text, *places)),
            )
        execute("DELETE FROM passages WHERE document = ?", (document,))


def _terms(text: str, start: int, end: int, heading_start: int, heading_end: int) -> str:
    return indexed_form(f"{text[heading_start:heading_end]} {text[start:end]}")
