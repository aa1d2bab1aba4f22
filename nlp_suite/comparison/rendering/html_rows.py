"""HTML rows of a comparison: what each system has for an input, and the references."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nlp_suite.comparison.rendering.html_marking import badge, escape, lang

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison


def result_rows(
    comparison: "Comparison",
    index: int,
    render: Callable[[int, Any], str],
    *,
    reference_language: str | None = None,
) -> str:
    """Renders the results for an input as a list: a row for each system and each reference.

    Args:
        comparison: The comparison.
        index: The input's number, from 0.
        render: Takes a system's number and its result for the input, and returns HTML. It is
            called for those that have one; the others have a row with their error.
        reference_language: The language of the references; None if unknown.

    Returns:
        HTML.

    Example:
        ```python
        comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
        print(result_rows(comparison, 0, lambda system, summary: escape(summary.text)))
        ```
    """
    rows = []
    for i, system in enumerate(comparison.systems):
        result, error = system.results[index], system.errors[index]
        shown = f'<span class="error">{escape(error or "")}</span>'
        if result is not None:
            shown = render(i, result)
        rows.append(f"<dt>{badge(i)} {escape(system.name)}</dt><dd>{shown}</dd>\n")
    if comparison.references is not None:
        rows += [
            f'<dt>reference</dt><dd class="text"{lang(reference_language)}>{escape(text)}</dd>\n'
            for text in dict.fromkeys(comparison.references[index] or ("(no answer)",))
        ]
    return f"<dl>\n{''.join(rows)}</dl>\n"
