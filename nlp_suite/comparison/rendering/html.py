"""HTML page of a comparison, with its metrics tables."""

import string
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from nlp_suite.assets import COMPARISON_TEMPLATE
from nlp_suite.comparison.rendering.html_marking import badge, escape
from nlp_suite.comparison.rendering.metrics_table import format_number, metric_rows
from nlp_suite.comparison.rendering.text import differing_line, heading
from nlp_suite.comparison.tasks.registry import find_compared_task

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison


def comparison_page(comparison: "Comparison") -> str:
    """Renders a comparison as one HTML page that loads nothing and runs no script.

    Args:
        comparison: The comparison.

    Returns:
        The page.

    Example:
        ```python
        comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
        assert comparison_page(comparison).startswith("<!DOCTYPE html>")
        ```
    """
    task = find_compared_task(comparison.task)
    count = len(comparison.systems)
    title = f"Comparison of {count} {task.performer}{'' if count == 1 else 's'}"
    sections = (_section(comparison, i, state) for i, state in enumerate(_states(comparison)))
    template = string.Template(COMPARISON_TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        title=title,
        heading=escape(heading(comparison)),
        metrics=metrics_table(comparison),
        signature=f'<p class="score">{escape(comparison.signature)}</p>'
        if comparison.signature
        else "",
        agreement=agreement_table(comparison),
        legend=task.legend(comparison),
        sections="".join(sections),
    )


def metrics_table(comparison: "Comparison") -> str:
    """Renders the metrics table, with a column for each system.

    Args:
        comparison: The comparison.

    Returns:
        HTML.

    Example:
        ```python
        comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
        assert "parameters, M" in metrics_table(comparison)
        ```
    """
    rows = ((escape(row.name), row.values) for row in metric_rows(comparison))
    return _table(_names(comparison), rows)


def agreement_table(comparison: "Comparison") -> str:
    """Renders the agreement of the results: a line for two systems, a table for more.

    Args:
        comparison: The comparison.

    Returns:
        HTML; "" if there is one system.

    Example:
        ```python
        systems = ["custom", "runs/my-encoder"]
        comparison = nlp_suite.compare("summarize", text, systems=systems, isolated=False)
        assert "shared sentences" in agreement_table(comparison)
        ```
    """
    names = [one.name for one in comparison.systems]
    if len(names) < 2:
        return ""
    metric, line = escape(comparison.agreement_metric), escape(differing_line(comparison))
    if len(names) == 2:
        value = format_number(comparison.agreement[names[0]][names[1]])
        return f"<p>Agreement ({metric}): <strong>{value}</strong>. {line}</p>"
    signs = [badge(i) for i in range(len(names))]
    rows = (
        (
            f"{signs[i]} {escape(name)}",
            [format_number(comparison.agreement[name][other]) for other in names],
        )
        for i, name in enumerate(names)
    )
    return f"<h2>Agreement</h2><p>Measured in {metric}. {line}</p>{_table(signs, rows)}"


def _names(comparison: "Comparison") -> list[str]:
    return [f"{badge(i)} {escape(one.name)}" for i, one in enumerate(comparison.systems)]


def _table(head: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{name}</th>'
        # An interval stays in one line.
        + "".join(f"<td>{escape(value).replace(', ', ',&nbsp;')}</td>" for value in values)
        + "</tr>\n"
        for name, values in rows
    )
    return (
        f'<div class="wide"><table>\n<thead><tr><td></td>{cells}</tr></thead>\n'
        f"<tbody>\n{lines}</tbody></table></div>"
    )


def _section(comparison: "Comparison", index: int, state: str) -> str:
    """Renders the results for an input; `state` is a word of the style sheet, or ""."""
    title = escape(comparison.title(index))
    body = find_compared_task(comparison.task).results_html(comparison, index)
    shown = f' <span class="state {state}">{state}</span>' if state else ""
    return f"<section>\n<h3>{title}{shown}</h3>\n{body}</section>\n"


def _states(comparison: "Comparison") -> list[str]:
    single = len(comparison.systems) == 1
    states = ["" if single else "same"] * len(comparison.inputs)
    for index in comparison.differing:
        states[index] = "differs"
    for index in comparison.failing:
        states[index] = "error"
    return states
