"""Result of a comparison: each system's outputs and costs, agreement and scores."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nlp_suite.comparison.system_result import SystemResult
from nlp_suite.comparison.tasks.registry import find_compared_task
from nlp_suite.display import json_text
from nlp_suite.errors import InvalidInputError
from nlp_suite.files import atomic_file, unwritable


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Result of a comparison: what each system returned for the same inputs, and its costs.

    `print(comparison)` shows the metrics as a table, and the first inputs whose results differ.

    Attributes:
        task: The task's name.
        inputs: The texts.
        questions: For `answer` the question of each text; else None.
        references: The gold results of each text; None if not given.
        titles: What to call each text; None if not given.
        systems: The results and costs of each, in the caller's order.
        agreement: How near the results of two systems are, by their names, from 0 to 100;
            over the inputs that both have a result for, None if there is none.
        agreement_metric: Description of that metric.
        scored: The numbers of the inputs that the scores are of, with references or without:
            those for which every system has a result, not counting one that has none at all.
        signature: What another measurement must share for its scores to be comparable; None
            without scores.

    Example:
        ```python
        comparison = nlp_suite.compare(
            "translate", ["I see a cat."], systems=["runs/my-translator"], isolated=False
        )
        comparison.results["my-translator"][0].text  # "Ich sehe eine Katze."
        ```
    """

    task: str
    inputs: tuple[str, ...]
    questions: tuple[str, ...] | None
    references: tuple[tuple[str, ...], ...] | None
    titles: tuple[str, ...] | None
    systems: tuple[SystemResult, ...]
    agreement: Mapping[str, Mapping[str, float | None]]
    agreement_metric: str
    scored: tuple[int, ...]
    signature: str | None

    def __str__(self) -> str:
        from nlp_suite.comparison.rendering.text import comparison_text

        return comparison_text(self)

    @property
    def results(self) -> dict[str, tuple[Any, ...]]:
        """The results of each system by its name, one for each input; None for an error."""
        return {system.name: system.results for system in self.systems}

    @property
    def failing(self) -> tuple[int, ...]:
        """The numbers of the inputs that at least one system has an error for."""
        rows = zip(*(system.errors for system in self.systems), strict=True)
        return tuple(i for i, row in enumerate(rows) if any(row))

    @property
    def differing(self) -> tuple[int, ...]:
        """The numbers of the inputs whose results are not all the same, errors aside."""
        same = find_compared_task(self.task).same
        rows = zip(*(system.results for system in self.systems), strict=True)
        found = []
        for i, row in enumerate(rows):
            first, *others = [one for one in row if one is not None] or [None]
            if not all(same(first, other) for other in others):
                found.append(i)
        return tuple(found)

    def title(self, index: int) -> str:
        """Returns the name of an input: its title, or its number from 1 on.

        Args:
            index: The input's number, from 0.

        Returns:
            The name.

        Example:
            ```python
            comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
            assert comparison.title(0) == "Input 1"
            ```
        """
        return self.titles[index] if self.titles else f"Input {index + 1}"

    def to_dict(self) -> dict[str, Any]:
        """Converts everything to plain values.

        Returns:
            A dictionary that `json.dumps` takes.

        Example:
            ```python
            comparison = nlp_suite.compare(
                "summarize", text, systems=["custom", "runs/my-encoder"], isolated=False
            )
            print(comparison.to_dict()["agreement"]["custom"]["my-encoder"])
            ```
        """
        references = self.references
        return {
            "task": self.task,
            "inputs": list(self.inputs),
            "questions": None if self.questions is None else list(self.questions),
            "references": None if references is None else [list(own) for own in references],
            "titles": None if self.titles is None else list(self.titles),
            "systems": [system.to_dict() for system in self.systems],
            "agreement": {name: dict(row) for name, row in self.agreement.items()},
            "agreement_metric": self.agreement_metric,
            "differing": list(self.differing),
            "failing": list(self.failing),
            "scored": list(self.scored),
            "signature": self.signature,
        }

    def to_json(self, path: str | Path | None = None) -> str:
        """Serializes `to_dict()` to JSON.

        Args:
            path: A file to write it to, wholly or not at all.

        Returns:
            The JSON.

        Raises:
            InvalidInputError: If the file cannot be written.

        Example:
            ```python
            comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
            assert json.loads(comparison.to_json("comparison.json")) == comparison.to_dict()
            ```
        """
        return _write(path, json_text(self.to_dict(), indent=2) + "\n")

    def to_html(self, path: str | Path | None = None) -> str:
        """Renders an HTML page: the metrics, and for each input the results with what differs.

        The page is one file: it loads nothing, runs no script, and follows the light or dark
        scheme of its reader.

        Args:
            path: A file to write it to, wholly or not at all.

        Returns:
            The page.

        Raises:
            InvalidInputError: If the file cannot be written.

        Example:
            ```python
            comparison = nlp_suite.compare("summarize", text, systems=["custom"], isolated=False)
            comparison.to_html("comparison.html")
            ```
        """
        from nlp_suite.comparison.rendering.html import comparison_page

        return _write(path, comparison_page(self))


def _write(path: str | Path | None, text: str) -> str:
    if path is not None:
        if Path(path).is_dir():
            raise InvalidInputError(f"{str(path)!r} is a folder; give a file to write")
        try:
            with atomic_file(Path(path)) as file:
                # A half of a surrogate pair has no bytes in UTF-8.
                file.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        except OSError as error:
            raise unwritable(path, error) from error
    return text
