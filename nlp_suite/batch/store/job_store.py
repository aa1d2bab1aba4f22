"""SQLite store of a job: its results, questions and documents."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from nlp_suite.batch.problem import Problem
from nlp_suite.batch.questions import Question
from nlp_suite.batch.store.column_types import ColumnType, merge_types
from nlp_suite.batch.store.schema import RUN_TABLES
from nlp_suite.batch.work_items import Result
from nlp_suite.data.documents.fingerprints import text_fingerprint


class StoredQuestion(NamedTuple):
    """A question of the run at hand; the same text may be asked again with other fields.

    Attributes:
        id: Its place among all questions of the run, from 1.
        question_id: The number of its text.
        text: The question.
        named: Whether it names the files that it is asked of.
        fields: Further columns, as the output has them.
    """

    id: int
    question_id: int
    text: str
    named: bool
    fields: Mapping[str, Any]


class StoredDocument(NamedTuple):
    """A document of a job: where its text is from, not the text itself.

    Attributes:
        file: The file, as it was given or found.
        text_id: The number of the text.
        row: Its row in the file, if that is a table.
        id: The id of that row, if it has one.
        fields: Further columns, as the output has them.
    """

    file: str
    text_id: int
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

    Example:
        ```python
        with open_store(None) as connection:
            store = JobStore(connection, settings="0" * 32, keep=True)
            store.start([Question("Who paid?")])
            store.commit()
        ```
    """

    def __init__(self, connection: sqlite3.Connection, settings: str, *, keep: bool) -> None:
        self._connection = connection
        self.keep = keep
        self.column_types: dict[str, ColumnType] = {}
        self._general: list[StoredQuestion] = []
        self._named = False
        self._begin()
        self._settings = self._number("settings", settings)

    def start(self, questions: Iterable[Question]) -> None:
        """Starts a run: stores its questions, and forgets those and the documents of the last run.

        Args:
            questions: The questions, of which those that name a file stay on the disk.
        """
        for table in RUN_TABLES:
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608
        known: dict[str, int] = {}
        for place, question in enumerate(questions, start=1):
            fingerprint = text_fingerprint(question.text)
            number = known.get(fingerprint) or self._number("questions", fingerprint)
            fields = {f"question_{name}": value for name, value in question.fields.items()}
            merge_types(self.column_types, fields)
            file = None if question.file is None else os.path.normpath(question.file)
            row = (place, number, question.text, file, _to_json(fields))
            self._connection.execute(
                "INSERT INTO run_questions (id, question, text, file, fields) "
                "VALUES (?, ?, ?, ?, ?)",
                row,
            )
            if file is None:
                known[fingerprint] = number
                self._general.append(
                    StoredQuestion(place, number, question.text, named=False, fields=fields)
                )
            else:
                self._named = True

    def commit(self) -> None:
        """Commits what was written since the last commit."""
        self._connection.execute("COMMIT")
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

    def text_number(self, fingerprint: str) -> int:
        """Returns the number of a text, which is added if it is new.

        Args:
            fingerprint: Its fingerprint.

        Returns:
            The number.
        """
        return self._number("texts", fingerprint)

    def find_file(self, fingerprint: str) -> int | None:
        """Looks up a file that was read before.

        Args:
            fingerprint: Of the file and of how it is read.

        Returns:
            The number of the file; None if it was not read to its end before.
        """
        row = self._connection.execute(
            "SELECT id FROM files WHERE fingerprint = ? AND complete", (fingerprint,)
        ).fetchone()
        return None if row is None else row[0]

    def begin_file(self, fingerprint: str) -> int:
        """Begins to record the documents of a file, so that it need not be read again.

        Args:
            fingerprint: Of the file and of how it is read.

        Returns:
            The number of the file, which `find_file` finds once `end_file` was called.
        """
        return self._number("files", fingerprint)

    def add_file_document(self, file_id: int, number: int, document: StoredDocument) -> None:
        """Records a document of a file.

        Args:
            file_id: The number of the file.
            number: The document's place in the file, from 0.
            document: The document.
        """
        self._connection.execute(
            "INSERT OR REPLACE INTO file_documents VALUES (?, ?, ?, ?, ?, ?)",
            (
                file_id,
                number,
                document.text_id,
                document.row,
                document.id,
                _to_json(document.fields),
            ),
        )

    def end_file(self, file_id: int) -> None:
        """Marks the record of a file as complete.

        Args:
            file_id: The number of the file.
        """
        self._connection.execute("UPDATE files SET complete = 1 WHERE id = ?", (file_id,))

    def file_documents(self, file_id: int, file: str) -> Iterator[StoredDocument]:
        """Yields the recorded documents of a file.

        Args:
            file_id: The number of the file.
            file: What to call the file.

        Yields:
            The documents, in order.
        """
        number = -1
        # Between two documents others are written, which an open query must not meet.
        while row := self._connection.execute(
            "SELECT number, text, row, row_id, fields FROM file_documents "
            "WHERE file = ? AND number > ? ORDER BY number LIMIT 1",
            (file_id, number),
        ).fetchone():
            number, text, place, row_id, fields = row
            yield StoredDocument(file, text, place, row_id, json.loads(fields))

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
                document.text_id,
                document.row,
                document.id,
                _to_json(document.fields),
            ),
        )
        self._connection.executemany(
            "INSERT INTO run_pairs VALUES (?, ?)",
            ((one.id, cursor.lastrowid) for one in questions if one.named),
        )

    def results(self, text: int) -> dict[int, Result]:
        """Returns the stored results of a text.

        Args:
            text: Its number.

        Returns:
            Maps numbers of questions to results.
        """
        rows = self._connection.execute(
            "SELECT question, result FROM results WHERE settings = ? AND text = ?",
            (self._settings, text),
        )
        return {question: json.loads(result) for question, result in rows}

    def add_result(self, text: int, question: int, result: Result) -> None:
        """Stores the result of a work item.

        Args:
            text: The number of the text.
            question: The number of the question.
            result: The result.
        """
        self._connection.execute(
            "INSERT INTO results VALUES (?, ?, ?, ?)",
            (self._settings, text, question, _to_json(result)),
        )

    def add_problem(self, problem: Problem) -> None:
        """Stores a problem of this run.

        Args:
            problem: The problem.
        """
        self._connection.execute(
            "INSERT INTO run_problems (file, question, error, reason) VALUES (?, ?, ?, ?)",
            (problem.file, problem.question, problem.error.__name__, problem.reason),
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
        """
        for row in self._connection.execute(
            "SELECT id, question, text, file IS NOT NULL, fields FROM run_questions ORDER BY id"
        ):
            question = _question(row)
            pairs = (
                "run_pairs CROSS JOIN run_documents "
                "ON run_pairs.question = ? AND id = run_pairs.document"
            )
            # A cross join is carried out in the order in which it is written.
            rows = self._connection.execute(
                f"SELECT file, run_documents.text, row, row_id, fields, result "  # noqa: S608
                f"FROM {pairs if question.named else 'run_documents'} "
                "CROSS JOIN results ON results.settings = ? AND results.text = run_documents.text "
                "AND results.question = ? ORDER BY run_documents.id",
                (
                    *((question.id,) if question.named else ()),
                    self._settings,
                    question.question_id,
                ),
            )
            for file, text, place, row_id, fields, result in rows:
                document = StoredDocument(file, text, place, row_id, json.loads(fields))
                yield StoredResult(question, document, json.loads(result))

    def document_fields(self) -> Iterator[Mapping[str, Any]]:
        """Yields the further columns of the documents of this run.

        Yields:
            The values of each document.
        """
        for (fields,) in self._connection.execute("SELECT fields FROM run_documents"):
            yield json.loads(fields)

    def _begin(self) -> None:
        self._connection.execute("BEGIN")

    def _number(self, table: str, fingerprint: str) -> int:
        select = f"SELECT id FROM {table} WHERE fingerprint = ?"  # noqa: S608
        row = self._connection.execute(select, (fingerprint,)).fetchone()
        if row is None:
            row = self._connection.execute(
                f"INSERT INTO {table} (fingerprint) VALUES (?) RETURNING id",  # noqa: S608
                (fingerprint,),
            ).fetchone()
        return int(row[0])


def _question(row: Sequence[Any]) -> StoredQuestion:
    number, question, text, named, fields = row
    return StoredQuestion(number, question, text, bool(named), json.loads(fields))


def _to_json(value: Any) -> str:
    # What tables hold besides, such as dates.
    return json.dumps(value, ensure_ascii=False, default=str)
