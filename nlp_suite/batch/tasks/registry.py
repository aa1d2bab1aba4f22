"""Task adapters of batch jobs."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from nlp_suite.batch.tasks.question_answering import QuestionAnsweringAdapter
from nlp_suite.batch.tasks.row import Row
from nlp_suite.batch.tasks.summarization import SummarizationAdapter
from nlp_suite.batch.tasks.translation import TranslationAdapter
from nlp_suite.batch.work_items import Outcome, WorkItem
from nlp_suite.errors import InvalidInputError


class TaskAdapter(Protocol):
    """Task adapter: how a job computes items and makes rows of their results."""

    @property
    def task(self) -> str:
        """The task's name."""
        ...

    @property
    def row(self) -> type[Row]:
        """The class of its rows."""
        ...

    @property
    def probe(self) -> WorkItem:
        """A probe: an item that must not fail, whatever the model and the options."""
        ...

    def compute(
        self, task: Any, items: Sequence[WorkItem], options: Mapping[str, Any]
    ) -> list[list[list[Any]]]:
        """Computes items with a loaded task; returns the values of the rows of each."""
        ...

    def make_rows(
        self, results: Sequence[Sequence[Any]], question: str, common: Mapping[str, Any]
    ) -> Sequence[Row]:
        """Makes rows of the results for an item."""
        ...


_WORKS: tuple[TaskAdapter, ...] = (
    QuestionAnsweringAdapter(),
    SummarizationAdapter(),
    TranslationAdapter(),
)
TASK_ADAPTERS: Mapping[str, TaskAdapter] = {work.task: work for work in _WORKS}


def compute_items(
    work: TaskAdapter, task: Any, items: Sequence[WorkItem], options: Mapping[str, Any]
) -> list[Outcome]:
    """Computes items together; an item that fails does not affect the others.

    Args:
        work: The kind of work.
        task: The loaded task.
        items: The items.
        options: Options of the task's call.

    Returns:
        For each item the values of its rows, or the reason why it has none.

    Raises:
        NLPSuiteError: If the reason is not the item, such as a damaged model.

    Example:
        >>> import nlp_suite
        >>> items = [WorkItem("Tom sleeps."), WorkItem(" ")]
        >>> summarizer = nlp_suite.load("summarize")
        >>> _, bad = compute_items(TASK_ADAPTERS["summarize"], summarizer, items, {})
        >>> bad
        'text has nothing to summarize: got 1 characters, none of them visible'
    """
    try:
        return list(work.compute(task, items, options))
    except InvalidInputError as error:
        if len(items) == 1:
            return [" ".join(str(error).split())]
    # It was refused before anything was computed, so halves find it at next to no cost.
    half = len(items) // 2
    parts = items[:half], items[half:]
    return [outcome for part in parts for outcome in compute_items(work, task, part, options)]
