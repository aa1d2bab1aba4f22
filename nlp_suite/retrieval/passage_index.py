"""An index of passages of many documents, on disk or in memory, searched by BM25."""

import logging
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack

from nlp_suite.arguments import LARGEST_WHOLE, check_whole, shown
from nlp_suite.closing import Closable
from nlp_suite.data.documents.document import UnreadableDocument
from nlp_suite.data.documents.find import find_documents
from nlp_suite.data.documents.fingerprints import text_fingerprint
from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.option_signatures import with_options
from nlp_suite.progress import progress_bar
from nlp_suite.retrieval.index_digest import check_digest, is_complete
from nlp_suite.retrieval.index_file import (
    create_tables,
    from_bytes,
    open_connection,
    storing,
    to_bytes,
)
from nlp_suite.retrieval.indexing import IndexChanges, Indexing, Segmenting
from nlp_suite.retrieval.options import IndexingKeywords, IndexingOptions
from nlp_suite.retrieval.sources import Documents, sort_out
from nlp_suite.retrieval.terms import QuestionTerms, tokenizer_of
from nlp_suite.text.languages import check_language

if TYPE_CHECKING:
    from nlp_suite.data.documents.document_file import DocumentFile

_logger = logging.getLogger(__name__)

# So many documents show a progress bar on a terminal.
_MANY = 1000
# What SQLite's numbers can hold.
_MOST_ROWS = 2**62

