"""Plain-text rendering of a comparison."""

import io
import shutil
from collections.abc import Iterable
from itertools import zip_longest
from typing import TYPE_CHECKING

from nlp_suite.comparison.rendering.metrics_table import format_number, metric_rows
from nlp_suite.comparison.tasks.registry import find_compared_task

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison

# Inputs whose results are shown.
_SHOWN = 5


def comparison_text(comparison: "Comparison") -> str:
    """Formats the metrics of a comparison as tables, and the first results that differ.

    Args:
        comparison: The comparison.

    Returns:
        Lines, as wide as the terminal if there is one.

    Example:
        ```python
        comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
        assert "all-MiniLM-L6-v2" in comparison_text(comparison)
        ```
    """
    names = [one.name for one in comparison.systems]
    parts = [
        heading(comparison),
        _table(["", *names], ([one.name, *one.values] for one in metric_rows(comparison))),
    ]
    if len(names) > 1:
        parts.append(f"Agreement ({comparison.agreement_metric}):")
        rows = (
            [name, *(format_number(comparison.agreement[name][o]) for o in names)] for name in names
        )
        parts.append(_table(["", *names], rows))
        parts.append(differing_line(comparison))
    lines = "\n".join(part.rstrip("\n") for part in parts)
    shown = sorted({*comparison.differing, *comparison.failing})
    if len(names) == 1:
        shown = list(range(len(comparison.inputs)))
    for index in shown[:_SHOWN]:
        lines += f"\n\n{_input(comparison, index)}"
    if comparison.signature:
        lines += f"\n\n{comparison.signature}"
    return lines


def heading(comparison: "Comparison") -> str:
    """Formats in a line what was compared and how often.

    Args:
        comparison: The comparison.

    Returns:
        The line.

    Example:
        ```python
        comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
        print(heading(comparison))  # summarize: 1 input, 1 system, median of 3 runs
        ```
    """
    runs = max(len(one.run_seconds) for one in comparison.systems)
    task = find_compared_task(comparison.task)
    return (
        f"{task.describe(comparison)}: {_count(len(comparison.inputs), 'input')}, "
        f"{_count(len(comparison.systems), 'system')}, median of {_count(runs, 'run')}"
    )


def differing_line(comparison: "Comparison") -> str:
    """Formats in a line how many inputs have results that differ.

    Args:
        comparison: The comparison.

    Returns:
        The line.

    Example:
        ```python
        comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
        print(differing_line(comparison))  # The results differ for 0 of 1 input.
        ```
    """
    differing = len(comparison.differing)
    return f"The results differ for {differing} of {_count(len(comparison.inputs), 'input')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _input(comparison: "Comparison", index: int) -> str:
    task = find_compared_task(comparison.task)
    asked = (comparison.questions or comparison.inputs)[index]
    title = f"{comparison.title(index)}: {_shortened(asked)}"
    lines = [" ".join(title.split())]
    width = max(len(one.name) for one in comparison.systems)
    width = max(width, len("reference")) if comparison.references else width
    for one in comparison.systems:
        error = one.errors[index]
        shown = [f"({error})"] if error else task.lines(one.results[index])
        for name, line in zip_longest([one.name], shown, fillvalue=""):
            lines.append(f"  {name:<{width}}  {line}")
    for reference in comparison.references[index] if comparison.references else ():
        lines.append(f"  {'reference':<{width}}  {_shortened(reference, 300)}")
    return "\n".join(lines)


def _shortened(text: str, length: int = 80) -> str:
    # No more of a long text than may be needed.
    text = " ".join(text[: 5 * length].split())
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(head[0])
    for name in head[1:]:
        table.add_column(Text(name), justify="right", overflow="fold")
    for row in rows:
        # What looks like markup in a name is none.
        table.add_row(*map(Text, row))
    width = shutil.get_terminal_size((160, 24)).columns
    # A notebook would get the table as output of its own, and the text would be empty.
    console = Console(file=io.StringIO(), width=width, color_system=None, force_jupyter=False)
    console.print(table)
    output: str = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in output.splitlines() if line.strip())
