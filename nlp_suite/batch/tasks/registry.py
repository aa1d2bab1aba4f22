"""Task adapters of batch jobs."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from nlp_suite.batch.tasks.question_answering import AnswerWork
from nlp_suite.batch.tasks.row import Row
from nlp_suite.batch.tasks.summarization import SummaryWork
from nlp_suite.batch.tasks.translation import TranslationWork
from nlp_suite.batch.work_items import Outcome, Unit
from nlp_suite.errors import InvalidInputError


class Work(Protocol):
    """Task adapter: how a job computes units and makes rows of their results."""

    @property
    def task(self) -> str:
        """The task's name."""
        ...

    @property
    def row(self) -> type[Row]:
        """The class of its rows."""
        ...

    @property
    def trial(self) -> Unit:
        """A probe: a unit that must not fail, whatever the model and the options."""
        ...

    def compute(
        self, task: Any, units: Sequence[Unit], options: Mapping[str, Any]
    ) -> list[list[list[Any]]]:
        """Computes units with a loaded task; returns the values of the rows of each."""
        ...

    def make_rows(
        self, results: Sequence[Sequence[Any]], question: str, common: Mapping[str, Any]
    ) -> Sequence[Row]:
        """Makes rows of the results for a unit."""
        ...


_WORKS: tuple[Work, ...] = (AnswerWork(), SummaryWork(), TranslationWork())
WORKS: Mapping[str, Work] = {work.task: work for work in _WORKS}


def compute_units(
    work: Work, task: Any, units: Sequence[Unit], options: Mapping[str, Any]
) -> list[Outcome]:
    """Computes units together; a unit that fails does not affect the others.

    Args:
        work: The kind of work.
        task: The loaded task.
        units: The units.
        options: Options of the task's call.

    Returns:
        For each unit the values of its rows, or the reason why it has none.

    Raises:
        NLPSuiteError: If the reason is not the unit, such as a damaged model.

    Example:
        >>> import nlp_suite
        >>> units = [Unit("Tom sleeps."), Unit(" ")]
        >>> _, bad = compute_units(WORKS["summarize"], nlp_suite.load("summarize"), units, {})
        >>> bad
        'text has nothing to summarize: got 1 characters, none of them visible'
    """
    try:
        return list(work.compute(task, units, options))
    except InvalidInputError as error:
        if len(units) == 1:
            return [" ".join(str(error).split())]
    # It was refused before anything was computed, so halves find it at next to no cost.
    half = len(units) // 2
    parts = units[:half], units[half:]
    return [outcome for part in parts for outcome in compute_units(work, task, part, options)]
