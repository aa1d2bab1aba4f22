"""Translation as a task of batch jobs: task adapter and output row."""

from collections.abc import Mapping, Sequence
from typing import Any

from nlp_suite.batch.translation_row import TranslationRow
from nlp_suite.batch.work_items import Unit


class TranslationWork:
    """Task adapter of translation.

    Example:
        >>> TranslationWork().task
        'translate'
    """

    task = "translate"
    row = TranslationRow
    trial = Unit("This.")

    def compute(
        self, translator: Any, units: Sequence[Unit], options: Mapping[str, Any]
    ) -> list[list[list[Any]]]:
        """Translates texts, many at once.

        Args:
            translator: A `Translator`.
            units: The texts.
            options: Options of the translator's call.

        Returns:
            For each unit a list with the values of its translation.

        Raises:
            InvalidInputError: If an option is out of its range.
        """
        texts = [unit.text for unit in units]
        found = translator(texts, progress=False, **options)
        return [[[one.text, one.score]] for one in found]

    def make_rows(
        self,
        results: Sequence[Sequence[Any]],
        question: str,  # noqa: ARG002
        common: Mapping[str, Any],
    ) -> list[TranslationRow]:
        """Makes a row of the result for a unit.

        Args:
            results: What `compute` returned for it.
            question: Nothing.
            common: What the rows of all tasks have.

        Returns:
            The row.
        """
        return [TranslationRow(translation=text, score=score, **common) for text, score in results]
