"""Measurement of one system: its outputs, and how long it takes."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from nlp_suite import registry
from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.system import System
from nlp_suite.comparison.tasks.registry import find_compared_task
from nlp_suite.errors import NLPSuiteError


class _Call(Protocol):
    """A loaded task with the inputs and the options of a comparison."""

    def all(self, indices: Sequence[int]) -> list[Any]:
        """Computes the results of some inputs together."""
        ...

    def one(self, index: int) -> Any:
        """Computes the result of one input."""
        ...


class Measurement(NamedTuple):
    """Results and times of a system.

    Attributes:
        results: A result for each input; None where there is an error.
        errors: What was wrong with each input; None where there is a result.
        run_seconds: Wall seconds of each timed run, which computes all inputs that have a
            result together; empty if there is none.
        first_error: The first of the errors, as it was raised.
        load_seconds: Wall seconds of loading; None if it was loaded already.
        peak_memory: Bytes of resident memory at the most; None if that was not measured.
    """

    results: tuple[Any, ...]
    errors: tuple[str | None, ...]
    run_seconds: tuple[float, ...]
    first_error: NLPSuiteError | None = None
    load_seconds: float | None = None
    peak_memory: int | None = None


def measure(call: _Call, count: int, repeats: int) -> Measurement:
    """Computes all inputs once for their results, and again for the time it takes.

    The first run is not timed: in it libraries allocate, compile and choose. Where it fails,
    the inputs are computed one by one, so that those that fail do not cost the others.

    Args:
        call: What computes the results.
        count: Number of inputs, at least 1.
        repeats: Number of timed runs, at least 1.

    Returns:
        Results, errors and times.

    Example:
        >>> class Squares:
        ...     def all(self, indices):
        ...         return [self.one(index) for index in indices]
        ...     def one(self, index):
        ...         return index**2
        >>> measurement = measure(Squares(), count=3, repeats=5)
        >>> measurement.results, len(measurement.run_seconds)
        ((0, 1, 4), 5)
    """
    results: list[Any] = [None] * count
    errors: list[str | None] = [None] * count
    first_error: NLPSuiteError | None = None
    try:
        results = list(call.all(range(count)))
    except NLPSuiteError:
        for index in range(count):
            try:
                results[index] = call.one(index)
            except NLPSuiteError as error:
                errors[index] = str(error)
                first_error = first_error or error
    good = [index for index, error in enumerate(errors) if error is None]
    seconds = []
    for _ in range(repeats if good else 0):
        started = time.perf_counter()
        call.all(good)
        seconds.append(time.perf_counter() - started)
    return Measurement(tuple(results), tuple(errors), tuple(seconds), first_error)


class Job(NamedTuple):
    """Specification of a measurement, to be run in this process or in another.

    Attributes:
        task: The task's name.
        system: What to load; None if it is loaded already.
        inputs: The inputs.
        options: The options of the task.
        repeats: Number of timed runs.
    """

    task: str
    system: System | None
    inputs: ComparisonInputs
    options: Mapping[str, Any]
    repeats: int

    def run(self, loaded: Any = None) -> Measurement:
        """Loads the system and measures it.

        Args:
            loaded: The task, if it is loaded already.

        Returns:
            Results and times.

        Raises:
            NLPSuiteError: If it cannot be loaded.

        Example:
            ```python
            from nlp_suite.comparison.inputs import ComparisonInputs

            system = nlp_suite.System(model="runs/my-translator")
            job = Job("translate", system, ComparisonInputs(("I see a cat.",)), {}, repeats=3)
            print(job.run().results)
            ```
        """
        seconds = None
        if self.system is not None:
            started = time.perf_counter()
            loaded = registry.load(self.task, self.system)
            seconds = time.perf_counter() - started
        measurement = measure(_JobCall(self, loaded), len(self.inputs.texts), self.repeats)
        return measurement._replace(load_seconds=seconds)


class _JobCall:
    def __init__(self, job: Job, loaded: Any) -> None:
        self._job, self._loaded = job, loaded
        self._task = find_compared_task(job.task)

    def all(self, indices: Sequence[int]) -> list[Any]:
        inputs = self._job.inputs.subset(indices)
        return self._task.call(self._loaded, inputs, self._job.options)

    def one(self, index: int) -> Any:
        return self._task.call_one(self._loaded, self._job.inputs, index, self._job.options)