# Connections of a parent process, which a child must neither use nor close.
_inherited: list[sqlite3.Connection] = []


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a document that was found for a question.

    Args:
        document: The document's name.
        start: Where it starts in the document's text, in characters.
        end: Where it ends, the character after its last.
        text: The passage, the document's `text[start:end]`.
        score: Its BM25, from 0 up; it compares passages found for one question.
        heading: The heading row of the table that the passage begins within, where that stands
            before it; "" for none. It counts for the score, too.
        heading_start: Where that starts in the document's text, in characters.

    Example:
        >>> Passage("tom.txt", 0, 11, "Tom sleeps.", 1.5).document
        'tom.txt'
    """

    document: str
    start: int
    end: int
    text: str = field(repr=False)
    score: float
    heading: str = field(default="", repr=False)
    heading_start: int = field(default=0, repr=False)


class PassageIndex(Closable):
    """An index of passages of many documents, on disk or in memory, searched by BM25.

    Texts are cut into overlapping passages of whole sentences. A search gives those that have most
    to do with a question: BM25 over the words that they have in common, rare ones counting most,
    in English over their stems. The texts are in the index too, so that it needs no other file.
    Passages are made of words, not of a model's tokens, so any reader can use any index.

    The index is a database of SQLite with its full-text search, FTS5. What was indexed is kept in
    transactions of some seconds: if the process is killed, the same indexing goes on where it
    was. One process may write at a time, and others wait or fail; any number may search.

    An index can be used by several threads, in a child process, and be pickled: one on disk is
    then opened again, one in memory is copied.

    Args:
        path: The file, made if it is missing; in memory if None.
        language: The language of the texts, a code such as "fr", by whose rules they are split
            into sentences. "en" for a new index if None.
        passage_words: Most words of a passage; 150 for a new index if None.
        overlap_words: Most words that neighbouring passages share; 40 for a new index if None.

    Attributes:
        path: The file; None in memory.
        changes: What the last indexing by this object changed.

    Raises:
        InvalidInputError: If the file cannot be opened or made, or an option is out of its range
            or not that of the index.
        DataFormatError: If the file is damaged, no index, or of another release.
        BatchError: If another process writes it.

    Example:
        >>> with PassageIndex() as index:
        ...     _ = index.add({"tom.txt": "Tom sleeps.", "ann.txt": "Ann reads. Ben listens."})
        ...     [passage.document for passage in index.search("Who reads?", k=1)]
        ['ann.txt']

    Reference:
        Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
        https://doi.org/10.1561/1500000019, and https://sqlite.org/fts5.html
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        language: str | None = None,
        passage_words: int | None = None,
        overlap_words: int | None = None,
    ) -> None:
        wanted = {
            "language": language,
            "passage_words": passage_words,
            "overlap_words": overlap_words,
        }
        self._begin(_checked_path(path))
        self._connect(_checked_settings(wanted), create=True)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """Opens an index that is there.

        Args:
            path: The file.

        Returns:
            The index.

        Raises:
            InvalidInputError: If there is no such file.
            DataFormatError: If the file is damaged, no index, or of another release.
            BatchError: If another process writes it.

        Example:
            ```python
            nlp_suite.index("articles", "articles.index").close()
            with PassageIndex.open("articles.index") as index:
                print(len(index))
            ```
        """
        if path is None:
            raise InvalidInputError("path must be that of an index, got None")
        index = cls.__new__(cls)
        index._begin(_checked_path(path))
        index._connect({}, create=False)
        return index

    def _begin(self, path: Path | None) -> None:
        self.path = path
        self.changes = IndexChanges()
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        self._process = os.getpid()
        self._lock = threading.RLock()

    def _connect(self, wanted: dict[str, Any], *, create: bool) -> None:
        connection = open_connection(self.path, create=create)
        with storing(self.path):
            try:
                if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    new = Segmenting(**wanted)
                    settings = {**new._asdict(), "complete": 1}
                    create_tables(connection, settings, tokenizer_of(new.language))
                self._use(connection)
                self._check_settings(wanted)
            except BaseException:
                self._connection = None
                connection.close()
                raise

    def _use(self, connection: sqlite3.Connection) -> None:
        settings = dict(connection.execute("SELECT name, value FROM settings"))
        try:
            self._segmenting = Segmenting(
                settings["language"],
                int(settings["passage_words"]),
                int(settings["overlap_words"]),
            )
        except (KeyError, ValueError) as error:
            raise self._damaged() from error
        self._terms = QuestionTerms(connection, tokenizer_of(self._segmenting.language))
        self._connection, self._process = connection, os.getpid()
        self._data_version = -1

    def _check_settings(self, wanted: dict[str, Any]) -> None:
        for name, value in wanted.items():
            if value != (own := getattr(self._segmenting, name)):
                raise InvalidInputError(
                    f"{self._name} was made with {name}={own!r}, got {value!r}; leave it "
                    "out, or choose another file"
                )

    @property
    def _name(self) -> str:
        return "the index" if self.path is None else str(self.path)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """Gives the connection to one thread, opened again in a child process."""
        if self._process != os.getpid():
            self._after_fork()
        with self._lock, storing(self.path):
            if self._connection is None:
                raise InvalidInputError(f"{self._name} is closed; open it again")
            yield self._connection

    def _after_fork(self) -> None:
        # Another thread of the parent may have held the lock, which nobody will release here.
        self._lock = threading.RLock()
        self._process = os.getpid()
        if self.path is not None and self._connection is not None:
            _inherited.append(self._connection)
            self._connection = None
            self._connect({}, create=False)

    @with_options(IndexingOptions)
    def add(
        self,
        documents: Documents,
        *,
        remove_others: bool = False,
        **options: Unpack[IndexingKeywords],
    ) -> IndexChanges:
        """Adds documents, and replaces those of the same name whose text is another.

        What is there already costs next to nothing: the bytes of a file, or a text, are compared
        by their fingerprint. A document is there wholly or not at all. An indexing that was killed
        goes on when it is started again; until then the index cannot be searched.

        Args:
            documents: A mapping of names to texts, or pairs of a name and a text; or files, folders
                and globs, as for `nlp_suite.data.find_documents`. A file's document has the name
                of the file, as it was given or found, and a row of a table that and its number,
                such as "articles/rows.csv:3".
            remove_others: Whether to remove documents that are not among these, so that the index
                has exactly them. Those of a file, or below a folder, that cannot be read stay.
            **options: See `nlp_suite.retrieval.options.IndexingOptions`.

        Returns:
            What was changed.

        Raises:
            InvalidInputError: If documents are neither texts with names nor paths, a text has no
                visible character, two have the same name, an option is none of its possible
                values, or the index cannot be written.
            DataFormatError: If `strict` and a file is damaged.
            BatchError: If another process writes the index, or the disk is full.

        Example:
            >>> PassageIndex().add({"tom.txt": "Tom sleeps."}).added
            1
        """
        chosen = IndexingOptions(**options)
        paths, pairs = sort_out(documents)
        total = len(documents) if paths is None and isinstance(documents, Sized) else None
        progress = chosen.progress
        if progress is None:
            progress = sys.stderr.isatty() and (total is None or total >= _MANY)
        found: Iterator[DocumentFile | UnreadableDocument] | None = None
        if paths is not None:
            own: list[str | os.PathLike[str]] = []
            if self.path is not None:
                own = [self.path, f"{self.path}-journal"]
            found = find_documents(
                paths, hidden=chosen.hidden, exclude=own, null_separated=chosen.null_separated
            )
        with (
            self._indexing(strict=chosen.strict, report=chosen.on_problem or _log) as indexing,
            progress_bar("Indexing", total, show=progress) as advance,
        ):
            if found is None:
                indexing.add_texts(pairs, advance)
            else:
                indexing.add_files(found, chosen.reading, advance)
            if remove_others:
                indexing.remove_others()
        return self.changes

    @contextmanager
    def _indexing(
        self, *, strict: bool, report: Callable[[UnreadableDocument], object]
    ) -> Iterator[Indexing]:
        with self._connected() as connection:
            indexing = Indexing(connection, self._segmenting, strict=strict, report=report)
            try:
                with indexing.writing():
                    yield indexing
            finally:
                # What this connection writes does not change its own version of the data.
                self._data_version = -1
                self.changes = indexing.changes

    def search(self, question: str, k: int = 10) -> list[Passage]:
        """Finds the passages that have most to do with a question.

        Args:
            question: The question, any text.
            k: How many passages to find.

        Returns:
            The passages, the best first, of equal ones that which was indexed first; fewer than
            `k` if fewer have a word of the question.

        Raises:
            InvalidInputError: If the question is not a str, `k` not a whole number from 1 up, or
                an indexing has not come to its end.
            DataFormatError: If the index is damaged.
            BatchError: If another process writes it.

        Example:
            >>> index = PassageIndex()
            >>> _ = index.add([("tom.txt", "Tom sleeps."), ("ann.txt", "Ann reads.")])
            >>> index.search("Does anybody sleep?", k=3)[0].text
            'Tom sleeps.'
        """
        if not isinstance(question, str):
            raise InvalidInputError(f"question must be a str, got {type(question).__name__}")
        check_whole("k", k, 1)
        with self._reading() as connection:
            self._look_for_changes(connection)
            expression = self._terms.expression(question)
            if expression is None:
                return []
            rows = connection.execute(
                "SELECT rowid, -bm25(passage_terms) FROM passage_terms "
                "WHERE passage_terms MATCH ? ORDER BY 2 DESC, rowid LIMIT ?",
                (expression, min(k, _MOST_ROWS)),
            ).fetchall()
            return self._passages(connection, rows)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Gives the connection with one state of the index, whatever others write."""
        with self._connected() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    def _look_for_changes(self, connection: sqlite3.Connection) -> None:
        """Forgets what was counted, if the index has changed since; refuses half an index."""
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._data_version:
            self._terms.forget()
            if not is_complete(connection):
                raise InvalidInputError(
                    f"{self._name} is not complete: indexing was stopped; index the same documents "
                    "again, which goes on where it was"
                )
            check_digest(connection)
            self._data_version = version

    def _check_if_complete(self, connection: sqlite3.Connection) -> None:
        if is_complete(connection):
            self._look_for_changes(connection)

    def _passages(
        self, connection: sqlite3.Connection, rows: Sequence[tuple[int, float]]
    ) -> list[Passage]:
        found: list[Passage] = []
        texts: dict[int, tuple[str, str]] = {}
        for number, score in rows:
            place = connection.execute(
                "SELECT document, start, end, heading_start, heading_end FROM passages "
                "WHERE id = ?",
                (number,),
            ).fetchone()
            if place is None:
                raise self._damaged()
            document, start, end, heading_start, heading_end = place
            if document not in texts:
                texts[document] = self._document(connection, document)
            name, text = texts[document]
            heading = text[heading_start:heading_end]
            passage = Passage(name, start, end, text[start:end], score, heading, heading_start)
            found.append(passage)
        return found

    def _document(self, connection: sqlite3.Connection, number: int) -> tuple[str, str]:
        row = connection.execute(
            "SELECT name, text, fingerprint FROM documents WHERE id = ?", (number,)
        ).fetchone()
        try:
            name, text = from_bytes(row[0]), from_bytes(row[1])
        except (TypeError, ValueError, AttributeError) as error:
            raise self._damaged() from error
        if text_fingerprint(text) != row[2]:
            raise self._damaged()
        return name, text

    def _damaged(self) -> DataFormatError:
        return DataFormatError(f"{self._name} is damaged; delete it and make it again")

    @property
    def documents(self) -> tuple[str, ...]:
        """The names of the documents, in the order in which they were indexed."""
        with self._connected() as connection:
            self._check_if_complete(connection)
            rows = connection.execute("SELECT name FROM documents ORDER BY id")
            return tuple(from_bytes(name) for (name,) in rows)

    @property
    def num_passages(self) -> int:
        """The number of passages of all documents."""
        with self._connected() as connection:
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def text(self, document: str) -> str:
        """Returns the text of a document, which offsets of its passages and answers are in.

        Args:
            document: Its name.

        Returns:
            The text.

        Raises:
            InvalidInputError: If there is no such document.
            DataFormatError: If the index is damaged.

        Example:
            >>> index = PassageIndex()
            >>> _ = index.add({"tom.txt": "Tom sleeps."})
            >>> index.text("tom.txt")
            'Tom sleeps.'
        """
        with self._connected() as connection:
            self._check_if_complete(connection)
            if (number := self._number(document)) is None:
                raise InvalidInputError(f"{self._name} has no document {document!r:.200}")
            return self._document(connection, number)[1]

    def _number(self, document: Any) -> int | None:
        if not isinstance(document, str):
            return None
        with self._connected() as connection:
            row = connection.execute(
                "SELECT id FROM documents WHERE name = ?", (to_bytes(document),)
            ).fetchone()
        return None if row is None else int(row[0])

    def remove(self, documents: str | Iterable[str]) -> int:
        """Removes documents.

        Args:
            documents: The name of one, or several.

        Returns:
            How many were there, and are no longer.

        Raises:
            InvalidInputError: If the index cannot be written.
            BatchError: If another process writes it.

        Example:
            >>> index = PassageIndex()
            >>> _ = index.add({"tom.txt": "Tom sleeps.", "ann.txt": "Ann reads."})
            >>> index.remove("tom.txt"), len(index)
            (1, 1)
        """
        names = [documents] if isinstance(documents, str) else list(documents)
        with self._indexing(strict=False, report=_log) as indexing:
            for name in names:
                if (number := self._number(name)) is not None:
                    indexing.remove(number)
        return self.changes.removed

    def close(self) -> None:
        """Closes the file; of an index in memory nothing is left."""
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                self._connection.close()
            self._connection = None

    def __del__(self) -> None:
        # Of one that was not opened there is nothing to close.
        if getattr(self, "_connection", None) is not None:
            self.close()

    def __len__(self) -> int:
        with self._connected() as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def __bool__(self) -> bool:
        return True

    def __contains__(self, document: object) -> bool:
        return self._number(document) is not None

    def __repr__(self) -> str:
        where = "in memory" if self.path is None else repr(str(self.path))
        if self._connection is None:
            return f"PassageIndex({where}, closed)"
        return f"PassageIndex({where}, {len(self):,} documents, {self.num_passages:,} passages)"

    def __getstate__(self) -> dict[str, Any]:
        with self._connected() as connection:
            data = connection.serialize() if self.path is None else None
            return {"path": self.path, "data": data, "changes": self.changes}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._begin(state["path"])
        self.changes = state["changes"]
        if state["data"] is None:
            self._connect({}, create=False)
        else:
            connection = open_connection(None, create=True)
            with storing(None):
                connection.deserialize(state["data"])
                self._use(connection)


_LONGEST_PATH = 4096


def _checked_path(path: Any) -> Path | None:
    if path is None:
        return None
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):
        raise InvalidInputError(f"path must be a path, and not empty, got {shown(path)}")
    if len(os.fspath(path)) > _LONGEST_PATH:
        raise InvalidInputError(f"path is longer than any system takes, got {shown(path)}")
    return Path(os.fsdecode(path))


def _checked_settings(wanted: dict[str, Any]) -> dict[str, Any]:
    """Returns the settings that were given."""
    given = {name: value for name, value in wanted.items() if value is not None}
    if "language" in given:
        check_language("language", given["language"])
    for name, smallest in (("passage_words", 1), ("overlap_words", 0)):
        if name in given:
            check_whole(name, given[name], smallest, LARGEST_WHOLE)
    usual = Segmenting()._replace(**given)
    if usual.overlap_words >= usual.passage_words:
        raise InvalidInputError(
            f"overlap_words must be less than passage_words ({usual.passage_words}), got "
            f"{usual.overlap_words}"
        )
    return given


def _log(problem: UnreadableDocument) -> None:
    _logger.warning("%s", problem)
