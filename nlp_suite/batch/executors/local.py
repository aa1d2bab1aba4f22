"""Local executor: work items computed in this process."""

from collections.abc import Iterable, Iterator
from typing import Any

from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.work_items import ComputedGroup, Event, KnownResults, Planned


class LocalExecutor:
    """Computes groups one after the other; the task is loaded for the first one.

    Args:
        settings: The settings of the job.

    Example:
        ```python
        settings = JobSettings.make("summarize")
        plan = [WorkItemGroup([WorkItem("Tom sleeps. Ann reads.")], files=1)]
        (computed,) = LocalExecutor(settings).run(plan)
        ```
    """

    def __init__(self, settings: JobSettings) -> None:
        self._settings = settings
        self._task: Any = None

    def run(self, plan: Iterable[Planned]) -> Iterator[Event]:
        """Executes a plan.

        Args:
            plan: Groups, and results that are known.

        Yields:
            Each group with its results, and what is known.

        Raises:
            NLPSuiteError: If the task cannot be loaded, or the model is damaged.
        """
        for planned in plan:
            if isinstance(planned, KnownResults):
                yield planned
                continue
            if self._task is None:
                self._task = self._settings.load()
            yield ComputedGroup(planned, self._settings.compute(self._task, planned.items))

    def close(self) -> None:
        """Closes the task: its threads end, and its memory is given back."""
        task, self._task = self._task, None
        if task is not None:
            task.close()
