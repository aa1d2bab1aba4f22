"""Question answering as a task of batch jobs: task adapter and output row."""

from collections.abc import Mapping, Sequence
from typing import Any

from nlp_suite.batch.answer_row import AnswerRow
from nlp_suite.batch.work_items import Unit


class AnswerWork:
    """Task adapter of question answering.

    Example:
        >>> AnswerWork().trial.question
        'What'
    """

    task = "answer"
    row = AnswerRow
    trial = Unit("This.", "What")

    def compute(
        self, reader: Any, units: Sequence[Unit], options: Mapping[str, Any]
    ) -> list[list[list[Any]]]:
        """Answers questions, many at once.

        Args:
            reader: A `Reader`.
            units: The questions and the texts.
            options: Options of the reader's call.

        Returns:
            For each unit a list with the values of each answer, the best first.

        Raises:
            InvalidInputError: If an option is out of its range, or a question too long.
        """
        if len(units) == 1:
            # Messages then speak of the question, not of the first of a list.
            found = [reader(units[0].question, units[0].text, progress=False, **options)]
        else:
            questions, texts = [unit.question for unit in units], [unit.text for unit in units]
            found = reader(questions, texts, progress=False, **options)
        return [
            [
                [
                    *(one.text, one.score, one.null_score, one.start, one.end),
                    *(one.sentence, one.sentence_start),
                ]
                for one in answers
            ]
            for answers in found
        ]

    def make_rows(
        self, results: Sequence[Sequence[Any]], question: str, common: Mapping[str, Any]
    ) -> list[AnswerRow]:
        """Makes rows of the results for a unit.

        Args:
            results: What `compute` returned for it.
            question: The question.
            common: What the rows of all tasks have.

        Returns:
            The rows, the best answer first.
        """
        names = ("answer", "score", "null_score", "start", "end", "sentence", "sentence_start")
        return [
            AnswerRow(
                question=question, rank=rank, **dict(zip(names, values, strict=True)), **common
            )
            for rank, values in enumerate(results, start=1)
        ]
