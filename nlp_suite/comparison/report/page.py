"""The page of a comparison."""

import string
from typing import TYPE_CHECKING

from nlp_suite.assets import COMPARISON_TEMPLATE
from nlp_suite.comparison.compared_tasks import find_compared_task
from nlp_suite.comparison.report.figure_tables import agreement_table, figures_table
from nlp_suite.comparison.report.input_sections import input_section, legend
from nlp_suite.comparison.report.marking import escape
from nlp_suite.comparison.text_table import heading

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
        comparison = nlp_suite.compare("summarize", text, engines=["custom"], isolated=False)
        assert comparison_page(comparison).startswith("<!DOCTYPE html>")
        ```
    """
    count = len(comparison.contenders)
    performer = find_compared_task(comparison.task).performer
    title = f"Comparison of {count} {performer}{'' if count == 1 else 's'}"
    sections = (input_section(comparison, i, state) for i, state in enumerate(_states(comparison)))
    template = string.Template(COMPARISON_TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        title=title,
        heading=escape(heading(comparison)),
        figures=figures_table(comparison),
        signature=f'<p class="score">{escape(comparison.signature)}</p>'
        if comparison.signature
        else "",
        agreement=agreement_table(comparison),
        legend=legend(comparison),
        sections="".join(sections),
    )


def _states(comparison: "Comparison") -> list[str]:
    single = len(comparison.contenders) == 1
    states = ["" if single else "same"] * len(comparison.inputs)
    for index in comparison.differing:
        states[index] = "differs"
    for index in comparison.failing:
        states[index] = "error"
    return states
