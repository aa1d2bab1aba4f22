"""Local executor: work items computed in this process."""

from collections.abc import Iterable, Iterator
from typing import Any

from nlp_suite.batch.job_settings import JobSettings
from nlp_suite.batch.work_items import ComputedGroup, Event, Known, Planned


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
            plan: Groups, and rows that are known.

        Yields:
            What became of each group, and what is known.

        Raises:
            NLPSuiteError: If the task cannot be loaded, or the model is damaged.
        """
        for event in plan:
            if isinstance(event, Known):
                yield event
                continue
            if self._task is None:
                self._task = self._settings.load()
            yield ComputedGroup(event, self._settings.compute(self._task, event.items))

    def close(self) -> None:
        """Does nothing; a pool of workers ends them."""
