"""Summarization as a task of batch jobs: task adapter and output row."""

from collections.abc import Mapping, Sequence
from typing import Any

from nlp_suite.batch.summary_row import SummaryRow
from nlp_suite.batch.work_items import Unit


class SummaryWork:
    """Task adapter of summarization.

    Example:
        >>> SummaryWork().task
        'summarize'
    """

    task = "summarize"
    row = SummaryRow
    trial = Unit("This.")

    def compute(
        self, summarizer: Any, units: Sequence[Unit], options: Mapping[str, Any]
    ) -> list[list[list[Any]]]:
        """Summarizes texts, many at once.

        Args:
            summarizer: A `Summarizer`.
            units: The texts.
            options: Options of the summarizer's call.

        Returns:
            For each unit a list with the values of its summary.

        Raises:
            InvalidInputError: If an option is out of its range.
        """
        if len(units) == 1:
            # Messages then speak of the text, not of the first of a list.
            found = [summarizer(units[0].text, **options)]
        else:
            found = summarizer([unit.text for unit in units], progress=False, **options)
        return [
            [
                [
                    *(one.text, [sentence.to_dict() for sentence in one.sentences]),
                    *(one.total_sentences, one.method),
                ]
            ]
            for one in found
        ]

    def make_rows(
        self,
        results: Sequence[Sequence[Any]],
        question: str,  # noqa: ARG002
        common: Mapping[str, Any],
    ) -> list[SummaryRow]:
        """Makes a row of the result for a unit.

        Args:
            results: What `compute` returned for it.
            question: Nothing.
            common: What the rows of all tasks have.

        Returns:
            The row.
        """
        names = ("summary", "sentences", "total_sentences", "method")
        return [SummaryRow(**dict(zip(names, values, strict=True)), **common) for values in results]
