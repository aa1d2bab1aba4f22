"""Measurement of one system, in this process or in another."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nlp_suite.comparison.cases import Cases
from nlp_suite.comparison.compared_tasks import find_compared_task
from nlp_suite.comparison.contender import Contender
from nlp_suite.comparison.measurement import Measurement, measure
from nlp_suite.registry import find_loader


class Job(NamedTuple):
    """Specification of a measurement, to be run in this process or in another.

    Attributes:
        task: The task's name.
        contender: What to load; None if it is loaded already.
        cases: The inputs.
        options: The options of the task.
        repeats: Number of timed runs.
    """

    task: str
    contender: Contender | None
    cases: Cases
    options: Mapping[str, Any]
    repeats: int

    def run(self, loaded: Any = None) -> Measurement:
        """Loads the contender and measures it.

        Args:
            loaded: The task, if it is loaded already.

        Returns:
            Results and times.

        Raises:
            NLPSuiteError: If it cannot be loaded.

        Example:
            ```python
            from nlp_suite.comparison.cases import Cases

            contender = nlp_suite.Contender("custom", "runs/my-translator")
            job = Job("translate", contender, Cases(("I see a cat.",)), {}, repeats=3)
            print(job.run().results)
            ```
        """
        seconds = None
        if self.contender is not None:
            started = time.perf_counter()
            loaded = load_contender(self.task, self.contender)
            seconds = time.perf_counter() - started
        measurement = measure(_JobCall(self, loaded), len(self.cases.inputs), self.repeats)
        return measurement._replace(load_seconds=seconds)


class _JobCall:
    def __init__(self, job: Job, loaded: Any) -> None:
        self._job, self._loaded = job, loaded
        self._task = find_compared_task(job.task)

    def all(self, indices: Sequence[int]) -> list[Any]:
        cases = self._job.cases.only(indices)
        return self._task.call(self._loaded, cases, self._job.options)

    def one(self, index: int) -> Any:
        return self._task.call_one(self._loaded, self._job.cases, index, self._job.options)


def load_contender(task: str, contender: Contender) -> Any:
    """Loads a task with the engine, model and settings of a contender.

    Args:
        task: The task's name.
        contender: The contender.

    Returns:
        The task.

    Raises:
        NLPSuiteError: If it cannot be loaded.

    Example:
        ```python
        translator = load_contender("translate", nlp_suite.Contender(model="runs/my-translator"))
        ```
    """
    return find_loader(task, contender.engine)(
        model=contender.model,
        revision=contender.revision,
        runtime=contender.runtime,
        device=contender.device,
        compute_type=contender.compute_type,
        threads=contender.threads,
        batch_tokens=contender.batch_tokens,
    )
