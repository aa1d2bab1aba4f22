"""Result of one system of a comparison: outputs, costs and metric scores."""

import dataclasses
import statistics
from collections.abc import Mapping
from typing import Any

from nlp_suite.evaluation.bootstrap import MetricScore


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SystemResult:
    """Result of a system: its outputs, costs and metric scores.

    Attributes:
        name: What it is called in this comparison; no other system has the same name.
        engine: The engine that computed the results.
        model: The model that computed them.
        results: A result of the task for each input, as the task itself returns it; None if
            there is an error.
        errors: Error message of each input; None if there is a result.
        load_seconds: Wall seconds of loading, the import of the engine's libraries included if
            it ran in a process of its own; None if it was loaded already.
        run_seconds: Wall seconds of each timed run over all inputs that have a result.
        peak_memory: Largest resident memory of its process, Python and libraries included, in
            bytes; None if it had no process of its own.
        weight_bytes: Bytes of the files with the model's weights; None if they are not known.
        parameters: How many numbers the weights are; None if that is not known.
        scores: Scores against the references, by the metrics' names; None without references.
        reference_free_scores: What the task measures of results by themselves, by its name, such
            as the support of summaries; none for most tasks.

    Example:
        >>> run = {"engine": "custom", "model": "toy", "load_seconds": None, "peak_memory": None}
        >>> size = {"weight_bytes": 40, "parameters": 10, "scores": None}
        >>> times = (0.4, 0.2, 0.3)
        >>> result = SystemResult(
        ...     name="a", results=("x", "y", None), errors=(None, None, "too long"),
        ...     run_seconds=times, **run, **size,
        ... )
        >>> result.seconds, round(result.inputs_per_second, 2), result.failed
        (0.3, 6.67, 1)
    """

    name: str
    engine: str
    model: str
    results: tuple[Any, ...]
    errors: tuple[str | None, ...]
    load_seconds: float | None
    run_seconds: tuple[float, ...]
    peak_memory: int | None
    weight_bytes: int | None
    parameters: int | None
    scores: Mapping[str, MetricScore] | None
    reference_free_scores: Mapping[str, float] = dataclasses.field(default_factory=dict)

    @property
    def seconds(self) -> float | None:
        """Median wall seconds of the timed runs; None if it has no result."""
        return statistics.median(self.run_seconds) if self.run_seconds else None

    @property
    def inputs_per_second(self) -> float | None:
        """Inputs that have a result, divided by `seconds`; None if there are none."""
        if self.seconds is None:
            return None
        return (len(self.results) - self.failed) / max(self.seconds, 1e-9)

    @property
    def failed(self) -> int:
        """How many inputs have an error in place of a result."""
        return sum(error is not None for error in self.errors)

    def to_dict(self) -> dict[str, Any]:
        """Converts everything to plain values, ready for JSON."""
        scores = {
            name: {"score": one.score, "low": one.low, "high": one.high}
            for name, one in (self.scores or {}).items()
        }
        return {
            "name": self.name,
            "engine": self.engine,
            "model": self.model,
            "load_seconds": self.load_seconds,
            "seconds": self.seconds,
            "run_seconds": list(self.run_seconds),
            "inputs_per_second": self.inputs_per_second,
            "peak_memory": self.peak_memory,
            "weight_bytes": self.weight_bytes,
            "parameters": self.parameters,
            "scores": None if self.scores is None else scores,
            "reference_free_scores": dict(self.reference_free_scores),
            "failed": self.failed,
            "errors": list(self.errors),
            "results": [_plain(result) for result in self.results],
        }


def _plain(result: Any) -> Any:
    if result is None:
        return None
    return [one.to_dict() for one in result] if isinstance(result, list) else result.to_dict()
