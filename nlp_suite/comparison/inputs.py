"""Inputs of a comparison, with their questions, references and titles."""

from collections.abc import Sequence
from typing import NamedTuple


class ComparisonInputs(NamedTuple):
    """The inputs of a comparison and what belongs to each.

    Attributes:
        texts: N texts.
        questions: For `answer` the question of each text.
        references: The gold results for each text, if known: one summary, several
            translations, or several answers, none of them where the text has no answer.
        titles: What to call each text, if the caller said.

    Example:
        >>> ComparisonInputs(("One.", "Two.")).subset([1]).texts
        ('Two.',)
    """

    texts: tuple[str, ...]
    questions: tuple[str, ...] | None = None
    references: tuple[tuple[str, ...], ...] | None = None
    titles: tuple[str, ...] | None = None

    def subset(self, indices: Sequence[int]) -> "ComparisonInputs":
        """Returns a subset of the inputs, by their numbers from 0 to N - 1.

        Args:
            indices: The numbers.

        Returns:
            The inputs, in the order of `indices`.
        """
        return ComparisonInputs(
            *(None if part is None else tuple(part[i] for i in indices) for part in self)  # type: ignore[arg-type]
        )
