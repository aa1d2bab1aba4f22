"""Metrics table of a comparison, as rows of text."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from nlp_suite.comparison.system_result import SystemResult
from nlp_suite.comparison.tasks.registry import find_compared_task

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison

NOTHING = "-"


class MetricRow(NamedTuple):
    """A row of the metrics table: one metric of all systems.

    Attributes:
        name: What it is, with its unit.
        values: The value of each system, in their order.
    """

    name: str
    values: tuple[str, ...]


def metric_rows(comparison: "Comparison") -> list[MetricRow]:
    """Returns the rows of the metrics table of a comparison.

    Args:
        comparison: The comparison.

    Returns:
        A row for each metric that at least one system has.

    Example:
        ```python
        comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
        for row in metric_rows(comparison):
            print(row.name, *row.values)
        ```
    """
    systems = comparison.systems
    rows = [(name, [show(one) for one in systems]) for name, show in _COSTS]
    attributes = [_attributes(comparison.task, one) for one in systems]
    for name in dict.fromkeys(name for own in attributes for name in own):
        rows.append((name, [own.get(name, NOTHING) for own in attributes]))
    for name in dict.fromkeys(name for one in systems for name in one.reference_free_scores):
        means = (one.reference_free_scores.get(name) for one in systems)
        rows.append((name, [NOTHING if mean is None else f"{mean:.1f}" for mean in means]))
    for metric in dict.fromkeys(name for one in systems for name in one.scores or ()):
        values = []
        for one in systems:
            found = (one.scores or {}).get(metric)
            values.append(
                f"{found.score:.1f} [{found.low:.1f}, {found.high:.1f}]" if found else NOTHING
            )
        rows.append((metric, values))
    if any(one.failed for one in systems):
        rows.append(("errors", [str(one.failed) for one in systems]))
    return [
        MetricRow(name, tuple(values))
        for name, values in rows
        if any(value != NOTHING for value in values)
    ]


def _attributes(task: str, system: SystemResult) -> dict[str, str]:
    result = next((one for one in system.results if one is not None), None)
    return {} if result is None else find_compared_task(task).attributes(result)


def format_number(value: float | None, scale: float = 1) -> str:
    """Formats a number with three digits at least, or a dash for None.

    Args:
        value: The number.
        scale: What to divide it by.

    Returns:
        The text.

    Example:
        >>> [format_number(value) for value in (1.234567, 0.01234, 98765.4, None)]
        ['1.23', '0.0123', '98,765', '-']
    """
    if value is None:
        return NOTHING
    value = value / scale
    for least, form in ((100, ",.0f"), (10, ".1f"), (1, ".2f"), (0.1, ".3f"), (0.01, ".4f")):
        if value >= least:
            return f"{value:{form}}"
    return f"{value:.2g}"


_COSTS: tuple[tuple[str, Callable[[SystemResult], str]], ...] = (
    ("engine", lambda one: one.engine),
    ("model", lambda one: one.model),
    ("load, s", lambda one: format_number(one.load_seconds)),
    ("all inputs, s", lambda one: format_number(one.seconds)),
    ("inputs per s", lambda one: format_number(one.inputs_per_second)),
    ("peak memory, MB", lambda one: format_number(one.peak_memory, 1e6)),
    ("weights, MB", lambda one: format_number(one.weight_bytes, 1e6)),
    ("parameters, M", lambda one: format_number(one.parameters, 1e6)),
)
