"""Registry of task adapters, by which a job of any task is computed."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from nlp_suite.batch.tasks.question_answering import QuestionAnsweringAdapter
from nlp_suite.batch.tasks.row import Row
from nlp_suite.batch.tasks.summarization import SummarizationAdapter
from nlp_suite.batch.tasks.translation import TranslationAdapter
from nlp_suite.batch.work_items import Result, WorkItem
from nlp_suite.errors import InvalidInputError


class TaskAdapter(Protocol):
    """How a job computes work items of a task and makes rows of their results."""

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
        """An item that must not fail, whatever the model, if the options are in range."""
        ...

    def compute(
        self, task: Any, items: Sequence[WorkItem], options: Mapping[str, Any]
    ) -> list[Result]:
        """Computes items with a loaded task; returns the result of each."""
        ...

    def make_rows(self, result: Result, question: str, common: Mapping[str, Any]) -> Sequence[Row]:
        """Makes rows of the result of an item."""
        ...


_ADAPTERS: tuple[TaskAdapter, ...] = (
    QuestionAnsweringAdapter(),
    SummarizationAdapter(),
    TranslationAdapter(),
)
TASK_ADAPTERS: Mapping[str, TaskAdapter] = {adapter.task: adapter for adapter in _ADAPTERS}


def find_adapter(task: str) -> TaskAdapter:
    """Returns the adapter of a task.

    Args:
        task: The task's name.

    Returns:
        The adapter.

    Raises:
        InvalidInputError: If the task has none.

    Example:
        >>> find_adapter("summarize").row.__name__
        'SummaryRow'
    """
    if task not in TASK_ADAPTERS:
        raise InvalidInputError(
            f"the task {task!r} has no batch adapter, so it has no job over files: add a module "
            "of the task to nlp_suite/batch/tasks/, and its adapter to registry.py there"
        )
    return TASK_ADAPTERS[task]


def compute_items(
    adapter: TaskAdapter, task: Any, items: Sequence[WorkItem], options: Mapping[str, Any]
) -> list[Result | str]:
    """Computes work items together; an item that fails does not affect the others.

    Args:
        adapter: The adapter of the task.
        task: The loaded task.
        items: The items.
        options: Options of the task's call.

    Returns:
        Of each item its result, or the reason why it has none.

    Raises:
        NLPSuiteError: If the reason is not the item, such as a damaged model.

    Example:
        >>> import nlp_suite
        >>> items = [WorkItem("Tom sleeps."), WorkItem(" ")]
        >>> summarizer = nlp_suite.load("summarize")
        >>> _, bad = compute_items(find_adapter("summarize"), summarizer, items, {})
        >>> bad
        'text has nothing to summarize: got 1 characters, none of them visible'
    """
    try:
        return [*adapter.compute(task, items, options)]
    except InvalidInputError as error:
        if len(items) == 1:
            return [" ".join(str(error).split())]
    # It was refused before anything was computed, so halves find it at next to no cost.
    half = len(items) // 2
    parts = items[:half], items[half:]
    return [one for part in parts for one in compute_items(adapter, task, part, options)]
