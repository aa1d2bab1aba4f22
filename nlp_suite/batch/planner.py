"""Planner of a job: which work items remain to be computed, in groups."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from nlp_suite.batch.problem import Problem
from nlp_suite.batch.store.job_store import JobStore, StoredDocument, StoredQuestion, StoredResult
from nlp_suite.batch.store.kept_fields import plain_fields
from nlp_suite.batch.work_items import KnownResults, Planned, Result, WorkItem, WorkItemGroup
from nlp_suite.data.documents.document import Document, UnreadableDocument
from nlp_suite.data.documents.document_file import DocumentFile
from nlp_suite.data.documents.file_names import one_line_name
from nlp_suite.data.documents.file_reader import FileReader
from nlp_suite.data.documents.held_file import HeldFile
from nlp_suite.errors import DataFormatError

# Enough for windows of different files and questions to be sorted into even batches, few enough
# that a stop loses seconds.
GROUP_CHARACTERS = 131_072
# What an item costs beside its characters.
_ITEM_CHARACTERS = 64


class Planner:
    """Plans a job: reads files one after the other, and groups the items to compute.

    Groups depend on the files and the questions alone. As each is kept wholly or not at all, a
    resumed job makes the groups that it would have made: so even the last digit of a score,
    which may depend on what is computed together, is the same.

    Args:
        store: The store, started.
        reading: Options of `read_documents`.
        report: Takes problems.

    Attributes:
        files: How many files were looked at.
        documents: How many documents they had.
        reused: How many results were known.
        waiting: Of items that were planned and have not come back: maps the keys of text and
            question to the questions and documents that the result is for.
    """

    def __init__(
        self,
        store: JobStore,
        reading: Mapping[str, Any],
        report: Callable[[Problem], None],
    ) -> None:
        self._store, self._report = store, report
        self._reader = FileReader(reading)
        self._group: list[WorkItem] = []
        self._size = 0
        self.files = self.documents = self.reused = 0
        self.waiting: dict[tuple[str, str], list[tuple[StoredQuestion, StoredDocument]]] = {}

    def plan(self, found: Iterable[DocumentFile | UnreadableDocument]) -> Iterator[Planned]:
        """Plans the computation of files.

        Args:
            found: The files.

        Yields:
            Results that are known, and groups of items; what comes out of a group must have been
            written into the store before `waiting` loses it.

        Raises:
            NLPSuiteError: If `report` raises it.
        """
        for one in found:
            if isinstance(one, UnreadableDocument):
                self._report(Problem(one.file, one.reason, one.error))
                continue
            questions = self._store.questions_about(one.file)
            if questions:
                yield from self._plan_file(one, questions)
            self.files += 1
        if self._group:
            yield self._close_group()

    def close(self) -> None:
        """Ends the process that parses pages, if there is one."""
        self._reader.close()

    def _plan_file(
        self, found: DocumentFile, questions: Sequence[StoredQuestion]
    ) -> Iterator[Planned]:
        held = self._reader.hold(found)
        if isinstance(held, UnreadableDocument):
            self._report(Problem(held.file, held.reason, held.error))
            return
        with held:
            if self._store.keep:
                fingerprint = self._reader.fingerprint(held)
                known = self._store.find_file(fingerprint)
                if known is not None and self._is_known(known, held.file, questions):
                    for document in self._store.file_documents(known, held.file):
                        yield from self._plan_document(document, None, questions)
                    return
                if known is None:
                    self._store.begin_file(fingerprint)
            yield from self._read_file(held, questions)

    def _read_file(self, held: HeldFile, questions: Sequence[StoredQuestion]) -> Iterator[Planned]:
        before = self.documents
        complete = True
        for one in self._reader.read(held):
            if isinstance(one, UnreadableDocument):
                problem = one
            elif isinstance(stored := self._stored(one), UnreadableDocument):
                problem = stored
            else:
                self._store.add_file_document(stored)
                yield from self._plan_document(stored, one.text, questions)
                continue
            # Unreadable files are reported again by the next run.
            complete = False
            self._report(Problem(problem.file, problem.reason, problem.error))
        self._store.end_file(complete=complete)
        if held.changed:
            # Some rows are of one state of the file, some of another.
            self._remove_documents(held.file, self.documents - before)

    def _remove_documents(self, file: str, number: int) -> None:
        self.documents -= number
        if self._store.keep:
            self._store.remove_documents(file)
        for pairs in self.waiting.values():
            pairs[:] = [pair for pair in pairs if pair[1].file != file]

    def _stored(self, document: Document) -> StoredDocument | UnreadableDocument:
        try:
            fields = plain_fields(document.fields)
        except DataFormatError as error:
            row = "" if document.row is None else f", row {document.row}"
            reason = f"{one_line_name(document.file)}{row}: {error}"
            return UnreadableDocument(document.file, reason, DataFormatError)
        fields = {f"document_{name}": value for name, value in fields.items()}
        return StoredDocument(
            document.file, document.fingerprint, document.row, document.id, fields
        )

    def _plan_document(
        self, document: StoredDocument, text: str | None, questions: Sequence[StoredQuestion]
    ) -> Iterator[Planned]:
        self.documents += 1
        if self._store.keep:
            self._store.add_document(document, questions)
        known = self._known(document)
        results: list[StoredResult] = []
        for question in questions:
            key = document.key, question.key
            if question.key in known:
                self.reused += 1
                result = known[question.key]
                results.append(StoredResult(question, document, result))
            elif key in self.waiting:
                self.waiting[key].append((question, document))
            elif text is not None:
                self.waiting[key] = [(question, document)]
                self._add(WorkItem(text, question.text, *key))
                if self._size >= GROUP_CHARACTERS:
                    yield self._close_group()
                    # Groups were computed meanwhile, perhaps with a question that comes again.
                    known = self._known(document)
        if results:
            yield KnownResults(results)

    def _known(self, document: StoredDocument) -> Mapping[str, Result]:
        return self._store.results(document.key) if self._store.keep else {}

    def _add(self, item: WorkItem) -> None:
        self._group.append(item)
        self._size += item.size + _ITEM_CHARACTERS

    def _close_group(self) -> WorkItemGroup:
        group = WorkItemGroup(self._group, self.files)
        self._group, self._size = [], 0
        return group

    def _is_known(self, file_id: int, file: str, questions: Sequence[StoredQuestion]) -> bool:
        wanted = {one.key for one in questions}
        return all(
            wanted <= self._store.results(document.key).keys()
            for document in self._store.file_documents(file_id, file)
        )
