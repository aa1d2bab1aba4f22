"""Output of a job, written from its store."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp_suite.batch.output.html_report import write_report
from nlp_suite.batch.output.writers import output_format, write_rows
from nlp_suite.batch.problem import writing
from nlp_suite.batch.store.column_types import ColumnType, infer_types
from nlp_suite.batch.store.job_store import JobStore, StoredResult
from nlp_suite.batch.tasks.row import Row
from nlp_suite.display import json_text
from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_file, remove_leftovers_of

MakeRows = Callable[[StoredResult], Sequence[Row]]


def output_paths(output: Path) -> list[Path]:
    """Returns the paths that a job writes.

    Args:
        output: Its output.

    Returns:
        The output, the store, SQLite's journal beside it, the list of problems, which has JSON
        lines and an ending by which no other job takes it for a table, and a store that was
        damaged.

    Example:
        >>> [path.name for path in output_paths(Path("a.csv"))]
        ['a.csv', 'a.csv.job', 'a.csv.job-journal', 'a.csv.errors', 'a.csv.job.damaged']
    """
    endings = ("", ".job", ".job-journal", ".errors", ".job.damaged")
    return [output.with_name(output.name + ending) for ending in endings]


class JobOutput:
    """Writes a job's output from its store, sorted by question, file, row and rank.

    Memory is constant.

    Args:
        path: The output.
        row: The class of its rows.
        best: Whether to keep the best file of each question only.
        html: Where to write a report; None for none.
        escape_formulas: Whether texts of a `.csv` file that spreadsheets would compute have an
            apostrophe before them.

    Attributes:
        store: Where the store is.

    Raises:
        InvalidInputError: If the output's ending is unknown, it is a folder, or `escape_formulas`
            is not for its format.

    Example:
        >>> from nlp_suite.batch import AnswerRow
        >>> JobOutput(Path("answers.csv"), AnswerRow).store.name
        'answers.csv.job'
    """

    def __init__(
        self,
        path: Path,
        row: type[Row],
        *,
        best: bool = False,
        html: Path | None = None,
        escape_formulas: bool = False,
    ) -> None:
        if escape_formulas and output_format(path) != "csv":
            raise InvalidInputError(
                f"escape_formulas goes with an output that ends in .csv, got {str(path)!r}"
            )
        output_format(path)
        self._escape_formulas = escape_formulas
        self._path, self._row, self._best, self._html = path, row, best, html
        _, self.store, _, self._errors, _ = output_paths(path)

    def clean_up(self) -> None:
        """Deletes what killed jobs have left of these files.

        Raises:
            BatchError: If the folder cannot be written.
        """
        for path in (self._path, self.store, self._errors, self._html):
            if path is not None:
                with writing(path):
                    remove_leftovers_of(path)

    def write(self, store: JobStore, make_rows: MakeRows) -> None:
        """Writes the output, the problems if there are any, and the report.

        Args:
            store: The store, when all is computed.
            make_rows: Makes rows of a result.

        Raises:
            BatchError: If a file cannot be written; what stood there before stays.
        """
        types = self._column_types(store)
        rows = (row.to_dict() for row in self._rows(store, make_rows))
        write_rows(self._path, types, rows, escape_formulas=self._escape_formulas)
        self._write_problems(store.problems())
        if self._html is not None:
            write_report(self._html, self._rows(store, make_rows))

    def _column_types(self, store: JobStore) -> Mapping[str, ColumnType]:
        return {
            **self._row.columns(),
            **store.column_types,
            **dict(sorted(infer_types(store.document_fields()).items())),
        }

    def _rows(self, store: JobStore, make_rows: MakeRows) -> Iterator[Row]:
        documents = ((one.question.id, make_rows(one)) for one in store.run_results())
        if not self._best:
            for _, rows in documents:
                yield from rows
            return
        for _, candidates in itertools.groupby(documents, lambda one: one[0]):
            # Of equal ones the first.
            yield from max((rows for _, rows in candidates), key=_goodness)

    def _write_problems(self, problems: Iterator[Mapping[str, Any]]) -> None:
        first = next(problems, None)
        with writing(self._errors):
            if first is None:
                self._errors.unlink(missing_ok=True)
                return
            with atomic_file(self._errors) as path, path.open("w", encoding="utf-8") as file:
                for problem in itertools.chain([first], problems):
                    file.write(json_text(problem) + "\n")


def _goodness(rows: Sequence[Any]) -> tuple[bool, float]:
    # The score of an empty answer says how sure it is that there is none.
    first = rows[0]
    return bool(first.answer), first.score if first.answer else -first.score
