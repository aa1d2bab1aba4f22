"""Inputs of a comparison, with their questions, references and titles."""

from collections.abc import Sequence
from typing import NamedTuple


class Cases(NamedTuple):
    """The inputs of a comparison and what belongs to each.

    Attributes:
        inputs: N texts.
        questions: For `answer` the question of each text.
        references: The gold results for each text, if known: one summary, several
            translations, or several answers, none of them where the text has no answer.
        titles: What to call each text, if the caller said.

    Example:
        >>> Cases(("One.", "Two."), titles=("a.txt", "b.txt")).title(1)
        'b.txt'
    """

    inputs: tuple[str, ...]
    questions: tuple[str, ...] | None = None
    references: tuple[tuple[str, ...], ...] | None = None
    titles: tuple[str, ...] | None = None

    def title(self, index: int) -> str:
        """Returns the name of a text: its title, or its number from 1 on."""
        return self.titles[index] if self.titles else f"Input {index + 1}"

    def only(self, indices: Sequence[int]) -> "Cases":
        """Returns a subset of the cases, by their numbers from 0 to N - 1.

        Args:
            indices: The numbers.

        Returns:
            The cases, in the order of `indices`.
        """
        return Cases(
            *(None if part is None else tuple(part[i] for i in indices) for part in self)  # type: ignore[arg-type]
        )
