"""Batch job over files: from questions and documents to the output."""

import logging
import os
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from nlp_suite.arguments import check_path
from nlp_suite.batch.executors.local import LocalExecutor
from nlp_suite.batch.executors.process_pool import WorkerPool
from nlp_suite.batch.executors.ray_executor import RayExecutor
from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.options import FilesOptions
from nlp_suite.batch.output.job_output import JobOutput, output_paths
from nlp_suite.batch.planner import Planner
from nlp_suite.batch.problem import Problem
from nlp_suite.batch.questions import Question, Questions, read_questions
from nlp_suite.batch.store.job_store import JobStore, StoredResult
from nlp_suite.batch.store.schema import open_store
from nlp_suite.batch.tasks.row import Row
from nlp_suite.batch.work_items import ComputedGroup, KnownResults
from nlp_suite.data.documents.file_names import written_name
from nlp_suite.data.documents.find import find_documents
from nlp_suite.errors import DataFormatError, InvalidInputError
from nlp_suite.progress import files_bar

PathLike = str | os.PathLike[str]
R = TypeVar("R", bound=Row)


class BatchJob(Generic[R]):
    """A resumable batch job: iterating yields its rows, and writes the output at the end.

    Nothing happens before the first row is asked for. A job that is stopped, however that comes
    about, resumes where it was when it is started again with the same output.

    Args:
        settings: The task, its model and its options.
        questions: The questions; None for a task that has none.
        paths: The files.
        output: Where to write; None to keep nothing.
        options: How files are read, and what happens to those that cannot be.
        best: Whether the output has the best file of each question only.
        html: Where to write a report.

    Attributes:
        files: Number of files that were looked at.
        documents: Number of documents that they had.
        computed: Number of work items, such as a question about a document, that were computed.
        reused: Number of results that were known.
        problems: Number of problems.
        damaged: Number of results, and of records of files, that were damaged in the store and
            computed again; when the job has ended.

    Raises:
        InvalidInputError: If an argument is none of its possible values.

    Example:
        ```python
        job = nlp_suite.summarize_files("articles/tom.txt", "summaries.jsonl")
        for row in job:
            print(row.file, row.summary)
        print(job.computed, "documents")
        ```
    """

    def __init__(
        self,
        settings: JobSettings,
        questions: Questions | None,
        paths: PathLike | Sequence[PathLike],
        output: PathLike | None,
        options: FilesOptions,
        *,
        best: bool = False,
        html: PathLike | None = None,
    ) -> None:
        for name, path in (("output", output), ("html", html)):
            if path is not None:
                check_path(name, path)
        if isinstance(questions, str | os.PathLike):
            check_path("questions", questions)
        self._settings, self._options = settings, options
        self._questions = questions
        self._output = (
            None
            if output is None
            else JobOutput(
                Path(output),
                settings.adapter.row,
                best=best,
                html=None if html is None else Path(html),
                escape_formulas=options.escape_formulas,
            )
        )
        if output is None and (best or html is not None):
            raise InvalidInputError("best and html go with an output; give one")
        own = [] if output is None else output_paths(Path(output))
        own += [Path(one) for one in (html, questions) if isinstance(one, str | os.PathLike)]
        if len({os.path.realpath(one) for one in own}) < len(own):
            raise InvalidInputError(
                f"the output, the questions and the report must be different files, got "
                f"{', '.join(map(repr, filter(None, map(_name, (output, questions, html)))))}"
            )
        self._find: Callable[[], Iterator[Any]] = lambda: find_documents(
            paths, hidden=options.hidden, exclude=own, null_separated=options.null_separated
        )
        # Checks the paths, and opens nothing.
        self._find()
        self._countable = paths != "-" and (isinstance(paths, str) or "-" not in _as_list(paths))
        self.files = self.documents = self.computed = self.reused = self.problems = 0
        self.damaged = self._bad_questions = 0
        self._store: JobStore | None = None
        self._rows = self._run()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> R:
        return next(self._rows)

    def finish(self) -> Self:
        """Runs the job to its end, if only the output is wanted.

        Returns:
            The same job.

        Raises:
            NLPSuiteError: What iterating raises.

        Example:
            ```python
            nlp_suite.summarize_files("articles/tom.txt", "summaries.csv").finish()
            ```
        """
        for _ in self:
            pass
        return self

    def close(self) -> None:
        """Stops the job; started again, it resumes.

        Example:
            ```python
            job = nlp_suite.summarize_files("articles/tom.txt", "summaries.csv")
            print(next(job).summary)
            job.close()
            ```
        """
        self._rows.close()

    def _run(self) -> Generator[R, None, None]:
        path = None if self._output is None else self._output.store
        with open_store(path) as connection, ExitStack() as stack:
            keep = self._output is not None
            if self._output is not None:
                self._output.clean_up()
            store = JobStore(connection, self._settings.fingerprint, keep=keep)
            self._store = store
            stack.callback(self._report_damage, store, path)
            store.start(self._read_questions())
            store.commit()
            planner = Planner(store, self._options.reading(), self._report)
            stack.callback(planner.close)
            executor = self._make_executor()
            stack.enter_context(closing(executor))
            advance = stack.enter_context(self._bar())
            for event in executor.run(planner.plan(self._find())):
                self.files, self.documents = planner.files, planner.documents
                self.reused = planner.reused
                if isinstance(event, KnownResults):
                    results, files, computed = event.results, planner.files, 0
                else:
                    results = self._take(event, planner, store)
                    store.commit()
                    files, computed = event.group.files, len(event.group.items)
                advance(files, computed)
                for result in results:
                    yield from self._make_rows(result)
            self.files, self.documents = planner.files, planner.documents
            self.reused = planner.reused
            advance(planner.files, 0)
            self._finish(store)

    def _take(
        self, event: ComputedGroup, planner: Planner, store: JobStore
    ) -> Sequence[StoredResult]:
        results = []
        for item, result in zip(event.group.items, event.results, strict=True):
            key = item.text_key, item.question_key
            waiting = planner.waiting.pop(key)
            self.computed += 1
            if not isinstance(result, str):
                if store.keep:
                    store.add_result(*key, result)
                results += [StoredResult(*pair, result) for pair in waiting]
                continue
            store.add_failures(len(waiting))
            for question, document in waiting:
                self._report(
                    Problem(
                        document.file,
                        f"{document.file}: {result}",
                        InvalidInputError,
                        question.text or None,
                    )
                )
        return results

    def _finish(self, store: JobStore) -> None:
        for name in store.names_not_found():
            self._report(
                Problem(
                    name,
                    f"{name} is not among the files, but questions name it; correct its path",
                    InvalidInputError,
                )
            )
        if not self.documents and self.problems == self._bad_questions:
            raise InvalidInputError("there is no document among the files; correct the paths")
        store.commit()
        if self._output is not None:
            self._output.write(store, self._make_rows)

    def _report(self, problem: Problem) -> None:
        if self._options.strict:
            raise problem.error(problem.reason)
        self.problems += 1
        if self._store is not None and self._store.keep:
            self._store.add_problem(problem)
        if self._options.on_problem is not None:
            self._options.on_problem(problem)
        else:
            logging.getLogger("nlp_suite.batch").warning("%s", problem.reason)

    def _report_damage(self, store: JobStore, path: Path | None) -> None:
        self.damaged = store.num_damaged
        if self.damaged:
            logging.getLogger("nlp_suite.batch").warning(
                "%s: %s of its entries were damaged; what they held is computed again",
                path,
                f"{self.damaged:,}",
            )

    def _read_questions(self) -> Iterator[Question]:
        if self._questions is None:
            yield Question("")
            return
        number = 0
        for question in read_questions(self._questions, self._report_question):
            number += 1
            yield question
        if not number:
            raise InvalidInputError("there is no question; give one at least")

    def _report_question(self, error: DataFormatError) -> None:
        """Reports a line of the file of the questions."""
        self._bad_questions += 1
        self._report(Problem(written_name(_name(self._questions)), str(error), DataFormatError))

    def _make_executor(self) -> LocalExecutor | WorkerPool | RayExecutor:
        options = self._options
        if options.ray is not None:
            return RayExecutor(
                self._settings,
                options.ray,
                options.workers,
                cpus=options.worker_cpus,
                gpus=options.worker_gpus,
            )
        if options.workers == 1:
            return LocalExecutor(self._settings)
        return WorkerPool(self._settings, options.workers)

    def _make_rows(self, one: StoredResult) -> Sequence[Any]:
        question, document, result = one
        common: Mapping[str, Any] = {
            "file": document.file,
            "row": document.row,
            "document_id": document.id,
            "engine": self._settings.loading.engine,
            "model": self._settings.model_name,
            "model_version": self._settings.model_version[:16],
            "fields": {**question.fields, **document.fields},
        }
        return self._settings.adapter.make_rows(result, question.text, common)

    def _bar(self) -> Any:
        show = self._options.progress
        if show is None:
            show = sys.stderr.isatty()
        # To find them takes little beside reading them; standard input is there once only.
        total = sum(1 for _ in self._find()) if show and self._countable else None
        what = "questions" if self._questions is not None else "documents"
        return files_bar(what, total, show=show)


def _name(path: Any) -> str:
    return str(path) if isinstance(path, str | os.PathLike) else ""


def _as_list(paths: Any) -> list[Any]:
    return list(paths) if isinstance(paths, list | tuple) else [paths]
