"""SQLite store of a job: its results, questions and documents."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from nlp_suite.batch.problem import Problem
from nlp_suite.batch.questions import Question
from nlp_suite.batch.store.column_types import ColumnType, merge_types
from nlp_suite.batch.store.kept_fields import to_json
from nlp_suite.batch.store.recovery import is_whole, result_digest
from nlp_suite.batch.store.schema import RUN_TABLES, DamagedStoreError, StoreConnection
from nlp_suite.batch.work_items import Result
from nlp_suite.data.documents.fingerprints import text_fingerprint
from nlp_suite.text.surrogates import without_surrogates


class StoredQuestion(NamedTuple):
    """A question of the run at hand; the same text may be asked again with other fields.

    Attributes:
        id: Its place among all questions of the run, from 1.
        key: The fingerprint of its text.
        text: The question.
        named: Whether it names the files that it is asked of.
        fields: Further columns, as the output has them.
    """

    id: int
    key: str
    text: str
    named: bool
    fields: Mapping[str, Any]


class StoredDocument(NamedTuple):
    """A document of a job: where its text is from, not the text itself.

    Attributes:
        file: The file, as it was given or found.
        key: The fingerprint of the text.
        row: Its row in the file, if that is a table.
        id: The id of that row, if it has one.
        fields: Further columns, as the output has them.
    """

    file: str
    key: str
    row: int | None
    id: str | None
    fields: Mapping[str, Any]


class StoredResult(NamedTuple):
    """The result of a question about a document, of which rows are made.

    Attributes:
        question: The question.
        document: The document.
        result: Of each row the columns that the task fills.
    """

    question: StoredQuestion
    document: StoredDocument
    result: Result


class JobStore:
    """Results by settings, text and question, and the questions and documents of the run at hand.

    All that is written becomes lasting with `commit`, or not at all. `nlp_suite.batch.store.schema`
    says what the tables hold.

    Args:
        connection: What `open_store` yielded.
        settings: The fingerprint of the settings.
        keep: Whether results and documents are kept, or questions only.

    Attributes:
        column_types: The types of the further columns of questions, by name.
        num_damaged: How many results, and records of files, were damaged and have been deleted.

    Example:
        ```python
        with open_store(None) as connection:
            store = JobStore(connection, settings="0" * 32, keep=True)
            store.start([Question("Who paid?")])
            store.commit()
        ```
    """

    def __init__(self, connection: StoreConnection, settings: str, *, keep: bool) -> None:
        self._connection = connection
        self.keep = keep
        self.column_types: dict[str, ColumnType] = {}
        self.num_damaged = 0
        self._general: list[StoredQuestion] = []
        self._named = False
        self._settings = bytes.fromhex(settings)
        self._num_documents = self._num_pairs = 0
        self._record: _FileRecord | None = None
        self._begin()

    def start(self, questions: Iterable[Question]) -> None:
        """Starts a run: stores its questions, and forgets those and the documents of the last run.

        Args:
            questions: The questions, of which those that name a file stay on the disk.
        """
        for table in RUN_TABLES:
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608
        for place, question in enumerate(questions, start=1):
            key = text_fingerprint(question.text)
            fields = {f"question_{name}": value for name, value in question.fields.items()}
            merge_types(self.column_types, fields)
            file = None if question.file is None else os.path.normpath(question.file)
            row = (place, bytes.fromhex(key), question.text, file, to_json(fields))
            self._connection.execute(
                "INSERT INTO run_questions (id, question, text, file, fields) "
                "VALUES (?, ?, ?, ?, ?)",
                row,
            )
            if file is None:
                self._general.append(
                    StoredQuestion(place, key, question.text, named=False, fields=fields)
                )
            else:
                self._named = True

    def commit(self) -> None:
        """Commits what was written since the last commit.

        Raises:
            BatchError: If the store was deleted or replaced.
        """
        self._connection.execute("COMMIT")
        self._connection.check_in_place()
        self._begin()

    def questions_about(self, file: str) -> list[StoredQuestion]:
        """Finds the questions that are asked of a file.

        Args:
            file: The file, as it was given or found.

        Returns:
            Those that name it or the end of its path, and those that name none, in order.
        """
        if not self._named:
            return self._general
        parts = PurePath(os.path.normpath(file)).parts
        names = [str(PurePath(*parts[i:])) for i in range(len(parts))]
        marks = ",".join("?" * len(names))
        found = self._connection.execute(
            f"SELECT id, question, text, 1, fields FROM run_questions WHERE file IN ({marks})",  # noqa: S608
            names,
        ).fetchall()
        self._connection.execute(
            f"UPDATE run_questions SET found = 1 WHERE file IN ({marks})",  # noqa: S608
            names,
        )
        return sorted([*self._general, *map(_question, found)])

    def names_not_found(self) -> Iterator[str]:
        """Yields the files that questions name and that were not found.

        Yields:
            Their names.
        """
        rows = self._connection.execute(
            "SELECT file FROM run_questions WHERE file IS NOT NULL AND NOT found "
            "GROUP BY file ORDER BY min(id)"
        )
        for (name,) in rows:
            yield name

    def find_file(self, fingerprint: str) -> int | None:
        """Looks up a file that was read before.

        Args:
            fingerprint: Of the file and of how it is read.

        Returns:
            The number of the file; None if it was not read to its end before, or if what was
            recorded of it is damaged.
        """
        row = self._connection.execute(
            "SELECT id, documents, digest FROM files WHERE fingerprint = ? "
            "AND documents IS NOT NULL",
            (bytes.fromhex(fingerprint),),
        ).fetchone()
        if row is None:
            return None
        file_id, documents, digest = row
        record = _FileRecord(file_id, fingerprint)
        for values in self._recorded(file_id):
            record.add(values)
        if (record.documents, record.digest) == (documents, digest):
            return int(file_id)
        self.num_damaged += 1
        self._forget_file(file_id)
        return None

    def begin_file(self, fingerprint: str) -> None:
        """Begins to record the documents of a file, so that it need not be read again.

        Args:
            fingerprint: Of the file and of how it is read.
        """
        key = bytes.fromhex(fingerprint)
        row = self._connection.execute(
            "SELECT id FROM files WHERE fingerprint = ?", (key,)
        ).fetchone()
        if row is not None:
            # What a run has left that was stopped.
            self._forget_file(row[0])
        (file_id,) = self._connection.execute(
            "INSERT INTO files (fingerprint) VALUES (?) RETURNING id", (key,)
        ).fetchone()
        self._record = _FileRecord(file_id, fingerprint)

    def add_file_document(self, document: StoredDocument) -> None:
        """Records the next document of the file that was begun.

        Args:
            document: The document.
        """
        if self._record is None:
            return
        values = (bytes.fromhex(document.key), document.row, document.id, to_json(document.fields))
        self._connection.execute(
            "INSERT OR REPLACE INTO file_documents VALUES (?, ?, ?, ?, ?, ?)",
            (self._record.file_id, self._record.documents, *values),
        )
        self._record.add(values)

    def end_file(self, *, complete: bool) -> None:
        """Ends the record of the file that was begun.

        Args:
            complete: Whether it was read to its end; otherwise it is read again by the next run.
        """
        record, self._record = self._record, None
        if record is not None and complete:
            self._connection.execute(
                "UPDATE files SET documents = ?, digest = ? WHERE id = ?",
                (record.documents, record.digest, record.file_id),
            )

    def _forget_file(self, file_id: int) -> None:
        self._connection.execute("DELETE FROM file_documents WHERE file = ?", (file_id,))
        self._connection.execute("DELETE FROM files WHERE id = ?", (file_id,))

    def file_documents(self, file_id: int, file: str) -> Iterator[StoredDocument]:
        """Yields the recorded documents of a file.

        Args:
            file_id: The number of the file.
            file: What to call the file.

        Yields:
            The documents, in order.
        """
        for text, place, row_id, fields in self._recorded(file_id):
            yield StoredDocument(file, text.hex(), place, row_id, json.loads(fields))

    def _recorded(self, file_id: int) -> Iterator[tuple[Any, ...]]:
        number = -1
        # Between two documents others are written, which an open query must not meet.
        while row := self._connection.execute(
            "SELECT number, text, row, row_id, fields FROM file_documents "
            "WHERE file = ? AND number > ? ORDER BY number LIMIT 1",
            (file_id, number),
        ).fetchone():
            number, *values = row
            yield tuple(values)

    def add_document(self, document: StoredDocument, questions: Iterable[StoredQuestion]) -> None:
        """Adds a document to this run.

        Args:
            document: The document.
            questions: The questions about it.
        """
        cursor = self._connection.execute(
            "INSERT INTO run_documents (file, text, row, row_id, fields) VALUES (?, ?, ?, ?, ?)",
            (
                document.file,
                bytes.fromhex(document.key),
                document.row,
                document.id,
                to_json(document.fields),
            ),
        )
        named = [(one.id, cursor.lastrowid) for one in questions if one.named]
        self._connection.executemany("INSERT INTO run_pairs VALUES (?, ?)", named)
        self._num_documents += 1
        self._num_pairs += len(self._general) + len(named)

    def remove_documents(self, file: str) -> None:
        """Removes the documents of a file from this run.

        Args:
            file: The file, as it was given or found.
        """
        execute = self._connection.execute
        of_file = "(SELECT id FROM run_documents WHERE file = ?)"
        pairs = execute(
            f"DELETE FROM run_pairs WHERE document IN {of_file}",  # noqa: S608
            (file,),
        ).rowcount
        documents = execute("DELETE FROM run_documents WHERE file = ?", (file,)).rowcount
        self._num_documents -= documents
        self._num_pairs -= pairs + documents * len(self._general)

    def results(self, text: str) -> dict[str, Result]:
        """Returns the stored results of a text; those that are damaged are deleted.

        Args:
            text: Its fingerprint.

        Returns:
            Maps fingerprints of questions to results.
        """
        key = bytes.fromhex(text)
        found: dict[str, Result] = {}
        for number, question, result, digest in self._connection.execute(
            "SELECT id, question, result, digest FROM results WHERE settings = ? AND text = ?",
            (self._settings, key),
        ).fetchall():
            if is_whole((self._settings, key, question, result, digest)):
                found[question.hex()] = json.loads(result)
            else:
                self.num_damaged += 1
                self._connection.execute("DELETE FROM results WHERE id = ?", (number,))
        return found

    def add_result(self, text: str, question: str, result: Result) -> None:
        """Stores the result of a work item.

        Args:
            text: The fingerprint of the text.
            question: The fingerprint of the question.
            result: The result.
        """
        key = self._settings, bytes.fromhex(text), bytes.fromhex(question)
        data = to_json(result)
        self._connection.execute(
            "INSERT OR REPLACE INTO results (settings, text, question, result, digest) "
            "VALUES (?, ?, ?, ?, ?)",
            (*key, data, result_digest(*key, data)),
        )

    def add_failures(self, number: int) -> None:
        """Counts questions about documents that have no result.

        Args:
            number: How many.
        """
        self._num_pairs -= number

    def add_problem(self, problem: Problem) -> None:
        """Stores a problem of this run.

        Args:
            problem: The problem.
        """
        self._connection.execute(
            "INSERT INTO run_problems (file, question, error, reason) VALUES (?, ?, ?, ?)",
            [
                None if one is None else without_surrogates(one)
                for one in (problem.file, problem.question, problem.error.__name__, problem.reason)
            ],
        )

    def problems(self) -> Iterator[Mapping[str, Any]]:
        """Yields the problems of this run.

        Yields:
            The values of each, sorted.
        """
        names = ("file", "question", "error", "reason")
        # Groups end in any order.
        for row in self._connection.execute(
            f"SELECT {', '.join(names)} FROM run_problems ORDER BY {', '.join(names)}"  # noqa: S608
        ):
            yield dict(zip(names, row, strict=True))

    def run_results(self) -> Iterator[StoredResult]:
        """Yields all results of this run, sorted by question and then by document.

        Yields:
            The results.

        Raises:
            DamagedStoreError: If one was damaged since it was planned or computed, or is missing.
        """
        number = 0
        for row in self._connection.execute(
            "SELECT id, question, text, file IS NOT NULL, fields FROM run_questions ORDER BY id"
        ):
            question = _question(row)
            key = bytes.fromhex(question.key)
            pairs = (
                "run_pairs CROSS JOIN run_documents "
                "ON run_pairs.question = ? AND run_documents.id = run_pairs.document"
            )
            # A cross join is carried out in the order in which it is written.
            rows = self._connection.execute(
                f"SELECT file, run_documents.text, row, row_id, fields, result, digest "  # noqa: S608
                f"FROM {pairs if question.named else 'run_documents'} "
                "CROSS JOIN results ON results.settings = ? AND results.text = run_documents.text "
                "AND results.question = ? ORDER BY run_documents.id",
                (*((question.id,) if question.named else ()), self._settings, key),
            )
            for file, text, place, row_id, fields, result, digest in rows:
                if not is_whole((self._settings, text, key, result, digest)):
                    raise DamagedStoreError("a result is another one than was stored")
                document = StoredDocument(file, text.hex(), place, row_id, json.loads(fields))
                number += 1
                yield StoredResult(question, document, json.loads(result))
        if number != self._num_pairs:
            raise DamagedStoreError(f"it has {number:,} results of {self._num_pairs:,}")

    def document_fields(self) -> Iterator[Mapping[str, Any]]:
        """Yields the further columns of the documents of this run.

        Yields:
            The values of each document.
        """
        for (fields,) in self._connection.execute("SELECT fields FROM run_documents"):
            yield json.loads(fields)

    def _begin(self) -> None:
        self._connection.execute("BEGIN")


class _FileRecord:
    """The documents of a file as they are recorded, and their digest."""

    def __init__(self, file_id: int, fingerprint: str) -> None:
        self.file_id = file_id
        self.documents = 0
        self._hash = hashlib.blake2b(fingerprint.encode(), digest_size=8)

    def add(self, values: Sequence[Any]) -> None:
        self.documents += 1
        self._hash.update(repr(values).encode("utf-8", "replace") + b"\0")

    @property
    def digest(self) -> bytes:
        return self._hash.digest()


def _question(row: Sequence[Any]) -> StoredQuestion:
    number, question, text, named, fields = row
    return StoredQuestion(number, question.hex(), text, bool(named), json.loads(fields))
