"""SQLite store of a job: its results, questions and documents."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from nlp_suite.batch.problem import Problem
from nlp_suite.batch.questions import Question
from nlp_suite.batch.store.column_types import merge_types
from nlp_suite.data.documents.fingerprints import text_fingerprint


class StoredQuestion(NamedTuple):
    """A question of a job as the store has it; the same words may be asked with other fields.

    Attributes:
        id: Its place among all that are asked, from 1.
        question_id: The number of the question itself.
        words: The question.
        named: Whether it names the files that it is asked of.
        fields: Further columns, as the output has them.
    """

    id: int
    question_id: int
    words: str
    named: bool
    fields: Mapping[str, Any]


class StoredDocument(NamedTuple):
    """A document of a job as the store has it: where the text stands, not the text itself.

    Attributes:
        file: The file, as it was given or found.
        text_id: The number of the text.
        row: Its row in the file, if that is a table.
        name: The id of that row, if it has one.
        fields: Further columns, as the output has them.
    """

    file: str
    text_id: int
    row: int | None
    name: str | None
    fields: Mapping[str, Any]


Result = list[list[Any]]


class JobStore:
    """The results of a job by settings, text and question, and the lists of the run at hand.

    All that is written becomes lasting with `commit`, or not at all.

    Args:
        connection: What `open_store` yielded.
        settings: The fingerprint of the settings.
        keep: Whether results and documents are kept, or questions only.

    Attributes:
        kinds: The kinds of the further columns of questions, by name.

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
        self.kinds: dict[str, str] = {}
        self._general: list[StoredQuestion] = []
        self._named = False
        self._begin()
        self._settings = self._number("settings", settings)

    def start(self, questions: Iterable[Question]) -> None:
        """Starts a run: stores its questions, and clears the lists of the last run.

        Args:
            questions: The questions, of which those that name a file stay on the disk.
        """
        for table in ("asked", "documents", "pairs", "problems"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608
        known: dict[str, int] = {}
        for place, question in enumerate(questions, start=1):
            fingerprint = text_fingerprint(question.text)
            number = known.get(fingerprint) or self._number("questions", fingerprint)
            fields = {f"question_{name}": value for name, value in question.fields.items()}
            merge_types(self.kinds, fields)
            file = None if question.file is None else os.path.normpath(question.file)
            row = (place, number, question.text, file, _to_json(fields))
            self._connection.execute(
                "INSERT INTO asked (id, question, words, file, fields) VALUES (?, ?, ?, ?, ?)", row
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
            f"SELECT id, question, words, 1, fields FROM asked WHERE file IN ({marks})",  # noqa: S608
            names,
        ).fetchall()
        self._connection.execute(f"UPDATE asked SET found = 1 WHERE file IN ({marks})", names)  # noqa: S608
        return sorted([*self._general, *map(_asked, found)])

    def names_not_found(self) -> Iterator[str]:
        """Yields the files that questions name and that were not found.

        Yields:
            Their names.
        """
        rows = self._connection.execute(
            "SELECT file FROM asked WHERE file IS NOT NULL AND NOT found "
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

    def find_read(self, fingerprint: str) -> int | None:
        """Looks up an earlier reading of a file.

        Args:
            fingerprint: Of the file and of how it is read.

        Returns:
            The number of that reading; None if it was not read before.
        """
        row = self._connection.execute(
            "SELECT id FROM reads WHERE fingerprint = ? AND complete", (fingerprint,)
        ).fetchone()
        return None if row is None else row[0]

    def begin_read(self, fingerprint: str) -> int:
        """Begins to record the documents of a file, so that it need not be read again.

        Args:
            fingerprint: Of the file and of how it is read.

        Returns:
            The number of the reading, which counts once it is ended.
        """
        return self._number("reads", fingerprint)

    def add_content(self, read: int, number: int, document: StoredDocument) -> None:
        """Records a document of a file.

        Args:
            read: The number of the reading.
            number: The document's place in the file, from 0.
            document: The document.
        """
        self._connection.execute(
            "INSERT OR REPLACE INTO contents VALUES (?, ?, ?, ?, ?, ?)",
            (
                *(read, number, document.text_id, document.row, document.name),
                _to_json(document.fields),
            ),
        )

    def end_read(self, read: int) -> None:
        """Marks the record of a file as complete.

        Args:
            read: The number of the reading.
        """
        self._connection.execute("UPDATE reads SET complete = 1 WHERE id = ?", (read,))

    def contents(self, read: int, file: str) -> Iterator[StoredDocument]:
        """Yields the recorded documents of a file.

        Args:
            read: The number of the reading.
            file: What to call the file.

        Yields:
            The documents, in order.
        """
        number = -1
        # Between two documents others are written, which an open query must not meet.
        while row := self._connection.execute(
            "SELECT number, text, row, name, fields FROM contents "
            "WHERE read = ? AND number > ? ORDER BY number LIMIT 1",
            (read, number),
        ).fetchone():
            number, text, place, name, fields = row
            yield StoredDocument(file, text, place, name, json.loads(fields))

    def add_document(self, document: StoredDocument, asked: Iterable[StoredQuestion]) -> None:
        """Adds a document to this run.

        Args:
            document: The document.
            asked: The questions about it.
        """
        cursor = self._connection.execute(
            "INSERT INTO documents (file, text, row, name, fields) VALUES (?, ?, ?, ?, ?)",
            (
                *(document.file, document.text_id, document.row, document.name),
                _to_json(document.fields),
            ),
        )
        self._connection.executemany(
            "INSERT INTO pairs VALUES (?, ?)",
            ((one.id, cursor.lastrowid) for one in asked if one.named),
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
        """Stores the result of an item.

        Args:
            text: The number of the text.
            question: The number of the question.
            result: The values of its rows.
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
            "INSERT INTO problems (file, question, error, reason) VALUES (?, ?, ?, ?)",
            (problem.file, problem.question, problem.error.__name__, problem.reason),
        )

    def problems(self) -> Iterator[Mapping[str, Any]]:
        """Yields the problems of this run.

        Yields:
            The values of each, sorted.
        """
        names = ("file", "question", "error", "reason")
        # Units end in any order.
        for row in self._connection.execute(
            f"SELECT {', '.join(names)} FROM problems ORDER BY {', '.join(names)}"  # noqa: S608
        ):
            yield dict(zip(names, row, strict=True))

    def found(self) -> Iterator[tuple[StoredQuestion, StoredDocument, Result]]:
        """Yields all results of this run, sorted by question and then by document.

        Yields:
            The question, the document and the result.
        """
        for row in self._connection.execute(
            "SELECT id, question, words, file IS NOT NULL, fields FROM asked ORDER BY id"
        ):
            asked = _asked(row)
            pairs = "pairs CROSS JOIN documents ON pairs.asked = ? AND id = pairs.document"
            # A cross join is carried out in the order in which it is written.
            rows = self._connection.execute(
                f"SELECT file, documents.text, row, name, fields, result "  # noqa: S608
                f"FROM {pairs if asked.named else 'documents'} "
                "CROSS JOIN results ON results.settings = ? AND results.text = documents.text "
                "AND results.question = ? ORDER BY documents.id",
                (*((asked.id,) if asked.named else ()), self._settings, asked.question_id),
            )
            for file, text, place, name, fields, result in rows:
                document = StoredDocument(file, text, place, name, json.loads(fields))
                yield asked, document, json.loads(result)

    def document_fields(self) -> Iterator[Mapping[str, Any]]:
        """Yields the further columns of the documents of this run.

        Yields:
            The values of each document.
        """
        for (fields,) in self._connection.execute("SELECT fields FROM documents"):
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


def _asked(row: Sequence[Any]) -> StoredQuestion:
    number, question, words, named, fields = row
    return StoredQuestion(number, question, words, bool(named), json.loads(fields))


def _to_json(value: Any) -> str:
    # What tables hold besides, such as dates.
    return json.dumps(value, ensure_ascii=False, default=str)
